// Package estimate learns a model from records that nobody has labelled.
//
// It owns the estimation: expectation maximisation (Dempster, Laird, Rubin 1977)
// over the counts of patterns of all candidate pairs, with the three classes of
// score, together with a sample of random pairs for what strangers have in
// common. Pairs that no rule makes are taken to be no matches. Counts of what is
// thought beforehand (compare.Prior) are added, so that a level that was never
// seen is rare, not impossible, and little data gives a careful model.
//
// The same records give the same model to the last bit: patterns are summed in
// order, and pairs are sampled by a hash of their place among the record ids.
package estimate
