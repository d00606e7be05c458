// Package reuse decides whether a node has to be built, or what is there is what
// would be built: the same code and configuration over the same rows.
//
// It owns the table _scv.node_state, which lies beside the relations it tells of, so
// that both are restored, moved and removed together. A row is only believed where
// the relation still holds the content that the row says; so nothing has to be
// written in an order that survives a kill, and a table that somebody else changed is
// built again. It builds and copies nothing: run does.
//
// Words: fact = one thing that a node follows from, with a digest; fingerprint = the
// digest of all facts that decide; content = digest of a relation's columns and rows,
// whatever their order; place = where a relation is, or which test it is; prior = what
// was noted of a place last; volatile = gives another answer to the same question.
package reuse
