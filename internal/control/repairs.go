package control

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The states of a repair.
const (
	RepairRecorded  = "recorded"  // the next load of the row takes it
	RepairApplied   = "applied"   // the row was taken with it
	RepairWithdrawn = "withdrawn" // the row could not be taken with it; it counts no more
)

// Repair is an entry of the audit: who did what to rows in quarantine, when and
// why. Before and After hold customers' values: they are shown by
// `scv quarantine show` and nowhere else.
type Repair struct {
	ID       string            `json:"id"`
	Action   string            `json:"action"`  // fix, release or replay
	HeldID   string            `json:"held_id"` // "" for a replay of many
	Source   string            `json:"source"`
	Entity   string            `json:"entity"`
	RecordID string            `json:"record_id"`
	RowHash  string            `json:"row_hash"`
	By       string            `json:"by"`
	Reason   string            `json:"reason"`
	At       time.Time         `json:"at"`
	Before   map[string]string `json:"before"` // by column, as the source wrote it
	After    map[string]string `json:"after"`
	State    string            `json:"state"`
	Outcome  string            `json:"outcome"` // counts and codes, no values
}

const repairColumns = "id, action, held_id, source, entity, record_id, row_hash, by, reason, at, before, after, state, outcome"

// AddRepair keeps an entry, in place of one about the same row that no load has
// met. Once it is kept, a load takes the row as it says, also one after a crash.
func (d *DB) AddRepair(ctx context.Context, r Repair) error {
	before, err := json.Marshal(r.Before)
	if err != nil {
		return fmt.Errorf("keep repair: %w", err)
	}
	after, err := json.Marshal(r.After)
	if err != nil {
		return fmt.Errorf("keep repair: %w", err)
	}
	err = d.tx(ctx, func(tx *sql.Tx) error {
		if r.Action != "replay" {
			if _, err := tx.ExecContext(ctx, "update repair set state = ?, outcome = ? where state = ? and source = ? and entity = ? and record_id = ? and row_hash = ?",
				RepairWithdrawn, "replaced by "+r.ID, RepairRecorded, r.Source, r.Entity, r.RecordID, r.RowHash); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "insert into repair ("+repairColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			r.ID, r.Action, r.HeldID, r.Source, r.Entity, r.RecordID, r.RowHash, r.By, r.Reason, stamp(r.At), string(before), string(after), r.State, r.Outcome)
		return err
	})
	return translate("keep repair", d.path, err)
}

// SettleRepair says what became of an entry.
func (d *DB) SettleRepair(ctx context.Context, id, state, outcome string) error {
	_, err := d.sql.ExecContext(ctx, "update repair set state = ?, outcome = ? where id = ?", state, outcome, id)
	return translate("keep repair", d.path, err)
}

// Repairs lists the entries that say how rows of a source's entity are taken,
// oldest first.
func (d *DB) Repairs(ctx context.Context, source, entity string) ([]Repair, error) {
	return d.readRepairs(ctx, "where source = ? and entity = ? and action <> 'replay' and state <> ? order by seq", source, entity, RepairWithdrawn)
}

// RepairsOf lists every entry about a row in quarantine, oldest first.
func (d *DB) RepairsOf(ctx context.Context, heldID string) ([]Repair, error) {
	return d.readRepairs(ctx, "where held_id = ? order by seq", heldID)
}

// OpenRepairs lists the entries about rows of which nobody looked yet what became
// of them: the command was stopped.
func (d *DB) OpenRepairs(ctx context.Context) ([]Repair, error) {
	return d.readRepairs(ctx, "where state = ? and action <> 'replay' order by seq", RepairRecorded)
}

// AllRepairs lists every entry, oldest first.
func (d *DB) AllRepairs(ctx context.Context) ([]Repair, error) {
	return d.readRepairs(ctx, "order by seq")
}

func (d *DB) readRepairs(ctx context.Context, where string, args ...any) ([]Repair, error) {
	found, err := list(ctx, d.sql, scanRepair, "select "+repairColumns+" from repair "+where, args...)
	return found, translate("read repairs", d.path, err)
}

func scanRepair(rows *sql.Rows) (r Repair, err error) {
	var at, before, after string
	if err := rows.Scan(&r.ID, &r.Action, &r.HeldID, &r.Source, &r.Entity, &r.RecordID, &r.RowHash, &r.By, &r.Reason, &at, &before, &after, &r.State, &r.Outcome); err != nil {
		return r, err
	}
	var bad error
	r.At, bad = parse(at)
	return r, errors.Join(bad, json.Unmarshal([]byte(before), &r.Before), json.Unmarshal([]byte(after), &r.After))
}
