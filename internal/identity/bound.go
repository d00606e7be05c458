package identity

import (
	"slices"

	"scv/internal/identity/cluster"
	"scv/internal/identity/record"
)

// bound is the groups that are one already: by what people have said, and by the links
// that were made until now. It holds rows that something was said of, others are alone.
type bound struct {
	up     map[int32]int32 // towards the root
	vetoes []*record.Column
	values map[int32][][]int32 // by root of more than one row: the values of each veto, ascending
	apart  map[int32][]int32   // by root: rows that people keep apart from one of the group
}

func newBound(vetoes []*record.Column, people cluster.Decided) *bound {
	g := &bound{up: map[int32]int32{}, vetoes: vetoes, values: map[int32][][]int32{}, apart: map[int32][]int32{}}
	for _, p := range people.Apart {
		g.apart[p[0]], g.apart[p[1]] = append(g.apart[p[0]], p[1]), append(g.apart[p[1]], p[0])
	}
	for _, p := range people.Same {
		g.join(p[0], p[1])
	}
	return g
}

func (g *bound) root(row int32) int32 {
	for {
		next, ok := g.up[row]
		if !ok {
			return row
		}
		if over, ok := g.up[next]; ok {
			g.up[row] = over
		}
		row = next
	}
}

// valuesOf gives the values of a group in each veto.
func (g *bound) valuesOf(root int32) [][]int32 {
	if all, ok := g.values[root]; ok {
		return all
	}
	all := make([][]int32, len(g.vetoes))
	for k, c := range g.vetoes {
		if code := c.Codes[root]; code != 0 {
			all[k] = []int32{code}
		}
	}
	return all
}

// link makes one group of those of two rows, unless people or a veto are against it.
func (g *bound) link(i, j int32) bool {
	a, b := g.root(i), g.root(j)
	if slices.ContainsFunc(g.apart[a], func(row int32) bool { return g.root(row) == b }) {
		return false
	}
	left, right := g.valuesOf(a), g.valuesOf(b)
	for k := range left { // two values stand in a group by the word of people only: no link adds one
		if len(union(left[k], right[k])) > max(len(left[k]), len(right[k])) {
			return false
		}
	}
	g.join(a, b)
	return true
}

func (g *bound) join(i, j int32) {
	a, b := g.root(i), g.root(j)
	if a == b {
		return
	}
	a, b = min(a, b), max(a, b)
	left, right := g.valuesOf(a), g.valuesOf(b)
	all := make([][]int32, len(left))
	for k := range left {
		all[k] = union(left[k], right[k])
	}
	g.values[a], g.apart[a] = all, append(g.apart[a], g.apart[b]...)
	delete(g.values, b)
	delete(g.apart, b)
	g.up[b] = a
}

// union gives the values of both, ascending.
func union(a, b []int32) []int32 {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
