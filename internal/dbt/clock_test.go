package dbt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv/internal/dbt/graph"
)

// TestYAMLKnowsTheTimeOfTheRun renders run_started_at and modules.datetime in each kind
// of YAML: they are the run's, cold and warm, and those of the next run after that.
func TestYAMLKnowsTheTimeOfTheRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"dbt_project.yml": "name: tiny\nversion: '1.0'\nprofile: tiny\nmodels:\n  +meta:\n    started: \"{{ run_started_at.strftime('%Y-%m-%d') }}\"\n    now: \"{{ modules.datetime.datetime.utcnow().strftime('%H:%M') }}\"\n",
		"profiles.yml":    "tiny:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: a.duckdb, schema: \"s_{{ run_started_at.strftime('%Y%m%d') }}\"}\n",
		"models/a.sql":    "select 1 as id",
		"models/a.yml":    "models:\n  - name: a\n    config:\n      meta: {yml: \"{{ run_started_at.strftime('%d.%m.%Y') }} {{ modules.datetime.date.today() }}\"}\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Time{shopStart(), shopStart(), shopStart().Add(49 * time.Hour)} {
		p, err := Load(t.Context(), Options{Dir: dir, Profiles: os.DirFS(dir), AsOf: at})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.WriteManifest(); err != nil {
			t.Fatal(err)
		}
		n := p.Graph().Nodes["model.tiny.a"]
		got := reprOf(n.ConfigValue("meta"))
		for _, part := range []string{"'started': '" + at.Format(time.DateOnly), "'now': '" + at.Format("15:04"), at.Format("02.01.2006 2006-01-02")} {
			if !strings.Contains(got, part) {
				t.Errorf("%s is not in %s", part, got)
			}
		}
		if want := "s_" + at.Format("20060102"); n.Schema != want || n.Kind != graph.Model {
			t.Errorf("schema %s, want %s", n.Schema, want)
		}
		c, err := ReadConfig(t.Context(), Options{Dir: dir, AsOf: at})
		if err != nil || !strings.Contains(reprOf(c.Settings().Dict()), at.Format(time.DateOnly)) {
			t.Errorf("dbt_project.yml alone: %v", err)
		}
	}
}
