package dbt

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMergeSaysMore runs what dbt-duckdb adds to merge, each on a second run that
// brings (1, 20) and (3, 30) to (1, 10) and (2, 10).
func TestMergeSaysMore(t *testing.T) {
	for name, c := range map[string]struct {
		config string
		want   []string
	}{
		"nothing":     {"", []string{"1 20", "2 10", "3 30"}},
		"a condition": {"merge_update_condition='DBT_INTERNAL_SOURCE.v > 25',", []string{"1 10", "2 10", "3 30"}},
		"of inserts":  {"merge_insert_condition='DBT_INTERNAL_SOURCE.v < 25',", []string{"1 20", "2 10"}},
		"by columns":  {"merge_on_using_columns=['id'],", []string{"1 20", "2 10", "3 30"}},
		"expressions": {"merge_update_set_expressions={'v': 'DBT_INTERNAL_DEST.v + DBT_INTERNAL_SOURCE.v'},", []string{"1 30", "2 10", "3 30"}},
		"clauses": {
			"merge_clauses={'when_matched': [{'action': 'delete', 'condition': 'DBT_INTERNAL_SOURCE.v = 20'}], 'when_not_matched': [{'action': 'insert', 'mode': 'explicit', 'insert': {'columns': ['id', 'v'], 'values': ['DBT_INTERNAL_SOURCE.id', '99']}}, {'action': 'delete', 'by': 'source'}]},",
			[]string{"3 99"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTiny(t, map[string]string{"models/a.sql": "{{ config(materialized='incremental', incremental_strategy='merge', " + c.config + ` unique_key='id') }}
{% if is_incremental() %}select * from (values (1, 20), (3, 30)) t(id, v){% else %}select * from (values (1, 10), (2, 10)) t(id, v){% endif %}`})
			p.green()
			p.green()
			if diff := cmp.Diff(c.want, p.lines("select * from main.a order by 1")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeRefusesWhatItCannotRead(t *testing.T) {
	for config, want := range map[string]string{
		"merge_clauses=[]":                      "merge_clauses must be a dictionary",
		"merge_clauses={'when': []}":            "must contain at least one of",
		"merge_clauses={'when_matched': []}":    "must contain at least one element",
		"merge_clauses={'when_matched': ['x']}": "elements must be dictionaries",
		"merge_update_condition=3":              "merge_update_condition must be a string",
		"merge_update_columns='v'":              "merge_update_columns must be a list",
		"merge_update_set_expressions=['v']":    "must be a dictionary",
		"merge_insert_condition='true', merge_clauses={'when_matched': [{'action': 'delete'}]}": "will be ignored and should be removed: merge_insert_condition",
	} {
		p := newTiny(t, map[string]string{"models/a.sql": "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', " + config + ") }} select 1 as id, 2 as v"})
		p.green()
		if n := find(t, p.build(), "a"); n.Status != Error || !strings.Contains(n.Message, want) {
			t.Errorf("%s: %s %s", config, n.Status, n.Message)
		}
	}
}

func TestAViewWithParameters(t *testing.T) {
	p := newTiny(t, map[string]string{"models/f.sql": "{{ config(materialized='table_function', parameters=['n']) }} select range as id from range(n)"})
	p.green()
	if got := p.lines("select * from main.f(2)"); len(got) != 2 {
		t.Errorf("rows %v", got)
	}
}

// TestPythonModelsAreNodes that cannot be built here.
func TestPythonModelsAreNodes(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql": "select 1 as id",
		"models/b.py":  "import os\n\ndef model(dbt, session):\n    dbt.config(\n        tags=['py'], packages=['x'])\n    return dbt.ref('a')\n",
		"models/c.sql": "select * from {{ ref('b') }}",
	})
	res := p.build()
	if n := find(t, res, "b"); n.Status != Error || !strings.Contains(n.Message, "models/b.py:1: a Python model does not run here") {
		t.Errorf("%s %s", n.Status, n.Message)
	}
	if n := find(t, res, "c"); n.Status != Skipped {
		t.Errorf("its child: %s", n.Status)
	}
	loaded, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	b := loaded.graph.Nodes["model.tiny.b"]
	if b.Materialized() != "table" || !cmp.Equal(b.Tags(), []string{"py"}) || !cmp.Equal(b.Depends, []string{"model.tiny.a"}) || b.Language != "python" {
		t.Errorf("%s %v %v %s", b.Materialized(), b.Tags(), b.Depends, b.Language)
	}
}

// TestWhatDuckDBHasNotSaysSo calls names of dbt that have no answer on DuckDB.
func TestWhatDuckDBHasNotSaysSo(t *testing.T) {
	for call, want := range map[string]string{
		"get_create_materialized_view_as_sql(this, 'select 1')": "has not been implemented for this adapter",
		"refresh_materialized_view(this)":                       "has not been implemented for this adapter",
		"get_catalog_for_single_relation(this)":                 "not implemented for adapter duckdb",
		"formatted_scalar_function_args_javascript()":           "not implemented for adapter duckdb",
		"build_ref_function(model)":                             "Python models do not run here: a is one",
		"py_write_table(false, this, '')":                       "Python models do not run here",
	} {
		p := newTiny(t, map[string]string{"models/a.sql": "{% if execute %}{{ " + call + " }}{% endif %} select 1 as id"})
		if n := find(t, p.build(), "a"); n.Status != Error || !strings.Contains(n.Message, want) || !strings.HasPrefix(n.Message, "compile model a models/a.sql:1: ") {
			t.Errorf("%s: %s %s", call, n.Status, n.Message)
		}
	}
	p := newTiny(t, map[string]string{"models/a.sql": "{{ config(materialized='materialized_view') }} select 1 as id"})
	if n := find(t, p.build(), "a"); n.Status != Error || !strings.Contains(n.Message, "`get_create_materialized_view_as_sql` has not been implemented") {
		t.Errorf("%s %s", n.Status, n.Message)
	}
}

// TestTheCatalogsMacrosAsk calls them as packages do.
func TestTheCatalogsMacrosAsk(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql": "{{ config(materialized='table') }} select 1 as id, 'x' as name",
		"models/b.sql": "{% set c = get_catalog_relations(this.information_schema(), [ref('a')]) %}{% set d = get_catalog(this.information_schema(), ['main']) %} select {{ c.rows | length if execute else 0 }} as n, '{{ c.columns['column_name'].values() | join(' ') if execute }}' as names, {{ d.rows | length if execute else 0 }} as m",
	})
	p.green()
	if diff := cmp.Diff([]string{"2 id name true"}, p.lines("select n, names, m > 1 from main.b")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
