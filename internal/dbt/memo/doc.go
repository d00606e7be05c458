// Package memo keeps between two runs what reading a project gave: values by a key
// that is a digest of everything they follow from. What is found need not be made
// again; what follows from something that changed has another key and is not found.
//
// It owns the file (partial_parse.scv in the target folder) and the form in which
// Go values stand in it. It never decides what a value depends on: who puts it in
// makes the key. A file that is missing, damaged or of another program is an empty
// memo, never an error.
//
// Words: key = digest of what a value follows from; entry = a key and its value;
// engine = the program that wrote the file.
package memo
