package pipeline

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

func openVersions(t *testing.T) versions {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return versions{w, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }}
}

// buildVersion makes a version whose two relations hold its number.
func buildVersion(t *testing.T, v versions) int64 {
	t.Helper()
	n, err := v.next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.open(t.Context(), n); err != nil {
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

func prepare(t *testing.T, v versions) int64 {
	t.Helper()
	live, _, err := v.prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return live
}

func publish(t *testing.T, v versions, n int64) {
	t.Helper()
	if err := v.publish(t.Context(), n, fmt.Sprint("run-", n), fmt.Sprint("digest-", n), v.now()); err != nil {
		t.Fatal(err)
	}
}

// seen gives the numbers a reader sees in the two layers.
func seen(t *testing.T, v versions) (identity, gold int64) {
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
	relations, err := v.w.Relations(t.Context(), versionSchema(scv.Gold, half))
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
	if err := v.trim(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	known, err := v.published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(known) != 2 || !known[5] || !known[4] {
		t.Errorf("kept %v, want 4 and 5", known)
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
	if err := v.publish(ctx, next, "r", "d", v.now()); !errors.Is(err, context.Canceled) {
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
	for _, name := range []string{"schema", "live", "latest", "schemas", "retire", "record", "stale", "forget", "bronze_state", "quarantine", "weather"} {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
}
