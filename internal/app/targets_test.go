package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/app/config"
	"scv/internal/dbt"
)

// targeted judges a small project whose profiles.yml says what is given.
func targeted(t *testing.T, vars, profiles string) scv.Finding {
	t.Helper()
	home := t.TempDir()
	for name, text := range map[string]string{
		"project/dbt_project.yml": "name: p\nprofile: p\nvars: " + vars + "\n",
		"project/profiles.yml":    "p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: dev.duckdb}\n" + profiles,
		"data/w.duckdb":           "",
	} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	a := &App{Home: home, Config: config.Config{Project: "project", Warehouse: config.Warehouse{Path: "data/w.duckdb"}}}
	p, err := dbt.Load(t.Context(), dbt.Options{Dir: a.projectDir(), NoArtifacts: true, Target: dbt.Target{Name: "scv"}, Env: a.env})
	if err != nil {
		t.Fatal(err)
	}
	return a.targets(t.Context(), once(func(context.Context) (*dbt.Project, error) { return p, nil }))
}

func TestWhoReachesProductionIsJudged(t *testing.T) {
	const snow = "    prod: {type: snowflake, account: a, user: u, database: d, schema: s, private_key: \"{{ env_var('KEY') }}\""
	for name, c := range map[string]struct {
		vars, profiles string
		want           scv.Verdict
		says           string
	}{
		"the home's warehouse":         {"{}", "    prod: {type: duckdb, path: \"{{ env_var('SCV_WAREHOUSE') }}\"}\n", scv.Pass, "w.duckdb of target prod"},
		"a file that is not there yet": {"{}", "    prod: {type: duckdb, path: ../data/later.duckdb}\n", scv.Pass, "later.duckdb"},
		"a folder that is not there":   {"{}", "    prod: {type: duckdb, path: ../nowhere/w.duckdb}\n", scv.Fail, "nowhere"},
		"in memory":                    {"{}", "    prod: {type: duckdb, path: ':memory:'}\n", scv.Fail, "in memory"},
		"a service":                    {"{}", "    prod: {type: duckdb, path: 'md:db'}\n", scv.Pass, "not applicable"},
		"a path nobody knows here":     {"{}", "    prod: {type: duckdb, path: \"{{ env_var('ELSEWHERE') }}\"}\n", scv.Unknown, "ELSEWHERE"},
		"the same file twice":          {"{}", "    prod: {type: duckdb, path: ../project/dev.duckdb}\n", scv.Fail, "target dev leads to"},
		"the file attached":            {"{}", "    prod: {type: duckdb, path: ../data/w.duckdb}\n    test: {type: duckdb, path: x.duckdb, attach: [{path: ../data/w.duckdb}]}\n", scv.Fail, "target test leads to"},
		"the file attached to read":    {"{}", "    prod: {type: duckdb, path: ../data/w.duckdb}\n    test: {type: duckdb, path: x.duckdb, attach: [{path: ../data/w.duckdb, read_only: true}]}\n", scv.Pass, "w.duckdb"},
		"a target with a fault":        {"{}", "    prod: {type: duckdb, path: x.duckdb, threads: 0}\n", scv.Fail, "threads"},
		"no target of production":      {"{}", "    test: {type: duckdb, path: x.duckdb}\n", scv.Fail, "no target of production"},
		"the pipeline's role":          {"{pipeline_role: scv_pipeline}", snow + ", role: SCV_PIPELINE}\n", scv.Pass, "not applicable offline"},
		"a role not declared":          {"{}", snow + ", role: SCV_PIPELINE}\n", scv.Fail, "no pipeline role is declared"},
		"another role":                 {"{pipeline_role: scv_pipeline}", snow + ", role: ANALYST}\n", scv.Fail, "the pipeline's is scv_pipeline"},
		"an administrator":             {"{pipeline_role: sysadmin}", snow + ", role: SYSADMIN}\n", scv.Fail, "no pipeline's"},
		"no role":                      {"{pipeline_role: scv_pipeline}", snow + "}\n", scv.Fail, "names no role"},
		"a role nobody knows here":     {"{pipeline_role: scv_pipeline}", snow + ", role: \"{{ env_var('ROLE') }}\"}\n", scv.Unknown, "ROLE"},
		"a role that two targets have": {"{pipeline_role: scv_pipeline}", snow + ", role: SCV_PIPELINE}\n" + strings.Replace(snow, "prod", "test", 1) + ", role: scv_pipeline}\n", scv.Fail, "target test has the role"},
		"a database of two targets":    {"{pipeline_role: scv_pipeline}", snow + ", role: SCV_PIPELINE}\n" + strings.Replace(snow, "prod", "test", 1) + ", role: other}\n", scv.Fail, "target test leads to the database"},
	} {
		f := targeted(t, c.vars, c.profiles)
		if f.Verdict != c.want || !strings.Contains(f.Evidence, c.says) || f.Verdict != scv.Pass && f.Remedy == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
