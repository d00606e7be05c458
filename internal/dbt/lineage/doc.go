// Package lineage tells where each column of a model comes from, by the plan that
// the engine binds: names, stars, views, CTEs and subqueries are resolved by DuckDB
// itself, and the walk is by position, so nothing is guessed from text.
//
// It owns Trace (one SELECT), Graph (a whole project, models that are built in Go
// included, by the rules they bring) and the sentence that tells a column's way. The
// SELECTs are bound in a warehouse of their own that holds empty tables of the same
// shape: no row is read. What the engine refuses to bind is followed by its syntax
// tree (TraceSyntax). What is not understood makes a column unresolved, with the
// reason; a column that is not traced is listed, never left out. A graph can be kept
// (Encode) and asked again without project and warehouse (Decode).
//
// Words. Input: a column that an output's value is made of, copied, transformed or
// aggregated (direct), or that decides which value it is or frames a window
// (indirect). Condition: a column that decides which rows there are, or in which
// order: filters, joins, groups, sorting. Hop: from a model's column to those of the
// relations it reads. Use: an exposure or a check that reads relations. Impact: what a
// change of a column reaches.
package lineage
