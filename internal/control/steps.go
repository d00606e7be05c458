package control

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// StepState is how far a step is.
type StepState string

// The states of a step.
const (
	StepRunning StepState = "running"
	StepDone    StepState = "done"
	StepSkipped StepState = "skipped" // its input did not change
	StepFailed  StepState = "failed"
)

// Step is one stage of a run. Times are UTC.
type Step struct {
	Seq      int // from 1, in the order they started
	Name     string
	Started  time.Time
	Finished time.Time // zero while running
	State    StepState
	Detail   string // counts or a code; never a customer's value
}

// StartStep adds a step to a run and gives its number.
func (d *DB) StartStep(ctx context.Context, runID, name string, at time.Time) (seq int, err error) {
	err = d.sql.QueryRowContext(ctx, `insert into step (run_id, seq, name, started, state)
		values (?1, (select coalesce(max(seq), 0) + 1 from step where run_id = ?1), ?2, ?3, ?4) returning seq`,
		runID, name, stamp(at), StepRunning).Scan(&seq)
	return seq, translate("record step "+name, d.path, err)
}

// FinishStep records how a step ended, even when ctx is over.
func (d *DB) FinishStep(ctx context.Context, runID string, seq int, at time.Time, state StepState, detail string) error {
	_, err := d.sql.ExecContext(context.WithoutCancel(ctx),
		"update step set finished = ?, state = ?, detail = ? where run_id = ? and seq = ?", stamp(at), state, detail, runID, seq)
	return translate("record end of step", d.path, err)
}

// Steps lists a run's steps in the order they started.
func (d *DB) Steps(ctx context.Context, runID string) ([]Step, error) {
	found, err := list(ctx, d.sql, scanStep,
		"select seq, name, started, coalesce(finished, ''), state, detail from step where run_id = ? order by seq", runID)
	return found, translate("read steps", d.path, err)
}

func scanStep(rows *sql.Rows) (s Step, err error) {
	var started, finished string
	if err := rows.Scan(&s.Seq, &s.Name, &started, &finished, &s.State, &s.Detail); err != nil {
		return s, err
	}
	var errs [2]error
	s.Started, errs[0] = parse(started)
	s.Finished, errs[1] = parse(finished)
	return s, errors.Join(errs[:]...)
}
