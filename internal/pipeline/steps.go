package pipeline

import (
	"context"
	"errors"

	"scv"
	"scv/internal/control"
)

// step does one stage of a run. The control database knows when it began and how
// it ended, progress shows it from its start, the report tells how long it took.
// A process that is killed before or after any of them leaves a state that the
// next run continues from.
func (p *Pipeline) step(ctx context.Context, r *running, name string, do func(context.Context, *running) error) error {
	started := p.Now()
	seq, err := p.Control.StartStep(ctx, r.report.RunID, name, started)
	if err != nil {
		return err
	}
	p.Progress.Report(scv.Event{Stage: name})
	err = do(ctx, r)
	p.Progress.Report(scv.Event{Stage: name, End: true})
	ended := p.Now()
	r.report.Steps = append(r.report.Steps, scv.StepTime{Name: name, Seconds: ended.Sub(started).Seconds()})
	state := control.StepDone
	if err != nil {
		state = control.StepFailed
	}
	return errors.Join(err, p.Control.FinishStep(ctx, r.report.RunID, seq, ended, state, string(scv.CodeOf(err))))
}
