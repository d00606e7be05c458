package control

import (
	"context"
	"database/sql"
)

// CheckResult is how one check of the project ended in a run.
type CheckResult struct {
	ID       string // the check's unique id in the project
	Status   string // pass, warn, fail, error or skipped
	Severity string // error or warn
	Failures int64  // rows that break it
}

// AddChecks records the checks of a run: all of them or nothing. A check that is
// already there is written over.
func (d *DB) AddChecks(ctx context.Context, runID string, checks []CheckResult) error {
	err := d.tx(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, "insert or replace into check_result (run_id, check_id, status, severity, failures) values (?, ?, ?, ?, ?)")
		if err != nil {
			return err
		}
		defer insert.Close()
		for _, c := range checks {
			if _, err := insert.ExecContext(ctx, runID, c.ID, c.Status, c.Severity, c.Failures); err != nil {
				return err
			}
		}
		return nil
	})
	return translate("record checks", d.path, err)
}

// Checks gives the checks of a run by id.
func (d *DB) Checks(ctx context.Context, runID string) ([]CheckResult, error) {
	found, err := list(ctx, d.sql, scanCheck, "select check_id, status, severity, failures from check_result where run_id = ? order by check_id", runID)
	return found, translate("read checks", d.path, err)
}

func scanCheck(rows *sql.Rows) (c CheckResult, err error) {
	return c, rows.Scan(&c.ID, &c.Status, &c.Severity, &c.Failures)
}
