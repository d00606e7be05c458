package lineage

import (
	"slices"

	"scv"
)

// Use is somebody that reads relations without making one: an exposure or a check.
type Use struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"` // "exposure", "test"
	Label string   `json:"label,omitempty"`
	Owner string   `json:"owner,omitempty"`
	Reads []Column `json:"reads"` // column "*" = any of the relation
}

// Whole stands for every column of a relation.
const Whole = "*"

// Serve tells the graph who reads its relations.
func (g *Graph) Serve(uses []Use) { g.uses = uses }

// Uses lists who reads the relations.
func (g *Graph) Uses() []Use { return g.uses }

// Touch says what of a column reaches somebody: its values, in something that is
// read, or only its say in which rows there are.
type Touch struct {
	Use
	Values bool `json:"values"`
}

// Impact is what a change of a column reaches.
type Impact struct {
	Column  Column   `json:"column"`
	Columns []Source `json:"columns"` // made of it, directly or not, with the most that is done
	Rows    []string `json:"rows"`    // relations whose rows it, or what is made of it, decides about
	Uses    []Touch  `json:"uses"`    // exposures and tests that read any of them
}

// Impact follows a column down to everybody who reads what is made of it.
func (g *Graph) Impact(c Column) Impact {
	i := Impact{Column: c}
	values, rows := map[scv.Relation]bool{c.Relation: true}, map[scv.Relation]bool{}
	reached := map[Column]bool{c: true}
	for to, is := range g.reached(c) {
		if !is {
			continue
		}
		reached[to] = true
		how := mostDone(to, g.Up(to, 0))[c]
		i.Columns = append(i.Columns, Source{to, how})
		values[to.Relation] = true
	}
	slices.SortFunc(i.Columns, func(a, b Source) int { return compareColumns(a.Column, b.Column) })
	for _, m := range g.models {
		if slices.ContainsFunc(g.conditions[m.Relation], func(d Condition) bool { return reached[d.Column] }) {
			rows[m.Relation] = true
			i.Rows = append(i.Rows, m.Relation.String())
		}
	}
	for _, u := range g.uses {
		if t, ok := u.touched(reached, values, rows); ok {
			i.Uses = append(i.Uses, t)
		}
	}
	return i
}

func (u Use) touched(reached map[Column]bool, values, rows map[scv.Relation]bool) (Touch, bool) {
	t, hit := Touch{Use: u}, false
	for _, at := range u.Reads {
		whole := at.Name == Whole && values[at.Relation]
		t.Values = t.Values || reached[at] || whole
		hit = hit || t.Values || rows[at.Relation]
	}
	return t, hit
}
