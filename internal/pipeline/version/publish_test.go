package version

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

func openVersions(t *testing.T) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "w.duckdb"))
}

// openAt opens a file, or for "" a warehouse in memory: laws are tried there.
func openAt(t *testing.T, path string) *Store {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return NewStore(w, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) })
}

// empty takes a store back to its beginning, without a new file.
func empty(t *testing.T, v *Store) {
	t.Helper()
	if err := v.dropSchemas(t.Context(), func(int64) bool { return true }); err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{"_scv", "identity", "gold"} {
		run(t, v.w, "drop schema if exists "+schema+" cascade")
	}
	prepare(t, v)
}

// buildVersion makes a version whose two relations hold its number.
func buildVersion(t *testing.T, v *Store) int64 {
	t.Helper()
	n, err := v.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Open(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	run(t, v.w, fmt.Sprintf("create table identity__v%[1]d.customer_identity as select %[1]d as n", n))
	run(t, v.w, fmt.Sprintf("create table gold__v%[1]d.dim_customer as select %[1]d as n", n))
	return n
}

func run(t *testing.T, w warehouse.Conn, sql string) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func prepare(t *testing.T, v *Store) int64 {
	t.Helper()
	if err := v.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	live, _, err := v.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return live.Version
}

func publish(t *testing.T, v *Store, n int64) {
	t.Helper()
	if err := v.Publish(t.Context(), numbered(n)); err != nil {
		t.Fatal(err)
	}
}

func numbered(n int64) Published {
	return Published{Version: n, RunID: fmt.Sprint("run-", n), Fingerprint: fmt.Sprint("digest-", n), Inputs: fmt.Sprint("inputs-", n), AsOf: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}
}

// seen gives the numbers a reader sees in the two layers.
func seen(t *testing.T, v *Store) (identity, gold int64) {
	t.Helper()
	a, err := v.w.Table(t.Context(), "select n from identity.customer_identity")
	if err != nil {
		t.Fatal(err)
	}
	b, err := v.w.Table(t.Context(), "select n from gold.dim_customer")
	if err != nil {
		t.Fatal(err)
	}
	return a.Rows[0][0].(int64), b.Rows[0][0].(int64)
}

func TestPublishShowsBothLayersOfOneVersion(t *testing.T) {
	v := openVersions(t)
	if live := prepare(t, v); live != 0 {
		t.Fatalf("a fresh warehouse has live version %d", live)
	}
	for want := int64(1); want <= 3; want++ {
		publish(t, v, buildVersion(t, v))
		if i, g := seen(t, v); i != want || g != want {
			t.Errorf("readers see identity %d and gold %d, want %d", i, g, want)
		}
		if live := prepare(t, v); live != want {
			t.Errorf("live is %d, want %d", live, want)
		}
	}
}

func TestAHalfBuiltVersionIsDroppedAndItsNumberNotSeen(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	publish(t, v, buildVersion(t, v))
	half := buildVersion(t, v)
	if live := prepare(t, v); live != 1 {
		t.Fatalf("live is %d", live)
	}
	relations, err := v.w.Relations(t.Context(), Schema(scv.Gold, half))
	if err != nil || len(relations) != 0 {
		t.Errorf("version %d is still there: %v %v", half, relations, err)
	}
}

func TestTrimKeepsTheNewestAndTheLiveOne(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	for range 5 {
		publish(t, v, buildVersion(t, v))
	}
	if err := v.Trim(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	kept, err := v.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) != 2 || kept[0].Version != 5 || kept[1].Version != 4 {
		t.Errorf("kept %v, want 5 and 4", kept)
	}
	if i, g := seen(t, v); i != 5 || g != 5 {
		t.Errorf("readers see %d and %d", i, g)
	}
}

func TestAViewWithoutSuccessorGoes(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	first := buildVersion(t, v)
	run(t, v.w, fmt.Sprintf("create table gold__v%d.rpt_old as select 1 as n", first))
	publish(t, v, first)
	publish(t, v, buildVersion(t, v))
	columns, err := v.w.Columns(t.Context(), scv.Relation{Schema: "gold", Name: "rpt_old"})
	if err != nil || columns != nil {
		t.Errorf("gold.rpt_old is still there: %v %v", columns, err)
	}
}

func TestACancelledPublishLeavesTheOldVersion(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	publish(t, v, buildVersion(t, v))
	next := buildVersion(t, v)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := v.Publish(ctx, numbered(next)); !errors.Is(err, context.Canceled) {
		t.Fatalf("publish after cancel: %v", err)
	}
	if i, g := seen(t, v); i != 1 || g != 1 {
		t.Errorf("readers see %d and %d", i, g)
	}
}

func TestEveryStatementIsThere(t *testing.T) {
	entries, err := sqlFiles.ReadDir("sql")
	if err != nil || len(entries) == 0 {
		t.Fatal(err)
	}
	for _, name := range []string{"schema", "upgrade", "list", "latest", "schemas", "retire", "record", "stale", "forget", "leave", "return", "standing", "doubled", "rows", "keyed", "customers", "moves"} {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
}
