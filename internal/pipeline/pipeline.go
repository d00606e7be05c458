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
	"scv/internal/observe"
	"scv/internal/pipeline/version"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// Pipeline is everything a run needs, opened and handed over by app.
type Pipeline struct {
	Warehouse *warehouse.Warehouse
	Control   *control.DB
	Sources   []*source.Source
	// Chain names the weather providers in order of preference: one that cannot be
	// loaded does not stop a run. Limits say how old the newest of a source may be.
	Chain  []string
	Limits map[string]time.Duration
	Loader *bronze.Loader
	// Transform builds silver, identity and gold and runs every check.
	Transform func(ctx context.Context, b Build) (*dbt.Result, error)
	// Truth reads who is whom, where that is known; nil where it is not.
	Truth func(ctx context.Context) (Truth, error)
	// Engine, Project and Config are digests of what a version follows from
	// besides the loaded rows.
	Engine, Project, Config string
	Decisions               string // digest of what people have decided about records, "" for nothing
	Release                 string // digest of Engine, Project and Config, for the report
	KeepVersions            int
	Now                     func() time.Time
	NewID                   func() string
	Progress                scv.Progress
	// Leaving takes part in a rollback to an earlier version; nil = nobody does.
	Leaving func(ctx context.Context, s *warehouse.Session, from, to int64) error
	// Warn tells a person what a run met and goes on from.
	Warn func(format string, args ...any)
}

// Build is what Transform is asked for.
type Build struct {
	Alias   map[string]string // schema -> where it is built and read
	Live    map[string]string // schema of Alias -> where the live version has it; empty = nothing is live
	AsOf    time.Time
	Full    bool   // build what would come out as it is, too
	Program string // digest of what every model follows from
	RunID   string
	// Silver is where what silver builds on its own earlier rows is built and read:
	// it belongs to the version like gold does.
	Silver string
	// There lists what the live version has, as readers name it.
	There func(ctx context.Context) ([]scv.Relation, error)
	// Carry copies relations, as the project names them, from the live version
	// before they change.
	Carry func(ctx context.Context, relations []scv.Relation) error
}

// Options are one run's.
type Options struct {
	AsOf time.Time // what the run calls now; zero = its start
	Full bool      // build even what did not change
	// Kind is what the control database calls the run: "" is "run". Any other loads
	// nothing, builds in any case, and may build a part of the project: the next run
	// never takes its version for the whole.
	Kind string
}

func (o Options) kind() string {
	if o.Kind == "" {
		return "run"
	}
	return o.Kind
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
	if err := p.step(ctx, r, "prepare", p.prepare); err != nil {
		return err
	}
	if o.Kind == "" {
		if err := p.load(ctx, r); err != nil {
			return err
		}
	}
	if err := p.step(ctx, r, "look for news", p.lookForNews); err != nil {
		return err
	}
	if o.Kind != "" {
		r.inputs, r.fingerprint, r.fresh = o.Kind+" "+r.report.RunID, o.Kind+" "+r.report.RunID, false
	}
	if r.fresh && !o.Full {
		if done, err := p.repeat(ctx, r); done || err != nil {
			return err
		}
	}
	for _, s := range []struct {
		name string
		do   func(context.Context, *running) error
	}{{"build", p.build}, {"measure", p.measure}, {"publish", p.publish}, {"drop old versions", p.trim}, {"compact", p.compact}} {
		if err := p.step(ctx, r, s.name, s.do); err != nil {
			return err
		}
	}
	return nil
}

// load brings every source into bronze, in the order of scv.yml, and says how each
// stands. A weather provider that cannot be loaded leaves its place to the next.
func (p *Pipeline) load(ctx context.Context, r *running) error {
	var seen []observe.Seen
	for _, src := range p.Sources {
		var loaded bronze.Report
		failed := p.step(ctx, r, "load "+src.Name(), func(ctx context.Context, r *running) (err error) {
			loaded, err = p.Loader.Load(ctx, src, r.report.RunID)
			r.report.Rows[src.Name()] = loaded.Counts()
			return err
		})
		if failed != nil && !p.standsIn(src.Name(), failed) {
			return fmt.Errorf("load %s: %w", src.Name(), failed)
		}
		s, err := p.seen(ctx, src.Name(), loaded, failed)
		if err != nil {
			return err
		}
		seen = append(seen, s)
	}
	return p.step(ctx, r, "judge sources", func(ctx context.Context, r *running) error { return p.judge(ctx, r, seen) })
}

// build makes the next version beside the live one: models, then their checks.
func (p *Pipeline) build(ctx context.Context, r *running) error {
	if err := p.afterRollback(ctx, r); err != nil {
		return err
	}
	next, err := r.versions.Next(ctx)
	if err != nil {
		return err
	}
	r.version = max(next, r.lost+1) // never a number that was used before
	if err := r.versions.Open(ctx, r.version); err != nil {
		return err
	}
	result, err := p.Transform(ctx, p.buildOf(r))
	if result == nil {
		return err
	}
	r.same = sameAsLive(result)
	return errors.Join(err, tally(r.report, result), p.Control.AddChecks(ctx, r.report.RunID, checkResults(result)))
}

func (p *Pipeline) buildOf(r *running) Build {
	b := Build{Alias: version.Aliases(r.version), Live: map[string]string{}, AsOf: r.report.AsOf, Full: r.full, Program: p.Engine, RunID: r.report.RunID}
	b.Silver = version.Schema(scv.Silver, r.version)
	b.There = func(ctx context.Context) ([]scv.Relation, error) { return r.versions.Relations(ctx, r.live) }
	b.Carry = func(ctx context.Context, relations []scv.Relation) error {
		return r.versions.Carry(ctx, r.live, r.version, relations)
	}
	if r.live != 0 {
		b.Live = version.Aliases(r.live)
	}
	return b
}

// publish shows readers the version that was built, if its checks allow.
func (p *Pipeline) publish(ctx context.Context, r *running) error {
	if err := verdict(r.report); err != nil {
		return err
	}
	if err := r.versions.Freeze(ctx, r.version); err != nil {
		return err
	}
	err := r.versions.Publish(ctx, version.Published{
		Version: r.version, RunID: r.report.RunID, AsOf: r.report.AsOf, Fingerprint: r.fingerprint, Inputs: r.inputs,
	})
	if err != nil {
		return err
	}
	r.report.Published, r.report.Version = true, r.version
	return nil
}

// trim drops the oldest versions.
func (p *Pipeline) trim(ctx context.Context, r *running) error {
	return r.versions.Trim(ctx, p.KeepVersions)
}
