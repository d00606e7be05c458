// Package identity finds which source records are one customer and gives each a
// lasting id: the materialization `identity`, a model in the project's graph.
//
// It owns the way through its rooms (match.go): record reads the rows, block
// finds the pairs worth comparing, compare grades them, estimate learns without
// labels, score weighs, cluster decides, assign gives ids. And it owns the tables
// it leaves beside its model, in the same schema: identity_record (what was
// compared), identity_edge (pairs with their weight and how they came about),
// identity_model and identity_term (what was learned, and stays), identity_decision
// (what people had said), customer_id_registry (every id that ever was),
// customer_id_redirect (which id answers for one that is gone) and identity_event
// (every change of one); and the index that an update goes by (update.go):
// identity_state, identity_key and identity_index. The rows of the large ones lie in a
// schema beside the version's (base.go). A model that was trained (train.go)
// waits for the next run in _scv.identity_next and _scv.identity_next_term, and _scv.identity_trained says that it was. Explain answers from them, and
// Queue, with what a person should look at. What people have decided (Decision) is
// handed in, and holds.
//
// Words. Base: large tables as a run wrote them whole; changes: what a version differs in
// from its base. Settled: what stays beside a model until another is learned. Update: a run
// that matches only what changed. Hang together: to be linked by a chain of pairs or
// decisions; a change moves only what it hangs together with.
//
// What was learned is written for Splink and as SQL by way of splink/export (Export); a
// model of Splink is explained as ours are (Splink). A Database finds, compares and weighs
// the pairs of a table where it is (inplace.go); what follows from them is made here.
//
// It never cleans a value (standardise does, in silver) and never picks one for
// the golden record (gold does, in SQL).
package identity
