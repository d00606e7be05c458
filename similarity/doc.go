// Package similarity says how alike two strings are: Jaro and Jaro-Winkler,
// Levenshtein and Damerau-Levenshtein, one edit or less, Soundex.
//
// All functions compare bytes, keep upper and lower case apart, and give for the
// same bytes the same numbers as the functions of those names in DuckDB: fold
// what should be equal before comparing. They allocate nothing for strings of up
// to 64 bytes, never panic, and are safe for concurrent use. The package imports
// nothing and can be used on its own.
package similarity
