package dbt

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"scv"
)

// layered is a small project of three layers, as its probes want it.
func layered(change map[string]string) fstest.MapFS {
	files := map[string]string{
		"dbt_project.yml":                 "name: small\nmodels: {small: {staging: {+schema: silver}, gold: {+schema: gold, +materialized: table}}}\n",
		"macros/generate_schema_name.sql": "{% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}",
		"models/staging/stg.sql":          "select 1 as id",
		"models/gold/dim.sql":             "select id from {{ ref('stg') }}",
		"models/models.yml": "models:\n  - {name: stg, description: One source., columns: [{name: id, description: The key.}]}\n" +
			"  - {name: dim, description: One row per thing., columns: [{name: id, description: The key.}]}\n",
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range change {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// look runs one probe on the project with what the warehouse has.
func look(t *testing.T, probe string, change map[string]string, columns map[string][]string) scv.Finding {
	t.Helper()
	if columns == nil {
		columns = map[string][]string{"silver.stg": {"id"}, "gold.dim": {"id"}}
	}
	f := Facts{
		Project: func(ctx context.Context) (*Project, error) {
			return Load(ctx, Options{FS: layered(change), NoArtifacts: true, Target: Target{Schema: "silver"}})
		},
		Columns: func(context.Context) (map[string][]string, error) { return columns, nil },
	}
	for _, p := range Probes(f) {
		if p.Name == probe {
			return p.Run(t.Context())
		}
	}
	t.Fatalf("there is no probe %s", probe)
	return scv.Finding{}
}

// TestProbesTurnRed holds every probe to what it proves: green on a project that
// is fine, red on one seeded violation each.
func TestProbesTurnRed(t *testing.T) {
	for _, probe := range []string{"doc.models", "doc.dictionary", "model.materialisation"} {
		if f := look(t, probe, nil, nil); f.Verdict != scv.Pass {
			t.Errorf("%s on a good project: %+v", probe, f)
		}
	}
	for name, c := range map[string]struct {
		probe, says string
		change      map[string]string
		columns     map[string][]string
	}{
		"a model without a description": {"doc.models", "dim", map[string]string{"models/models.yml": "models: [{name: stg, description: One source., columns: [{name: id, description: The key.}]}, {name: dim, columns: [{name: id, description: The key.}]}]"}, nil},
		"a placeholder":                 {"doc.models", "dim.id", map[string]string{"models/models.yml": "models: [{name: stg, description: One source., columns: [{name: id, description: The key.}]}, {name: dim, description: Things., columns: [{name: id, description: TODO}]}]"}, nil},
		"a column nobody described":     {"doc.models", "dim.extra", nil, map[string][]string{"silver.stg": {"id"}, "gold.dim": {"id", "extra"}}},
		"a column not declared":         {"doc.dictionary", "dim.extra is not declared", nil, map[string][]string{"gold.dim": {"id", "extra"}}},
		"a column that is gone":         {"doc.dictionary", "dim.id is not in the warehouse", nil, map[string][]string{"gold.dim": {"other"}}},
		"nothing published":             {"doc.dictionary", "0 columns", nil, map[string][]string{}},
		"gold as a view":                {"model.materialisation", "dim in gold is a view", map[string]string{"models/gold/dim.sql": "{{ config(materialized='view') }} select id from {{ ref('stg') }}"}, nil},
		"a model in no layer":           {"model.materialisation", "which is no layer", map[string]string{"models/gold/dim.sql": "{{ config(schema='elsewhere') }} select id from {{ ref('stg') }}"}, nil},
	} {
		f := look(t, c.probe, c.change, c.columns)
		if f.Verdict != scv.Fail || !strings.Contains(f.Evidence, c.says) || f.Remedy == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	waived := map[string]string{"models/gold/dim.sql": "{{ config(materialized='view', meta={'materialisation_waiver': 'it is small'}) }} select id from {{ ref('stg') }}"}
	if f := look(t, "model.materialisation", waived, nil); f.Verdict != scv.Pass || !strings.Contains(f.Evidence, "1 waived") {
		t.Errorf("a waiver: %+v", f)
	}
}
