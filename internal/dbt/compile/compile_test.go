package compile

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// compiler parses a project of files over a small base; an error is the parse's.
func compiler(t *testing.T, files map[string]string, change func(*Options)) (*Compiler, error) {
	t.Helper()
	all := fstest.MapFS{"dbt_project.yml": {Data: []byte("name: p\nvars: {day: 1}\n")}}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	bare, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := project.Load(all, bare.YAML(t.Context()))
	if err != nil {
		return nil, err
	}
	o := Options{
		Project: p, Target: project.Target{Name: "dev", Type: "duckdb", Schema: "main", Threads: 1}, Command: "build",
		AsOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	if change != nil {
		change(&o)
	}
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	_, err = c.Parse(t.Context())
	return c, err
}

// compiled gives the SQL of a node of such a project.
func compiled(t *testing.T, files map[string]string, id string, change func(*Options)) string {
	t.Helper()
	c, err := compiler(t, files, change)
	if err != nil {
		t.Fatal(err)
	}
	n := c.Graph().Nodes[id]
	if n == nil {
		t.Fatalf("no node %s among %v", id, c.Graph().IDs())
	}
	got, err := c.Compile(t.Context(), n, Rendering{})
	if err != nil {
		t.Fatal(err)
	}
	return got.SQL
}

func TestModelsCompile(t *testing.T) {
	base := map[string]string{
		"models/a.sql":     "select 1 as id",
		"models/src.yml":   "sources:\n  - name: raw\n    schema: landing\n    tables: [{name: t, identifier: 'T 1'}]\n",
		"macros/m.sql":     "{% macro twice(x) %}{{ return(x * 2) }}{% endmacro %}{% macro outer() %}{{ twice(4) }}{% endmacro %}",
		"macros/d.sql":     "{% macro pick() %}{{ return(adapter.dispatch('pick')()) }}{% endmacro %}{% macro default__pick() %}any{% endmacro %}{% macro duckdb__pick() %}duck{% endmacro %}",
		"macros/names.sql": "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}",
	}
	for name, c := range map[string]struct{ sql, want string }{
		"ref":                {"select * from {{ ref('a') }}", `select * from "main"."a"`},
		"source":             {"select * from {{ source('raw', 't') }}", `select * from "landing"."T 1"`},
		"this":               {"{{ config(schema='gold', alias='x') }}-- {{ this }} {{ this.schema }}", `-- "gold"."x" gold`},
		"var":                {"{{ var('day') + 1 }} {{ var('none', 'd') }} {{ var.has_var('day') }}", "2 d True"},
		"vars of the caller": {"{{ var('given') }}", "7"},
		"macro":              {"{{ twice(21) }} {{ outer() }} {{ p.twice(1) }} {{ context['twice'](2) }}", "42 8 2 4"},
		"dispatch":           {"{{ pick() }}", "duck"},
		"library":            {"{{ dbt.type_string() }} {{ dbt.dateadd('day', 1, 'd') | trim }}", "TEXT (d + cast(1 as bigint) * interval 1 day)"},
		"execute":            {"{% if execute %}now{% else %}later{% endif %} {{ flags.WHICH }} {{ target.name }}", "now build dev"},
		"validation":         {"{{ validation.any[list]('x') }}", "x"},
		"re forms":           {"{{ modules.re.sub('(?P<a>x)', '<\\\\g<a>>', 'axbx', 1) }} {{ modules.re.compile('B', 2).search('abc').start() }} {{ modules.re.split('(,)', 'a,b') }}", "a<x>bx 1 ['a', ',', 'b']"},
		"itertools":          {"{{ modules.itertools.combinations(['a', 'b', 'c'], 2) | list | length }} {{ modules.itertools.chain.from_iterable([[1], [2]]) | list }}", "3 [1, 2]"},
		"clock":              {"{{ modules.datetime.datetime.now().strftime('%H') }} {{ modules.datetime.date.today() }}", "03 2026-01-02"},
		"started":            {"{{ run_started_at.strftime('%Y-%m-%d') }} {{ modules.datetime.date(2024, 2, 29) + modules.datetime.timedelta(days=1) }}", "2026-01-02 2024-03-01"},
		"return at the top":  {"select 1 {{ return('only') }}", "only"},
		"tools":              {"{{ tojson({'a': [1, none]}) }} {{ fromjson('[1]')[0] }} {{ local_md5('a')[:4] }} {{ zip([1], [2]) }}", `{"a": [1, null]} 1 0cc1 [(1, 2)]`},
		"re":                 {"{{ modules.re.sub('[0-9]+', 'n', 'a12') }} {{ modules.re.match('a', 'ba') }}", "an None"},
		"config":             {"{{ config(meta={'k': 5}) }}{{ config.get('meta').k }} {{ config.get('none', 'def') }} {{ model.name }}", "5 def m"},
		"graph":              {"{{ graph.nodes.values() | map(attribute='name') | sort | join(' ') }}", "a m"},
		"relation":           {"{% set r = api.Relation.create(schema='s', identifier='i') %}{{ r }} {{ r.include(schema=false) }} {{ r is mapping }}", `"s"."i" "i" True`},
		"is_incremental":     {"{{ config(materialized='view') }}{{ should_full_refresh() }}", "False"},
		"no Jinja":           {"select '{ {' as x -- %}", "select '{ {' as x -- %}"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"models/m.sql": c.sql}
			for k, v := range base {
				files[k] = v
			}
			got := compiled(t, files, "model.p.m", func(o *Options) { o.Vars = jinja.NewDict("given", int64(7)) })
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.sql, diff)
			}
		})
	}
}

func TestEphemeralParentsBecomeCTEsOnce(t *testing.T) {
	files := map[string]string{
		"models/e1.sql": "{{ config(materialized='ephemeral') }}select 1 as id",
		"models/e2.sql": "{{ config(materialized='ephemeral') }}select * from {{ ref('e1') }}",
		"models/m.sql":  "-- why\nwith own as (select * from {{ ref('e2') }}) select * from own join {{ ref('e1') }} using (id)",
	}
	want := "-- why\nwith __dbt__cte__e1 as (\nselect 1 as id\n),  __dbt__cte__e2 as (\nselect * from __dbt__cte__e1\n), own as (select * from __dbt__cte__e2) select * from own join __dbt__cte__e1 using (id)"
	if diff := cmp.Diff(want, compiled(t, files, "model.p.m", nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInjectCTEs(t *testing.T) {
	ctes := []graph.CTE{{ID: "e", SQL: " e as (1)"}}
	for sql, want := range map[string]string{
		"select 1":                             "with e as (1) select 1",
		"with a as (2) select 1":               "with e as (1), a as (2) select 1",
		"WITH RECURSIVE a as (2) select 1":     "WITH RECURSIVE e as (1), a as (2) select 1",
		"/* with */ -- with\n  select 'with '": "/* with */ -- with\n  with e as (1) select 'with '",
		"with_x(1)":                            "with e as (1) with_x(1)",
	} {
		if got := injectCTEs(sql, ctes); got != want {
			t.Errorf("%q\n got %q\nwant %q", sql, got, want)
		}
	}
}

func TestTheSchemasAliasMovesRelationsButNotNames(t *testing.T) {
	files := map[string]string{
		"models/a.sql": "{{ config(schema='gold') }}select 1", "models/b.sql": "select * from {{ ref('a') }} -- {{ model.schema }} {{ this }}",
		"macros/names.sql": "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}",
	}
	got := compiled(t, files, "model.p.b", func(o *Options) { o.Schemas = map[string]string{"gold": "gold__v3"} })
	if want := `select * from "gold__v3"."a" -- main "main"."b"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestGenericTestsGetTheirNamesConfigsAndSQL(t *testing.T) {
	files := map[string]string{
		"models/m.sql": "select 1 as id",
		"models/m.yml": `models:
  - name: m
    columns:
      - name: id
        tags: [key]
        data_tests:
          - not_null: {config: {where: "id > 0", severity: warn}}
          - accepted_values: {arguments: {values: [1, 2], quote: false}}
          - even: {name: id_is_even, arguments: {step: "{{ var('day') }}"}}
`,
		"tests/generic/even.sql": "{% test even(model, column_name, step) %}select {{ column_name }} from {{ model }} where {{ column_name }} % {{ step + 1 }} <> 0{% endtest %}",
	}
	c, err := compiler(t, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, id := range c.Graph().IDs() {
		if n := c.Graph().Nodes[id]; n.Kind == graph.Test {
			sql, err := c.Compile(t.Context(), n, Rendering{})
			if err != nil {
				t.Fatal(err)
			}
			got[id] = n.ConfigText("severity") + " " + strings.Join(n.Tags(), ",") + " " + strings.Join(strings.Fields(sql.SQL), " ")
		}
	}
	want := map[string]string{
		"test.p.not_null_m_id.41ed50364b":                     `warn key select id from (select * from "main"."m" where id > 0) dbt_subquery where id is null`,
		"test.p.accepted_values_m_id__False__1__2.e772f7be01": `ERROR key with all_values as ( select id as value_field, count(*) as n_records from "main"."m" group by id ) select * from all_values where value_field not in ( 1,2 )`,
		"test.p.id_is_even.4ff6220f91":                        `ERROR key select id from "main"."m" where id % 2 <> 0`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFaultsNamePlaceAndNearestName(t *testing.T) {
	for name, c := range map[string]struct {
		files         map[string]string
		code          scv.Code
		subject, hint string
	}{
		"syntax":      {map[string]string{"models/m.sql": "select 1\n{% if x %}"}, scv.CodeDBTJinja, "models/m.sql:2", ""},
		"ref":         {map[string]string{"models/m.sql": "select *\nfrom {{ ref('aa') }}", "models/aaa.sql": "select 1"}, scv.CodeDBTRef, "models/m.sql:2", "Did you mean aaa?"},
		"source":      {map[string]string{"models/m.sql": "\n\n{{ source('raw', 't') }}"}, scv.CodeDBTSource, "models/m.sql:3", "Declare it under `sources:` in a properties file."},
		"var":         {map[string]string{"models/m.sql": "\n{{ var('dy') }}"}, scv.CodeDBTVar, "models/m.sql:2", "Did you mean day?"},
		"env":         {map[string]string{"models/m.sql": "{{ env_var('HOME_') }}"}, scv.CodeDBTEnv, "models/m.sql:1", "Set it, or give env_var() a default."},
		"raised":      {map[string]string{"models/m.sql": "{{ stop() }}", "macros/a.sql": "\n{% macro stop() %}{{ exceptions.raise_compiler_error('no') }}{% endmacro %}"}, scv.CodeDBTRaised, "macros/a.sql:2", "The project's own macro says so."},
		"circle":      {map[string]string{"models/a.sql": "{{ ref('b') }}", "models/b.sql": "{{ ref('a') }}"}, scv.CodeDBTCycle, "models/b.sql", "Take one of these refs out."},
		"two models":  {map[string]string{"models/x/a.sql": "select 1", "models/y/a.sql": "select 1"}, scv.CodeDBTDuplicate, "models/y/a.sql", "Rename one of the two."},
		"two places":  {map[string]string{"models/a.sql": "select 1", "models/b.sql": "{{ config(alias='a') }}select 1"}, scv.CodeDBTDuplicate, "models/b.sql", "Give one of them another alias or schema."},
		"two macros":  {map[string]string{"macros/a.sql": "{% macro m() %}{% endmacro %}\n{% macro m() %}{% endmacro %}"}, scv.CodeDBTDuplicate, "macros/a.sql:2", "Rename or remove one of the two."},
		"two patches": {map[string]string{"models/a.sql": "select 1", "models/a.yml": "models:\n  - name: a\n  - name: a\n"}, scv.CodeDBTDuplicate, "models/a.yml:3", "Remove one of the two entries."},
		"doc":         {map[string]string{"models/a.sql": "select 1", "models/a.md": "{% docs one %}{% enddocs %}", "models/a.yml": "models:\n  - name: a\n    description: \"{{ doc('on') }}\"\n"}, scv.CodeDBTDoc, "models/a.yml:3", "Did you mean one?"},
		"group":       {map[string]string{"models/a.sql": "{{ config(group='g') }}select 1"}, scv.CodeDBTProperties, "models/a.sql", "Declare it under `groups:` in a properties file."},
		"test":        {map[string]string{"models/a.sql": "select 1", "models/a.yml": "models:\n  - name: a\n    data_tests:\n      - [unique]\n"}, scv.CodeDBTProperties, "models/a.yml:4", "Write `- not_null`, or `- accepted_values:` with `arguments:` below it."},
		"ephemeral":   {map[string]string{"models/a.sql": "{{ config(materialized='ephemeral', access='public') }} select 1"}, scv.CodeDBTProperties, "models/a.sql:1", "Make it protected, or build it as a view."},
		"private":     {map[string]string{"models/a.sql": "select 1", "models/b.sql": "{{ ref('a') }}", "models/a.yml": "groups: [{name: g, owner: {name: x}}]\nmodels:\n  - {name: a, access: private, config: {group: g}}\n"}, scv.CodeDBTRef, "models/b.sql", "Put both into one group, or make a protected."},
		"blank":       {map[string]string{"models/a b.sql": "select 1"}, scv.CodeDBTConfig, "models/a b.sql", "Rename the file."},
		"enabled":     {map[string]string{"models/a.sql": "{{ config(enabled='perhaps') }}select 1"}, scv.CodeDBTConfig, "models/a.sql", "Use true or false."},
		"microbatch":  {map[string]string{"models/a.sql": "{{ config(materialized='incremental', incremental_strategy='microbatch', begin='2025-01-01') }}select 1"}, scv.CodeDBTConfig, "models/a.sql", "Add it to the model's config."},
		"secret":      {map[string]string{"models/m.sql": "{{ env_var('DBT_ENV_SECRET_X') }}"}, scv.CodeDBTRaised, "models/m.sql:1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := compiler(t, c.files, nil)
			if err == nil { // what dbt tells only when the node is built
				_, err = p.Compile(t.Context(), p.Graph().Nodes["model.p.m"], Rendering{})
			}
			e, ok := errors.AsType[*scv.Error](err)
			if !ok || e.Code != c.code || !strings.HasPrefix(e.Subject, c.subject) || c.hint != "" && e.Hint != c.hint || e.Hint == "" {
				t.Errorf("error %v\nwant %s at %s, hint %q", err, c.code, c.subject, c.hint)
			}
		})
	}
}

func TestAnErrorShowsTheLineAndTheMacrosThatRan(t *testing.T) {
	_, err := compiler(t, map[string]string{
		"models/m.sql": "select\n  {{ outer(1) }}",
		"macros/a.sql": "{% macro inner(x) %}\n  {{ x.y.z }}{% endmacro %}\n{% macro outer(x) %}{{ inner(x) ~ 1 // 0 }}{% endmacro %}",
	}, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"macros/a.sql:3", "in macro outer, called at models/m.sql:2", "^"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in:\n%v", part, err)
		}
	}
}

func TestAnUnknownNameIsAnErrorWhenTheModelIsCompiled(t *testing.T) {
	c, err := compiler(t, map[string]string{"models/m.sql": "\n{{ reff('a') }}"}, nil)
	if err != nil {
		t.Fatalf("dbt's parse phase forgives it: %v", err)
	}
	_, err = c.Compile(t.Context(), c.Graph().Nodes["model.p.m"], Rendering{})
	e, ok := errors.AsType[*scv.Error](err)
	if !ok || e.Code != scv.CodeDBTMacro || e.Subject != "models/m.sql:2" || e.Hint != "Did you mean ref?" {
		t.Errorf("error %v", err)
	}
}

func TestARefInAnUnreachedBranchAsksForAComment(t *testing.T) {
	c, err := compiler(t, map[string]string{"models/a.sql": "select 1", "models/m.sql": "{% if execute %}{{ ref('a') }}{% endif %}"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Compile(t.Context(), c.Graph().Nodes["model.p.m"], Rendering{})
	e, ok := errors.AsType[*scv.Error](err)
	if !ok || e.Hint != "Write -- depends_on: {{ ref('a') }} at the top of the file." {
		t.Errorf("error %v", err)
	}
}

func TestWhatIsMostLikelyAMistakeIsAWarning(t *testing.T) {
	c, err := compiler(t, map[string]string{
		"models/a.sql": "select 1 as id",
		"models/a.yml": "models:\n  - name: b\n  - name: a\n    columns:\n      - name: id\n        data_tests: [uniqe, {relationships: {arguments: {to: ref('nowhere'), field: id}}}]\n",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range c.o.Project.Warnings {
		got = append(got, w.String())
	}
	want := []string{
		"models/a.yml:6: no macro defines the test `uniqe` (did you mean `unique`?)",
		"models/a.yml:2: no node matches the properties of 'b' in section models (did you mean `a`?)",
		"models/a.yml:6: test.p.relationships_a_id__id__ref_nowhere_.2da8967809 depends on a node named 'nowhere' which was not found: the test is left out (Write the model, or correct the name.)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestConfigsWinFromTheTreeToTheFile(t *testing.T) {
	c, err := compiler(t, map[string]string{
		"dbt_project.yml":  "name: p\nmodels:\n  p:\n    +materialized: table\n    +tags: tree\n    +meta: {a: 1, b: 1}\n    sub: {+materialized: incremental, +post-hook: one}\n",
		"models/sub/m.sql": "{{ config(meta={'b': 3}, tags=['own'], post_hook='three') }}select 1",
		"models/sub/m.yml": "models:\n  - name: m\n    config: {materialized: view, tags: [yaml], meta: {b: 2, c: 2}, post_hook: two}\n",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := c.Graph().Nodes["model.p.m"]
	got := []string{n.Materialized(), strings.Join(n.Tags(), " "), jinja.Repr(n.ConfigValue("meta"))}
	for _, h := range n.ConfigValue("post-hook").(*jinja.List).Items {
		sql, _ := h.(*jinja.Dict).GetStr("sql")
		got = append(got, jinja.Str(sql))
	}
	if diff := cmp.Diff([]string{"view", "tree yaml own", "{'a': 1, 'b': 3, 'c': 2}", "one", "two", "three"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err := project.Load(fstest.MapFS{"dbt_project.yml": {Data: []byte("name: p\n")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Project: p})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Parse(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
