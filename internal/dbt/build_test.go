package dbt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
)

func TestBuildRunsSeedsModelsTestsAndHooks(t *testing.T) {
	w := openShop(t)
	res := loadShop(t, w, nil).build(t, BuildOptions{})
	if diff := cmp.Diff(goodShop(nil), statuses(res)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if !res.OK() {
		t.Error("nothing failed, and yet it is not OK")
	}
	if want := (scv.Checks{Run: 9, Passed: 9}); res.Checks() != want {
		t.Errorf("checks %+v, want %+v", res.Checks(), want)
	}
	want := [][]any{{int64(1), "ann", "New Zealand", int64(125)}, {int64(2), "bo", "Germany", int64(350)}, {int64(3), "cy", "Germany", int64(0)}}
	if diff := cmp.Diff(want, rows(t, w, "select customer_id, name, country, cents::bigint from gold.dim_customer order by 1")); diff != "" {
		t.Errorf("dim_customer (-want +got):\n%s", diff)
	}
	if n := len(rows(t, w, "select * from gold.doubled")); n != 4 {
		t.Errorf("the Jinja materialization wrote %d rows, want 2 twice", n)
	}
	if got := rows(t, w, "select results from main.runs"); len(got) != 1 || got[0][0] != int64(18) {
		t.Errorf("on-run-end saw %v results", got)
	}
	comment := rows(t, w, "select comment from duckdb_tables() where table_name = 'dim_customer'")
	if diff := cmp.Diff([][]any{{"One row per customer, with what is paid."}}, comment); diff != "" {
		t.Errorf("description in the warehouse (-want +got):\n%s", diff)
	}
}

func TestAFailingCheckBlocksWhatIsBelow(t *testing.T) {
	w := openShop(t)
	exec(t, w, "insert into orders values (12, 2, 'paid', 9)")
	res := loadShop(t, w, nil).build(t, BuildOptions{})
	want := goodShop(map[string]string{
		"unique order_id": "fail", "dim_customer": "skipped", "order_log": "skipped", "rpt_country": "skipped", "doubled": "skipped",
		"board": "skipped", "no_negative_total": "skipped", "unique customer_id": "pass,skipped",
	})
	if diff := cmp.Diff(want, statuses(res)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	failed := find(t, res, "unique_stg_orders_order_id")
	if failed.Failures != 1 || failed.Severity != "error" || failed.Tested != "model.shop.stg_orders" || failed.Relation.String() != "silver.stg_orders" {
		t.Errorf("result of the test: %+v", failed)
	}
	if failed.Message != "Got 1 result, configured to fail if != 0" {
		t.Errorf("message %q", failed.Message)
	}
	if failed.Sample == nil || len(failed.Sample.Rows) != 1 || !slices.Contains(failed.Sample.Columns, "n_records") {
		t.Errorf("sample %+v", failed.Sample)
	}
	if res.OK() {
		t.Error("a failing check is not OK")
	}
	if want := (scv.Checks{Run: 9, Passed: 6, Failed: 3}); res.Checks() != want {
		t.Errorf("checks %+v, want %+v: skipped ones count as failed", res.Checks(), want)
	}
	if by := find(t, res, "rpt_country").SkippedBy; by == "" {
		t.Error("a skipped model does not say by what")
	}
}

func find(t *testing.T, r *Result, prefix string) NodeResult {
	t.Helper()
	for _, n := range r.Nodes {
		if strings.HasPrefix(n.Name, prefix) {
			return n
		}
	}
	t.Fatalf("no result for %s", prefix)
	return NodeResult{}
}

func TestAWarningBlocksNothing(t *testing.T) {
	w := openShop(t)
	exec(t, w, "insert into orders values (13, 2, 'lost', 9)")
	res := loadShop(t, w, nil).build(t, BuildOptions{})
	if diff := cmp.Diff(goodShop(map[string]string{"accepted_values status": "warn"}), statuses(res)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if want := (scv.Checks{Run: 9, Passed: 8, Warned: 1}); res.Checks() != want || !res.OK() {
		t.Errorf("checks %+v, OK %v; want %+v", res.Checks(), res.OK(), want)
	}
}

func TestAModelErrorSkipsItsDescendantsOnly(t *testing.T) {
	w := openShop(t)
	res := loadShop(t, w, func(o *Options) { o.Vars = map[string]any{"broken": true} }).build(t, BuildOptions{})
	want := goodShop(map[string]string{
		"dim_customer": "error", "rpt_country": "skipped", "doubled": "skipped", "board": "skipped", "no_negative_total": "skipped",
		"unique customer_id": "pass,skipped",
	})
	if diff := cmp.Diff(want, statuses(res)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	bad := find(t, res, "dim_customer")
	if scv.CodeOf(bad.Err) != scv.CodeDBTModel || !strings.Contains(bad.Message, "no_such_column") {
		t.Errorf("error %v", bad.Err)
	}
	if e, _ := errors.AsType[*scv.Error](bad.Err); e.Subject != "models/marts/dim_customer.sql:9" || !strings.Contains(e.Hint, "target/compiled/shop/models/marts/dim_customer.sql:12") {
		t.Errorf("subject %q, hint %q", e.Subject, e.Hint)
	}
	if len(rows(t, w, "select 1 from information_schema.tables where table_name = 'dim_customer'")) != 0 {
		t.Error("the failed model left a table")
	}
}

func TestAFailedModelLeavesTheOldTable(t *testing.T) {
	w := openShop(t)
	loadShop(t, w, nil).build(t, BuildOptions{})
	loadShop(t, w, func(o *Options) { o.Vars = map[string]any{"broken": true} }).build(t, BuildOptions{})
	if n := len(rows(t, w, "select * from gold.dim_customer")); n != 3 {
		t.Errorf("%d rows after the failed build, want the 3 of before", n)
	}
}

func TestFailFastStartsNothingNew(t *testing.T) {
	w := openShop(t)
	exec(t, w, "insert into orders values (null, 1, 'paid', 1)")
	res := loadShop(t, w, nil).build(t, BuildOptions{FailFast: true, Threads: 1})
	got := statuses(res)
	if got["not_null order_id"] != "fail" || got["rpt_country"] != "skipped" || got["stg_customers"] == "error" {
		t.Errorf("statuses %v", got)
	}
	if res.OK() {
		t.Error("it is OK")
	}
}

func TestTheContextsEndStopsTheBuild(t *testing.T) {
	w := openShop(t)
	s := loadShop(t, w, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	res, err := s.Build(ctx, BuildOptions{Threads: 1, Node: func(n NodeResult) {
		if n.Name == "stg_orders" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	if _, done := res.Node("model.shop.stg_orders"); !done {
		t.Error("what was done is not in the result")
	}
	if n, done := res.Node("model.shop.rpt_country"); done && n.Status == Success {
		t.Error("it went on")
	}
	loadShop(t, w, nil).build(t, BuildOptions{}) // and the next one continues
}

func TestAGoMaterializationIsGivenTheModel(t *testing.T) {
	w := openShop(t)
	alias := map[string]string{"identity": "identity__v7", "gold": "gold__v7"}
	s := loadShop(t, w, func(o *Options) { o.SchemaAlias = alias })
	s.build(t, BuildOptions{})
	if len(s.identity.called) != 1 {
		t.Fatalf("called %d times", len(s.identity.called))
	}
	m := s.identity.called[0]
	want := scv.Model{
		Name: "customer_identity", Target: scv.Relation{Schema: "identity__v7", Name: "customer_identity"},
		Live: scv.Relation{Schema: "identity", Name: "customer_identity"}, AsOf: shopStart(),
		SQL: `select customer_id, lower(name) as name from "silver"."stg_customers"`, Config: m.Config,
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("model (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"cut": 0.9}, m.Config["meta"]); diff != "" {
		t.Errorf("config.meta (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{"shop", "matching"}, m.Config["tags"]); diff != "" {
		t.Errorf("config.tags (-want +got):\n%s", diff)
	}
}

func TestSchemaAliasMovesIdentityAndGoldAndTheRefsToThem(t *testing.T) {
	w := openShop(t)
	alias := map[string]string{"identity": "identity__v7", "gold": "gold__v7"}
	s := loadShop(t, w, func(o *Options) { o.SchemaAlias = alias })
	s.build(t, BuildOptions{})
	want := [][]any{{"gold__v7"}, {"identity__v7"}, {"main"}, {"silver"}}
	if diff := cmp.Diff(want, rows(t, w, "select distinct table_schema from information_schema.tables order by 1")); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
	sql, err := s.Compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`from "identity__v7"."customer_identity" as i`, `join "silver"."stg_customers" as c`} {
		if !strings.Contains(sql["model.shop.dim_customer"], part) {
			t.Errorf("%q is not in\n%s", part, sql["model.shop.dim_customer"])
		}
	}
	if !strings.Contains(sql["test.shop.no_negative_total"], `"gold__v7"."dim_customer"`) {
		t.Errorf("a test reads the live version:\n%s", sql["test.shop.no_negative_total"])
	}
	if r, ok := s.Relation("model.shop.dim_customer"); !ok || r.String() != "gold__v7.dim_customer" {
		t.Errorf("relation %v %v", r, ok)
	}
}

func TestThreadsDoNotChangeTheResult(t *testing.T) {
	var first [][]any
	for i, threads := range []int{1, 2, 8} {
		w := openShop(t)
		res := loadShop(t, w, nil).build(t, BuildOptions{Threads: threads})
		if diff := cmp.Diff(goodShop(nil), statuses(res)); diff != "" {
			t.Errorf("%d threads: statuses (-want +got):\n%s", threads, diff)
		}
		got := rows(t, w, "select country, customers, cents::varchar from gold.rpt_country order by 1")
		if i == 0 {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%d threads: rpt_country (-1 thread +got):\n%s", threads, diff)
		}
	}
}

func TestAnIncrementalModelTakesOnlyWhatIsNew(t *testing.T) {
	w := openShop(t)
	loadShop(t, w, nil).build(t, BuildOptions{})
	exec(t, w, "update orders set amount = 9 where order_id = 10; insert into orders values (20, 3, 'open', 7)")
	later := func(o *Options) { o.AsOf = shopStart().AddDate(0, 0, 1) }
	const ask = "select order_id::bigint, cents::bigint, loaded_at[9:10] from gold.order_log order by 1"
	res := loadShop(t, w, later).build(t, BuildOptions{})
	want := [][]any{{int64(10), int64(125), "02"}, {int64(11), int64(200), "02"}, {int64(12), int64(350), "02"}, {int64(20), int64(700), "03"}}
	if diff := cmp.Diff(want, rows(t, w, ask)); diff != "" {
		t.Errorf("order_log (-want +got):\n%s", diff)
	}
	if n := find(t, res, "order_log").Rows; n != 1 {
		t.Errorf("%d rows, want the 1 that came", n)
	}
	loadShop(t, w, func(o *Options) { later(o); o.FullRefresh = true }).build(t, BuildOptions{})
	want = [][]any{{int64(10), int64(900), "03"}, {int64(11), int64(200), "03"}, {int64(12), int64(350), "03"}, {int64(20), int64(700), "03"}}
	if diff := cmp.Diff(want, rows(t, w, ask)); diff != "" {
		t.Errorf("after a full refresh (-want +got):\n%s", diff)
	}
}

func TestSelectionAndKindsBoundTheBuild(t *testing.T) {
	w := openShop(t)
	loadShop(t, w, nil).build(t, BuildOptions{})
	s := loadShop(t, w, func(o *Options) { o.Select = []string{"stg_orders"} })
	got := statuses(s.build(t, BuildOptions{Only: []graph.Kind{graph.Test}}))
	want := map[string]string{
		"unique order_id": "pass", "relationships customer_id": "pass", "accepted_values status": "pass", "at_least cents": "pass",
		"shop-on-run-start-0": "success", "shop-on-run-end-0": "success",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnUnknownMaterializationNamesTheNearest(t *testing.T) {
	w := openShop(t)
	s := loadShop(t, w, func(o *Options) {
		o.FS = shopFiles(t, map[string]string{"models/marts/rpt_country.sql": "{{ config(materialized='tabel') }} select 1 as country"})
	})
	res := s.build(t, BuildOptions{})
	e, ok := errors.AsType[*scv.Error](find(t, res, "rpt_country").Err)
	if !ok || e.Code != scv.CodeDBTMaterialization || e.Hint != "Did you mean table?" {
		t.Errorf("error %v", find(t, res, "rpt_country").Err)
	}
}

func TestAWrongSeedNamesItsLine(t *testing.T) {
	for name, c := range map[string]struct{ csv, subject, text string }{
		"type":   {"code,name,size\nNZ,New Zealand,1\nDE,Germany,big\n", "seeds/countries.csv:3", "the value of column size is no integer"},
		"fields": {"code,name\nNZ\n", "seeds/countries.csv:2", "1 fields where the header has 2"},

		"utf-8": {"code,name\nNZ,caf\xe9\n", "seeds/countries.csv:2", "the file is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			w := openShop(t)
			s := loadShop(t, w, func(o *Options) {
				o.FS = shopFiles(t, map[string]string{
					"seeds/countries.csv": c.csv,
					"seeds/_seeds.yml":    "seeds:\n  - name: countries\n    config: {column_types: {size: integer}}\n",
				})
				o.Select = []string{"countries"}
			})
			e, ok := errors.AsType[*scv.Error](find(t, s.build(t, BuildOptions{}), "countries").Err)
			if !ok || e.Code != scv.CodeDBTSeed || e.Subject != c.subject || !strings.Contains(e.Err.Error(), c.text) {
				t.Errorf("error %v", e)
			}
		})
	}
}
