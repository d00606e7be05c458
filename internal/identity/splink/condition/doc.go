// Package condition reads the SQL of a Splink model: what makes a comparison
// level true, and which records a blocking rule brings together.
//
// It owns the syntax: expressions of DuckDB's dialect over two records, as a tree
// (Node). It never says what an expression is worth; native evaluates what it
// knows, DuckDB the rest, and text that is no such expression is an error with
// its place.
//
// Words. Side: which of the two records a column is of. In a level the side is
// the last two letters of the name (surname_l), in a rule it is the table
// (l.surname).
package condition
