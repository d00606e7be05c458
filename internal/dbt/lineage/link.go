package lineage

import (
	"cmp"
	"maps"
	"slices"

	"scv"
)

// Link is one relation that reads another.
type Link struct {
	From, To scv.Relation
	Values   bool // values of it are in there; else it only decides about rows or values
}

// Links gives the lineage of tables, in order.
func (g *Graph) Links() []Link {
	found := map[[2]scv.Relation]bool{}
	for to, inputs := range g.hops {
		for _, in := range inputs {
			way := [2]scv.Relation{in.From.Relation, to.Relation}
			found[way] = found[way] || in.How.Direct()
		}
	}
	for to, list := range g.conditions {
		for _, c := range list {
			way := [2]scv.Relation{c.Column.Relation, to}
			found[way] = found[way] || false
		}
	}
	var links []Link
	for way := range maps.Keys(found) {
		links = append(links, Link{way[0], way[1], found[way]})
	}
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.From.String(), b.From.String()), cmp.Compare(a.To.String(), b.To.String()))
	})
	return links
}

// Written gives what a source's own file calls a column, else its name.
func (g *Graph) Written(c Column) string {
	m, _ := g.Model(c.Relation)
	for _, f := range m.Columns {
		if f.Name == c.Name && f.As != "" {
			return f.As
		}
	}
	return c.Name
}
