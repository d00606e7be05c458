package main

import (
	"fmt"
	"os"
	"path/filepath"

	"scv/bench/dbt/generate"
)

// project is one that both sides build.
type project struct {
	name     string
	write    func(dir string) error
	database string   // file of the warehouse, relative to the project
	env      []string // for both sides
	build    []string // arguments of build
	model    string   // a small one, to show
	deps     bool     // dbt wants its packages installed, local ones too
	// better lists nodes whose verdict differs on purpose, with the reason.
	better map[string]string
	// otherwise lists relations and files of SQL, with their folder where another has
	// the same name, that follow from those nodes.
	otherwise []string
	// random asks for that many random selections: the names in them are those of
	// the mixed projects.
	random int
}

const fixtureDir = "internal/dbt/testdata/oracle/fixture"

func projects(seed uint64, mixed int) []project {
	all := []project{
		{
			name: "fixture", database: "room.duckdb", model: "loan_facts", env: []string{"READING_ROOM_THREADS=1"},
			write: func(dir string) error {
				if err := os.CopyFS(dir, os.DirFS(fixtureDir)); err != nil {
					return err
				}
				return os.MkdirAll(filepath.Join(dir, "ext"), 0o755)
			},
			build: []string{"--event-time-start", "2025-01-01", "--event-time-end", "2025-04-01"},
			deps:  true,
			better: map[string]string{
				"model.reading_room.inc_twin":                "built on the first run",
				"unit_test.reading_room.inc_twin.twin_later": "needs no tables",
			},
			otherwise: []string{"main_log.last_run", "main_inc.inc_twin", "reading_room-on-run-end-0.sql", "_unit_trouble.yml/stg_desk_events.sql"},
		},
		{
			name: "generated", database: "generated.duckdb", model: "model_0",
			write: func(dir string) error {
				return generate.Write(dir, generate.Files(generate.Size{Models: 40, Tests: 120, Seeds: 3, Seed: 11}))
			},
		},
	}
	for i := range uint64(mixed) {
		all = append(all, project{
			name: fmt.Sprintf("mixed-%d", seed+i), database: "mixed.duckdb", model: "stg_events", deps: true, random: 200,
			write: func(dir string) error { return generate.Write(dir, generate.Mixed(seed+i)) },
			// Where its build fails what the unit test reads is not there.
			better: map[string]string{"unit_test.mixed.totals.totals_add_up": "needs no tables"},
		})
	}
	return all
}

// quiet are variables that make dbt's runs alike and keep them off the network.
func quiet(env []string) []string {
	return append([]string{
		"DBT_SEND_ANONYMOUS_USAGE_STATS=false", "DO_NOT_TRACK=1", "DBT_USE_COLORS=false", "NO_COLOR=1", "DBT_VERSION_CHECK=false",
	}, env...)
}

// pair is a project in two copies.
type pair struct {
	*suite
	p            project
	ours, theirs string
}

func (s *suite) newPair(p project) (*pair, error) {
	out := &pair{suite: s, p: p, ours: filepath.Join(s.work, p.name, "ours"), theirs: filepath.Join(s.work, p.name, "theirs")}
	for _, dir := range []string{out.ours, out.theirs} {
		if err := p.write(dir); err != nil {
			return nil, fmt.Errorf("write project %s: %w", p.name, err)
		}
	}
	return out, nil
}

// scvDBT runs a verb of `scv dbt` in our copy, realDBT one of dbt in theirs.
func (p *pair) scvDBT(args ...string) (string, int) {
	return outcome(command(p.ctx, p.ours, quiet(p.p.env), p.scv, append([]string{"dbt"}, args...)...))
}

func (p *pair) realDBT(dir string, args ...string) (string, int) {
	return outcome(command(p.ctx, dir, quiet(p.p.env), p.dbt, args...))
}
