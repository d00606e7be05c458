package dbt

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAProjectMayChangeHowThingsAreBuilt(t *testing.T) {
	p := newTiny(t, map[string]string{
		"macros/view.sql":     "{% macro duckdb__create_view_as(relation, sql) %}create view {{ relation }} as (select *, 'by us' as who from ({{ sql }})){% endmacro %}",
		"macros/strategy.sql": "{% macro get_incremental_only_new_sql(arg_dict) %}insert into {{ arg_dict['target_relation'] }} select * from {{ arg_dict['temp_relation'] }} t where not exists (select 1 from {{ arg_dict['target_relation'] }} x where x.{{ arg_dict['unique_key'] }} = t.id){% endmacro %}",
		"macros/merge.sql":    "{% macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}insert into {{ target }} select -id from {{ source }}{% endmacro %}",
		"macros/mat.sql":      "{% materialization twice, default %}{% call statement('main') %}create or replace table {{ this }} as {{ sql }} union all {{ sql }}{% endcall %}{{ return({'relations': [this]}) }}{% endmaterialization %}",
		"macros/test.sql":     "{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}select 7 as failures, true as should_warn, false as should_error{% endmacro %}",
		"models/v.sql":        "select 1 as id",
		"models/only.sql":     "{{ config(materialized='incremental', incremental_strategy='only_new', unique_key='id') }} select unnest([1, {{ var('day', 1) }}]) as id",
		"models/keyed.sql":    "{{ config(materialized='incremental', unique_key='id') }} select 1 as id",
		"models/two.sql":      "{{ config(materialized='twice') }} select 1 as id",
		"models/v.yml":        "models:\n  - name: v\n    columns: [{name: id, data_tests: [not_null]}]\n",
	})
	p.green()
	p.set = func(o *Options) { o.Vars = map[string]any{"day": 2} }
	res := p.green()
	if n := find(t, res, "not_null_v_id"); n.Status != Warn || n.Failures != 7 {
		t.Errorf("the project's get_test_sql gave %s with %d failures", n.Status, n.Failures)
	}
	for ask, want := range map[string][]string{
		"from v":                             {"1 by us"},
		"select * from \"only\" order by id": {"1", "1", "2"},
		"from keyed order by id":             {"-1", "1"},
		"select count(*) from two":           {"2"},
		"select count(*) from keyed":         {"2"},
	} {
		if diff := cmp.Diff(want, p.lines(ask)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ask, diff)
		}
	}
}

func TestTheLatestVersionHasAView(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/d_v1.sql": "select 1 as id", "models/d_v2.sql": "{{ config(materialized='table') }} select 2 as id",
		"models/d.yml": "models:\n  - name: d\n    latest_version: 2\n    config: {latest_version_pointer: {enabled: true}}\n    versions: [{v: 1}, {v: 2}]\n",
	})
	for range 2 {
		p.green()
		if diff := cmp.Diff([]string{"2"}, p.lines("from d")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestSQLBeforeTheStatementThatBuilds(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql": "{% call set_sql_header(config) %}create or replace temporary macro twice(x) as x * 2;{% endcall %}{{ config(materialized='table') }} select twice(4) as t",
		"models/b.sql": "{{ config(materialized='incremental', sql_header='create or replace temporary macro thrice(x) as x * 3') }} select thrice(4) as t",
	})
	p.green()
	p.green()
	if diff := cmp.Diff([]string{"8", "12", "12"}, p.lines("select * from a union all from b order by 1")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHooksRunInsideAndOutsideOfTheTransaction(t *testing.T) {
	p := newTiny(t, map[string]string{
		"dbt_project.yml": "name: tiny\nversion: '1.0'\non-run-start: ['create table if not exists said (what varchar)']\n",
		"models/a.sql": "{{ config(materialized='table',\n" +
			"pre_hook=[\"insert into said values ('inside, before')\", {'sql': \"insert into said values ('outside, before {{ this.identifier }}')\", 'transaction': false}],\n" +
			"post_hook=[before_begin(\"insert into said values ('outside, after')\"), \"insert into said values ('inside, after')\"]) }} select {{ var('broken', 1) }} as id",
	})
	p.green()
	want := []string{"outside, before a", "inside, before", "inside, after", "outside, after"}
	if diff := cmp.Diff(want, p.lines("select what from said")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p.set = func(o *Options) { o.Vars = map[string]any{"broken": "nothing"} }
	if res := p.build(); find(t, res, "a").Status != Error {
		t.Fatal("it was built")
	}
	want = append(want, "outside, before a") // what was inside went with the model
	if diff := cmp.Diff(want, p.lines("select what from said")); diff != "" {
		t.Errorf("after a model that failed (-want +got):\n%s", diff)
	}
}

// TestSeedsByTheProjectsMacros is a seed whose rows are loaded by the macros of
// dbt's own names.
func TestSeedsByTheProjectsMacros(t *testing.T) {
	p := newTiny(t, map[string]string{
		"seeds/s.csv":  "id,name\n1,ann\n2,\n3,cy\n",
		"seeds/s.yml":  "seeds:\n  - name: s\n    config: {column_types: {id: integer}}\n",
		"macros/m.sql": "{% macro default__get_batch_size() %}{{ return(2) }}{% endmacro %}\n{% macro duckdb__get_batch_size() %}{{ return(2) }}{% endmacro %}",
	})
	for range 2 {
		res := p.green()
		if n := find(t, res, "s"); n.Message != "INSERT 3" {
			t.Errorf("message %q", n.Message)
		}
	}
	want := []string{"1 ann", "2 <nil>", "3 cy"}
	if diff := cmp.Diff(want, p.lines("select id, name from main.s order by id")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	ran := strings.Join(find(t, p.green(), "s").Ran, "\n")
	if strings.Count(ran, "insert into") != 2 || !strings.Contains(ran, "truncate") && !strings.Contains(ran, "delete from") {
		t.Errorf("it ran:\n%s", ran)
	}
}

// TestAnIncrementalModelByTheProjectsMacros creates its table by the project's own
// create_table_as, and its second run by the strategy.
func TestAnIncrementalModelByTheProjectsMacros(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql": "{{ config(materialized='incremental', unique_key='id') }} select 1 as id, {{ 2 if is_incremental() else 1 }} as v",
		"macros/m.sql": "{% macro create_table_as(temporary, relation, compiled_code, language='sql') %}create {{ 'temp' if temporary }} table {{ relation.include(database=not temporary, schema=not temporary) }} as (select *, 'own' as by from ({{ compiled_code }})){% endmacro %}",
	})
	for _, want := range []string{"1 1 own", "1 2 own"} {
		p.green()
		if got := p.lines("select * from main.a"); len(got) != 1 || got[0] != want {
			t.Errorf("rows %v, want %s", got, want)
		}
	}
}
