// Package generate writes dbt projects of any size: layers of models that select
// from each other, seeds, properties with descriptions and tests, macros. The
// same size and seed give the same files. They build green on DuckDB, by dbt-core
// as by scv.
//
// It owns the shape of these projects only; it runs nothing.
package generate
