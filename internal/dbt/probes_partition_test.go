package dbt

import (
	"context"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// A big table must say what it is clustered by, and be it: how much a look-up
// skips is counted by the engine.
func TestBigTablesAreClusteredAsTheySay(t *testing.T) {
	const says, orders = "{{ config(cluster_by=['id']) }} select id from {{ ref('stg') }}", "create or replace table gold.dim as select r.n as id from range(600_000) as r(n) order by "
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	exec := func(sql string) {
		t.Helper()
		if _, err := w.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec("create schema gold")
	for _, c := range []struct {
		name, model, table string
		want               scv.Verdict
		says               string
	}{
		{"sorted", says, orders + "n", scv.Pass, "1 have 500000 rows or more: dim by id skips"},
		{"shuffled", says, orders + "hash(n)", scv.Fail, "dim by id skips 0 %"},
		{"empty column", says, "create or replace table gold.dim as select cast(null as integer) as id from range(600_000)", scv.Fail, "skips 0 %"},
		{"silent", "select id from {{ ref('stg') }}", orders + "n", scv.Fail, "dim has 600000 rows and declares no column"},
		{"waived", "{{ config(meta={'partition_waiver': 'it is read whole'}) }} select id from {{ ref('stg') }}", orders + "n", scv.Pass, "1 have"},
		{"under meta", "{{ config(meta={'cluster_by': 'id'}) }} select id from {{ ref('stg') }}", orders + "n", scv.Pass, "dim by id skips"},
		{"by a column it lacks", strings.Replace(says, "['id']", "['key']", 1), "create or replace table gold.dim as select 1 as id", scv.Fail, "clustered by key, which it does not have"},
		{"small", "select id from {{ ref('stg') }}", "create or replace table gold.dim as select 1 as id", scv.Pass, "the largest is dim, 1 rows"},
	} {
		exec(c.table)
		f := Facts{
			Project: func(ctx context.Context) (*Project, error) {
				return Load(ctx, Options{FS: layered(map[string]string{"models/gold/dim.sql": c.model}), NoArtifacts: true, Target: Target{Schema: "silver"}})
			},
			Columns: func(context.Context) (map[string][]string, error) {
				return map[string][]string{"gold.dim": {"id"}}, nil
			},
			Ask: func(ctx context.Context, sql string, args ...any) (*warehouse.Table, error) {
				return w.Table(ctx, sql, args...)
			},
		}
		if found := f.partitions(t.Context()); found.Verdict != c.want || !strings.Contains(found.Evidence, c.says) || found.Verdict != scv.Pass && found.Remedy == "" {
			t.Errorf("%s: %+v", c.name, found)
		}
	}
	f := Facts{
		Project: func(ctx context.Context) (*Project, error) {
			return Load(ctx, Options{FS: layered(nil), NoArtifacts: true, Target: Target{Schema: "silver"}})
		},
		Columns: func(context.Context) (map[string][]string, error) { return nil, nil },
	}
	if found := f.partitions(t.Context()); found.Verdict != scv.Fail {
		t.Errorf("nothing published: %+v", found)
	}
}
