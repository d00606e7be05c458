package quality

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/identity/standardise"
)

const properties = `
models:
  - name: dim
    config: {meta: {key: [id], required: [kind]}}
    columns:
      - name: id
        data_tests: [unique, not_null]
      - name: kind
        data_tests: [not_null]
      - name: n
        data_type: bigint
        data_tests: [{at_least: {arguments: {low: 1}}}, {accepted_range: {arguments: {min_value: 0}}}]
  - name: fact
    config: {meta: {key: [id, day]}}
    data_tests: [{unique_pair: {arguments: {columns: [day, id]}}}]
    columns:
      - name: id
        data_tests: [not_null, {relationships: {arguments: {to: ref('dim'), field: id}}}]
      - name: day
        data_tests: [not_null]
  - name: raw
    config: {meta: {key: none}}
`

// shop parses a small project whose properties are changed in one place.
func shop(t *testing.T, old, fresh string) *graph.Graph {
	t.Helper()
	if !strings.Contains(properties, old) {
		t.Fatalf("the properties do not say %q", old)
	}
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	p, err := dbt.Load(t.Context(), dbt.Options{
		FS: fstest.MapFS{
			"dbt_project.yml": text("name: shop\nversion: '1.0'\nprofile: shop\nmodels: {shop: {+materialized: table}}\n"),
			"models/dim.sql":  text("select 1 as id, 'a' as kind, 2 as n"),
			"models/fact.sql": text("select id, 3 as day from {{ ref('dim') }}"),
			"models/raw.sql":  text("select 1 as x"),
			"models/all.yml":  text(strings.Replace(properties, old, fresh, 1)),
			"macros/t.sql":    text("{% test unique_pair(model, columns) %}select 1{% endtest %}{% test accepted_range(model, column_name, min_value) %}select 1{% endtest %}{% test at_least(model, column_name, low) %}select 1{% endtest %}"),
			"tests/own.sql":   text("select * from {{ ref('fact') }} where day < 0"),
		},
		Target: dbt.Target{Name: "t", Type: "duckdb", Schema: "main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Graph()
}

// facts is a project whose newest run ended every check as status says: by a part
// of the check's id, all others passed.
func facts(g *graph.Graph, status map[string]string) Facts {
	j := &Judged{RunID: "run-7", Verdict: control.Published, Release: "r1", Checks: map[string]control.CheckResult{}}
	for _, n := range checks(g, all) {
		result := control.CheckResult{ID: n.ID, Status: "pass"}
		for part, s := range status {
			if strings.Contains(n.ID, part) {
				result.Status = s
			}
		}
		if result.Status != "absent" {
			j.Checks[n.ID] = result
		}
	}
	return Facts{
		Release: func() string { return "r1" },
		Graph:   func(context.Context) (*graph.Graph, error) { return g, nil },
		Run:     func(context.Context) (*Judged, error) { return j, nil },
	}
}

func see(t *testing.T, f Facts, probe string) scv.Finding {
	t.Helper()
	for _, p := range Probes(f) {
		if p.Name == probe {
			return p.Run(t.Context())
		}
	}
	t.Fatalf("no probe %s", probe)
	return scv.Finding{}
}

func TestEveryDeclaredCheckMustHaveRunAndPassed(t *testing.T) {
	g := shop(t, "", "")
	for name, c := range map[string]struct {
		status          map[string]string
		generic, custom scv.Verdict
	}{
		"all passed":             {nil, scv.Pass, scv.Pass},
		"a generic one warned":   {map[string]string{".not_null_dim_id": "warn"}, scv.Pass, scv.Pass},
		"a generic one failed":   {map[string]string{".not_null_dim_id": "fail"}, scv.Fail, scv.Pass},
		"a custom one failed":    {map[string]string{".own": "fail"}, scv.Pass, scv.Fail},
		"a custom one skipped":   {map[string]string{".unique_pair": "skipped"}, scv.Pass, scv.Fail},
		"one could not run":      {map[string]string{".unique_dim": "error"}, scv.Fail, scv.Pass},
		"one was never executed": {map[string]string{".own": "absent"}, scv.Pass, scv.Fail},
	} {
		f := facts(g, c.status)
		if a, b := see(t, f, "dq.run[generic]"), see(t, f, "dq.run[custom]"); a.Verdict != c.generic || b.Verdict != c.custom {
			t.Errorf("%s: generic %+v, custom %+v", name, a, b)
		}
	}
}

func TestARunOfAnotherReleaseProvesNothing(t *testing.T) {
	f := facts(shop(t, "", ""), nil)
	f.Release = func() string { return "r2" }
	for _, p := range Probes(f) {
		if found := p.Run(t.Context()); found.Verdict != scv.Unknown || found.Remedy == "" {
			t.Errorf("%s: %+v", p.Name, found)
		}
	}
	f.Run = func(context.Context) (*Judged, error) { return nil, nil }
	if found := see(t, f, "dq.run[generic]"); found.Verdict != scv.Unknown || !strings.Contains(found.Remedy, "scv run") {
		t.Errorf("without a run: %+v", found)
	}
}

// What a declaration demands and no check does is seen, whichever way the check
// is lost.
func TestObligationsAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		probe, old, fresh string
		status            map[string]string
		want              scv.Verdict
	}{
		"keys":                         {"unique", "", "", nil, scv.Pass},
		"no unique check":              {"unique", "[unique, not_null]", "[not_null]", nil, scv.Fail},
		"no check of the pair":         {"unique", "columns: [day, id]", "columns: [day]", nil, scv.Fail},
		"no key declared":              {"unique", "    config: {meta: {key: [id, day]}}\n", "", nil, scv.Fail},
		"rows that are there twice":    {"unique", "", "", map[string]string{".unique_pair": "fail"}, scv.Fail},
		"required":                     {"not_null", "", "", nil, scv.Pass},
		"a key that may be null":       {"not_null", "[unique, not_null]", "[unique]", nil, scv.Fail},
		"a required one that may be":   {"not_null", "kind\n        data_tests: [not_null]", "kind", nil, scv.Fail},
		"references":                   {"relationship", "", "", nil, scv.Pass},
		"a reference nobody checks":    {"relationship", ", {relationships: {arguments: {to: ref('dim'), field: id}}}", "", nil, scv.Fail},
		"orphans":                      {"relationship", "", "", map[string]string{".relationships_": "warn"}, scv.Fail},
		"ranges":                       {"range", "", "", nil, scv.Pass},
		"a number without limits":      {"range", ", {accepted_range: {arguments: {min_value: 0}}}", "", nil, scv.Fail},
		"a number beyond its limits":   {"range", "", "", map[string]string{".accepted_range_": "fail"}, scv.Fail},
		"a warning counts, too":        {"unique", "", "", map[string]string{".unique_dim": "warn"}, scv.Fail},
		"a key that was never checked": {"unique", "", "", map[string]string{".unique_dim": "absent"}, scv.Fail},
	} {
		found := see(t, facts(shop(t, c.old, c.fresh), c.status), "dq.obligation["+c.probe+"]")
		if found.Verdict != c.want || c.want == scv.Fail && found.Remedy == "" {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// A warning may stand at the gate when somebody owns it.
func TestWarningsNeedAnOwner(t *testing.T) {
	status := map[string]string{".not_null_fact_day": "warn"}
	if f := see(t, facts(shop(t, "", ""), status), "dq.gate"); f.Verdict != scv.Fail || !strings.Contains(f.Remedy, "owner") {
		t.Errorf("%+v", f)
	}
	owned := shop(t, "day\n        data_tests: [not_null]", "day\n        data_tests: [{not_null: {config: {meta: {owner: Sales}}}}]")
	if f := see(t, facts(owned, status), "dq.gate"); f.Verdict != scv.Pass {
		t.Errorf("%+v", f)
	}
}

func TestLabelledValuesAreJudgedRight(t *testing.T) {
	email := func(v, _ string) standardise.Result { return standardise.Email(v) }
	postal := func(v, c string) standardise.Result { return standardise.PostalCode(v, c, "") }
	for corpus, validate := range map[string]func(v, c string) standardise.Result{emailCorpus: email, postalCorpus: postal} {
		if n, wrong := judgeCorpus(corpus, validate); n < 40 || len(wrong) > 0 {
			t.Errorf("%d labelled, wrong in lines %v", n, wrong)
		}
		lazy := func(v, _ string) standardise.Result { return standardise.Result{Value: v} }
		if _, wrong := judgeCorpus(corpus, lazy); len(wrong) < 20 {
			t.Errorf("a validator that takes everything is wrong in %d lines only", len(wrong))
		}
	}
}

func TestStatementsAreThere(t *testing.T) {
	for _, name := range []string{"email_formats", "postal_formats", "weather_gaps", "loads", "newest_files", "filled"} {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
}

// filled.sql counts every word that a source can map.
func TestEveryWordIsCounted(t *testing.T) {
	for _, w := range scv.Vocabulary() {
		if !strings.Contains(statement("filled"), "count("+w.Name+") as "+w.Name) {
			t.Errorf("filled.sql does not count %s", w.Name)
		}
	}
}
