package control

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// The verdicts of a decision.
const (
	Same      = "same"
	Different = "different"
	TakenBack = "open" // an earlier decision was taken back
)

// Decision is what a person has said of two source records. Decisions are added,
// never changed; of a pair the newest one stands.
type Decision struct {
	Seq     int64     `json:"seq"`
	Batch   string    `json:"decision"` // those that were taken in one step
	Kind    string    `json:"kind"`     // review, label, merge, unmerge, undo
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Reason  string    `json:"reason"`
	Left    string    `json:"left_record_id"` // the smaller one
	Right   string    `json:"right_record_id"`
	Verdict string    `json:"verdict"`
}

const decisionColumns = "seq, batch, kind, at, who, reason, left_record, right_record, verdict"

// AddDecisions adds all of them or none; Seq is given here.
func (d *DB) AddDecisions(ctx context.Context, list []Decision) error {
	err := d.tx(ctx, func(tx *sql.Tx) error {
		for _, x := range list {
			_, err := tx.ExecContext(ctx, "insert into decision (batch, kind, at, who, reason, left_record, right_record, verdict) values (?, ?, ?, ?, ?, ?, ?, ?)",
				x.Batch, x.Kind, stamp(x.At), x.Who, x.Reason, x.Left, x.Right, x.Verdict)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return translate("keep decisions", d.path, err)
}

// Decisions gives every decision there ever was, oldest first.
func (d *DB) Decisions(ctx context.Context) ([]Decision, error) {
	found, err := list(ctx, d.sql, scanDecision, "select "+decisionColumns+" from decision order by seq")
	return found, translate("read decisions", d.path, err)
}

// Standing gives what stands: the newest decision of each pair that is not open,
// by pair.
func (d *DB) Standing(ctx context.Context) ([]Decision, error) {
	found, err := list(ctx, d.sql, scanDecision, "select "+decisionColumns+` from decision where seq in
		(select max(seq) from decision group by left_record, right_record) and verdict <> 'open' order by left_record, right_record`)
	return found, translate("read decisions", d.path, err)
}

func scanDecision(rows *sql.Rows) (x Decision, err error) {
	var at string
	if err := rows.Scan(&x.Seq, &x.Batch, &x.Kind, &at, &x.Who, &x.Reason, &x.Left, &x.Right, &x.Verdict); err != nil {
		return x, err
	}
	if x.At, err = parse(at); err != nil {
		return x, fmt.Errorf("time of decision %d: %w", x.Seq, err)
	}
	return x, nil
}
