// Package run builds the nodes of a graph in the warehouse: it owns the order,
// the threads, what blocks what, and the materializations: view, table, seed,
// incremental with its batches, test and unit test natively, where the project does
// not change what they are made of; others, snapshots among them, by a macro or by Go.
//
// It parses nothing and writes no file. A node is built in one transaction: after
// an error its relation is as it was. A transaction that meets another writer is
// tried again.
//
// Words: block = a test that fails keeps what is downstream of all its parents
// from being built; soft = a model with on_error: continue, which blocks nothing;
// batch = one span of time of a microbatch model; doubt = what is most likely a
// mistake, a warning or, where a build is strict, an error.
package run
