package dbt

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// repeated is asTable that says what it follows from, and makes a table beside.
type repeated struct {
	asTable
	settings string
}

func (m *repeated) Settings(context.Context) (string, error) { return m.settings, nil }

func (m *repeated) Beside(x scv.Model) []scv.Relation {
	return []scv.Relation{{Schema: x.Target.Schema, Name: x.Target.Name + "_beside"}}
}

func (m *repeated) Materialize(ctx context.Context, x scv.Model) (int64, error) {
	n, err := m.asTable.Materialize(ctx, x)
	if err == nil {
		_, err = m.w.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(m.Beside(x)[0])+" as select count(*) as n from "+warehouse.QuoteRelation(x.Target))
	}
	return n, err
}

// versioned is a small project with everything that a node can follow from, built
// version by version as `scv run` does: silver in place, gold beside the live one.
type versioned struct {
	t            rapidOrTest
	w            *warehouse.Warehouse
	files        map[string]string
	vars         map[string]any
	env          map[string]string
	settings     string
	program      string
	macros       string // of the root project, as they were
	at           time.Time
	newest, live int
}

type rapidOrTest interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

const versionedSources = `create schema raw;
create table raw.people as select * from (values (1, 'ann', 'nz'), (2, 'bo', 'de'), (3, 'cy', 'de')) t (id, name, country);
create table raw.sales as select range as id, range % 3 + 1 as person, range * 10 as cents, timestamp '2026-01-01' + to_days(range::int) as sold_at from range(6)`

func newVersioned(t rapidOrTest, w *warehouse.Warehouse) *versioned {
	v := &versioned{t: t, w: w, vars: map[string]any{"least": 0}, env: map[string]string{"TONE": "loud"}, program: "one", at: shopStart()}
	v.files = map[string]string{
		"dbt_project.yml":          "name: small\nprofile: p\nvars: {least: 0, other: 1}\nmodels:\n  small:\n    silver: {+schema: silver}\n    gold: {+schema: gold, +materialized: table}\nseeds: {small: {+schema: silver}}\nsnapshots: {small: {+schema: gold}}\n",
		"packages.yml":             "packages: [{local: lib}]\n",
		"lib/dbt_project.yml":      "name: lib\n",
		"lib/macros/l.sql":         "{% macro shout(x) %}upper({{ x }}){% endmacro %}",
		"macros/m.sql":             "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}\n{% macro tone(x) %}{% if env_var('TONE', 'low') == 'loud' %}{{ lib.shout(x) }}{% else %}{{ x }}{% endif %}{% endmacro %}\n{% macro unused() %}1{% endmacro %}",
		"seeds/countries.csv":      "code,label\nnz,New Zealand\nde,Germany\n",
		"models/silver/people.sql": "select id, {{ tone('name') }} as name, country from {{ source('raw', 'people') }}",
		"models/silver/sales.sql":  "{{ config(materialized='table') }} select id, person, cents from {{ source('raw', 'sales') }} where cents >= {{ var('least') }}",
		"models/silver/eph.sql":    "{{ config(materialized='ephemeral') }} select id, name, label from {{ ref('people') }} left join {{ ref('countries') }} on country = code",
		"models/silver/golden.sql": "{{ config(materialized='golden') }} select * from {{ ref('eph') }}",
		"models/gold/dim.sql":      "select id, name, label from {{ ref('golden') }}",
		"models/gold/fct.sql":      "select person, sum(cents) as cents from {{ ref('sales') }} group by person",
		"models/gold/rpt.sql":      "{{ config(contract={'enforced': true}) }} select label, sum(cents)::bigint as cents from {{ ref('dim') }} join {{ ref('fct') }} on id = person group by label",
		"models/gold/show.sql":     "{{ config(materialized='view') }} select * from {{ ref('rpt') }}",
		"models/gold/apart.sql":    "select 1 as one",
		"models/gold/log.sql":      "{{ config(materialized='incremental', unique_key='id') }} select id, sold_at from {{ source('raw', 'sales') }}{% if is_incremental() %} where sold_at >= (select max(sold_at) from {{ this }}){% endif %}",
		"snapshots/hist.sql":       "{% snapshot hist %}{{ config(unique_key='id', strategy='check', check_cols='all') }} select * from {{ ref('dim') }}{% endsnapshot %}",
		"tests/cents.sql":          "select * from {{ ref('fct') }} where cents < 0",
		"models/s.yml": "models:\n  - {name: rpt, columns: [{name: label, data_type: varchar, data_tests: [not_null]}, {name: cents, data_type: bigint}]}\n" +
			"  - {name: dim, columns: [{name: id, data_tests: [unique]}]}\n  - {name: people, columns: [{name: id, data_tests: [unique]}]}\n" +
			"sources: [{name: raw, schema: raw, tables: [{name: people}, {name: sales}]}]\n" +
			"unit_tests:\n  - {name: sums, model: fct, given: [{input: ref('sales'), rows: [{person: 1, cents: 2}, {person: 1, cents: 3}]}], expect: {rows: [{person: 1, cents: 5}]}}\n",
	}
	return v
}

func openVersioned(t *testing.T) *versioned {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	exec(t, w, versionedSources)
	return newVersioned(t, w)
}

func (v *versioned) fs() fs.FS {
	files := fstest.MapFS{}
	for name, text := range v.files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func (v *versioned) edit(file, old, fresh string) {
	v.t.Helper()
	if !strings.Contains(v.files[file], old) {
		v.t.Fatalf("%s does not say %q", file, old)
	}
	v.files[file] = strings.Replace(v.files[file], old, fresh, 1)
}

func gold(n int) map[string]string { return map[string]string{"gold": fmt.Sprintf("gold__v%d", n)} }

func (v *versioned) load(alias map[string]string) *Project {
	v.t.Helper()
	p, err := Load(context.Background(), v.options(alias))
	if err != nil {
		v.t.Fatal(err)
	}
	return p
}

func (v *versioned) options(alias map[string]string) Options {
	return Options{
		FS: v.fs(), Dir: "small", NoArtifacts: true, Target: Target{Schema: "main", Threads: 2}, AsOf: v.at, Now: func() time.Time { return v.at }, Warehouse: v.w,
		Vars: v.vars, SchemaAlias: alias, Env: func(name string) (string, bool) { s, ok := v.env[name]; return s, ok },
		Materializations: map[string]scv.Materialization{"golden": &repeated{asTable{w: v.w}, v.settings}},
	}
}

func (v *versioned) reuse(full bool) *Reuse {
	live := map[string]string{}
	if v.live > 0 {
		live = gold(v.live)
	}
	return &Reuse{Program: v.program, Live: live, Full: full, By: fmt.Sprint("run ", v.newest)}
}

// build makes the next version, and publishes it where nothing failed.
func (v *versioned) build(full bool) *Result {
	v.t.Helper()
	v.newest++
	v.at = v.at.Add(time.Minute)
	res, err := v.load(gold(v.newest)).Build(context.Background(), BuildOptions{AllChecks: true, Reuse: v.reuse(full)})
	if err != nil {
		v.t.Fatal(err)
	}
	if res.OK() {
		v.live = v.newest
	}
	return res
}

// good is build where everything has to end well.
func (v *versioned) good() *Result {
	v.t.Helper()
	res := v.build(false)
	for _, n := range res.Nodes {
		if n.Status.Bad() {
			v.t.Fatalf("%s: %s: %s", n.Name, n.Status, n.Message)
		}
	}
	return res
}

// built gives the nodes that were built with the reasons, tests apart.
func built(r *Result) map[string]string {
	out := map[string]string{}
	for _, n := range r.Nodes {
		if n.Reused != nil && n.Reused.Action == run.Built && !n.IsCheck() {
			out[n.Name] = strings.Join(n.Reused.Why, "; ")
		}
	}
	return out
}

// testsRun names the tests that were not carried over.
func testsRun(r *Result) []string {
	var out []string
	for _, n := range r.Nodes {
		if n.IsCheck() && (n.Reused == nil || n.Reused.Action == run.Built) {
			out = append(out, n.Name)
		}
	}
	slices.Sort(out)
	return out
}

func TestNothingIsBuiltTwice(t *testing.T) {
	v := openVersioned(t)
	if first := built(v.good()); len(first) != 11 || first["dim"] != "it was never built here" {
		t.Errorf("the first build built %v", first)
	}
	again := v.good()
	if b := built(again); len(b) > 0 || len(testsRun(again)) > 0 {
		t.Errorf("built again: %v %v", b, testsRun(again))
	}
	for _, n := range again.Nodes {
		if n.Kind == graph.Operation {
			continue
		}
		want := run.Kept
		if n.Relation.Schema == "gold__v2" || n.IsCheck() {
			want = run.Carried
		}
		if n.Reused.Action != want || !n.Reused.Same || n.Reused.Saved < 0 {
			t.Errorf("%s: %+v", n.Name, n.Reused)
		}
	}
	if c := again.Checks(); c.Run != 5 || c.Passed != 5 || c.Carried != 5 {
		t.Errorf("checks: %+v", c)
	}
	if got := fmt.Sprint(rows(t, v.w, "from gold__v2.show order by all")); got != "[[Germany 220] [New Zealand 30]]" && got != "[[Germany 120] [New Zealand 30]]" {
		t.Errorf("the carried view shows %s", got)
	}
}

const grows = "its file, a macro or a variable changed: a table that grows may follow from any of them"

// Everything that a node can follow from, changed: the nodes that are built, and why.
func TestEveryChangeIsNoticed(t *testing.T) {
	cases := map[string]struct {
		change func(v *versioned)
		want   map[string]string
	}{
		"sql": {func(v *versioned) { v.edit("models/gold/apart.sql", "1 as one", "2 as one") }, map[string]string{"apart": "models/gold/apart.sql was edited"}},
		"sql upstream": {func(v *versioned) { v.edit("models/silver/sales.sql", "cents from", "cents + 1 as cents from") }, map[string]string{
			"sales": "models/silver/sales.sql was edited", "fct": "upstream sales has other rows", "rpt": "upstream fct has other rows", "show": "upstream rpt has other rows",
		}},
		"same rows":            {func(v *versioned) { v.edit("models/silver/sales.sql", "where", "where true and") }, map[string]string{"sales": "models/silver/sales.sql was edited"}},
		"a comment for people": {func(v *versioned) { v.files["models/gold/fct.sql"] += "{# by person #}" }, map[string]string{}},
		"ephemeral": {func(v *versioned) { v.edit("models/silver/eph.sql", "label from", "'the ' || label as label from") }, map[string]string{
			"golden": "ephemeral model eph changed", "dim": "upstream golden has other rows", "rpt": "upstream dim has other rows", "hist": "upstream dim has other rows", "show": "upstream rpt has other rows",
		}},
		"seed": {func(v *versioned) { v.files["seeds/countries.csv"] += "fr,France\n" }, map[string]string{
			"countries": "seeds/countries.csv was edited", "golden": "upstream countries has other rows",
		}},
		"macro": {func(v *versioned) { v.edit("macros/m.sql", "{{ lib.shout(x) }}", "{{ lib.shout(x) }} || '!'") }, map[string]string{
			"people": "macro small.tone changed", "golden": "upstream people has other rows", "dim": "upstream golden has other rows", "hist": "upstream dim has other rows", "rpt": "upstream dim has other rows", "log": grows,
		}},
		"package": {func(v *versioned) { v.edit("lib/macros/l.sql", "upper", "trim") }, map[string]string{
			"people": "macro lib.shout changed", "golden": "upstream people has other rows", "dim": "upstream golden has other rows", "hist": "upstream dim has other rows", "rpt": "upstream dim has other rows", "log": grows,
		}},
		"variable": {func(v *versioned) { v.vars["least"] = 1 }, map[string]string{
			"sales": "variable least changed", "fct": "upstream sales has other rows", "log": grows,
		}},
		"environment": {func(v *versioned) { v.env["TONE"] = "low" }, map[string]string{
			"people": "environment variable TONE changed; macro lib.shout changed", "golden": "upstream people has other rows", "dim": "upstream golden has other rows", "hist": "upstream dim has other rows", "rpt": "upstream dim has other rows",
		}},
		"config": {func(v *versioned) { v.edit("models/gold/apart.sql", "select", "{{ config(query_tag='x') }} select") }, map[string]string{"apart": "models/gold/apart.sql was edited; config query_tag changed"}},
		"contract": {func(v *versioned) {
			v.edit("models/s.yml", "{name: label, data_type: varchar,", "{name: label, data_type: varchar, constraints: [{type: not_null}],")
		}, map[string]string{"rpt": "its contract changed"}},
		"settings": {func(v *versioned) { v.settings = "other" }, map[string]string{"golden": "what golden follows from besides (settings, decisions) changed"}},
		"source rows": {func(v *versioned) { v.exec("update raw.people set name = 'dee' where id = 3") }, map[string]string{
			"people": "upstream raw.people has other rows", "golden": "upstream people has other rows", "dim": "upstream golden has other rows", "hist": "upstream dim has other rows", "rpt": "upstream dim has other rows",
		}},
		"source order": {func(v *versioned) { v.exec("create or replace table raw.people as from raw.people order by id desc") }, map[string]string{}},
		"source column": {func(v *versioned) { v.exec("alter table raw.people add column age int") }, map[string]string{
			"people": "upstream raw.people has other rows", "golden": "upstream people has other rows",
		}},
		"by hand": {func(v *versioned) { v.exec("update silver.sales set cents = 7 where id = 0") }, map[string]string{"sales": "it does not hold what scv built: somebody else changed it"}},
		"dropped": {func(v *versioned) { v.exec("drop table silver.sales") }, map[string]string{"sales": "it was never built here"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := openVersioned(t)
			v.good()
			c.change(v)
			got := built(v.good())
			if !maps.Equal(got, c.want) {
				t.Errorf("built\n%v\nwant\n%v", got, c.want)
			}
			if name == "sql upstream" || name == "package" {
				if b := built(v.good()); len(b) > 0 {
					t.Errorf("and once more: %v", b)
				}
			}
		})
	}
}

func (v *versioned) exec(sql string) {
	v.t.Helper()
	if _, err := v.w.Exec(context.Background(), sql); err != nil {
		v.t.Fatal(err)
	}
}

func TestAnotherProgramBuildsAll(t *testing.T) {
	v := openVersioned(t)
	v.good()
	v.program = "two"
	res := v.good()
	b := built(res)
	if len(b) != 11 || b["apart"] != "another scv runs" || len(testsRun(res)) != 5 {
		t.Errorf("built %v, ran %v", b, testsRun(res))
	}
}

// A node that gives another answer each time is always built, unless it is declared
// that this does not matter. What reads a view of that kind is built, too; what reads
// a table of that kind only where its rows came out different.
func TestVolatileNodesAreAlwaysBuilt(t *testing.T) {
	for name, c := range map[string]struct{ file, text, why, below string }{
		"now":         {"models/gold/apart.sql", "select now() as one", "it uses now", ""},
		"today":       {"models/gold/apart.sql", "select current_date as one", "it uses current_date", ""},
		"random":      {"models/gold/apart.sql", "with a as (select random() as one) select one from a", "it uses random", ""},
		"a macro":     {"models/gold/apart.sql", "select ago(interval 1 day) as one", "it uses ago", ""},
		"a sample":    {"models/gold/apart.sql", "select * from {{ ref('dim') }} using sample 1", "it takes a sample", ""},
		"the engine":  {"models/gold/apart.sql", "select count(*) as one from duckdb_settings()", "it reads duckdb_settings(), which nobody watches", ""},
		"hooks":       {"models/gold/apart.sql", "{{ config(post_hook='select 1') }} select 1 as one", "it has hooks, and nobody knows what they do", ""},
		"invocation":  {"models/gold/apart.sql", "select '{{ invocation_id }}' as one", "invocation_id is another", ""},
		"run started": {"models/gold/apart.sql", "select '{{ run_started_at }}' as one", "run_started_at is another", ""},
		"no ref":      {"models/gold/apart.sql", "select * from gold__v1.dim", "", ""},
		"view":        {"models/silver/people.sql", "select id, name, country, now() as at from {{ source('raw', 'people') }}", "it uses now", "it reads people, a view: it uses now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := openVersioned(t)
			v.good()
			v.files[c.file] = c.text
			v.good()
			node := strings.TrimSuffix(c.file[strings.LastIndex(c.file, "/")+1:], ".sql")
			b := built(v.good())
			if b[node] != c.why || b["golden"] != c.below {
				t.Errorf("built %v", b)
			}
			v.files[c.file] = "{{ config(meta={'scv': {'volatile': false}}) }} " + c.text
			v.good()
			if b := built(v.good()); c.why[:min(2, len(c.why))] == "it" && len(b) > 0 {
				t.Errorf("built although declared: %v", b)
			}
		})
	}
}

func TestDeclaredVolatileIsBuilt(t *testing.T) {
	v := openVersioned(t)
	v.files["models/gold/apart.sql"] = "{{ config(meta={'scv': {'volatile': true}}) }} select 1 as one"
	v.good()
	if b := built(v.good()); b["apart"] != "it is declared volatile" || len(b) != 1 {
		t.Errorf("built %v", b)
	}
}

// What nobody names by ref() or source() is looked at all the same.
func TestWhatIsReadWithoutRefIsNoticed(t *testing.T) {
	v := openVersioned(t)
	v.exec("create schema other; create table other.t as select 1 as one")
	v.files["models/gold/apart.sql"] = "select * from other.t"
	v.good()
	if b := built(v.good()); len(b) > 0 {
		t.Errorf("built %v", b)
	}
	v.exec("insert into other.t values (2)")
	if b := built(v.good()); b["apart"] != "upstream other.t has other rows" {
		t.Errorf("built %v", b)
	}
}

// A test is run again until it passed on the rows there are by the code there is.
func TestOnlyAVerdictThatPassedIsCarried(t *testing.T) {
	v := openVersioned(t)
	v.good()
	v.exec("update raw.sales set cents = -100 where id = 1")
	v.vars["least"] = -500
	if res := v.build(false); res.OK() || !slices.Equal(testsRun(res), []string{"cents", "not_null_rpt_label"}) {
		t.Fatalf("ran %v", testsRun(res))
	}
	if res := v.build(false); !slices.Contains(testsRun(res), "cents") {
		t.Errorf("a failed test was not run again: %v", testsRun(res))
	}
	v.edit("tests/cents.sql", "cents < 0", "cents < -999")
	if res := v.good(); !slices.Equal(testsRun(res), []string{"cents"}) {
		t.Errorf("ran %v", testsRun(res))
	}
	if res := v.good(); len(testsRun(res)) > 0 {
		t.Errorf("ran %v", testsRun(res))
	}
	v.edit("models/s.yml", "[not_null]", "[{not_null: {config: {severity: warn}}}]")
	if res := v.good(); !slices.Equal(testsRun(res), []string{"not_null_rpt_label"}) {
		t.Errorf("ran %v", testsRun(res))
	}
}

// A version that was refused is no base for the next; silver, which was built, is.
func TestARefusedVersionIsNotCarried(t *testing.T) {
	v := openVersioned(t)
	v.good()
	v.edit("models/silver/sales.sql", "cents from", "-cents as cents from")
	v.vars["least"] = -1000
	v.build(false)
	if v.live != 1 {
		t.Fatal("the version was published")
	}
	b := built(v.build(false))
	if _, again := b["sales"]; again || b["fct"] != "upstream sales has other rows" {
		t.Errorf("built %v", b)
	}
}

// dbt's own verbs leave nothing behind and skip nothing.
func TestDbtBuildsEverything(t *testing.T) {
	v := openVersioned(t)
	for range 2 {
		res, err := v.load(nil).Build(t.Context(), BuildOptions{})
		if err != nil || !res.OK() {
			t.Fatal(err)
		}
		for _, n := range res.Nodes {
			if n.Reused != nil {
				t.Errorf("%s: %+v", n.Name, n.Reused)
			}
		}
	}
	if got := rows(t, v.w, "select count(*) from information_schema.tables where table_schema = '_scv'"); got[0][0] != int64(0) {
		t.Error("a table of notes was made")
	}
}

// Without versions what is built in place is kept in place.
func TestReuseInPlace(t *testing.T) {
	v := openVersioned(t)
	for i := range 3 {
		res, err := v.load(nil).Build(t.Context(), BuildOptions{Reuse: &Reuse{Program: "one"}})
		if err != nil || !res.OK() {
			t.Fatal(err)
		}
		if b := built(res); i > 0 && len(b) > 0 {
			t.Errorf("built %v", b)
		}
	}
	v.files["models/gold/apart.sql"] = "select 3 as one"
	res, err := v.load(nil).Build(t.Context(), BuildOptions{Reuse: &Reuse{Program: "one"}})
	if b := built(res); err != nil || len(b) != 1 || rows(t, v.w, "from gold.apart")[0][0] != int64(3) {
		t.Errorf("built %v, %v", b, err)
	}
}

// A prediction says what the next build does, and changes nothing.
func TestPredictSaysWhatABuildWouldDo(t *testing.T) {
	v := openVersioned(t)
	v.good()
	v.edit("models/silver/sales.sql", "cents from", "cents + 1 as cents from")
	ask := func(name string) []Prediction {
		t.Helper()
		p := v.load(gold(v.live))
		n, err := p.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		all, err := p.Predict(t.Context(), n.ID, *v.reuse(false))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	of := func(name string) Prediction { all := ask(name); return all[len(all)-1] }
	if p := of("silver.sales"); p.Keep || p.Why[0] != "models/silver/sales.sql was edited" || len(p.Unsure) > 0 {
		t.Errorf("sales: %+v", p)
	}
	if p := of("fct"); p.Keep || !slices.Equal(p.Unsure, []string{"sales"}) {
		t.Errorf("fct: %+v", p)
	}
	if p := of("gold.dim"); !p.Keep || p.Prior.BuiltBy != "run 1" || len(ask("dim")) != 4 {
		t.Errorf("dim: %+v", p)
	}
	if p := of("cents"); p.Keep || !slices.Equal(p.Unsure, []string{"fct"}) {
		t.Errorf("cents: %+v", p)
	}
	if b := built(v.good()); len(b) != 4 {
		t.Errorf("then built %v", b)
	}
	if _, err := v.load(nil).Find("dimm"); scv.CodeOf(err) != scv.CodeDBTSelection || !strings.Contains(scv.HintOf(err), "dim") {
		t.Errorf("find: %v", err)
	}
}
