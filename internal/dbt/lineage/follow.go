package lineage

import (
	"slices"
)

// Step is one hop of a column's way, seen from where the way began.
type Step struct {
	Depth int    `json:"depth"` // 1 = next to it
	To    Column `json:"to"`    // towards readers
	Input
}

// Up follows a column to what it is made of, breadth first, as far as depth hops
// (0 = to the sources). In a model of pairs only what belongs to the pair is
// followed.
func (g *Graph) Up(c Column, depth int) []Step {
	type place struct {
		column Column
		only   Pair
	}
	var steps []Step
	seen := map[place]bool{}
	level := []place{{column: c}}
	for n := 1; len(level) > 0 && (depth == 0 || n <= depth); n++ {
		var next []place
		for _, p := range level {
			for _, in := range g.hops[p.column] {
				if !in.fits(p.only) {
					continue
				}
				steps = append(steps, Step{n, p.column, in})
				to := place{column: in.From}
				if in.Only != nil {
					to.only = *in.Only
				}
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		level = next
	}
	return steps
}

// fits says whether an input belongs to rows that have the pair.
func (i Input) fits(only Pair) bool {
	for _, p := range i.Into {
		if p.Column == only.Column && p.Value != only.Value {
			return false
		}
	}
	return true
}

// Down follows a column to what is made of it, breadth first. A step is one column
// that reads another.
func (g *Graph) Down(c Column, depth int) []Step {
	var steps []Step
	reached := g.reached(c)
	seen := map[Column]bool{c: true}
	level := []Column{c}
	for n := 1; len(level) > 0 && (depth == 0 || n <= depth); n++ {
		var next []Column
		for _, from := range level {
			for _, to := range g.readers[from] {
				if !reached[to] {
					continue
				}
				for _, in := range g.hops[to] {
					if in.From == from {
						steps = append(steps, Step{n, to, in})
					}
				}
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		level = next
	}
	return slices.CompactFunc(steps, func(a, b Step) bool { return a.Depth == b.Depth && a.To == b.To && a.From == b.From })
}

// reached are the columns whose way up comes by c: what goes down only by rows of
// another pair is not among them.
func (g *Graph) reached(c Column) map[Column]bool {
	found := map[Column]bool{}
	candidates := map[Column]bool{}
	list := []Column{c}
	for len(list) > 0 {
		at := list[0]
		list = list[1:]
		for _, to := range g.readers[at] {
			if !candidates[to] {
				candidates[to] = true
				list = append(list, to)
			}
		}
	}
	for to := range candidates {
		found[to] = slices.ContainsFunc(g.Up(to, 0), func(s Step) bool { return s.From == c })
	}
	return found
}

// Source is a column at the beginning of a way.
type Source struct {
	Column Column `json:"column"`
	How    How    `json:"how"` // the most that was done on any of the ways
}

// Sources gives the columns that a way begins with: of relations that are not made
// here. Complete is false when the way has a gap.
func (g *Graph) Sources(c Column) (list []Source, complete bool) {
	complete = !g.gap(c)
	steps := g.Up(c, 0)
	for _, s := range steps {
		complete = complete && !g.gap(s.From)
	}
	most := mostDone(c, steps)
	for at, how := range most {
		if m, ok := g.Model(at.Relation); ok && !m.Made && at != c {
			list = append(list, Source{at, how})
		}
	}
	slices.SortFunc(list, func(a, b Source) int { return compareColumns(a.Column, b.Column) })
	return list, complete
}

// mostDone gives the most that is done with each column of a way on its way to c.
func mostDone(c Column, steps []Step) map[Column]How {
	most := map[Column]How{c: Copied}
	for grown := true; grown; {
		grown = false
		for _, s := range steps {
			if how := most[s.To].then(s.How); most[s.To] > 0 && how > most[s.From] {
				most[s.From], grown = how, true
			}
		}
	}
	return most
}

// Known says whether the columns that a column is made of in its model are known.
func (g *Graph) Known(c Column) bool { return !g.gap(c) }

func (g *Graph) gap(c Column) bool {
	_, column := g.gaps[c]
	_, whole := g.gaps[Column{c.Relation, "*"}]
	_, known := g.at[c.Relation]
	return column || whole || !known
}

// Coverage counts the columns of models in a schema ("" = all), and those whose
// whole way is known. A model that cannot be bound counts as one that is not.
func (g *Graph) Coverage(schema string) (traced, all int) {
	for _, m := range g.models {
		if !m.Made || schema != "" && m.Relation.Schema != schema {
			continue
		}
		if g.gaps[Column{m.Relation, "*"}] != "" {
			all++ // nobody knows how many columns it has
			continue
		}
		for _, f := range m.Columns {
			all++
			if _, complete := g.Sources(Column{m.Relation, f.Name}); complete {
				traced++
			}
		}
	}
	return traced, all
}
