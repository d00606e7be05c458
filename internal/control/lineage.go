package control

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
)

// Lineage is where the columns that a run built come from. Document is the lineage
// room's to read; equal ones are kept once.
type Lineage struct {
	RunID    string
	Version  int64  // that the run published, 0 = none
	Key      string // digest of everything the document follows from
	Document []byte
}

// KeepLineage records the lineage of a run; one that is there is written over.
func (d *DB) KeepLineage(ctx context.Context, l Lineage) error {
	sum := sha256.Sum256(l.Document)
	digest := hex.EncodeToString(sum[:])
	err := d.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "insert or ignore into lineage (digest, document) values (?, ?)", digest, l.Document); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "insert or replace into run_lineage (run_id, version, key, digest) values (?, ?, ?, ?)", l.RunID, l.Version, l.Key, digest)
		return err
	})
	return translate("keep lineage", d.path, err)
}

// LineageOf gives the lineage of a version or, with 0, of the newest run that has
// one; false when there is none.
func (d *DB) LineageOf(ctx context.Context, version int64) (l Lineage, ok bool, err error) {
	err = d.sql.QueryRowContext(ctx, `select r.run_id, r.version, r.key, l.document from run_lineage as r join lineage as l on l.digest = r.digest
		where ? = 0 or r.version = ? order by r.run_id desc limit 1`, version, version).Scan(&l.RunID, &l.Version, &l.Key, &l.Document)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	return l, err == nil, translate("read lineage", d.path, err)
}
