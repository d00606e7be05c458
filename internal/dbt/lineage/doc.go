// Package lineage tells where each column of a model comes from, by the plan that
// the engine binds: names, stars, views, CTEs and subqueries are resolved by DuckDB
// itself, and the walk is by position, so nothing is guessed from text.
//
// It owns Trace (one SELECT), Graph (a whole project, models that are built in Go
// included, by the rules they bring) and the sentence that tells a column's way. The
// SELECTs are bound in a warehouse of their own that holds empty tables of the same
// shape (Shape): no row is read. What an operator does that is not understood makes
// the SELECT's columns unresolved, with the reason; a column that is not traced is
// listed, never left out.
//
// Words. Input: a column that an output's value is made of, copied, transformed or
// aggregated. Condition: a column that decides which rows there are, or in which
// order: filters, joins, groups, sorting. Hop: from a model's column to those of
// the relations it reads.
package lineage
