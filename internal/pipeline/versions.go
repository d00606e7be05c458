package pipeline

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

func statement(name string) string {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // unreachable: names are constants and a test opens each
	}
	return string(text)
}

// versioned lists the layers that exist once per version.
func versioned() []scv.Layer { return []scv.Layer{scv.Identity, scv.Gold} }

// versionSchema names a layer's schema in a version.
func versionSchema(layer scv.Layer, version int64) string {
	return fmt.Sprintf("%s__v%d", layer, version)
}

// aliases maps each versioned layer to its schema in a version.
func aliases(version int64) map[string]string {
	m := map[string]string{}
	for _, layer := range versioned() {
		m[string(layer)] = versionSchema(layer, version)
	}
	return m
}

// versions keeps the published versions in the warehouse.
type versions struct {
	w   *warehouse.Warehouse
	now func() time.Time
}

// prepare makes the schemas and drops what a killed run left half-built.
// It gives the live version and its fingerprint, 0 and "" when there is none.
func (v versions) prepare(ctx context.Context) (live int64, fingerprint string, err error) {
	if _, err := v.w.Exec(ctx, statement("schema")); err != nil {
		return 0, "", fmt.Errorf("prepare schemas: %w", err)
	}
	known, err := v.published(ctx)
	if err != nil {
		return 0, "", err
	}
	if err := v.dropSchemas(ctx, func(version int64) bool { return !known[version] }); err != nil {
		return 0, "", fmt.Errorf("drop half-built versions: %w", err)
	}
	t, err := v.w.Table(ctx, statement("live"))
	if err != nil {
		return 0, "", fmt.Errorf("find live version: %w", err)
	}
	if len(t.Rows) == 0 {
		return 0, "", nil
	}
	return t.Rows[0][0].(int64), t.Rows[0][1].(string), nil
}

func (v versions) published(ctx context.Context) (map[int64]bool, error) {
	t, err := v.w.Table(ctx, "select version from _scv.versions")
	if err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	known := map[int64]bool{}
	for _, row := range t.Rows {
		known[row[0].(int64)] = true
	}
	return known, nil
}

var versionSuffix = regexp.MustCompile(`^[a-z]+__v([0-9]+)$`)

func (v versions) dropSchemas(ctx context.Context, drop func(version int64) bool) error {
	t, err := v.w.Table(ctx, statement("schemas"))
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		name := row[0].(string)
		m := versionSuffix.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		version, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || !drop(version) {
			continue
		}
		if _, err := v.w.Exec(ctx, "drop schema if exists "+warehouse.Quote(name)+" cascade"); err != nil {
			return err
		}
	}
	return nil
}

// next gives the number of the version to build: never one that was used before.
func (v versions) next(ctx context.Context) (int64, error) {
	t, err := v.w.Table(ctx, statement("latest"))
	if err != nil {
		return 0, fmt.Errorf("number version: %w", err)
	}
	return t.Rows[0][0].(int64) + 1, nil
}

// open makes the empty schemas of a version.
func (v versions) open(ctx context.Context, version int64) error {
	for _, layer := range versioned() {
		if _, err := v.w.Exec(ctx, "create schema if not exists "+warehouse.Quote(versionSchema(layer, version))); err != nil {
			return fmt.Errorf("open version %d: %w", version, err)
		}
	}
	return nil
}

// publish points the views of identity and gold at a version and records it as
// live, in one transaction: a reader sees the old version or the new one. Views
// of relations that the version does not have are dropped.
func (v versions) publish(ctx context.Context, version int64, runID, fingerprint string, asOf time.Time) error {
	err := v.w.Tx(ctx, func(s *warehouse.Session) error {
		for _, layer := range versioned() {
			if err := pointViews(ctx, s, layer, version); err != nil {
				return err
			}
		}
		if _, err := s.Exec(ctx, statement("retire")); err != nil {
			return err
		}
		_, err := s.Exec(ctx, statement("record"), version, runID, asOf, fingerprint, v.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("publish version %d: %w", version, err)
	}
	return nil
}

func pointViews(ctx context.Context, s *warehouse.Session, layer scv.Layer, version int64) error {
	schema := versionSchema(layer, version)
	fresh, err := s.Relations(ctx, schema)
	if err != nil {
		return err
	}
	old, err := s.Relations(ctx, string(layer))
	if err != nil {
		return err
	}
	keep := map[string]bool{}
	for _, r := range fresh {
		keep[r.Name] = true
		view := warehouse.QuoteRelation(scv.Relation{Schema: string(layer), Name: r.Name})
		if _, err := s.Exec(ctx, "create or replace view "+view+" as select * from "+warehouse.QuoteRelation(r)); err != nil {
			return err
		}
	}
	for _, r := range old {
		if keep[r.Name] {
			continue
		}
		if _, err := s.Exec(ctx, "drop view "+warehouse.QuoteRelation(r)); err != nil {
			return err
		}
	}
	return nil
}

// trim drops published versions beyond the newest keep, never the live one.
func (v versions) trim(ctx context.Context, keep int) error {
	t, err := v.w.Table(ctx, statement("stale"))
	if err != nil {
		return fmt.Errorf("list old versions: %w", err)
	}
	for i, row := range t.Rows {
		if i < keep-1 {
			continue
		}
		old := row[0].(int64)
		if _, err := v.w.Exec(ctx, statement("forget"), old); err != nil {
			return fmt.Errorf("forget version %d: %w", old, err)
		}
		if err := v.dropSchemas(ctx, func(n int64) bool { return n == old }); err != nil {
			return fmt.Errorf("drop version %d: %w", old, err)
		}
	}
	return nil
}
