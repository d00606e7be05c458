package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/pipeline"
	"scv/internal/source"
	"scv/internal/source/dynamics"
	"scv/internal/source/excel"
	"scv/internal/source/openmeteo"
	"scv/internal/source/weather"
)

// RunOptions are one run's.
type RunOptions struct {
	AsOf time.Time // what the run calls now; zero = the clock
	Full bool      // build even when nothing changed
}

// Run brings the project up to date with scv.yml and takes the records from the
// sources to a published version. The report is there, as far as the run got,
// even with an error. Whatever became of it, the receivers are told what is wrong
// and what is over, and the production checklist is looked at.
func (a *App) Run(ctx context.Context, o RunOptions) (*scv.RunReport, error) {
	out, d := a.run(ctx, o)
	a.observe(ctx, out.report, out.err)
	a.assess(ctx, d, out)
	return out.report, out.err
}

// outcome is what became of a run.
type outcome struct {
	report *scv.RunReport // nil when it did not begin
	built  *dbt.Result    // nil when nothing was built
	err    error
}

func (a *App) run(ctx context.Context, o RunOptions) (out outcome, d digests) {
	_, kept, err := syncProject(a.Home, a.Config)
	if err != nil {
		return outcome{err: err}, d
	}
	for _, path := range kept {
		a.options.Warn("%s was edited by hand and no longer follows what it was made from; remove it to have it made again", path)
	}
	if d, err = a.digests(); err != nil {
		return outcome{err: err}, d
	}
	p, err := a.pipeline(d)
	if err != nil {
		return outcome{err: err}, d
	}
	if p.Decisions, err = a.decisionDigest(ctx); err != nil {
		return outcome{err: err}, d
	}
	transform := p.Transform
	p.Transform = func(ctx context.Context, b pipeline.Build) (*dbt.Result, error) {
		result, err := transform(ctx, b)
		out.built = result
		return result, err
	}
	out.report, out.err = p.Run(ctx, pipeline.Options{AsOf: o.AsOf, Full: o.Full})
	if ctx.Err() == nil {
		out.err = errors.Join(out.err, a.settleRepairs(ctx))
	}
	return out, d
}

func (a *App) pipeline(d digests) (*pipeline.Pipeline, error) {
	sources, err := a.sources()
	if err != nil {
		return nil, err
	}
	p := &pipeline.Pipeline{
		Warehouse:    a.Warehouse,
		Control:      a.Control,
		Sources:      sources,
		Chain:        a.Config.Weather.Providers,
		Limits:       a.limits(),
		Loader:       a.loader(),
		Transform:    a.transform,
		Engine:       d.engine,
		Project:      d.project,
		Config:       d.config,
		Release:      d.release(),
		KeepVersions: a.Config.KeepVersions,
		Now:          a.options.Now,
		NewID:        newRunID(a.options.Now),
		Progress:     a.options.Progress,
		Warn:         a.options.Warn,
	}
	if a.Config.Truth != "" {
		p.Truth = truthReader(a.path(a.Config.Truth))
	}
	return p, nil
}

// limits says how old the newest of each source may be.
func (a *App) limits() map[string]time.Duration {
	limits := map[string]time.Duration{}
	for _, s := range a.Config.Sources {
		limits[s.Name] = s.StaleAfter
	}
	return limits
}

// newRunID gives ids that sort by time: "20261124T080000-3f2a9c".
func newRunID(now func() time.Time) func() string {
	return func() string {
		random := make([]byte, 3)
		_, _ = rand.Read(random) // never fails: crypto/rand ends the process instead
		return now().UTC().Format("20060102T150405") + "-" + hex.EncodeToString(random)
	}
}

// drivers is the registry of source kinds.
func drivers() map[scv.SourceKind]source.Factory {
	return map[scv.SourceKind]source.Factory{
		scv.Dynamics:     dynamics.New,
		scv.Excel:        excel.New,
		scv.WeatherFiles: weather.New,
		scv.OpenMeteo:    openmeteo.New,
	}
}

func (a *App) sources() ([]*source.Source, error) {
	var all []*source.Source
	for _, c := range a.Config.Sources {
		registry := drivers()
		if slices.Contains(a.options.Blocked, c.Name) {
			registry[c.Kind] = source.Blocked
		}
		s, err := source.New(c, a.Home, registry)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
