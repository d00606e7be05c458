package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/observe"
	"scv/internal/observe/alert"
	"scv/internal/quality"
)

// probes is the list of all probes and drills, room by room. To add some: export
// Probes from the room, beside the code they prove, and add a line here. What a
// probe needs of the home it gets as a function; nothing is opened or read before
// a probe runs.
func (a *App) probes() []scv.Probe {
	return slices.Concat(
		quality.Probes(a.qualityFacts()),
		dbt.Probes(a.projectFacts()),
		observe.Probes(observe.Facts{Failover: a.drillWeather}),
		alert.Probes(alert.Facts{Notifier: a.notifier(), Store: a.Control, Now: a.options.Now}),
		[]scv.Probe{errorCodes()},
	)
}

func (a *App) qualityFacts() quality.Facts {
	return quality.Facts{Graph: once(a.graph), Run: once(a.judgedChecks)}
}

func (a *App) projectFacts() dbt.Facts {
	return dbt.Facts{
		Project: once(func(ctx context.Context) (*dbt.Project, error) { return a.project(ctx, nil, a.options.Now()) }),
		Columns: once(a.liveColumns),
	}
}

// liveColumns gives the columns of every relation of the warehouse by
// "schema.name", in lower case: what readers see.
func (a *App) liveColumns(ctx context.Context) (map[string][]string, error) {
	t, err := a.Warehouse.Table(ctx, "select lower(table_schema || '.' || table_name), column_name from information_schema.columns order by 1, ordinal_position")
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, row := range t.Rows {
		relation, _ := row[0].(string)
		column, _ := row[1].(string)
		out[relation] = append(out[relation], column)
	}
	return out, nil
}

// once asks at the first call and gives the same answer ever after.
func once[T any](ask func(context.Context) (T, error)) func(context.Context) (T, error) {
	var mu sync.Mutex
	var done bool
	var value T
	var err error
	return func(ctx context.Context) (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if !done {
			value, err = ask(ctx)
			done = true
		}
		return value, err
	}
}

// graph parses the home's project.
func (a *App) graph(ctx context.Context) (*graph.Graph, error) {
	p, err := a.project(ctx, nil, a.options.Now())
	if err != nil {
		return nil, err
	}
	return p.Graph(), nil
}

// judgedChecks gives the newest run that ended by itself with the checks that it,
// or the run whose version it kept, executed.
func (a *App) judgedChecks(ctx context.Context) (*quality.Judged, error) {
	run, err := a.judged(ctx)
	if err != nil || run.ID == "" {
		return nil, err
	}
	var report scv.RunReport
	if err := json.Unmarshal(run.Report, &report); err != nil {
		return nil, fmt.Errorf("read report of run %s: %w", run.ID, err)
	}
	found, err := a.Control.Checks(ctx, report.ChecksOf)
	if err != nil {
		return nil, err
	}
	j := &quality.Judged{RunID: run.ID, Verdict: run.Verdict, Checks: map[string]control.CheckResult{}}
	for _, c := range found {
		j.Checks[c.ID] = c
	}
	return j, nil
}

// errorCodes proves the catalogue of errors.
func errorCodes() scv.Probe {
	return scv.Probe{
		Name: "doc.errors", Items: []string{"1.4.4", "7.1.2"},
		Proves: "Every error code that the program knows has a title, a cause and a fix; the build fails when one is declared without.",
		Run: func(context.Context) scv.Finding {
			return judgeCodes(scv.Catalogue())
		},
	}
}

func judgeCodes(codes []scv.CodeInfo) scv.Finding {
	for i, c := range codes {
		if c.Title == "" || c.Cause == "" || c.Fix == "" || i > 0 && codes[i-1].Code == c.Code {
			return scv.Failed(fmt.Sprintf("%s has no title, cause or fix, or is there twice", c.Code), "Complete it in the catalogue of the program.")
		}
	}
	return scv.Passed(fmt.Sprintf("%d error codes, each with its cause and what to do", len(codes)))
}
