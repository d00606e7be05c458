// Package compile turns the files of a project into a graph, and a node of the
// graph into SQL: it owns everything that dbt puts on top of Jinja — ref, source,
// config, var, this, adapter, macros and their dispatch, the built-in macro
// library (library/*.sql, written for this engine), the two phases.
//
// It runs materializations only where they are written in Jinja (Materialize), and
// hands out the macros that others are made of (Call). In the parse phase `execute` is false and nothing
// reaches the warehouse; in the execute phase macros may ask it questions through
// the Conn they are given.
//
// Words: scope = what one render of one node sees; collected = the refs, sources
// and configs that a render in the parse phase met; shape = the columns of a node
// that is not in the warehouse; batch = one span of time of a microbatch model.
package compile
