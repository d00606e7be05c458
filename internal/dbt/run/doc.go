// Package run builds the nodes of a graph in the warehouse: it owns the order,
// the threads, what blocks what, and the materializations (view, table, seed,
// incremental, test natively; others by Go, or by a macro of the project).
//
// It parses nothing and writes no file. A node is built in one transaction: after
// an error its relation is as it was. A transaction that meets another writer is
// tried again.
//
// Words: block = a test that fails keeps what is downstream of all its parents
// from being built; soft = a model with on_error: continue, which blocks nothing.
package run
