package catalog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/lineage"
)

const made = "\nWritten by scv from what is declared and what is live; a change by hand is written over.\n"

// Ours says whether a page was written by scv.
func Ours(page []byte) bool { return bytes.Contains(page, []byte(made)) }

// page writes Markdown; cells are kept on their line.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(c)
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *page) head(cells ...string) {
	p.row(slices.Clone(cells)...)
	p.line("|%s", strings.Repeat("---|", len(cells)))
}

// sourcesPage is the registry of sources: what was agreed on, and who needs them.
func sourcesPage(g *graph.Graph, sources []scv.SourceConfig) []byte {
	p := &page{}
	p.line("# Sources\n%s", made)
	p.head("source", "kind", "path", "owner", "licence", "refresh", "promise", "when it is missing", "who needs it")
	for _, s := range sources {
		a := s.About
		p.row(s.Name, string(s.Kind), s.Path, a.Owner, a.Licence, a.Refresh, a.SLA, a.Fallback, strings.Join(consumers(g, s.Name), ", "))
	}
	return []byte(p.String())
}

// consumers gives the exposures that need a source: its lineage downstream.
func consumers(g *graph.Graph, source string) (names []string) {
	var tables []string
	for _, id := range g.IDs() {
		if n := g.Nodes[id]; n.Kind == graph.Source && n.Src.Source == source {
			tables = append(tables, id)
		}
	}
	for id := range g.Descendants(tables...) {
		if n := g.Nodes[id]; n.Kind == graph.Exposure {
			names = append(names, n.Name)
		}
	}
	slices.Sort(names)
	return names
}

// dictionaryPage tells meaning, type, checks and origin of every column.
func dictionaryPage(g *graph.Graph, entries []entry, live []Object, ways Ways) []byte {
	p := &page{}
	p.line("# Dictionary\n%s", made)
	types := liveTypes(live)
	for _, e := range entries {
		p.line("\n## %s\n\n%s\n", e.relation, e.node.Description)
		p.head("column", "type", "meaning", "checks", "comes from")
		for _, c := range e.node.Columns {
			kind := ""
			if t, ok := types[e.relation][c.Name]; ok {
				kind = t.String()
			}
			p.row(c.Name, kind, c.Description, strings.Join(checksOf(g, e.node, c.Name), ", "), origin(ways, lineage.Column{Relation: e.relation, Name: c.Name}))
		}
	}
	return []byte(p.String())
}

// origin tells in short where a column comes from: the columns of sources, as their
// files call them, and the rule that chooses among them.
func origin(ways Ways, c lineage.Column) string {
	if ways.Graph == nil {
		return ""
	}
	if m, ok := ways.Model(c.Relation); !ok || !m.Made {
		return ""
	}
	return ways.Brief(c)
}

func liveTypes(live []Object) map[scv.Relation]map[string]scv.Type {
	all := map[scv.Relation]map[string]scv.Type{}
	for _, o := range live {
		types := map[string]scv.Type{}
		for _, c := range o.Columns {
			types[c.Name] = c.Type
		}
		all[o.Relation] = types
	}
	return all
}
