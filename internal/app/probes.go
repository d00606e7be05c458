package app

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"scv"
	"scv/internal/catalog"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/observe"
	"scv/internal/observe/alert"
	"scv/internal/pipeline"
	"scv/internal/pipeline/version"
	"scv/internal/quality"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// probes is the list of all probes and drills, room by room. To add some: export
// Probes from the room, beside the code they prove, and add a line here. What a
// probe needs of the home it gets as a function; nothing is opened or read before
// a probe runs.
func (a *App) probes(d digests, s sight) []scv.Probe {
	graph, live := s.graph, s.live
	sources := func() []scv.SourceConfig { return a.Config.Sources }
	return slices.Concat(
		source.Probes(source.Health{Configs: a.Config.Sources, Open: a.source, Loaded: a.loaded, Now: a.options.Now, Today: a.today}),
		quality.Probes(quality.Facts{Release: d.release, Graph: graph, Run: once(a.judgedChecks), Ask: a.ask, Live: live, Sources: sources, Repairs: a.allRepairs}),
		dbt.Probes(dbt.Facts{Project: s.project, Columns: s.columns, Ask: a.askWith, Units: a.unitTests}),
		observe.Probes(observe.Facts{Failover: a.drillWeather}),
		alert.Probes(alert.Facts{Notifier: a.notifier(), Store: a.Control, Now: a.options.Now}),
		catalog.Probes(a.catalog(s)),
		pipeline.Probes(func() *control.DB { return a.Control }, d.release, sourceNames(a.Config.Sources)),
		version.Probes(version.Stores{
			Versions: func() *version.Store { return version.NewStore(a.Warehouse, a.options.Now) },
			Control:  func() *control.DB { return a.Control }, Live: live, Events: a.checkEvents, File: a.warehouseFile,
		}),
		a.profileProbes(graph),
		[]scv.Probe{a.targetProbe(s.project), observe.SuiteProbe(a.suite(s))},
		[]scv.Probe{pipeline.Equivalence(a.rebuild)},
		[]scv.Probe{errorCodes()},
	)
}

func sourceNames(sources []scv.SourceConfig) (names []string) {
	for _, s := range sources {
		names = append(names, s.Name)
	}
	return names
}

// sight is what one look at the home sees, each read once: the parsed project and
// what is live.
type sight struct {
	project func(context.Context) (*dbt.Project, error)
	live    func(context.Context) ([]warehouse.Object, error)
	lineage func(context.Context) (catalog.Ways, error)
}

func (a *App) sight(d digests) sight {
	return sight{
		once(func(ctx context.Context) (*dbt.Project, error) { return a.project(ctx, nil, a.options.Now()) }),
		once(a.objects),
		once(func(ctx context.Context) (catalog.Ways, error) { return a.ways(ctx, d.release()) }),
	}
}

func (s sight) graph(ctx context.Context) (*graph.Graph, error) {
	p, err := s.project(ctx)
	if err != nil {
		return nil, err
	}
	return p.Graph(), nil
}

// columns gives the columns of every relation by "schema.name", in lower case.
func (s sight) columns(ctx context.Context) (map[string][]string, error) {
	live, err := s.live(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, o := range live {
		name := strings.ToLower(o.String())
		for _, c := range o.Columns {
			out[name] = append(out[name], c.Name)
		}
	}
	return out, nil
}

// catalog describes the home.
func (a *App) catalog(s sight) catalog.Home {
	return catalog.Home{
		Graph: s.graph, Live: s.live, Sources: func() []scv.SourceConfig { return a.Config.Sources }, Page: a.page,
		Lineage: s.lineage,
	}
}

// suite is what the query suite needs of the home.
func (a *App) suite(s sight) observe.Suite {
	return observe.Suite{
		Ask: a.ask, Relations: s.columns, Now: a.options.Now, Epoch: a.baselineEpoch(),
		Baselines: func() observe.Baselines { return a.Control },
	}
}

// baselineEpoch is what scv.yml says under vars: {perf_baseline: ..}, "" for nothing.
func (a *App) baselineEpoch() string {
	for _, v := range a.Config.Vars {
		if v.Name == "perf_baseline" {
			return fmt.Sprint(v.Value)
		}
	}
	return ""
}

// ask asks the warehouse, which is open whenever a probe runs.
func (a *App) ask(ctx context.Context, sql string) (*warehouse.Table, error) {
	return a.Warehouse.Table(ctx, sql)
}

func (a *App) askWith(ctx context.Context, sql string, args ...any) (*warehouse.Table, error) {
	return a.Warehouse.Table(ctx, sql, args...)
}

func (a *App) objects(ctx context.Context) ([]warehouse.Object, error) {
	return a.Warehouse.Objects(ctx)
}

func (a *App) source(c scv.SourceConfig) (*source.Source, error) {
	return source.New(c, a.Home, drivers())
}

//go:embed sql/*.sql
var sqlFiles embed.FS

func statement(name string) string {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // names are constants; TestStatementsAreThere opens each
	}
	return string(text)
}

// loaded tells what came of a source so far.
func (a *App) loaded(ctx context.Context, c scv.SourceConfig) (l source.Loaded, err error) {
	t, err := a.Warehouse.Table(ctx, statement("source_rows"), c.Name)
	if err != nil {
		return l, err
	}
	l.Read, l.Held = t.Rows[0][0].(int64), t.Rows[0][1].(int64)
	if !c.Kind.IsWeather() {
		return l, nil
	}
	today, err := a.today(ctx)
	if err != nil {
		return l, err
	}
	if t, err = a.Warehouse.Table(ctx, statement("weather_days"), today.Format(time.DateOnly), c.Name); err != nil {
		return l, err
	}
	l.Newest, _ = t.Rows[0][0].(time.Time) // null: no day at all
	l.Today = t.Rows[0][1].(int64)
	return l, nil
}

// today is what the newest run called now, and the time that went by since.
func (a *App) today(ctx context.Context) (time.Time, error) {
	run, err := a.judged(ctx)
	if err != nil || run.ID == "" {
		return a.options.Now(), err
	}
	return run.AsOf.Add(a.options.Now().Sub(run.Started)), nil
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
	j := &quality.Judged{RunID: run.ID, Verdict: run.Verdict, Release: report.Release, Report: report, Checks: map[string]control.CheckResult{}}
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
