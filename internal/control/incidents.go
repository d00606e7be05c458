package control

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Incident is a problem from when it was first seen until it is over. Times are
// UTC; no field holds a customer's value.
type Incident struct {
	ID       string // given by the caller, never used twice
	Key      string // what the problem is: at most one incident of a key is open
	Kind     string // names the runbook
	Severity string // error or warning
	Title    string
	Detail   string
	Subject  string // source, receiver, file: where it is
	Code     string // scv.Code, "" for none
	RunID    string // the run that saw it first
	Opened   time.Time
	Seen     time.Time // last
	Resolved time.Time // zero while open
}

const incidentColumns = "id, key, kind, severity, title, detail, subject, code, run_id, opened, seen, resolved"

// SettleIncidents opens an incident for each problem whose key has none open,
// brings the open ones up to date, and resolves those that over says are: all of
// it or nothing. A problem that is open keeps its ID, Opened and RunID.
func (d *DB) SettleIncidents(ctx context.Context, problems []Incident, over func(Incident) bool, at time.Time) error {
	err := d.tx(ctx, func(tx *sql.Tx) error {
		open, err := list(ctx, tx, scanIncident, "select "+incidentColumns+" from incident where resolved = ''")
		if err != nil {
			return err
		}
		for _, p := range problems {
			if err := settle(ctx, tx, open, p, at); err != nil {
				return err
			}
		}
		for _, i := range open {
			if slices.ContainsFunc(problems, func(p Incident) bool { return p.Key == i.Key }) || !over(i) {
				continue
			}
			if _, err := tx.ExecContext(ctx, "update incident set resolved = ? where id = ?", stamp(at), i.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return translate("settle incidents", d.path, err)
}

func settle(ctx context.Context, tx *sql.Tx, open []Incident, p Incident, at time.Time) error {
	if i := slices.IndexFunc(open, func(i Incident) bool { return i.Key == p.Key }); i >= 0 {
		_, err := tx.ExecContext(ctx, "update incident set severity = ?, title = ?, detail = ?, code = ?, seen = ? where id = ?", p.Severity, p.Title, p.Detail, p.Code, stamp(at), open[i].ID)
		return err
	}
	_, err := tx.ExecContext(ctx, "insert into incident ("+incidentColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
		p.ID, p.Key, p.Kind, p.Severity, p.Title, p.Detail, p.Subject, p.Code, p.RunID, stamp(at), stamp(at))
	return err
}

// OpenIncidents lists what is wrong now, oldest first.
func (d *DB) OpenIncidents(ctx context.Context) ([]Incident, error) {
	found, err := list(ctx, d.sql, scanIncident, "select "+incidentColumns+" from incident where resolved = '' order by seq")
	return found, translate("read incidents", d.path, err)
}

// Incidents lists the newest incidents, open or over, newest first, at most limit.
func (d *DB) Incidents(ctx context.Context, limit int) ([]Incident, error) {
	found, err := list(ctx, d.sql, scanIncident, "select "+incidentColumns+" from incident order by seq desc limit ?", limit)
	return found, translate("read incidents", d.path, err)
}

func scanIncident(rows *sql.Rows) (Incident, error) { return scanIncidentAnd(rows) }

// scanIncidentAnd reads what stands behind an incident, too.
func scanIncidentAnd(rows *sql.Rows, more ...any) (Incident, error) {
	var i Incident
	var opened, seen, resolved string
	into := []any{&i.ID, &i.Key, &i.Kind, &i.Severity, &i.Title, &i.Detail, &i.Subject, &i.Code, &i.RunID, &opened, &seen, &resolved}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return i, err
	}
	var errs [3]error
	i.Opened, errs[0] = parse(opened)
	i.Seen, errs[1] = parse(seen)
	i.Resolved, errs[2] = parse(resolved)
	return i, errors.Join(errs[:]...)
}

// Notice is something a receiver is still to be told.
type Notice struct {
	Incident
	Receiver string
	Event    string // opened or resolved
}

//go:embed query/pending_notices.sql
var pendingNotices string

// PendingNotices lists what the named receivers are still to be told, oldest
// problem first: each open problem once, and that it is over once, to those who
// were told of it.
func (d *DB) PendingNotices(ctx context.Context, receivers []string) ([]Notice, error) {
	if receivers == nil { // in JSON no list at all, which json_each takes for one null
		receivers = []string{}
	}
	names, err := json.Marshal(receivers)
	if err != nil {
		return nil, fmt.Errorf("list receivers: %w", err)
	}
	found, err := list(ctx, d.sql, scanNotice, pendingNotices, string(names))
	return found, translate("read pending notices", d.path, err)
}

func scanNotice(rows *sql.Rows) (n Notice, err error) {
	n.Incident, err = scanIncidentAnd(rows, &n.Receiver, &n.Event)
	return n, err
}
