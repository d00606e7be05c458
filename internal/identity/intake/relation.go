package intake

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

//go:embed sql/relation.sql
var relationSQL string

//go:embed sql/relationcolumns.sql
var relationColumnsSQL string

// Relation reads a table of a database, whose column id names its records, as Files reads
// a file. name is as the engine reads it.
func Relation(ctx context.Context, db warehouse.Conn, name, id string, progress scv.Progress) (engine.Input, error) {
	in := engine.Input{Link: engine.Dedupe, IDColumn: id, Sources: []string{name}}
	columns, err := db.Table(ctx, fmt.Sprintf(relationColumnsSQL, name))
	if err != nil {
		return in, fmt.Errorf("read %s: %w", name, err)
	}
	var names []string
	for _, row := range columns.Rows {
		names = append(names, fmt.Sprint(row[0]))
	}
	r := reader{id: id, progress: progress}
	t := &table{name, named(names), func(ctx context.Context, add adder) error {
		return scan(ctx, db, strings.TrimSpace(fmt.Sprintf(relationSQL, name)), add)
	}}
	if err := r.take(t); err != nil {
		return in, err
	}
	r.builder = record.NewBuilder(r.columns, nil)
	if err := r.read(ctx, 0, name, ""); err != nil {
		return in, err
	}
	return r.finish(in)
}
