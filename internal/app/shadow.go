package app

import (
	"context"
	"errors"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/pipeline"
	"scv/internal/pipeline/version"
	"scv/internal/warehouse"
)

// shadowSchemas are where a probe builds every layer anew.
func shadowSchemas() map[string]string {
	shadow := map[string]string{}
	for _, layer := range []scv.Layer{scv.Silver, scv.Identity, scv.Gold} {
		shadow[string(layer)] = string(layer) + "__shadow"
	}
	return shadow
}

// rebuild builds every model anew beside the live version and compares what readers
// see with it, relation by relation; none where the newest run published nothing.
// Snapshots are left out: they tell of the past, too.
func (a *App) rebuild(ctx context.Context) (found []pipeline.Rebuilt, err error) {
	live, published, err := version.NewStore(a.Warehouse, a.options.Now).Live(ctx)
	if err != nil || !published {
		return nil, err
	}
	run, err := a.judged(ctx)
	if err != nil || run.Verdict != control.Published && run.Verdict != control.Unchanged {
		return nil, err
	}
	if err := a.dropShadow(ctx); err != nil { // of a look that was killed
		return nil, err
	}
	defer func() { err = errors.Join(err, a.dropShadow(context.WithoutCancel(ctx))) }()
	o := a.projectOptions(shadowSchemas(), live.AsOf)
	o.NoArtifacts = true
	o.Materializations["identity"] = a.identity().Anew() // an update takes rows over from what it is held against
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	built, err := p.Build(ctx, dbt.BuildOptions{AllChecks: true, Only: []graph.Kind{graph.Model, graph.Seed, graph.Function}})
	if err != nil {
		return nil, err
	}
	compare := &pipeline.Pipeline{Warehouse: a.Warehouse}
	for _, n := range built.Nodes {
		node := p.Graph().Nodes[n.UniqueID]
		if n.Status.Bad() {
			return nil, n.Err
		}
		if n.Kind == graph.Operation || node.Schema == string(scv.Silver) {
			continue
		}
		one, err := compare.Compare(ctx, n.Relation, scv.Relation{Schema: node.Schema, Name: node.Alias})
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func (a *App) dropShadow(ctx context.Context) error {
	for _, schema := range shadowSchemas() {
		for _, name := range []string{schema, scv.DataSchema(schema)} {
			if _, err := a.Warehouse.Exec(ctx, "drop schema if exists "+warehouse.Quote(name)+" cascade"); err != nil {
				return err
			}
		}
	}
	return nil
}
