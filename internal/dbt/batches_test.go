package dbt

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
)

// batchStep is one run of the model of testdata/oracle/batches and what dbt made of it.
type batchStep struct {
	Bad                string
	By                 int
	Status, Message    string
	Failures           int64
	Successful, Failed [][2]time.Time
	Rows               string
}

// TestRetriedBatchesAreDbts runs a microbatch model of which some batches fail, and
// retries it: only what failed is built again; when the first of those fails the
// others are left alone; what was there before stays among the successful ones.
func TestRetriedBatchesAreDbts(t *testing.T) {
	needOracle(t)
	var recorded struct{ Steps []batchStep }
	readJSON(t, oracle+"/batches/expected.json", &recorded)
	w := openShop(t)
	var rest map[string]Rest
	for i, step := range recorded.Steps {
		o := Options{
			FS: os.DirFS(oracle + "/batches"), NoArtifacts: true, Target: Target{Schema: "main", Threads: 1}, Warehouse: w, AsOf: shopStart(), Now: shopStart,
			Start: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2025, 1, 5, 0, 0, 0, 0, time.UTC),
			Vars: map[string]any{"by": step.By}, Env: func(name string) (string, bool) { return step.Bad, name == "BAD" },
		}
		if i > 0 {
			o.IDs = []string{"model.batches.daily", "model.batches.after"}
		}
		p, err := Load(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		res, err := p.Build(t.Context(), BuildOptions{Again: rest})
		if err != nil {
			t.Fatal(err)
		}
		rest = map[string]Rest{"model.batches.daily": step.check(t, i, find(t, res, "daily"))}
		if after := find(t, res, "after"); (after.Status == Skipped) != (step.Status != "success") {
			t.Errorf("step %d: what reads it is %s", i, after.Status)
		}
		var got []string
		for _, row := range rows(t, w, "select id || ' ' || by_run from daily order by id") {
			got = append(got, row[0].(string))
		}
		if diff := cmp.Diff(step.Rows, strings.Join(got, ", ")); diff != "" {
			t.Errorf("step %d: rows (-dbt +ours)\n%s", i, diff)
		}
	}
}

// check holds a result to dbt's, and gives what a retry begins with.
func (s batchStep) check(t *testing.T, i int, r NodeResult) Rest {
	t.Helper()
	good, bad := r.Spans()
	got := batchStep{s.Bad, s.By, string(r.Status), r.Message, r.Failures, good, bad, s.Rows}
	if r.Status == Error {
		got.Message = s.Message // dbt says ERROR, we what happened
	}
	utc := cmp.Transformer("utc", func(t time.Time) string { return t.UTC().Format(time.RFC3339) })
	if diff := cmp.Diff(s, got, utc, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("step %d (-dbt +ours)\n%s", i, diff)
	}
	rest := Rest{Built: good}
	for _, span := range bad {
		rest.Failed = append(rest.Failed, compile.Batch{Start: span[0], End: span[1], Size: "day"})
	}
	return rest
}

// TestAMicrobatchModelHeedsNoUniqueKey holds that to what dbt-duckdb does: the first
// batch makes the table, every later one is refused.
func TestAMicrobatchModelHeedsNoUniqueKey(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/events.sql": "{{ config(event_time='ts') }} select 1 as id, timestamp '2025-01-01' as ts",
		"models/daily.sql":  "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2025-01-01', unique_key='id') }} select * from {{ ref('events') }}",
	})
	p.set = func(o *Options) { o.End = time.Date(2025, 1, 3, 0, 0, 0, 0, time.UTC) }
	r := find(t, p.build(), "daily")
	if good, bad := r.Spans(); len(good) != 1 || len(bad) != 1 || !strings.Contains(r.Batches[1].Err.Error(), "no unique_key") {
		t.Errorf("%d batches are there, %d not: %v", len(good), len(bad), r.Err)
	}
}

// TestGrantsOnDuckDBAreDbts: of models, seeds and snapshots that have grants nothing is
// sent to DuckDB, which has none, nothing fails, and it is said once. (Real dbt: five
// nodes pass on the first build and on the second, the manifest has the grants, one
// line says "Grants for relations are not supported by DuckDB".)
func TestGrantsOnDuckDBAreDbts(t *testing.T) {
	const grants = "{+grants: {select: [reader]}}"
	p := newTiny(t, map[string]string{
		"dbt_project.yml":  "name: tiny\nversion: '1.0'\nmodels: " + grants + "\nseeds: " + grants + "\nsnapshots: " + grants + "\n",
		"models/v.sql":     "select 1 as id",
		"models/t.sql":     "{{ config(materialized='table') }} select 1 as id",
		"models/i.sql":     "{{ config(materialized='incremental') }} select 1 as id",
		"seeds/s.csv":      "id\n1\n",
		"snapshots/sn.sql": "{% snapshot sn %}{{ config(strategy='check', check_cols='all', unique_key='id') }} select * from {{ ref('t') }}{% endsnapshot %}",
	})
	for range 2 {
		res := p.green()
		if len(res.Nodes) != 5 {
			t.Errorf("%d nodes", len(res.Nodes))
		}
		for _, n := range res.Nodes {
			for _, sql := range n.Ran {
				if strings.Contains(strings.ToLower(sql), "grant") {
					t.Errorf("%s: %s", n.Name, sql)
				}
			}
		}
		if len(res.Warnings) != 1 || !said(res, "DuckDB has no grants") {
			t.Errorf("warnings %v", res.Warnings)
		}
	}
	loaded, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range loaded.Graph().Nodes {
		if grants := n.ConfigValue("grants"); n.Kind != graph.Operation && !strings.Contains(strings.ReplaceAll(strings.TrimSpace(reprOf(grants)), " ", ""), "'select':['reader']") {
			t.Errorf("%s: grants %v", n.ID, reprOf(grants))
		}
	}
}
