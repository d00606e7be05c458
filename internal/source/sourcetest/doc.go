// Package sourcetest is the suite that every source driver passes: what bronze
// relies on, whatever the kind of source.
//
// It owns no driver and reads no file of its own; it is handed a factory and a
// function that makes a readable source.
//
// Words: as in package source.
package sourcetest
