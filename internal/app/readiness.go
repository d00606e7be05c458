package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"scv"
	"scv/internal/app/config"
	"scv/internal/control"
	"scv/internal/readiness"
	"scv/internal/warehouse/duckdb"
)

// Readiness gives the checklist of a home to read: the warehouse stays closed, so
// that it works beside a run, and a home that never ran gets no file. Call done
// after use.
func Readiness(ctx context.Context, home string, o Options) (c *readiness.Checker, done func() error, err error) {
	conf, err := readConfig(home)
	if err != nil {
		return nil, nil, err
	}
	a := &App{Home: home, Config: conf, options: o.withDefaults()}
	path := a.path(conf.Control)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		if a.Control, err = control.Open(ctx, path); err != nil {
			return nil, nil, err
		}
	}
	d, err := a.digests()
	if err == nil {
		c, err = a.checker(d, a.sight(d))
	}
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return c, a.Close, nil
}

// RunProbes runs the probes of the boxes that ids name (none = all boxes, without
// drills), records what they saw and tells how the checklist stands now.
func (a *App) RunProbes(ctx context.Context, ids []string) ([]control.Evidence, *readiness.Status, error) {
	d, err := a.digests()
	if err != nil {
		return nil, nil, err
	}
	return a.probe(ctx, d, a.sight(d), ids)
}

func (a *App) probe(ctx context.Context, d digests, s sight, ids []string) ([]control.Evidence, *readiness.Status, error) {
	c, err := a.checker(d, s)
	if err != nil {
		return nil, nil, err
	}
	run, err := a.judged(ctx)
	if err != nil {
		return nil, nil, err
	}
	seen, err := c.Run(ctx, ids, run.ID)
	if err != nil {
		return nil, nil, err
	}
	status, err := c.Status(ctx)
	return seen, status, err
}

// assess writes the pages about the home and runs every probe at the end of a run. A run is not undone because its
// evidence could not be kept: that is a warning.
func (a *App) assess(ctx context.Context, d digests, o outcome) {
	report := o.report
	if report == nil || ctx.Err() != nil {
		return
	}
	a.options.Progress.Report(scv.Event{Stage: "look at the checklist"})
	s := a.sight(d)
	if err := a.tellLineage(ctx, d, o, s); err != nil {
		a.options.Warn("where the columns of this run come from was not kept: %s", err)
	}
	if err := a.writePages(ctx, a.catalog(s)); err != nil {
		a.options.Warn("the pages about this home were not written: %s", err)
	}
	_, status, err := a.probe(ctx, d, s, nil)
	a.options.Progress.Report(scv.Event{Stage: "look at the checklist", End: true})
	if err != nil {
		a.options.Warn("the production checklist was not looked at: %s", err)
		return
	}
	report.Readiness = &status.Totals
}

func (a *App) checker(d digests, s sight) (*readiness.Checker, error) {
	list, err := readiness.Load()
	if err != nil {
		return nil, err
	}
	c := &readiness.Checker{
		Checklist: list, Probes: a.probes(d, s), Now: a.options.Now,
		Place: readiness.Place{Release: d.release(), Environment: a.environment(), Profile: duckdb.Engine},
	}
	if a.Control != nil {
		c.Store = a.Control
	}
	return c, c.Validate()
}

// environment is "demo" for the example company and "default" for any other home.
func (a *App) environment() string {
	if _, err := os.Stat(filepath.Join(a.Home, demoStamp)); err == nil {
		return "demo"
	}
	return "default"
}

// digests are what a version follows from besides the loaded rows.
type digests struct{ engine, project, config string }

// release is the digest of all three.
func (d digests) release() string {
	sum := sha256.Sum256([]byte(d.engine + d.project + d.config))
	return hex.EncodeToString(sum[:])
}

func (a *App) digests() (d digests, err error) {
	if d.engine, err = engineDigest(); err != nil {
		return d, err
	}
	if d.project, err = treeDigest(a.path(a.Config.Project)); err != nil {
		return d, err
	}
	d.config, err = fileDigest(filepath.Join(a.Home, config.Name))
	return d, err
}

// judged is the newest run that ended by itself; a zero Run when there is none.
func (a *App) judged(ctx context.Context) (control.Run, error) {
	run, _, err := a.Control.LastRun(ctx, "run", control.Published, control.Unchanged, control.Refused, control.Failed)
	if err != nil {
		return run, fmt.Errorf("find newest run: %w", err)
	}
	return run, nil
}
