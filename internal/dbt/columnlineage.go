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
	compiled, err := p.Compile(ctx)
	if err != nil {
		return nil, err
	}
	var models []lineage.Model
	for _, n := range p.graph.Order() {
		r, ok := p.Relation(n.ID)
		if !ok || !traced(n) {
			continue
		}
		m := lineage.Model{Name: lineageName(n), Kind: string(n.Kind), Relation: r, SQL: compiled[n.ID], Rule: p.rule(n)}
		if m.Columns, err = live(r); err != nil {
			return nil, err
		}
		models = append(models, m)
	}
	return lineage.Build(ctx, scratch, models)
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
