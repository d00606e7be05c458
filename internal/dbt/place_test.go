package dbt

import (
	"errors"
	"strings"
	"testing"

	"scv"
)

// TestFaultsOfABuildHaveALine holds what goes wrong while a project is built to the
// line of its own file, and to a text that shows no inside of ours.
func TestFaultsOfABuildHaveALine(t *testing.T) {
	for name, c := range map[string]struct {
		files         map[string]string
		subject, hint string
		said, unsaid  []string
	}{
		"SQL": {
			map[string]string{"models/a.sql": "{{ config(materialized='table') }}\n\nselect 1 as id\nfrm nowhere"},
			"models/a.sql:4", "target/compiled/tiny/models/a.sql:4",
			[]string{"frm nowhere"},
			nil,
		},
		"a macro that calls itself": {
			map[string]string{"models/a.sql": "\n{% if execute %}{{ again(1) }}{% endif %}", "macros/m.sql": "{% macro again(n) %}\n{{ again(n + 1) }}{% endmacro %}"},
			"macros/m.sql:2", "",
			[]string{"maximum recursion depth", "in macro again", "times one in the other", "called at models/a.sql:2"},
			nil,
		},
		"a mistake in the call of a built-in macro": {
			map[string]string{"models/a.sql": "\n\n{% if execute %}{% do drop_relation_if_exists('a') %}{% endif %} select 1 as id"},
			"models/a.sql:3", "",
			[]string{"must be a relation"},
			[]string{"relations.sql"},
		},
		"a contract": {
			map[string]string{
				"models/a.sql": "{{ config(materialized='table') }}select 1 as id, 2 as more",
				"models/a.yml": "models:\n  - name: a\n    config: {contract: {enforced: true}}\n    columns: [{name: id, data_type: varchar}, {name: gone, data_type: int}]\n",
			},
			"models/a.sql:1", "",
			[]string{"| gone        |                 | INTEGER       | missing in definition |", "| id          | INTEGER         | VARCHAR       | data type mismatch    |", "| more        | INTEGER         |               | missing in contract   |"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			res := newTiny(t, c.files).build()
			e, ok := errors.AsType[*scv.Error](find(t, res, "a").Err)
			if !ok || e.Subject != c.subject || !strings.Contains(e.Hint, c.hint) {
				t.Fatalf("%v, want it at %s", find(t, res, "a").Err, c.subject)
			}
			for _, part := range c.said {
				if !strings.Contains(e.Error(), part) {
					t.Errorf("%q is not in\n%v", part, e)
				}
			}
			for _, part := range c.unsaid {
				if strings.Contains(e.Error(), part) {
					t.Errorf("%q is in\n%v", part, e)
				}
			}
			if n := strings.Count(e.Error(), "\n"); n > 20 {
				t.Errorf("%d lines:\n%v", n, e)
			}
		})
	}
}

func TestAnOldModelAndGrantsAreNoted(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.sql": "select 1 as id", "models/b.sql": "select 1 as id",
		"models/a.yml": "models:\n  - name: a\n    deprecation_date: 2020-01-01\n    config: {grants: {select: [reader]}}\n  - name: b\n    deprecation_date: 2999-01-01\n    config: {grants: {select: [reader]}}\n",
	})
	res := p.green()
	if !said(res, "models/a.yml:3: model a has passed its deprecation date of 2020-01-01") || !said(res, "models/a.yml:4: DuckDB has no grants") || len(res.Warnings) != 2 {
		t.Errorf("warnings %v", res.Warnings)
	}
}
