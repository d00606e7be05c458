package pipeline

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/control"
	"scv/internal/pipeline/version"
)

// Rolled is a rollback as it is recorded.
type Rolled struct {
	From   int64  `json:"from"`
	To     int64  `json:"to"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Rollback shows readers version to again (0 = the one before the live one) and
// records in the control database who wanted it and why. The next run refuses to
// build from inputs that gave the version that was left; when something changed
// it goes on, and its report says after what.
func (p *Pipeline) Rollback(ctx context.Context, to int64, by, reason string) (Rolled, error) {
	at := p.Now()
	id := p.NewID()
	if err := p.Control.StartRun(ctx, control.Run{ID: id, Kind: "rollback", Started: at, AsOf: at}); err != nil {
		return Rolled{}, err
	}
	store := version.NewStore(p.Warehouse, p.Now)
	if p.Leaving != nil {
		store.Leaving(p.Leaving)
	}
	from, now, err := store.Rollback(ctx, to, by, reason)
	done := Rolled{from.Version, now.Version, by, reason}
	finish := control.Finish{At: p.Now(), Verdict: control.RolledBack, Version: now.Version, Report: done}
	if err != nil {
		finish.Verdict, finish.Version = control.Failed, from.Version
	}
	return done, errors.Join(err, p.Control.FinishRun(ctx, id, finish))
}

// afterRollback refuses to build once more what readers were taken back from.
func (p *Pipeline) afterRollback(ctx context.Context, r *running) error {
	left, again, err := r.versions.Repeats(ctx, r.inputs)
	if err != nil || !again {
		return err
	}
	return &scv.Error{
		Code: scv.CodeLeft, Op: "run", Subject: fmt.Sprintf("version %d", left.Version),
		Err:  fmt.Errorf("the same rows, project, configuration and program gave it, and %s took readers back from it: %s", left.Left.By, left.Left.Reason),
		Hint: fmt.Sprintf("Repair the source or project/ and run again, or type `scv rollback %d` to show it after all.", left.Version),
	}
}
