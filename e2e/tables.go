package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scv/e2e/compare"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// tables compares all relations of the two databases: kind, columns with types,
// rows without their order.
func (p *pair) tables() (string, error) {
	ours, err := dump(p.ctx, filepath.Join(p.ours, p.p.database), nil)
	if err != nil {
		return "", err
	}
	theirs, err := dump(p.ctx, filepath.Join(p.theirs, p.p.database), nil)
	if err != nil {
		return "", err
	}
	for _, name := range p.p.otherwise {
		delete(ours, name)
		delete(theirs, name)
	}
	return compare.Tables(ours, theirs)
}

// dump reads relations as lines: the head, then the rows in the order of their
// text. A nil list of schemas takes all.
func dump(ctx context.Context, path string, schemas []string) (map[string][]string, error) {
	w, err := duckdb.Open(ctx, duckdb.Options{Path: path, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	out, err := dumpAll(ctx, w, schemas)
	return out, errors.Join(err, w.Close())
}

func dumpAll(ctx context.Context, w *warehouse.Warehouse, schemas []string) (map[string][]string, error) {
	list, err := w.Table(ctx, `select table_schema, table_name, table_type from information_schema.tables order by all`)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, row := range list.Rows {
		schema, name := fmt.Sprint(row[0]), fmt.Sprint(row[1])
		if len(schemas) > 0 && !slices.Contains(schemas, schema) {
			continue
		}
		lines, err := dumpOne(ctx, w, warehouse.Quote(schema)+"."+warehouse.Quote(name))
		if err != nil {
			return nil, err
		}
		out[schema+"."+name] = append([]string{fmt.Sprint(row[2]) + " " + lines[0]}, lines[1:]...)
	}
	return out, nil
}

func dumpOne(ctx context.Context, w *warehouse.Warehouse, relation string) ([]string, error) {
	described, err := w.Table(ctx, "describe select * from "+relation)
	if err != nil {
		return []string{"not readable"}, nil //nolint:nilerr // both sides say so
	}
	head, casts := []string{}, []string{}
	for _, d := range described.Rows {
		name := fmt.Sprint(d[0])
		head = append(head, name+":"+fmt.Sprint(d[1]))
		if name == "dbt_scd_id" { // a hash of the run's time
			continue
		}
		casts = append(casts, "coalesce("+warehouse.Quote(name)+"::varchar, '\\N')")
	}
	rows, err := w.Table(ctx, "select concat_ws(' | ', "+strings.Join(casts, ", ")+") from "+relation)
	if err != nil { // a view of a file: our engine may not read it from here
		return []string{strings.Join(head, ", "), "not readable"}, nil //nolint:nilerr // both sides say so
	}
	lines := []string{}
	for _, row := range rows.Rows {
		lines = append(lines, compare.Masked(fmt.Sprint(row[0])))
	}
	slices.Sort(lines)
	return append([]string{strings.Join(head, ", ")}, lines...), nil
}
