package dbt

import (
	"context"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/lineage"
	"scv/jinja"
)

// Lineage traces every column of the project's models, snapshots and seeds back
// to its sources. The selects are bound in scratch, an empty DuckDB; live gives the
// columns that a relation has now, none when it is not there.
func (p *Project) Lineage(ctx context.Context, scratch lineage.Binder, live func(scv.Relation) ([]lineage.Field, error)) (*lineage.Graph, error) {
	var models []lineage.Model
	for _, n := range p.graph.Order() {
		r, ok := p.Relation(n.ID)
		if !ok || !traced(n) {
			continue
		}
		m := lineage.Model{Name: lineageName(n), Kind: string(n.Kind), Relation: r, Rule: p.rule(n)}
		var err error
		if m.Columns, err = live(r); err != nil {
			return nil, err
		}
		if n.Kind == graph.Model || n.Kind == graph.Snapshot {
			c, err := p.compiler.Compile(ctx, n, p.rendering())
			if err != nil {
				return nil, err
			}
			m.SQL = c.SQL
		}
		models = append(models, m)
	}
	g, err := lineage.Build(ctx, scratch, models)
	if err == nil {
		g.Serve(p.uses())
	}
	return g, err
}

// uses are the exposures and the checks of the project, with what they read: the
// column that a check stands under, else whole relations.
func (p *Project) uses() []lineage.Use {
	var all []lineage.Use
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		u := lineage.Use{Name: n.Name, Kind: string(n.Kind)}
		switch n.Kind {
		case graph.Exposure:
			u.Label, u.Owner = n.Expose.Label, ownerOf(n)
		case graph.Test, graph.UnitTest:
		default:
			continue
		}
		for _, parent := range n.Depends {
			r, ok := p.Relation(parent)
			if !ok {
				continue
			}
			column := lineage.Whole
			if n.Test != nil && n.Test.Column != "" && n.Test.Attached == parent {
				column = n.Test.Column
			}
			u.Reads = append(u.Reads, lineage.Column{Relation: r, Name: column})
		}
		all = append(all, u)
	}
	return all
}

func ownerOf(exposure *graph.Node) string {
	if exposure.Expose.Owner == nil {
		return ""
	}
	name, _ := exposure.Expose.Owner.GetStr("name")
	text, _ := jinja.To(name).(string)
	return text
}

func traced(n *graph.Node) bool {
	switch n.Kind {
	case graph.Model, graph.Snapshot, graph.Seed, graph.Source:
		return true
	}
	return false
}

func lineageName(n *graph.Node) string {
	if n.Kind == graph.Source {
		return n.Src.Source + "." + n.Name
	}
	return n.Name
}

// rule is what a model built in Go tells of its columns; nil for one of SQL.
func (p *Project) rule(n *graph.Node) lineage.Rule {
	native, ok := p.o.Materializations[n.Materialized()]
	if !ok {
		return nil
	}
	derivation, ok := native.(scv.Derivation)
	config, _ := jinja.To(n.Config).(map[string]any)
	model := scv.Model{Name: n.Name, Config: config}
	return func(output string, input []string) ([]string, lineage.How, bool) {
		if !ok {
			return nil, 0, false
		}
		from, copied, known := derivation.Derive(model, output, input)
		if copied {
			return from, lineage.Copied, known
		}
		return from, lineage.Transformed, known
	}
}
