package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/pipeline/version"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// Pipeline is everything a run needs, opened and handed over by app.
type Pipeline struct {
	Warehouse *warehouse.Warehouse
	Control   *control.DB
	Sources   []*source.Source
	Loader    *bronze.Loader
	// Transform builds silver, identity and gold and runs every check; relations
	// of a schema named in alias are built and read in the schema it maps to.
	Transform func(ctx context.Context, alias map[string]string, asOf time.Time) (*dbt.Result, error)
	// Truth reads who is whom, where that is known; nil where it is not.
	Truth func(ctx context.Context) (Truth, error)
	// Engine, Project and Config are digests of what a version follows from
	// besides the loaded rows.
	Engine, Project, Config string
	KeepVersions            int
	Now                     func() time.Time
	NewID                   func() string
	Progress                scv.Progress
}

// Options are one run's.
type Options struct {
	AsOf time.Time // what the run calls now; zero = its start
	Full bool      // build even when nothing changed
}

// Run takes the records from the sources to the readers: load, build beside the
// live version, check, publish. The report is valid, as far as the run got, even
// with an error. When an error-severity check fails nothing is published and the
// error has code SCV-P001. A run that was stopped is continued by the next one.
func (p *Pipeline) Run(ctx context.Context, o Options) (*scv.RunReport, error) {
	r, err := p.begin(ctx, o)
	if err != nil {
		return r.report, err
	}
	err = p.run(ctx, r, o)
	return r.report, p.end(r, err)
}

func (p *Pipeline) run(ctx context.Context, r *running, o Options) error {
	if err := p.load(ctx, r); err != nil {
		return err
	}
	fresh, err := p.fresh(ctx, r)
	if err != nil {
		return err
	}
	if fresh && !o.Full {
		if done, err := p.repeat(ctx, r); done || err != nil {
			return err
		}
	}
	if err := p.afterRollback(ctx, r); err != nil {
		return err
	}
	if err := p.build(ctx, r); err != nil {
		return err
	}
	if err := p.measure(ctx, r); err != nil {
		return err
	}
	if err := verdict(r.report); err != nil {
		return err
	}
	return p.publish(ctx, r)
}

// load brings every source into bronze, in the order of scv.yml.
func (p *Pipeline) load(ctx context.Context, r *running) error {
	if err := p.Loader.Prepare(ctx); err != nil {
		return err
	}
	for _, src := range p.Sources {
		loaded, err := p.Loader.Load(ctx, src, r.report.RunID)
		r.report.Rows[src.Name()] = loaded.Counts()
		if err != nil {
			return fmt.Errorf("load %s: %w", src.Name(), err)
		}
	}
	return p.countHeld(ctx, r)
}

// build makes the next version beside the live one: models, then their checks.
func (p *Pipeline) build(ctx context.Context, r *running) error {
	var err error
	if r.version, err = r.versions.Next(ctx); err != nil {
		return err
	}
	if err := r.versions.Open(ctx, r.version); err != nil {
		return err
	}
	result, err := p.Transform(ctx, version.Aliases(r.version), r.report.AsOf)
	if result == nil {
		return err
	}
	return errors.Join(err, tally(r.report, result), p.Control.AddChecks(ctx, r.report.RunID, checkResults(result)))
}

// publish shows readers the version that was built, and drops the oldest ones.
func (p *Pipeline) publish(ctx context.Context, r *running) error {
	err := r.versions.Publish(ctx, version.Published{
		Version: r.version, RunID: r.report.RunID, AsOf: r.report.AsOf, Fingerprint: r.fingerprint, Inputs: r.inputs,
	})
	if err != nil {
		return err
	}
	r.report.Published, r.report.Version = true, r.version
	return r.versions.Trim(ctx, p.KeepVersions)
}
