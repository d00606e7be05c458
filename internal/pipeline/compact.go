package pipeline

import (
	"context"

	"scv"
	"scv/internal/warehouse"
)

// Compacted is the space a warehouse took before and after a compaction.
type Compacted struct {
	Before warehouse.Space `json:"before"`
	After  warehouse.Space `json:"after"`
}

// worth is how many free bytes a compaction at the end of a run must give back.
const worth = 64 << 20

// pays says whether a compaction is worth to write everything anew: a new version
// takes what a dropped one left, so that only what is left for long is free.
func pays(s warehouse.Space) bool { return s.Free >= worth && 2*s.Free >= s.Bytes }

// compact gives disk space back when that pays. The version is published: what goes
// wrong here leaves the file as it was, and is told.
func (p *Pipeline) compact(ctx context.Context, _ *running) error {
	if !p.Warehouse.Dialect().Compacts {
		return nil
	}
	before, err := p.Warehouse.Space(ctx)
	if err == nil && pays(before) {
		_, err = Compact(ctx, p.Warehouse, before, p.Progress)
	}
	if err != nil && scv.CodeOf(err) != scv.CodeInterrupted {
		p.Warn("the warehouse file was not compacted and is as it was: %v", err)
		return nil
	}
	return err
}

// Compact writes the warehouse anew without what is free.
func Compact(ctx context.Context, w *warehouse.Warehouse, before warehouse.Space, progress scv.Progress) (Compacted, error) {
	done := Compacted{Before: before, After: before}
	err := w.Compact(ctx, func(step string) error {
		progress.Report(scv.Event{Stage: "compact", Note: step})
		return ctx.Err()
	})
	if err == nil {
		done.After, err = w.Space(ctx)
	}
	return done, err
}
