package version

import (
	"context"
	"fmt"
	"regexp"

	"scv/internal/warehouse"
)

// data finds the data schemas (scv.DataSchema) that the definition of a view names.
var data = regexp.MustCompile(`\b(?:identity|gold|silver)__v[0-9]+__data\b`)

// dropData drops the data schemas of which no view shows anything any more: those of
// versions that are gone, unless a later one goes by them.
func (v *Store) dropData(ctx context.Context) error {
	there, shown, err := v.data(ctx)
	if err != nil {
		return fmt.Errorf("find data of versions that are gone: %w", err)
	}
	for _, name := range there {
		if shown[name] {
			continue
		}
		if err := v.do(ctx, v.w, "drop "+name, "drop schema if exists "+warehouse.Quote(name)+" cascade"); err != nil {
			return fmt.Errorf("drop data of a version that is gone: %w", err)
		}
	}
	return nil
}

// data lists the data schemas that there are, and tells which of them views show.
func (v *Store) data(ctx context.Context) (there []string, shown map[string]bool, err error) {
	t, err := v.w.Table(ctx, statement("data_schemas"))
	if err != nil || len(t.Rows) == 0 {
		return nil, nil, err
	}
	for _, row := range t.Rows {
		if name := row[0].(string); data.FindString(name) == name {
			there = append(there, name)
		}
	}
	if t, err = v.w.Table(ctx, statement("data_views")); err != nil {
		return nil, nil, err
	}
	shown = map[string]bool{}
	for _, row := range t.Rows {
		for _, name := range data.FindAllString(row[0].(string), -1) {
			shown[name] = true
		}
	}
	return there, shown, nil
}
