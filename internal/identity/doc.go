// Package identity finds which source records are one customer and gives each a
// lasting id: the materialization `identity`, a model in the project's graph.
//
// It owns the way through its rooms (match.go): record reads the rows, block
// finds the pairs worth comparing, compare grades them, estimate learns without
// labels, score weighs, cluster decides, assign gives ids. And it owns the tables
// it leaves beside its model, in the same schema: identity_record (what was
// compared), identity_edge (pairs with their weight and how they came about),
// identity_model (what was learned), customer_id_registry (every id that ever
// was) and identity_event (every change of one). Explain answers from them, and
// Queue, with what a person should look at. What people have decided (Decision) is
// handed in, and holds.
//
// It never cleans a value (standardise does, in silver) and never picks one for
// the golden record (gold does, in SQL).
package identity
