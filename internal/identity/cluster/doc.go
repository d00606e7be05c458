// Package cluster turns pairs that look alike into customers.
//
// It owns the decision which records belong together: components of the pairs
// with even odds or better, and inside each component average linkage (UPGMA;
// Sokal and Michener 1958) over the weights of all its pairs, compared again
// where no rule had made them, down to even odds. One bridge between two people
// does not make them one: the other pairs of the two have a say.
//
// A component over the limit is put together of parts, of which samples of pairs are
// compared, and reported.
// The result depends on nothing but rows and weights.
package cluster
