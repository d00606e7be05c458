// Package splink runs models of Splink, the record linkage library: what a model
// file of version 4 or 5 says, with the pairs, gammas, Bayes factors, weights and
// clusters that Splink gives on DuckDB.
//
// It owns the model file (Decode, Encode), the blocking rules with the first rule
// that makes a pair (blocks), the arithmetic of weights and term frequencies
// (scorer), training from the data, and the table of pairs. Conditions that
// native knows are evaluated in Go on the codes of distinct values; the rest is
// handed, pair by pair in batches, to an SQL engine that the caller gives
// (Outside). What was evaluated where is told level by level (Coverage).
//
// It never changes what a model says: oddities of an imported model (weights that
// fall where likeness rises, levels without a value) are reported, and count as
// Splink counts them.
//
// Words. Gamma: the number of the level, -1 for null, 0 for the else level.
// Factor: m / u, Splink's Bayes factor. Match key: the number of the first rule
// that made the pair.
package splink
