package cluster

import (
	"cmp"
	"slices"
)

// OneToOne takes the heaviest edges first, as long as a cluster has one row of each
// source at most; of edges of one weight the one of the smaller rows is first.
func OneToOne(n int, edges []Edge, source []int32) []int32 {
	order := slices.Clone(edges)
	slices.SortFunc(order, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J))
	})
	u := newUnion(n)
	sources := make([][]int32, n) // by root
	for row := range sources {
		sources[row] = []int32{source[row]}
	}
	for _, e := range order {
		a, b := u.root(e.I), u.root(e.J)
		if a == b || slices.ContainsFunc(sources[a], func(s int32) bool { return slices.Contains(sources[b], s) }) {
			continue
		}
		all := slices.Concat(sources[a], sources[b])
		u.join(a, b)
		sources[u.root(a)] = all
	}
	return u.all()
}

// all gives the root of every row: the smallest of its set.
func (u *union) all() []int32 {
	out := make([]int32, len(u.parent))
	for row := range out {
		out[row] = u.root(int32(row))
	}
	return out
}
