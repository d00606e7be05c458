package dbt

import (
	"errors"
	"strings"
	"testing"

	"scv"
)

// TestMistakesThatDbtTakesInSilenceAreSaid holds each to a warning with file, line
// and a near name, and to a refusal where the build is strict.
func TestMistakesThatDbtTakesInSilenceAreSaid(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		said  []string
	}{
		"a config in the file": {
			map[string]string{"models/a.sql": "\n{{ config(\n  materialised='table'\n) }}\nselect 1 as id"},
			[]string{"models/a.sql:3: unknown config `materialised` of model a", "did you mean `materialized`?"},
		},
		"a config in properties": {
			map[string]string{"models/a.sql": "select 1 as id", "models/a.yml": "models:\n  - name: a\n    config:\n      materialzed: table\n"},
			[]string{"models/a.yml:4: unknown config `materialzed`", "did you mean `materialized`?"},
		},
		"a config of the project": {
			map[string]string{"models/a.sql": "select 1 as id", "models/b.sql": "select 1 as id", "dbt_project.yml": "name: tiny\nversion: '1.0'\nmodels:\n  tiny:\n    +schem: x\n"},
			[]string{"dbt_project.yml:5: unknown config `schem` of models", "did you mean `schema`?"},
		},
		"a property": {
			map[string]string{"models/a.sql": "select 1 as id", "models/a.yml": "models:\n  - name: a\n    descrption: x\n"},
			[]string{"models/a.yml:3: unknown key `descrption`", "did you mean `description`?"},
		},
		"a column that is not there": {
			map[string]string{
				"models/a.sql": "{{ config(persist_docs={'columns': true}) }} select 1 as id",
				"models/a.yml": "models:\n  - name: a\n    columns: [{name: idd, description: the key}]\n",
			},
			[]string{"models/a.sql:1: columns of a are described that it does not have: idd"},
		},
		"merge without a key": {
			map[string]string{"models/a.sql": "{{ config(materialized='incremental', incremental_strategy='merge') }} select 1 as id"},
			[]string{"models/a.sql:1: model a merges without a unique_key"},
		},
		"a key that is there twice": {
			map[string]string{
				"models/a.sql":    "select unnest([1, 1, 2]) as id",
				"snapshots/s.yml": "snapshots:\n  - name: s\n    relation: ref('a')\n    config: {strategy: check, unique_key: id, check_cols: all}\n",
			},
			[]string{"snapshots/s.yml:2: the unique_key of snapshot s is not unique: 1 keys"},
		},
		"a column that is there twice": {
			map[string]string{"seeds/s.csv": "id,id\n1,2\n"},
			[]string{`seeds/s.csv:1: column "id" is there twice: the second is loaded as "id_2"`},
		},
		"a second run that fails": {
			map[string]string{"models/a.sql": "\n{{ config(materialized='incremental') }}\nselect 1 as id {% if is_incremental() %}from {{ this }} where updated > 1{% endif %}"},
			[]string{"models/a.sql:2: the second run of model a will fail", "updated"},
		},
		"a second run that meets an ambiguous column": {
			map[string]string{"models/a.sql": "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', incremental_predicates=['id > 1']) }} select 1 as id"},
			[]string{"models/a.sql:1: the second run of model a will fail", "mbiguous"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTiny(t, c.files)
			if res := p.green(); !said(res, c.said...) {
				t.Errorf("warnings %v do not say %q", res.Warnings, c.said)
			}
			p = newTiny(t, c.files)
			p.set = func(o *Options) { o.Strict = true }
			loaded, err := p.load()
			if err == nil {
				res, failed := loaded.Build(t.Context(), BuildOptions{})
				err = failed
				for _, n := range res.Nodes {
					err = errors.Join(err, n.Err)
				}
			}
			place, _, _ := strings.Cut(c.said[0], ": ")
			if e, ok := errors.AsType[*scv.Error](err); !ok || e.Subject != place || e.Hint == "" {
				t.Errorf("strict: %v, want an error at %s", err, place)
			}
		})
	}
}

func TestConfigsThatAreReadAreNoMistake(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql":   "{{ config(owner='me', retention_days=3, materialized='table') }} select '{{ config.get('owner') }}' as o",
		"models/b.sql":   "{{ config(materialized='kept', depth=3) }} select 1 as id",
		"macros/m.sql":   "{% macro keep() %}{% for n in graph.nodes.values() %}{{ n.config.get('retention_days') }}{% endfor %}{% endmacro %}",
		"macros/mat.sql": "{% materialization kept, default %}{% call statement('main') %}create or replace table {{ this }} as {{ sql }}{% endcall %}{{ return({'relations': [this]}) }}{% endmaterialization %}",
	})
	if res := p.green(); len(res.Warnings) > 0 {
		t.Errorf("warnings %v", res.Warnings)
	}
}
