// Package similarity says how alike two values are: Jaro and Jaro-Winkler,
// Levenshtein, OSA and Damerau-Levenshtein, one edit or less, q-grams and words as
// sets and as vectors, Soundex and double metaphone, and how far two places are
// apart.
//
// All functions compare bytes and keep upper and lower case apart: fold what should
// be equal before comparing. Jaro, JaroWinkler, Levenshtein and DamerauLevenshtein
// give for the same bytes the same numbers as the functions of those names in
// DuckDB. But for q-grams, words and double metaphone they allocate nothing for
// strings of up to 64 bytes; they never panic, and are safe for concurrent use. Where
// texts are compared many times, and only a limit of their likeness is asked for,
// Texts and Bands give the same answers in less time. The package imports the
// standard library alone and can be used on its own.
package similarity
