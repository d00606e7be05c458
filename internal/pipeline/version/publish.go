package version

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

// layers lists those of which a version may hold something: of silver only what
// builds on its own earlier rows.
func layers() []scv.Layer { return append(versioned(), scv.Silver) }

// Schema names a layer's schema in a version.
func Schema(layer scv.Layer, version int64) string {
	return fmt.Sprintf("%s__v%d", layer, version)
}

// Aliases maps each versioned layer to its schema in a version.
func Aliases(version int64) map[string]string {
	m := map[string]string{}
	for _, layer := range versioned() {
		m[string(layer)] = Schema(layer, version)
	}
	return m
}

// Store keeps the published versions in a warehouse.
type Store struct {
	w   *warehouse.Warehouse
	now func() time.Time
	at  func(step string) error

	leaving func(ctx context.Context, s *warehouse.Session, from, to int64) error
}

// NewStore keeps versions in w; now says when they are published.
func NewStore(w *warehouse.Warehouse, now func() time.Time) *Store {
	return &Store{w: w, now: now, at: func(string) error { return nil }, leaving: func(context.Context, *warehouse.Session, int64, int64) error { return nil }}
}

// Watch has at called before every change the store makes, with the change's name;
// an error of it stops the store there.
func (v *Store) Watch(at func(step string) error) *Store {
	v.at = at
	return v
}

// do makes one change. Every change of the store goes through it, so that tests
// can stop and kill at each.
func (v *Store) do(ctx context.Context, c warehouse.Conn, step, sql string, args ...any) error {
	if err := v.at(step); err != nil {
		return err
	}
	_, err := c.Exec(ctx, sql, args...)
	return err
}

// tx makes several changes in one transaction; its commit is a step, too.
func (v *Store) tx(ctx context.Context, commit string, fn func(*warehouse.Session) error) error {
	return v.w.Tx(ctx, func(s *warehouse.Session) error {
		if err := fn(s); err != nil {
			return err
		}
		return v.at(commit)
	})
}

// Prepare makes the schemas and drops what a killed run left half-built. A run
// begins with it; readers never need it.
func (v *Store) Prepare(ctx context.Context) error {
	if err := v.do(ctx, v.w, "make schemas", statement("schema")); err != nil {
		return fmt.Errorf("prepare schemas: %w", err)
	}
	list, err := v.List(ctx)
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	for _, p := range list {
		known[p.Version] = true
	}
	if err := v.dropSchemas(ctx, func(version int64) bool { return !known[version] }); err != nil {
		return fmt.Errorf("drop half-built versions: %w", err)
	}
	return v.dropData(ctx)
}

var versionSuffix = regexp.MustCompile(`^[a-z]+__v([0-9]+)$`)

func (v *Store) dropSchemas(ctx context.Context, drop func(version int64) bool) error {
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
		if err := v.do(ctx, v.w, "drop "+name, "drop schema if exists "+warehouse.Quote(name)+" cascade"); err != nil {
			return err
		}
	}
	return nil
}

// Next gives the number of the version to build: never one that was used before.
func (v *Store) Next(ctx context.Context) (int64, error) {
	t, err := v.w.Table(ctx, statement("latest"))
	if err != nil {
		return 0, fmt.Errorf("number version: %w", err)
	}
	return t.Rows[0][0].(int64) + 1, nil
}

// Open makes the empty schemas of a version.
func (v *Store) Open(ctx context.Context, version int64) error {
	for _, layer := range versioned() {
		if err := v.openLayer(ctx, layer, version); err != nil {
			return fmt.Errorf("open version %d: %w", version, err)
		}
	}
	return nil
}

func (v *Store) openLayer(ctx context.Context, layer scv.Layer, version int64) error {
	name := Schema(layer, version)
	return v.do(ctx, v.w, "open "+name, "create schema if not exists "+warehouse.Quote(name))
}

// Publish points the views of identity and gold at a version and records it as
// live, in one transaction: a reader sees the old version or the new one. Views
// of relations that the version does not have are dropped.
func (v *Store) Publish(ctx context.Context, p Published) error {
	err := v.show(ctx, p.Version, func(s *warehouse.Session) error {
		return v.do(ctx, s, "record version", statement("record"), p.Version, p.RunID, p.AsOf, p.Fingerprint, p.Inputs, v.now())
	})
	if err != nil {
		return fmt.Errorf("publish version %d: %w", p.Version, err)
	}
	return nil
}

// Trim drops published versions beyond the newest keep, never the live one.
func (v *Store) Trim(ctx context.Context, keep int) error {
	t, err := v.w.Table(ctx, statement("stale"))
	if err != nil {
		return fmt.Errorf("list old versions: %w", err)
	}
	for i, row := range t.Rows {
		if i < keep-1 {
			continue
		}
		old := row[0].(int64)
		if err := v.do(ctx, v.w, "forget version", statement("forget"), old); err != nil {
			return fmt.Errorf("forget version %d: %w", old, err)
		}
		if err := v.dropSchemas(ctx, func(n int64) bool { return n == old }); err != nil {
			return fmt.Errorf("drop version %d: %w", old, err)
		}
	}
	return v.dropData(ctx)
}
