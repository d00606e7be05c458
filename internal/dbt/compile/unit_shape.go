package compile

import (
	"context"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// SeedTable is a seed as it would be loaded.
type SeedTable struct {
	Columns []*Column
	Rows    *jinja.List // of dicts of texts; null is none
}

// Table gives the seed as load_agate_table does: texts, which the warehouse casts.
func (t *SeedTable) Table() *Table {
	out := &Table{}
	for _, c := range t.Columns {
		out.names, out.types = append(out.names, c.Name), append(out.types, c.Type)
	}
	for _, item := range t.Rows.Items {
		if row, ok := item.(*jinja.Dict); ok {
			out.rows = append(out.rows, &Row{names: out.names, values: row.Values()})
		}
	}
	return out
}

// shapes are the columns of nodes that are not in the warehouse, found by having
// the warehouse describe their SQL over nothing.
type shapes struct {
	seeds func(*graph.Node) (*SeedTable, error)
	known map[string][]*Column
}

// shapeOf gives an input's columns: those in the warehouse, else those that the
// project builds, else those that properties and the rows name.
func (s *scope) shapeOf(ctx context.Context, n *graph.Node, rows jinja.Value) ([]*Column, error) {
	columns, err := s.shape(ctx, n)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	if err == nil && len(columns) > 0 {
		return columns, nil
	}
	return withGiven(declared(n), rows), nil
}

func (s *scope) shape(ctx context.Context, n *graph.Node) ([]*Column, error) {
	if columns, ok := s.shapes.known[n.ID]; ok {
		return columns, nil
	}
	s.shapes.known[n.ID] = nil // of a circle through `this` nothing is known
	columns, err := s.findShape(ctx, n)
	if err != nil {
		return nil, err
	}
	s.shapes.known[n.ID] = columns
	return columns, nil
}

func (s *scope) findShape(ctx context.Context, n *graph.Node) ([]*Column, error) {
	if !n.Ephemeral() && s.conn != nil {
		if columns, err := (&adapter{s}).columns(ctx, s.c.Relation(n)); err != nil || len(columns) > 0 {
			return columns, err
		}
	}
	switch n.Kind {
	case graph.Seed:
		if s.shapes.seeds == nil {
			return declared(n), nil
		}
		table, err := s.shapes.seeds(n)
		if err != nil {
			return nil, err
		}
		return table.Columns, nil
	case graph.Model, graph.Snapshot:
		return s.described(ctx, n)
	}
	return declared(n), nil
}

// described has the warehouse describe a node's SQL over inputs without rows.
func (s *scope) described(ctx context.Context, n *graph.Node) ([]*Column, error) {
	if !slices.Contains([]string{"view", "table", "incremental", "ephemeral", "external", "snapshot"}, n.Materialized()) || s.conn == nil {
		return declared(n), nil
	}
	sub := s.c.newScope(executing, n)
	sub.conn, sub.shapes, sub.over, sub.hollow = s.conn, s.shapes, s.over, true
	sub.extra["is_incremental"] = fixed(false)
	sql, err := sub.render(ctx, n.File, n.RawCode, n.First)
	if err != nil {
		return nil, err
	}
	columns, err := (&adapter{sub}).described(ctx, injectCTEs(sql, sub.ctes))
	if err != nil || n.Kind != graph.Snapshot {
		return columns, err
	}
	names, _ := n.ConfigValue(snapshotNames).(*jinja.Dict)
	for _, own := range []struct{ name, kind string }{
		{"dbt_scd_id", "VARCHAR"}, {"dbt_updated_at", "TIMESTAMP"}, {"dbt_valid_from", "TIMESTAMP"}, {"dbt_valid_to", "TIMESTAMP"},
	} {
		name := own.name
		if names != nil {
			if v, ok := names.GetStr(name); ok && v != nil {
				name = jinja.Str(v)
			}
		}
		columns = append(columns, &Column{Name: name, Type: own.kind})
	}
	return columns, nil
}

// hollowRelation is a CTE without rows that has a node's columns.
func (s *scope) hollowRelation(ctx context.Context, n *graph.Node) (*Relation, error) {
	columns, err := s.shape(ctx, n)
	if err != nil || len(columns) == 0 {
		return s.c.Relation(n), err
	}
	parts := make([]string, len(columns))
	for i, col := range columns {
		parts[i] = "cast(null as " + col.Type + ") as " + quote(col.Name)
	}
	name := ctePrefix + n.Name
	s.addCTE(graph.CTE{ID: n.ID, SQL: " " + name + " as (select " + strings.Join(parts, ", ") + " where false)"})
	return &Relation{Identifier: name, Type: "cte"}, nil
}

// declared gives the columns that properties describe; without a type they are text.
func declared(n *graph.Node) []*Column {
	var out []*Column
	for _, col := range n.Columns {
		kind := col.DataType
		if kind == "" {
			kind = "VARCHAR"
		}
		out = append(out, &Column{Name: col.Name, Type: kind})
	}
	return out
}

// withGiven adds the columns of rows that are not among those known: what a column
// is follows from its values.
func withGiven(columns []*Column, rows jinja.Value) []*Column {
	items, _ := elements(rows)
	for _, item := range items {
		row, _ := item.(*jinja.Dict)
		if row == nil {
			continue
		}
		for k := range row.All() {
			name := jinja.Str(k)
			if !slices.ContainsFunc(columns, func(c *Column) bool { return strings.EqualFold(c.Name, name) }) {
				columns = append(columns, &Column{Name: name, Type: typeGiven(items, name)})
			}
		}
	}
	return columns
}

func typeGiven(rows []jinja.Value, name string) string {
	var values []string
	for _, item := range rows {
		row, _ := item.(*jinja.Dict)
		v, _ := row.GetStr(name)
		switch v := v.(type) {
		case nil:
		case bool:
			return "BOOLEAN"
		case float64:
			return "DOUBLE"
		default:
			values = append(values, jinja.Str(v))
		}
	}
	if len(values) == 0 {
		return "VARCHAR"
	}
	return strings.ToUpper(GuessType(values))
}

// seedRows are the rows of a seed, for an input that gives none.
func (s *scope) seedRows(n *graph.Node) (jinja.Value, error) {
	if n.Kind != graph.Seed || s.shapes == nil || s.shapes.seeds == nil {
		return jinja.NewList(), nil
	}
	table, err := s.shapes.seeds(n)
	if err != nil {
		return nil, err
	}
	return table.Rows, nil
}
