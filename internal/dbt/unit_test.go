package dbt

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
)

// unitFiles are a chain of models over a seed and a source, with a unit test.
func unitFiles(test string) map[string]string {
	return map[string]string{
		"seeds/codes.csv":     "code,label,since\n1,one,2026-01-31\n2,two,2026-02-28\n",
		"models/stg.sql":      "select code, upper(label) as label, since from {{ ref('codes') }}",
		"models/mid.sql":      "{{ config(materialized='ephemeral') }} select s.*, day(since) as day from {{ ref('stg') }} as s",
		"models/top.sql":      "{{ config(materialized='incremental', unique_key='code') }}\nselect m.code, m.label, m.day, r.amount, '{{ var('word', 'none') }}' as word\nfrom {{ ref('mid') }} as m left join {{ source('raw', 'amounts') }} as r on r.code = m.code\n{% if is_incremental() %}where m.code > (select max(code) from {{ this }}){% endif %}",
		"models/_sources.yml": "sources:\n  - name: raw\n    tables: [{name: amounts}]\n",
		"models/_unit.yml":    "unit_tests:\n  - name: u\n    model: top\n" + test,
	}
}

// unitResult runs the unit test alone, in a warehouse without any table.
func unitResult(t *testing.T, test string) NodeResult {
	t.Helper()
	p := newTiny(t, unitFiles(test))
	loaded, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	res, err := loaded.Build(t.Context(), BuildOptions{Only: []graph.Kind{graph.UnitTest}})
	if err != nil {
		t.Fatal(err)
	}
	return find(t, res, "u")
}

func TestAUnitTestNeedsNoTables(t *testing.T) {
	const amounts = "      - {input: \"source('raw', 'amounts')\", rows: [{code: 1, amount: 2.5}]}\n"
	for name, test := range map[string]string{
		"first run": "    given:\n      - {input: ref('mid'), rows: [{code: 1, label: A, day: 31}, {code: 2}]}\n" + amounts +
			"    expect: {rows: [{code: 2, label: null, amount: null}, {code: 1, label: A, amount: 2.5}]}\n",
		"later run": "    given:\n      - {input: ref('mid'), rows: [{code: 1}, {code: 2}]}\n      - {input: this, rows: [{code: 1}]}\n" + amounts +
			"    overrides: {macros: {is_incremental: true}, vars: {word: said}}\n    expect: {rows: [{code: 2, word: said}]}\n",
		"csv": "    given:\n      - input: ref('mid')\n        format: csv\n        rows: |\n          code,label,day\n          1,A,\n" + amounts +
			"    expect: {format: csv, rows: \"code,label,day\\n1,A,\\n\"}\n",
		"sql": "    given:\n      - {input: ref('mid'), format: sql, rows: \"select 1 as code, 'A' as label, 3 as day\"}\n" + amounts +
			"    expect: {format: sql, rows: \"select 1 as code, 'A' as label, 3 as day, 2.5 as amount, 'none' as word\"}\n",
		"nothing": "    given:\n      - {input: ref('mid'), rows: []}\n" + amounts + "    expect: {rows: []}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if res := unitResult(t, test); res.Status != Pass || res.Tested != "model.tiny.top" {
				t.Errorf("%s: %s", res.Status, res.Message)
			}
		})
	}
}

func TestAUnitTestShowsWhatDiffers(t *testing.T) {
	res := unitResult(t, "    given:\n      - {input: ref('mid'), rows: [{code: 1, label: A}, {code: 2, label: B}, {code: 3, label: C}, {code: 4, label: D}]}\n"+
		"      - {input: \"source('raw', 'amounts')\", rows: [{code: 9, amount: 1}]}\n"+
		"    expect: {rows: [{code: 1, label: A}, {code: 2, label: B}, {code: 3, label: c}, {code: 5, label: E}]}\n")
	want := `

actual differs from expected:

@@ ,code,label
...,... ,...
   ,2   ,B
→  ,3   ,c→C
+++,4   ,D
---,5   ,E

`
	if diff := cmp.Diff(want, res.Message); diff != "" || res.Status != Fail || res.Failures != 1 {
		t.Errorf("%s (-want +got):\n%s", res.Status, diff)
	}
}

func TestAUnitTestThatIsWrongSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ test, said, hint string }{
		"an input is missing": {"    given: [{input: ref('mid'), rows: []}]\n    expect: {rows: []}\n", "does not give source('raw', 'amounts')", "Add `- input: source('raw', 'amounts')`"},
		"a column that is not there": {
			"    given:\n      - {input: ref('mid'), rows: [{cod: 1}]}\n      - {input: \"source('raw', 'amounts')\", rows: []}\n    expect: {rows: []}\n",
			"Invalid column name: 'cod' in unit test fixture for 'mid'", "",
		},
		"an input that is not there": {"    given: [{input: ref('middle'), rows: []}]\n    expect: {rows: []}\n", "middle", "mid"},
	} {
		t.Run(name, func(t *testing.T) {
			res := unitResult(t, c.test)
			e, ok := errors.AsType[*scv.Error](res.Err)
			if !ok || !strings.Contains(res.Message, c.said) || !strings.Contains(e.Hint, c.hint) || e.Subject == "" {
				t.Errorf("%s: %v (%v)", res.Status, res.Message, res.Err)
			}
		})
	}
	for test, said := range map[string]string{
		"    given: [{input: ref('mid'), format: csv}]\n    expect: {rows: []}\n":                "rows do not match the format csv",
		"    given: [{input: ref('mid'), rows: text}]\n    expect: {rows: []}\n":                 "rows do not match the format dict",
		"    given: [{input: ref('mid'), format: csv, fixture: nope}]\n    expect: {rows: []}\n": `file not found for fixture "nope.csv"`,
		"    given: [{rows: []}]\n    expect: {rows: []}\n":                                      "has no input",
	} {
		_, err := newTiny(t, unitFiles(test)).load()
		if e, ok := errors.AsType[*scv.Error](err); !ok || !strings.Contains(e.Err.Error(), said) || !strings.HasPrefix(e.Subject, "models/_unit.yml:") {
			t.Errorf("%s: %v", test, err)
		}
	}
}
