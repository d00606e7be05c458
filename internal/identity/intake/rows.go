package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// Rows goes through a file whose columns somebody names: fn gets the values of the
// columns that are asked for, in their order, "" where there is none. columns must
// be there, optional ones may.
func Rows(ctx context.Context, db warehouse.Conn, path string, columns, optional []string, fn func(row int64, values []string) error) error {
	t, err := open(ctx, db, path)
	if err != nil {
		return err
	}
	var places []int
	for _, name := range slices.Concat(columns, optional) {
		places = append(places, slices.IndexFunc(t.columns, func(o string) bool { return strings.EqualFold(o, name) }))
		if k := len(places) - 1; places[k] < 0 && k < len(columns) {
			return missingColumn(t, name)
		}
	}
	values, row := make([]string, len(places)), int64(0)
	return t.rows(ctx, func(rows int, value func(k, row int) []byte) error {
		for n := range rows {
			row++
			for k, at := range places {
				values[k] = ""
				if at >= 0 {
					values[k] = string(value(at, n))
				}
			}
			if err := fn(row, values); err != nil {
				return err
			}
		}
		return nil
	})
}

func missingColumn(t *table, name string) error {
	hint := "Its columns are: " + strings.Join(t.columns, ", ") + "."
	if near := scv.Nearest(name, t.columns); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{Code: scv.CodeTableID, Op: "read", Subject: t.path, Err: errors.New("it has no column " + name), Hint: hint}
}

// Source is what a file is called as the source of a link.
func Source(path string) string { return stem(path) }
