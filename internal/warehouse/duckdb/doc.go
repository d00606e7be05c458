// Package duckdb is the embedded engine: DuckDB 1.5 in this process, one file.
//
// Rows leave by streamed chunks whose vectors are read in place and enter by
// chunks that are filled in place; nothing goes through database/sql, because a
// session's temporary tables and its transaction must be seen by both ways. It
// opens the file without any way out: no extension is looked for, no file other
// than the database and its spill folder can be touched by SQL, and the settings
// are locked, so that a statement of a user cannot undo it.
//
// It never knows what a table means, and never opens a file that it was not given.
//
// Words: chunk = at most 2,048 rows by column; vector = one column of a chunk.
package duckdb
