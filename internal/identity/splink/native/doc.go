// Package native evaluates SQL conditions over pairs of records in Go, with the
// answers that DuckDB gives.
//
// It owns what is known of DuckDB's functions: text distances on bytes, places
// counted in characters, three-valued logic, the lenient reading of dates. What
// it does not know is an *UnsupportedError, and somebody else's to evaluate; it
// never guesses. What one record alone decides is computed once per distinct
// value (Column.derive), what two values decide once per pair of values (memo).
//
// Words. Frame: records by column. Program: conditions compiled for a frame.
// Pair: one worker's view of two records, with its memory of earlier answers.
// Choice: conditions in order, of which the first true one counts.
package native
