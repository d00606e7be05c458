package cluster

import (
	"math"
	"slices"
)

// Decided is what people have said of pairs of rows, the smaller row first. It
// holds whatever the weights are: rows that are Same end in one cluster, with all
// that is Same as one of them, and no cluster has two rows that are Apart.
type Decided struct {
	Same, Apart [][2]int32
	Vetoes      bool // the weight of some other pairs is -Inf: no cluster has two such rows either
}

// guarded says whether there are pairs that must not be in one cluster.
func (d Decided) guarded() bool { return d.Vetoes || len(d.Apart) > 0 }

// edges leaves out the pairs that are apart and adds those that are the same, with
// a weight that no division of a large component takes away.
func (d Decided) edges(found []Edge) []Edge {
	if len(d.Same)+len(d.Apart) == 0 {
		return found
	}
	apart := d.apart()
	out := slices.DeleteFunc(slices.Clone(found), func(e Edge) bool { return apart[[2]int32{e.I, e.J}] })
	for _, p := range d.Same {
		out = append(out, Edge{p[0], p[1], math.Inf(1)})
	}
	return out
}

// weight is that of the pairs, +Inf and -Inf where people have decided.
func (d Decided) weight(of func(i, j int32) float64) func(i, j int32) float64 {
	if len(d.Same)+len(d.Apart) == 0 {
		return of
	}
	apart, same := d.apart(), map[[2]int32]bool{}
	for _, p := range d.Same {
		same[p] = true
	}
	return func(i, j int32) float64 {
		switch pair := [2]int32{min(i, j), max(i, j)}; {
		case apart[pair]:
			return math.Inf(-1)
		case same[pair]:
			return math.Inf(1)
		}
		return of(i, j)
	}
}

func (d Decided) apart() map[[2]int32]bool {
	out := map[[2]int32]bool{}
	for _, p := range d.Apart {
		out[p] = true
	}
	return out
}

// Contradictions gives the pairs that are apart though a chain of pairs that are
// the same holds them together.
func (d Decided) Contradictions() [][2]int32 {
	most := int32(-1)
	for _, p := range slices.Concat(d.Same, d.Apart) {
		most = max(most, p[0], p[1])
	}
	u := newUnion(int(most + 1))
	for _, p := range d.Same {
		u.join(p[0], p[1])
	}
	var out [][2]int32
	for _, p := range d.Apart {
		if u.root(p[0]) == u.root(p[1]) {
			out = append(out, p)
		}
	}
	return out
}

// Consistent leaves out the pairs that are apart though others hold them together.
func (d Decided) Consistent() Decided {
	bad := d.Contradictions()
	if len(bad) == 0 {
		return d
	}
	out := map[[2]int32]bool{}
	for _, p := range bad {
		out[p] = true
	}
	return Decided{d.Same, slices.DeleteFunc(slices.Clone(d.Apart), func(p [2]int32) bool { return out[p] }), d.Vetoes}
}
