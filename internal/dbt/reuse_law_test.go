package dbt

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scv"
	"scv/internal/race"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"

	"pgregory.net/rapid"
)

// step changes one thing, as people, sources and operators do.
func (v *versioned) step(t *rapid.T) {
	n := rapid.IntRange(0, 3).Draw(t, "n")
	switch rapid.SampledFrom([]string{
		"sql", "sql", "silver", "comment", "macro", "package", "seed", "var", "env", "settings", "rows", "rows", "gone", "by hand", "dropped", "rollback", "refused", "killed", "nothing",
	}).Draw(t, "step") {
	case "sql":
		v.files["models/gold/fct.sql"] = fmt.Sprintf("select person, sum(cents) + %d as cents from {{ ref('sales') }} group by person", n)
	case "silver":
		v.files["models/silver/sales.sql"] = fmt.Sprintf("{{ config(materialized='%s') }} select id, person, cents from {{ source('raw', 'sales') }} where cents >= {{ var('least') }} and id <> %d", []string{"table", "view"}[n%2], n)
	case "comment":
		v.files["models/gold/dim.sql"] = fmt.Sprintf("{# %d #}select id, name, label from {{ ref('golden') }}", n)
	case "macro":
		v.files["macros/m.sql"] = v.macros + fmt.Sprintf("\n{%% macro more() %%}%d{%% endmacro %%}", n)
		v.files["models/gold/apart.sql"] = "select {{ more() }} as one"
	case "package":
		v.files["lib/macros/l.sql"] = fmt.Sprintf("{%% macro shout(x) %%}upper({{ x }}) || '%d'{%% endmacro %%}", n%2)
	case "seed":
		v.files["seeds/countries.csv"] = fmt.Sprintf("code,label\nnz,New Zealand\nde,Germany %d\n", n)
	case "var":
		v.vars["least"] = n * 10
	case "env":
		v.env["TONE"] = []string{"loud", "low"}[n%2]
	case "settings":
		v.settings = fmt.Sprint(n % 2)
	case "rows":
		v.exec(fmt.Sprintf("insert into raw.people values (%d, 'new', 'nz'); update raw.sales set cents = cents + 1 where id = %d", 10+n, n))
	case "gone":
		v.exec(fmt.Sprintf("delete from raw.people where id = %d", 10+n))
	case "by hand":
		if there, err := v.w.Columns(context.Background(), scv.Relation{Schema: "silver", Name: "golden"}); err != nil {
			t.Fatal(err)
		} else if there != nil { // it may have been dropped just now
			v.exec("update silver.golden set name = 'somebody'")
		}
	case "dropped":
		v.exec("drop table if exists silver.golden")
	case "rollback":
		if v.live > 1 {
			v.live--
		}
	case "refused":
		v.edit("tests/cents.sql", "cents < 0", "true")
		v.build(false)
		v.edit("tests/cents.sql", "true", "cents < 0")
	case "killed":
		v.killed(n)
	}
}

// killed builds until so many nodes are done; then what was noted late is lost, as it
// is when a process dies.
func (v *versioned) killed(after int) {
	v.newest++
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, _ = v.load(gold(v.newest)).Build(ctx, BuildOptions{AllChecks: true, Reuse: v.reuse(false), Node: func(NodeResult) {
		if after--; after < 0 {
			cancel()
		}
	}})
	v.exec(fmt.Sprintf("delete from _scv.node_state where place like 'test %%' or place like 'gold__v%d.%%'; drop schema if exists gold__v%d cascade", v.newest, v.newest))
}

// contents gives the digest of every table of a version that follows from the rows
// there are: snapshots and tables that grow follow from those there were, too.
func (v *versioned) contents(schema string) string {
	var out []string
	for _, name := range []string{"dim", "fct", "rpt", "show", "apart"} {
		t, err := v.w.Table(context.Background(), "select count(*), bit_xor(hash(r)), sum(hash(r)::hugeint) from "+schema+"."+name+" as r")
		if err != nil {
			v.t.Fatal(err)
		}
		out = append(out, fmt.Sprint(name, t.Rows))
	}
	return strings.Join(out, "\n")
}

// tries lets a law be tried so often, unless -rapid.checks says how often.
func tries(t *testing.T, n int) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	if before := checks.String(); before == "100" {
		t.Cleanup(func() { _ = checks.Set(before) })
		if err := checks.Set(strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReuseIsFull edits a project, its surroundings and its sources at random, with
// rollbacks, refused and killed builds between, and holds that what a build that
// reuses publishes is, row for row, what a build of everything gives.
func TestReuseIsFull(t *testing.T) {
	tries(t, race.Tries(15, 5)) // each is up to a dozen builds
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	rapid.Check(t, func(t *rapid.T) {
		reset(t, w)
		v := newVersioned(t, w)
		v.macros = v.files["macros/m.sql"]
		v.build(false)
		for range rapid.IntRange(1, 5).Draw(t, "edits") {
			v.step(t)
			if rapid.Bool().Draw(t, "twice") {
				v.step(t)
			}
			v.build(false)
		}
		got := v.contents(gold(v.newest)["gold"])
		v.program = "full" // what is noted of this build is believed by nobody
		v.build(true)
		if want := v.contents(gold(v.newest)["gold"]); got != want {
			t.Fatalf("reused:\n%s\nfull:\n%s", got, want)
		}
	})
}

func reset(t *rapid.T, w *warehouse.Warehouse) {
	all, err := w.Table(context.Background(), "select schema_name from duckdb_schemas() where not internal and database_name = current_database()")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, row := range all.Rows {
		names = append(names, row[0].(string))
	}
	slices.Sort(names)
	for _, name := range names {
		if name != "main" {
			if _, err := w.Exec(context.Background(), "drop schema "+warehouse.Quote(name)+" cascade"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Exec(context.Background(), versionedSources); err != nil {
		t.Fatal(err)
	}
}
