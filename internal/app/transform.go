package app

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/identity"
	"scv/internal/identity/standardise"
	"scv/internal/pipeline"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// transform builds the home's dbt project, models and checks, with the two
// materializations that run in Go.
func (a *App) transform(ctx context.Context, b pipeline.Build) (*dbt.Result, error) {
	o := a.projectOptions(b.Alias, b.AsOf)
	if b.Full {
		o.Materializations["identity"] = a.identity().Anew()
	}
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, w := range p.Warnings() {
		a.options.Warn("project: %s: %s", place(w), w.Text)
	}
	if err := a.fitSpec(ctx, p); err != nil {
		return nil, err
	}
	if err := carry(ctx, p, b); err != nil {
		return nil, err
	}
	return p.Build(ctx, dbt.BuildOptions{AllChecks: true, Reuse: &dbt.Reuse{Program: b.Program, Live: b.Live, Full: b.Full, By: b.RunID}})
}

// carry gives the version that is built its own copy of what builds on its own
// earlier rows. Silver is built in place but for that.
func carry(ctx context.Context, p *dbt.Project, b pipeline.Build) error {
	return b.Carry(ctx, bearing(p, b))
}

// bearing lists what builds on its own earlier rows, and has silver's built and read
// in the version.
func bearing(p *dbt.Project, b pipeline.Build) (relations []scv.Relation) {
	silver := map[string]string{}
	for _, id := range p.Bearing() {
		n := p.Graph().Nodes[id]
		if n.Schema == string(scv.Silver) {
			silver[id] = b.Silver
		} else if b.Alias[n.Schema] == "" {
			continue
		}
		relations = append(relations, scv.Relation{Schema: n.Schema, Name: n.Alias})
	}
	p.Place(silver)
	return relations
}

// project reads the home's dbt project; the warehouse is not asked.
func (a *App) project(ctx context.Context, alias map[string]string, asOf time.Time) (*dbt.Project, error) {
	return dbt.Load(ctx, a.projectOptions(alias, asOf))
}

func (a *App) projectOptions(alias map[string]string, asOf time.Time) dbt.Options {
	return dbt.Options{
		Dir:              a.projectDir(),
		Vars:             a.vars(),
		Target:           dbt.Target{Name: "scv", Type: a.Warehouse.Dialect().Engine, Schema: string(scv.Silver), Threads: a.threads()},
		Env:              a.env,
		Warehouse:        a.Warehouse,
		Materializations: a.materializations(),
		SchemaAlias:      alias,
		AsOf:             asOf,
		Now:              a.options.Now,
		Progress:         a.options.Progress,
	}
}

// unitTests runs the unit tests of the project in an empty database of their own.
func (a *App) unitTests(ctx context.Context) (res *dbt.Result, err error) {
	w, err := duckdb.Open(ctx, duckdb.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	o := a.projectOptions(nil, a.options.Now())
	o.Warehouse, o.NoArtifacts, o.Progress = w, true, nil
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	return p.Build(ctx, dbt.BuildOptions{Threads: 1, Only: []graph.Kind{graph.UnitTest}})
}

// materializations is the registry of what `materialized:` may name beyond SQL.
func (a *App) materializations() map[string]scv.Materialization {
	session := func(ctx context.Context, fn func(standardise.Conn) error) error {
		return a.Warehouse.Session(ctx, func(s *warehouse.Session) error { return fn(s) })
	}
	return map[string]scv.Materialization{
		"standardise": &standardise.Materialization{
			Session: session, DefaultCountry: a.Config.DefaultCountry, Progress: a.options.Progress, Workers: a.threads(),
		},
		"identity": a.identity(),
	}
}

func (a *App) vars() map[string]any {
	vars := map[string]any{"weather_last_good_days": int64(a.Config.Weather.LastGoodDays)}
	for _, v := range a.Config.Vars {
		vars[v.Name] = v.Value
	}
	return vars
}

// threads is how many models are built side by side.
func (a *App) threads() int {
	if a.Config.Warehouse.Threads > 0 {
		return a.Config.Warehouse.Threads
	}
	return runtime.NumCPU()
}

func (a *App) projectDir() string { return a.path(a.Config.Project) }

// Explain tells why two source records, or the most alike records of two customers,
// are one customer, or not.
func (a *App) Explain(ctx context.Context, left, right string) (*identity.Explanation, error) {
	standing, err := a.decisions(ctx)
	if err != nil {
		return nil, err
	}
	return identity.Explain(ctx, a.Warehouse, standing, left, right)
}

// Member tells what holds a source record in its customer, or a customer together.
func (a *App) Member(ctx context.Context, id string) (*identity.Membership, error) {
	standing, err := a.decisions(ctx)
	if err != nil {
		return nil, err
	}
	return identity.Member(ctx, a.Warehouse, standing, id)
}

// Diagnose tells what the published version's matching has learned.
func (a *App) Diagnose(ctx context.Context) ([]identity.Diagnosis, error) {
	return identity.DiagnosePublished(ctx, a.Warehouse)
}

func place(w dbt.Warning) string {
	if w.File == "" {
		return string(w.Code)
	}
	return w.File + ":" + strconv.Itoa(w.Line)
}
