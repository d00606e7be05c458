package splink

import "scv/internal/identity/splink/native"

// Input is the records, in order of their keys: of a pair, the first record is
// the one that comes first here. It is read-only.
type Input struct {
	Frame   *native.Frame
	IDs     []string // by row
	Sources []string // names; one in a dedupe
	Source  []int32  // by row: the place in Sources; nil in a dedupe
}

// Len is the number of records.
func (in *Input) Len() int { return in.Frame.Rows }

// pairs is how many pairs of records a link type looks at.
func (in *Input) pairs(link string) float64 {
	n := float64(in.Len())
	all := n * (n - 1) / 2
	if link != "link_only" {
		return all
	}
	counts := make([]float64, len(in.Sources))
	for _, s := range in.Source {
		counts[s]++
	}
	for _, c := range counts {
		all -= c * (c - 1) / 2
	}
	return all
}

// allowed says whether a link type compares two rows at all; nil = it compares any.
func (in *Input) allowed(link string) func(i, j int32) bool {
	if link != "link_only" {
		return nil
	}
	return func(i, j int32) bool { return in.Source[i] != in.Source[j] }
}

// Pair is two rows, I before J, and the first rule that made the pair.
type Pair struct {
	I, J int32
	Rule int32
}
