package catalog

import (
	"context"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/lineage"
	"scv/internal/warehouse"
)

// Object is a live table or view.
type Object = warehouse.Object

// Home is what the pages and probes of this room are made from.
type Home struct {
	Graph   func(ctx context.Context) (*graph.Graph, error)
	Live    func(ctx context.Context) ([]Object, error) // of every schema, versions included
	Sources func() []scv.SourceConfig
	Page    func(name string) ([]byte, error) // a page as it stands in the home
	Lineage func(ctx context.Context) (Ways, error)
}

// Ways is where columns come from, as the newest run kept it.
type Ways struct {
	*lineage.Graph      // nil when no run kept any
	Current        bool // program, project and scv.yml are still what that run had
}

// Page is one page of a home; Name is its file below docs/.
type Page struct {
	Name    string
	Content []byte
}

// The names of the pages.
const (
	SourcesPage    = "sources.md"
	DictionaryPage = "dictionary.md"
	FlowPage       = "flow.md"
)

// look gives what is declared and what is live.
func (h Home) look(ctx context.Context) (*graph.Graph, []Object, error) {
	g, err := h.Graph(ctx)
	if err != nil {
		return nil, nil, err
	}
	live, err := h.Live(ctx)
	return g, live, err
}

// Pages makes every page of the home.
func (h Home) Pages(ctx context.Context) ([]Page, error) {
	g, live, err := h.look(ctx)
	if err != nil {
		return nil, err
	}
	ways, err := h.Lineage(ctx)
	if err != nil {
		return nil, err
	}
	return []Page{
		{SourcesPage, sourcesPage(g, h.Sources())},
		{DictionaryPage, dictionaryPage(g, dictionary(g), live, ways)},
		{FlowPage, flowPage(h.flow(g), live)},
	}, nil
}

// entry is a relation of the dictionary.
type entry struct {
	relation scv.Relation
	node     *graph.Node
	from     []string // names of what it is made from
}

// dictionary gives every relation that the project declares in a layer of its own,
// models and tables that are described beside them, by name. Bronze holds what
// sources deliver, in the sources' own words.
func dictionary(g *graph.Graph) []entry {
	var out []entry
	for _, id := range g.IDs() {
		n := g.Nodes[id]
		if !n.HasRelation() || n.Kind == graph.Source && n.Schema == string(scv.Bronze) {
			continue
		}
		e := entry{relation: scv.Relation{Schema: n.Schema, Name: n.Alias}, node: n}
		for _, parent := range g.Parents[id] {
			e.from = append(e.from, g.Nodes[parent].Name)
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.relation.String(), b.relation.String()) })
	return out
}

// checksOf gives the kinds of checks that look at a column.
func checksOf(g *graph.Graph, model *graph.Node, column string) []string {
	var kinds []string
	for _, id := range g.Children[model.ID] {
		n := g.Nodes[id]
		if n.Kind == graph.Test && n.Test != nil && n.Test.Attached == model.ID && strings.EqualFold(n.Test.Column, column) {
			kinds = append(kinds, n.Test.Name)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}
