package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"scv"
	"scv/internal/pipeline"
	"scv/internal/pipeline/version"
)

// VersionLine is one published version with what it holds.
type VersionLine struct {
	version.Published
	version.Size
	Customers int64      `json:"customers"`
	Checks    scv.Checks `json:"checks"` // of the run that built it
}

// Versions lists what is kept, newest first.
func (a *App) Versions(ctx context.Context) ([]VersionLine, error) {
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
		if lines[i].Checks, err = a.checksOf(ctx, p.RunID); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (a *App) checksOf(ctx context.Context, runID string) (scv.Checks, error) {
	run, ok, err := a.Control.FindRun(ctx, runID)
	if err != nil || !ok {
		return scv.Checks{}, err
	}
	var report scv.RunReport
	if err := json.Unmarshal(run.Report, &report); err != nil {
		return scv.Checks{}, fmt.Errorf("read report of run %s: %w", runID, err)
	}
	return report.Checks, nil
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

// Rollback shows readers another version; see pipeline.Rollback.
func (a *App) Rollback(ctx context.Context, to int64, by, reason string) (pipeline.Rolled, error) {
	p := &pipeline.Pipeline{Warehouse: a.Warehouse, Control: a.Control, Now: a.options.Now, NewID: newRunID(a.options.Now)}
	return p.Rollback(ctx, to, by, reason)
}
