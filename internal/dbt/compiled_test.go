package dbt

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv/internal/dbt/graph"
)

// TestCompiledFilesAreDbts lists what lies below target/compiled after each command on
// one project: dbt writes ephemeral models where a compiled node selects from them or
// they are visited, hooks on compile, and a file for each input of a unit test.
func TestCompiledFilesAreDbts(t *testing.T) {
	files := map[string]string{
		"dbt_project.yml":      "name: tiny\nversion: '1.0'\non-run-start: select 1\n",
		"models/stg.sql":       "select 1 as id",
		"models/eph.sql":       "{{ config(materialized='ephemeral') }} select id from {{ ref('stg') }}",
		"models/inner_eph.sql": "{{ config(materialized='ephemeral') }} select id from {{ ref('eph') }}",
		"models/top.sql":       "select id from {{ ref('inner_eph') }}",
		"models/alone.sql":     "{{ config(materialized='ephemeral') }} select 1 as id",
		"models/u.yml":         "unit_tests:\n  - name: u\n    model: top\n    given: [{input: ref('inner_eph'), rows: [{id: 3}]}]\n    expect: {rows: [{id: 3}]}\n",
	}
	ephemerals := []string{"models/eph.sql", "models/inner_eph.sql"}
	unit := []string{"models/u.yml/inner_eph.sql", "models/u.yml/models/u.sql"}
	for name, c := range map[string]struct {
		selected []string
		do       func(*Project) error
		want     []string
	}{
		"build": {
			nil, func(p *Project) error { _, err := p.Build(t.Context(), BuildOptions{}); return err },
			slices.Concat([]string{"dbt_project.yml/hooks/tiny-on-run-start-0.sql", "models/alone.sql", "models/stg.sql", "models/top.sql"}, ephemerals, unit),
		},
		"run of one": {[]string{"top"}, func(p *Project) error {
			_, err := p.Build(t.Context(), BuildOptions{Only: []graph.Kind{graph.Model}})
			return err
		}, slices.Concat([]string{"dbt_project.yml/hooks/tiny-on-run-start-0.sql", "models/top.sql"}, ephemerals)},
		"unit test": {nil, func(p *Project) error {
			_, err := p.Build(t.Context(), BuildOptions{Only: []graph.Kind{graph.UnitTest}})
			return err
		}, slices.Concat([]string{"dbt_project.yml/hooks/tiny-on-run-start-0.sql"}, unit)},
		"compile": {nil, func(p *Project) error {
			_, err := p.CompileEach(t.Context(), func(*graph.Node) {}, func(NodeResult) {})
			return err
		}, slices.Concat([]string{"dbt_project.yml/hooks/tiny-on-run-start-0.sql", "models/alone.sql", "models/stg.sql", "models/top.sql"}, ephemerals)},
		"compile of one": {[]string{"top"}, func(p *Project) error {
			_, err := p.CompileEach(t.Context(), func(*graph.Node) {}, func(NodeResult) {})
			return err
		}, slices.Concat([]string{"models/top.sql"}, ephemerals)},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTiny(t, files)
			p.green() // what is selected from is there
			dir := t.TempDir()
			p.set = func(o *Options) { o.Dir, o.NoArtifacts, o.NoPartialParse, o.Select = dir, false, true, c.selected }
			loaded, err := p.load()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.do(loaded); err != nil {
				t.Fatal(err)
			}
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, below(t, filepath.Join(dir, "target", "compiled", "tiny"))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// below lists the files of a folder.
func below(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}
