package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv/e2e/compare"
)

// listing lists many selections in one process of dbt.
//
//go:embed ls.py
var listing string

// answer is what `ls` gave for one selection.
type answer struct {
	Code  int      `json:"code"`
	Lines []string `json:"lines"`
	Error string   `json:"error"`
}

// selections asks both sides for the nodes of random selections, of a project that
// was edited since it was built: the artifacts of the build are the state.
func (p *pair) selections(seed uint64, count int) (string, error) {
	edits := edited(seed)
	for _, dir := range []string{p.ours, p.theirs} {
		if err := p.freeze(dir); err != nil {
			return "", err
		}
		if err := edits(dir); err != nil {
			return "", err
		}
	}
	asked := expressions(seed, count)
	lines, faults, err := p.compareLists(asked)
	if err != nil {
		return "", err
	}
	if len(faults) > 0 {
		return "", fmt.Errorf("%d of %d selections differ (--seed %d)\n%s", len(faults), count, seed, strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d random selections, %d lines (--seed %d)", count, lines, seed), nil
}

// compareLists asks both sides for lists of nodes: dbt in one process, ours in one
// for each.
func (p *pair) compareLists(asked [][]string) (lines int, faults []string, err error) {
	theirs, err := p.listedByDBT(asked)
	if err != nil {
		return 0, nil, err
	}
	for i, args := range asked {
		out, code := p.scvDBT(append([]string{"--quiet", "ls"}, args...)...)
		ours, want := sortedLines(out), theirs[i]
		slices.Sort(want.Lines)
		lines += len(want.Lines)
		switch {
		case code != want.Code:
			faults = append(faults, fmt.Sprintf("ls %s: exit code %d, dbt's %d\n%s\n--- dbt: %s", shown(args), code, want.Code, tail(out), want.Error))
		case code == 0 && !slices.Equal(ours, want.Lines):
			faults = append(faults, fmt.Sprintf("ls %s:\n%s", shown(args), compare.Lines(ours, want.Lines)))
		}
	}
	return lines, faults, nil
}

func shown(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if strings.ContainsAny(a, " *?[") {
			quoted[i] = "'" + a + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// freeze keeps the artifacts of a build as the state. The results are dbt's on both
// sides: some of ours are better on purpose, and selecting is what is compared.
func (p *pair) freeze(dir string) error {
	for name, from := range map[string]string{"manifest.json": dir, "run_results.json": p.theirs} {
		data, err := os.ReadFile(filepath.Join(from, "target", name))
		if err != nil {
			return err
		}
		if err := writeAll(dir, map[string]string{"state/" + name: string(data)}); err != nil {
			return err
		}
	}
	return nil
}

// edited gives the edits of a seed: the same for both copies.
func edited(seed uint64) func(dir string) error {
	return func(dir string) error {
		r := random(seed)
		edits := []struct{ file, from, to string }{
			{"models/staging/stg_0.sql", "select id", "select  id + 0 as id"},
			{"models/marts/totals.sql", "select grp", "select 0 + grp"},
			{"models/staging/staging.yml", "stg_events of the mixed project", "events, told otherwise"},
			{"macros/shape.sql", "* {{ var('factor') }}", "* {{ var('factor') }} * 1"},
			{"dbt_project.yml", "owner: team_", "owner: gang_"},
			{"seeds/seed_0.csv", "1,", "100,"},
			{"models/marts/current.sql", "dbt_valid_to is null", "dbt_valid_to is not null"},
			{"models/marts/exposures.yml", "Who", "Whose"},
		}
		for _, e := range edits {
			path := filepath.Join(dir, filepath.FromSlash(e.file))
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if r.IntN(2) == 0 {
				continue
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(data), e.from, e.to, 1)), 0o600); err != nil {
				return err
			}
		}
		return writeAll(dir, map[string]string{"models/marts/added.sql": "{{ config(tags=['nightly']) }}\nselect id, grp, amount, day from {{ ref('totals') }}\n"})
	}
}

func (p *pair) listedByDBT(asked [][]string) ([]answer, error) {
	data, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(p.work, p.p.name)
	if err := writeAll(dir, map[string]string{"ls.py": listing, "asked.json": string(data)}); err != nil {
		return nil, err
	}
	python := filepath.Join(filepath.Dir(p.dbt), "python")
	out, err := command(p.ctx, p.theirs, quiet(p.p.env), python, filepath.Join(dir, "ls.py"), filepath.Join(dir, "asked.json"), filepath.Join(dir, "answers.json"))
	if err != nil {
		return nil, fmt.Errorf("dbt's own runner: %w\n%s", err, tail(out))
	}
	data, err = os.ReadFile(filepath.Join(dir, "answers.json"))
	if err != nil {
		return nil, err
	}
	var answers []answer
	return answers, json.Unmarshal(data, &answers)
}

func random(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 13)) //nolint:gosec // the same seed asks the same: not a secret
}

// expressions gives the arguments of as many `ls` as are asked for.
func expressions(seed uint64, count int) [][]string {
	e := &asker{random(seed)}
	out := make([][]string, count)
	for i := range out {
		out[i] = e.args()
	}
	return out
}

type asker struct{ r *rand.Rand }

func (e *asker) one(of ...string) string { return of[e.r.IntN(len(of))] }

func (e *asker) maybe(percent int) bool { return e.r.IntN(100) < percent }

// args is one command line: the sets of --select and --exclude, and what limits
// them.
func (e *asker) args() []string {
	args := []string{"--state", "state"}
	switch {
	case e.maybe(6):
		args = append(args, "--selector", e.one("nightly", "not_lib", "both"))
	default:
		args = append(append(args, "--select"), e.union()...)
	}
	if e.maybe(35) {
		args = append(append(args, "--exclude"), e.union()...)
	}
	if e.maybe(25) {
		args = append(args, "--resource-type", e.one("model", "test", "seed", "snapshot", "source", "exposure", "unit_test", "analysis"))
	} else if e.maybe(10) {
		args = append(args, "--exclude-resource-type", e.one("test", "unit_test", "source"))
	}
	if e.maybe(40) {
		args = append(args, "--indirect-selection", e.one("eager", "cautious", "buildable", "empty"))
	}
	return args
}

func (e *asker) union() []string {
	out := make([]string, 1+e.r.IntN(3))
	for i := range out {
		out[i] = e.intersection()
	}
	return out
}

func (e *asker) intersection() string {
	out := e.operated()
	for e.maybe(25) {
		out += "," + e.operated()
	}
	return out
}

// operated is a criterion with graph operators around it.
func (e *asker) operated() string {
	c := e.criterion()
	switch e.r.IntN(9) {
	case 0:
		return "+" + c
	case 1:
		return c + "+"
	case 2:
		return "+" + c + "+"
	case 3:
		return fmt.Sprintf("%d+%s", e.r.IntN(3), c)
	case 4:
		return fmt.Sprintf("%s+%d", c, e.r.IntN(3))
	case 5:
		return "@" + c
	}
	return c
}

func (e *asker) criterion() string {
	name := e.one("stg_0", "stg_1", "stg_events", "mart_0", "mart_1", "mart_2", "totals", "current", "snap", "seed_0", "deal", "uses_deal", "calendar", "inc_0", "inc_2", "nowhere")
	switch e.r.IntN(14) {
	case 0:
		return "tag:" + e.one("stg", "mart", "nightly", "red", "blue", "base", "lib", "slow", "n*", "?ed", "history", "quick")
	case 1:
		return "config." + e.one("materialized:view", "materialized:table", "materialized:incremental", "materialized:ephemeral", "severity:warn", "enabled:true", "tags:red", "meta.owner:team_1", "unique_key:id", "schema:raw_seeds", "incremental_strategy:merge", "store_failures:true")
	case 2:
		return "path:" + e.one("models", "models/marts", "models/marts/deep", "models/staging/*", "seeds", "tests", "models/marts/totals.sql", "lib", "snapshots")
	case 3:
		return e.one("package:mixed", "package:lib", "package:this", "resource_type:model", "resource_type:seed", "resource_type:test", "resource_type:exposure", "access:public", "access:protected", "group:core", "group:none")
	case 4:
		return e.one("test_type:generic", "test_type:singular", "test_type:unit", "test_type:data", "test_name:not_null", "test_name:in_range", "test_name:u*", "unit_test:totals_add_up", "unit_test:*")
	case 5:
		return "source:" + e.one("raw", "raw.events", "raw.unused", "mixed.raw.*", "r*", "*")
	case 6:
		return e.one("exposure:page_0", "exposure:*", "exposure:mixed.page_1", "version:latest", "version:old", "version:none", "version:prerelease")
	case 7, 8:
		return "state:" + e.one("modified", "modified.body", "modified.configs", "modified.macros", "modified.persisted_descriptions", "modified.relation", "modified.contract", "new", "old", "unmodified")
	case 9:
		return "result:" + e.one("success", "error", "skipped", "pass", "fail", "warn")
	case 10:
		return e.one("fqn:", "") + e.one("mixed.staging", "mixed.marts.deep", "staging", "marts.*", "*_0", "mixed.*.stg_?", "lib", "deal.v1", "deal_v2", "mixed.marts.deal", "m*_[01]", "deep.er")
	case 11:
		return "file:" + e.one(name, name+".sql", "*_0.sql", "seed_0.csv", "marts.yml")
	case 12:
		return "selector:" + e.one("nightly", "not_lib", "both")
	}
	return e.one("", "fqn:") + name
}
