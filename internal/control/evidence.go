package control

import (
	"context"
	"database/sql"
	"time"

	"scv"
)

// Evidence is what one probe saw of one item of the production checklist.
type Evidence struct {
	Item        string
	Probe       string
	Finding     scv.Finding
	At          time.Time
	Release     string // digest of what was looked at: program, project, configuration
	Environment string // "demo", "default"
	Profile     string // the warehouse's engine: "duckdb"
	RunID       string // the run it judges, "" for none
}

// AddEvidence records what probes saw: all of it or nothing.
func (d *DB) AddEvidence(ctx context.Context, seen []Evidence) error {
	err := d.tx(ctx, func(tx *sql.Tx) error {
		for _, e := range seen {
			_, err := tx.ExecContext(ctx, "insert into evidence (item, probe, verdict, evidence, remedy, checked_at, release, environment, profile, run_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				e.Item, e.Probe, string(e.Finding.Verdict), e.Finding.Evidence, e.Finding.Remedy, stamp(e.At), e.Release, e.Environment, e.Profile, e.RunID)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return translate("record evidence", d.path, err)
}

// Evidence gives the newest evidence of each probe for each item, by item and
// probe.
func (d *DB) Evidence(ctx context.Context) ([]Evidence, error) {
	found, err := list(ctx, d.sql, scanEvidence, `select item, probe, verdict, evidence, remedy, checked_at, release, environment, profile, run_id from evidence
where seq in (select max(seq) from evidence group by item, probe) order by item, probe`)
	return found, translate("read evidence", d.path, err)
}

func scanEvidence(rows *sql.Rows) (e Evidence, err error) {
	var at string
	err = rows.Scan(&e.Item, &e.Probe, &e.Finding.Verdict, &e.Finding.Evidence, &e.Finding.Remedy, &at, &e.Release, &e.Environment, &e.Profile, &e.RunID)
	if err != nil {
		return e, err
	}
	e.At, err = parse(at)
	return e, err
}
