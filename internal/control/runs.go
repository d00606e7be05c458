package control

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"scv"
)

// Verdict is how a run ended.
type Verdict string

// The verdicts.
const (
	Running     Verdict = "running"     // not over, or its process was killed
	Published   Verdict = "published"   // checks passed, readers see its version
	Unchanged   Verdict = "unchanged"   // nothing new: readers see what they saw
	Refused     Verdict = "refused"     // checks failed: nothing was published
	Failed      Verdict = "failed"      // an error ended it
	Interrupted Verdict = "interrupted" // stopped by the user, or its process was killed
	RolledBack  Verdict = "rolled back" // readers were taken to another version
)

// Run is one run of a command that changes data. Times are UTC.
type Run struct {
	ID          string
	Kind        string // "run", "rollback"
	Started     time.Time
	Finished    time.Time // zero while running
	AsOf        time.Time
	Verdict     Verdict
	Version     int64           // the version readers saw afterwards, 0 = none
	InputDigest string          // of everything the run read
	Report      json.RawMessage // scv.RunReport, or null
}

// Finish is what is known at the end of a run.
type Finish struct {
	At          time.Time
	Verdict     Verdict
	Version     int64
	InputDigest string
	Report      any // written as JSON; nil for none
}

// StartRun records a run as running. Its ID must be new; Finished, Version and
// Report are ignored.
func (d *DB) StartRun(ctx context.Context, r Run) error {
	_, err := d.sql.ExecContext(ctx, "insert into run (id, kind, started, as_of, verdict, input_digest) values (?, ?, ?, ?, ?, ?)",
		r.ID, r.Kind, stamp(r.Started), stamp(r.AsOf), Running, r.InputDigest)
	return translate("record run", d.path, err)
}

// FinishRun records how a run ended. A finished run may be finished again: the
// later call wins. It is done even when ctx is over, so that a run that was
// interrupted is recorded as such.
func (d *DB) FinishRun(ctx context.Context, id string, f Finish) error {
	report, err := json.Marshal(f.Report)
	if err != nil {
		return fmt.Errorf("write report of run %s: %w", id, err)
	}
	res, err := d.sql.ExecContext(context.WithoutCancel(ctx),
		"update run set finished = ?, verdict = ?, version = ?, input_digest = case when ? = '' then input_digest else ? end, report = ? where id = ?",
		stamp(f.At), f.Verdict, f.Version, f.InputDigest, f.InputDigest, string(report), id)
	if err != nil {
		return translate("record end of run", d.path, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return &scv.Error{Code: scv.CodeRunUnknown, Op: "record end of run", Subject: id, Hint: "Type `scv status` to see the runs.", Err: err}
	}
	return nil
}

// CloseStale marks runs whose process is gone as interrupted. The caller must
// hold the warehouse: then no other run is alive.
func (d *DB) CloseStale(ctx context.Context, at time.Time) (int64, error) {
	res, err := d.sql.ExecContext(ctx, "update run set verdict = ?, finished = ? where verdict = ?", Interrupted, stamp(at), Running)
	if err != nil {
		return 0, translate("close stale runs", d.path, err)
	}
	n, err := res.RowsAffected()
	return n, translate("close stale runs", d.path, err)
}

const runColumns = "id, kind, started, coalesce(finished, ''), as_of, verdict, version, input_digest, report"

// Runs lists runs, newest first, at most limit.
func (d *DB) Runs(ctx context.Context, limit int) ([]Run, error) {
	return d.runs(ctx, "select "+runColumns+" from run order by seq desc limit ?", limit)
}

// LastRun gives the newest run of a kind ("" = any) that has one of the verdicts
// (none = any); false when there is none.
func (d *DB) LastRun(ctx context.Context, kind string, verdicts ...Verdict) (Run, bool, error) {
	wanted, err := json.Marshal(verdicts)
	if err != nil {
		return Run{}, false, fmt.Errorf("list verdicts: %w", err)
	}
	found, err := d.runs(ctx, "select "+runColumns+` from run
		where (?1 = '' or kind = ?1) and (?2 = 0 or verdict in (select value from json_each(?3)))
		order by seq desc limit 1`, kind, len(verdicts), string(wanted))
	if err != nil || len(found) == 0 {
		return Run{}, false, err
	}
	return found[0], true, nil
}

// FindRun gives the run of an id; false when there is none.
func (d *DB) FindRun(ctx context.Context, id string) (Run, bool, error) {
	found, err := d.runs(ctx, "select "+runColumns+" from run where id = ?", id)
	if err != nil || len(found) == 0 {
		return Run{}, false, err
	}
	return found[0], true, nil
}

func (d *DB) runs(ctx context.Context, query string, args ...any) ([]Run, error) {
	found, err := list(ctx, d.sql, scanRun, query, args...)
	return found, translate("read runs", d.path, err)
}

func scanRun(rows *sql.Rows) (Run, error) {
	var r Run
	var started, finished, asOf, report string
	if err := rows.Scan(&r.ID, &r.Kind, &started, &finished, &asOf, &r.Verdict, &r.Version, &r.InputDigest, &report); err != nil {
		return Run{}, err
	}
	r.Report = json.RawMessage(report)
	var errs [3]error
	r.Started, errs[0] = parse(started)
	r.Finished, errs[1] = parse(finished)
	r.AsOf, errs[2] = parse(asOf)
	return r, errors.Join(errs[:]...)
}

// stamp writes a time so that it reads well in any SQLite tool.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func parse(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

// RunOfVersion gives the newest run after which readers saw a version; false when
// there is none.
func (d *DB) RunOfVersion(ctx context.Context, version int64) (Run, bool, error) {
	found, err := d.runs(ctx, "select "+runColumns+" from run where version = ? and verdict in (?, ?) order by seq desc limit 1",
		version, Published, Unchanged)
	if err != nil || len(found) == 0 {
		return Run{}, false, err
	}
	return found[0], true, nil
}
