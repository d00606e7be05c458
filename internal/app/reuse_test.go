package app_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/race"
)

// replaceIn edits a file of a home: the text that is one of the pair becomes the other.
func replaceIn(t *testing.T, home, file, a, b string) {
	t.Helper()
	path := filepath.Join(home, file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fresh := strings.Replace(string(text), a, b, 1)
	if fresh == string(text) {
		fresh = strings.Replace(string(text), b, a, 1)
	}
	if fresh == string(text) {
		t.Fatalf("%s says neither %q nor %q", file, a, b)
	}
	if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

// edits are what people do to a home between two runs.
func edits() map[string]func(t *testing.T, home string) {
	return map[string]func(t *testing.T, home string){
		"sql": func(t *testing.T, home string) {
			replaceIn(t, home, "project/models/gold/rpt_region_kpi.sql", ", 3) as records_per", ", 2) as records_per")
		},
		"weather": func(t *testing.T, home string) {
			replaceIn(t, home, "project/models/gold/rpt_weather_exposure.sql", "max_c >= 30", "max_c >= 20")
		},
		"golden": func(t *testing.T, home string) {
			replaceIn(t, home, "project/macros/survivorship.sql", "updated_at desc nulls last,", "updated_at nulls last,")
		},
		"macro": func(t *testing.T, home string) {
			replaceIn(t, home, "project/macros/expressions.sql", "/ 1.8, 1)", "/ 1.7, 1)")
		},
		"variable": func(t *testing.T, home string) {
			replaceIn(t, home, "project/dbt_project.yml", "weather_days_back: 3", "weather_days_back: 2")
		},
		"settings": func(t *testing.T, home string) {
			replaceIn(t, home, "scv.yml", "default_country: DE", "default_country: FR")
		},
		"lines": func(t *testing.T, home string) {
			replaceIn(t, home, "project/identity/customer.yml", "auto: 0,", "auto: 4,")
		},
		"comparisons": func(t *testing.T, home string) {
			replaceIn(t, home, "project/identity/customer.yml", "    - name_suffix # jr is not sr\n", "    - {column: region_std, kind: category}\n")
		},
		"rows":     deliver,
		"rollback": rollBack,
		"nothing":  func(*testing.T, string) {},
	}
}

func rollBack(t *testing.T, home string) {
	t.Helper()
	in(t, home, func(a *app.App) error {
		_, err := a.Rollback(t.Context(), 0, "kim", "a test")
		if scv.CodeOf(err) == scv.CodeVersion {
			return nil // there is none before
		}
		return err
	})
}

// in opens a home for one thing.
func in(t *testing.T, home string, do func(*app.App) error) {
	t.Helper()
	a, err := app.Open(t.Context(), home, app.Options{Now: func() time.Time { return nextDay }, Env: os.LookupEnv})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(a), a.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestARunPublishesWhatAFullRunDoes edits a home at random, with deliveries and
// rollbacks between, and runs it after each edit. What readers see in the end is, row
// for row, what a full run over the same home publishes.
func TestARunPublishesWhatAFullRunDoes(t *testing.T) {
	t.Parallel()
	e := prepared(t)
	home := e.copy(t)
	dice := rand.New(rand.NewPCG(7, 7))
	names := []string{"sql", "rows", "macro", "rollback", "golden", "settings", "variable", "weather", "nothing", "lines", "comparisons"}
	var done []string
	for range 6 {
		name := names[dice.IntN(len(names))]
		done = append(done, name)
		edits()[name](t, home)
		in(t, home, func(a *app.App) error {
			_, err := a.Run(t.Context(), app.RunOptions{AsOf: nextDay})
			if scv.CodeOf(err) == scv.CodeLeft { // what readers were taken back from
				return nil
			}
			return err
		})
	}
	edits()["sql"](t, home) // something that was not left
	var report, full *scv.RunReport
	in(t, home, func(a *app.App) (err error) {
		report, err = a.Run(t.Context(), app.RunOptions{AsOf: nextDay})
		return err
	})
	got := readTables(t, home)
	in(t, home, func(a *app.App) (err error) {
		full, err = a.Run(t.Context(), app.RunOptions{AsOf: nextDay, Full: true})
		return err
	})
	readTables(t, home).same(t, fmt.Sprint("after ", done), got, "bronze", "identity", "gold")
	if report.Work == nil || report.Work.Carried == 0 || full.Work.Carried+full.Work.Skipped > 0 || full.Changed > 0 {
		t.Errorf("%v: the run did %+v, the full one %+v and changed %d rows", done, report.Work, full.Work, full.Changed)
	}
}

// TestUnchangedIdentityIsCarried edits one gold model: matching and standardising,
// which take longest, are not done again, and what stands beside identity is there.
func TestUnchangedIdentityIsCarried(t *testing.T) {
	t.Parallel()
	home := prepared(t).copy(t)
	var steps []string
	run := func() (report *scv.RunReport) {
		in(t, home, func(a *app.App) (err error) {
			report, err = a.Run(t.Context(), app.RunOptions{AsOf: nextDay})
			return err
		})
		return report
	}
	run()
	before := readTables(t, home)
	edits()["sql"](t, home)
	report := run()
	for _, n := range report.Work.Nodes {
		if n.Action == "built" {
			steps = append(steps, n.Name)
		}
	}
	if report.Work.Built != 1 || steps[0] != "rpt_region_kpi" {
		t.Errorf("built %v", steps)
	}
	readTables(t, home).same(t, "carried", before, "identity")
}

// TestAChangedSpecIsNoticed edits how the home matches: matching is done again, and
// what readers see is what a full run publishes; a spec that does not go ends the run
// before anything is built.
func TestAChangedSpecIsNoticed(t *testing.T) {
	race.Skip(t, "runs one after the other, as TestARunPublishesWhatAFullRunDoes makes them")
	t.Parallel()
	home := prepared(t).copy(t)
	run := func(full bool) (report *scv.RunReport, failed error) {
		in(t, home, func(a *app.App) error {
			report, failed = a.Run(t.Context(), app.RunOptions{AsOf: nextDay, Full: full})
			return nil
		})
		return report, failed
	}
	for _, name := range []string{"nothing", "lines", "comparisons", "lines"} {
		edits()[name](t, home)
		report, err := run(false)
		if err != nil {
			t.Fatal(name, err)
		}
		why := ""
		for _, n := range report.Work.Nodes {
			if n.Name == "customer_identity" && n.Action == "built" {
				why = fmt.Sprint(n.Why)
			}
		}
		if name != "nothing" && !strings.Contains(why, "identity") {
			t.Errorf("%s: customer_identity was built because of %q", name, why)
		}
		got := readTables(t, home)
		if _, err := run(true); err != nil {
			t.Fatal(name, err)
		}
		readTables(t, home).same(t, name, got, "identity", "gold")
	}
	before := readTables(t, home)
	replaceIn(t, home, "project/identity/customer.yml", "column: region_std", "column: region_stt")
	if report, err := run(false); scv.CodeOf(err) != scv.CodeMatchSpec || !strings.Contains(err.Error(), "project/identity/customer.yml:") || report != nil && report.Work != nil && report.Work.Built > 0 {
		t.Errorf("%v, %+v", err, report)
	}
	readTables(t, home).same(t, "refused", before, "identity", "gold")
}
