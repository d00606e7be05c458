// Package memo keeps between two runs what reading a project gave: values by a key
// that is a digest of everything they follow from. What is found need not be made
// again; what follows from something that changed has another key and is not found.
//
// A trace notes what is read of a project, so that the next run can tell whether
// all of it is still the same, without reading the files that were not written to.
//
// It owns the files (partial_parse.scv and partial_parse.seal in the target folder)
// and the form in which Go values stand in them. It never decides what a value
// depends on: who puts it in makes the key. A file that is missing, damaged or of
// another program is an empty memo, never an error.
//
// Words: key = digest of what a value follows from; entry = a key and its value;
// engine = the program that wrote the file; trace = what was read, with digests;
// stamp = what the file system says of a file without opening it.
package memo
