package dbt

import (
	"context"
	_ "embed" // for the catalog's question
	"strings"

	"scv/internal/dbt/artifact"
	"scv/internal/dbt/graph"
)

//go:embed sql/catalog.sql
var catalogSQL string

// Catalog writes catalog.json: the columns that the selected nodes and sources
// have in the warehouse. empty writes one that holds none, without asking.
func (p *Project) Catalog(ctx context.Context, empty bool) error {
	var tables []artifact.CatalogTable
	if !empty {
		if p.o.Warehouse == nil {
			return errNoWarehouse
		}
		var err error
		if tables, err = p.catalogTables(ctx); err != nil {
			return err
		}
	}
	p.catalog = tables
	return p.writer().Catalog(tables)
}

func (p *Project) catalogTables(ctx context.Context) ([]artifact.CatalogTable, error) {
	t, err := p.o.Warehouse.Table(ctx, catalogSQL)
	if err != nil {
		return nil, err
	}
	at := p.relations()
	var out []artifact.CatalogTable
	last := ""
	for _, row := range t.Rows {
		text := func(i int) string {
			s, _ := row[i].(string)
			return s
		}
		key := strings.ToLower(text(1) + "\x00" + text(2))
		ids := at[key]
		if len(ids) == 0 {
			continue
		}
		if key != last {
			last = key
			out = append(out, artifact.CatalogTable{IDs: ids, Database: text(0), Schema: text(1), Name: text(2), Type: text(3), Comment: row[4]})
		}
		index, _ := row[5].(int64)
		table := &out[len(out)-1]
		table.Columns = append(table.Columns, artifact.CatalogColumn{Index: index, Name: text(6), Type: text(7), Comment: row[8]})
	}
	return out, nil
}

// relations gives the selected nodes and sources by where they are. Without a
// selection these are all.
func (p *Project) relations() map[string][]string {
	at := map[string][]string{}
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		if !p.selected[id] || !n.HasRelation() && !(n.Kind == graph.Test && n.ConfigValue("store_failures") == true) {
			continue
		}
		r := p.compiler.Relation(n)
		key := strings.ToLower(r.Schema + "\x00" + r.Identifier)
		at[key] = append(at[key], id)
	}
	return at
}
