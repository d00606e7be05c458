package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/identity"
	"scv/internal/pipeline"
	"scv/internal/pipeline/version"
	"scv/internal/warehouse"
)

// VersionLine is one published version with what it holds.
type VersionLine struct {
	version.Published
	version.Size
	Verdict   control.Verdict `json:"verdict"` // of the run that built it
	Customers int64           `json:"customers"`
	Checks    scv.Checks      `json:"checks"` // the same run's
}

// RefusedLine is a run that built a version which readers never saw.
type RefusedLine struct {
	RunID   string          `json:"run_id"`
	Started time.Time       `json:"started"`
	AsOf    time.Time       `json:"as_of"`
	Verdict control.Verdict `json:"verdict"`
	Checks  scv.Checks      `json:"checks"`
	Failed  []string        `json:"failed"` // names of the checks that failed with severity error
}

// VersionList is what is kept, and what was refused since the oldest of it.
type VersionList struct {
	Versions []VersionLine `json:"versions"` // newest first
	Refused  []RefusedLine `json:"refused"`  // newest first
}

// Versions lists what is kept, and the runs that were refused meanwhile.
func (a *App) Versions(ctx context.Context) (*VersionList, error) {
	lines, err := a.kept(ctx)
	if err != nil {
		return nil, err
	}
	l := &VersionList{Versions: lines, Refused: []RefusedLine{}}
	var since time.Time
	if len(lines) > 0 {
		since = lines[len(lines)-1].PublishedAt
	}
	runs, err := a.Control.Runs(ctx, lookBack)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		if run.Verdict == control.Refused && run.Started.After(since) {
			r, err := refusedLine(run)
			if err != nil {
				return nil, err
			}
			l.Refused = append(l.Refused, r)
		}
	}
	return l, nil
}

// lookBack is among how many runs refused ones are looked for.
const lookBack = 200

func refusedLine(run control.Run) (RefusedLine, error) {
	r := RefusedLine{RunID: run.ID, Started: run.Started, AsOf: run.AsOf, Verdict: run.Verdict, Failed: []string{}}
	report, err := reportOf(run)
	r.Checks = report.Checks
	for _, f := range report.Failures {
		if f.Severity == "error" {
			r.Failed = append(r.Failed, f.Check)
		}
	}
	return r, err
}

func reportOf(run control.Run) (report scv.RunReport, err error) {
	if len(run.Report) == 0 {
		return report, nil
	}
	if err := json.Unmarshal(run.Report, &report); err != nil {
		return report, fmt.Errorf("read report of run %s: %w", run.ID, err)
	}
	return report, nil
}

// kept lists the versions that are kept, newest first.
func (a *App) kept(ctx context.Context) ([]VersionLine, error) {
	store := version.NewStore(a.Warehouse, a.options.Now)
	list, err := store.List(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]VersionLine, len(list))
	for i, p := range list {
		lines[i].Published = p
		if lines[i].Size, err = store.Size(ctx, p.Version); err != nil {
			return nil, err
		}
		lines[i].Customers = lines[i].Rows["gold.dim_customer"]
		run, ok, err := a.Control.FindRun(ctx, p.RunID)
		if err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue // the control database was lost or begun anew
		}
		report, err := reportOf(run)
		if err != nil {
			return nil, err
		}
		lines[i].Verdict, lines[i].Checks = run.Verdict, report.Checks
	}
	return lines, nil
}

// CompareVersions tells what changed between two versions; 0 for from is the one
// before to, 0 for to the live one.
func (a *App) CompareVersions(ctx context.Context, from, to int64) (*version.Diff, error) {
	store := version.NewStore(a.Warehouse, a.options.Now)
	list, err := store.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if to == 0 && p.Live {
			to = p.Version
		}
		if from == 0 && to != 0 && p.Version < to {
			from = p.Version
		}
	}
	if from == 0 || to == 0 {
		return nil, &scv.Error{
			Code: scv.CodeVersion, Op: "compare versions", Err: errors.New("there are not two of them"),
			Hint: "Type `scv versions` to see what is kept, and `scv run` to publish another.",
		}
	}
	return store.Diff(ctx, from, to)
}

// Compact gives back the disk space that dropped versions left in the warehouse file.
func (a *App) Compact(ctx context.Context) (pipeline.Compacted, error) {
	before, err := a.Warehouse.Space(ctx)
	if err != nil || before.Free == 0 {
		return pipeline.Compacted{Before: before, After: before}, err
	}
	return pipeline.Compact(ctx, a.Warehouse, before, a.options.Progress)
}

// Rollback is one as it is recorded, and what else it took back.
type Rollback struct {
	pipeline.Rolled
	Untrained []identity.Waiting `json:"untrained,omitempty"` // models that were trained, and stay out until somebody trains again
}

// Rollback shows readers another version; see pipeline.Rollback.
func (a *App) Rollback(ctx context.Context, to int64, by, reason string) (done Rollback, err error) {
	p := &pipeline.Pipeline{Warehouse: a.Warehouse, Control: a.Control, Now: a.options.Now, NewID: newRunID(a.options.Now)}
	p.Leaving = func(ctx context.Context, s *warehouse.Session, from, to int64) error {
		done.Untrained, err = identity.Untrain(ctx, s, version.Schema(scv.Identity, from), version.Schema(scv.Identity, to))
		return err
	}
	done.Rolled, err = p.Rollback(ctx, to, by, reason)
	return done, err
}
