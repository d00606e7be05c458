package app

import (
	"context"
	_ "embed"
	"fmt"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/lineage"
	"scv/internal/warehouse/duckdb"
)

//go:embed sql/shapes.sql
var shapesSQL string

// Lineage traces the columns of the home's project, as its models stand now, over
// the shapes that its tables have.
func (a *App) Lineage(ctx context.Context) (g *lineage.Graph, err error) {
	o := a.projectOptions(nil, a.options.Now())
	o.NoArtifacts = true
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	shapes, err := a.shapes(ctx)
	if err != nil {
		return nil, err
	}
	scratch, err := duckdb.Open(ctx, duckdb.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := scratch.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close scratch warehouse: %w", closed)
		}
	}()
	return p.Lineage(ctx, scratch, func(r scv.Relation) ([]lineage.Field, error) { return shapes[r], nil })
}

// shapes gives the columns of every relation of the warehouse.
func (a *App) shapes(ctx context.Context) (map[scv.Relation][]lineage.Field, error) {
	t, err := a.Warehouse.Table(ctx, shapesSQL)
	if err != nil {
		return nil, fmt.Errorf("list columns: %w", err)
	}
	shapes := map[scv.Relation][]lineage.Field{}
	for _, row := range t.Rows {
		r := scv.Relation{Schema: row[0].(string), Name: row[1].(string)}
		shapes[r] = append(shapes[r], lineage.Field{Name: row[2].(string), Type: row[3].(string)})
	}
	return shapes, nil
}
