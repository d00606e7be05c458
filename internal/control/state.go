package control

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Get gives a named value; false when it was never set.
func (d *DB) Get(ctx context.Context, key string) (value string, ok bool, err error) {
	err = d.sql.QueryRowContext(ctx, "select value from state where key = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, translate("read state "+key, d.path, err)
}

// Set keeps a named value; at is when.
func (d *DB) Set(ctx context.Context, key, value string, at time.Time) error {
	_, err := d.sql.ExecContext(ctx, `insert into state (key, value, changed) values (?, ?, ?)
		on conflict (key) do update set value = excluded.value, changed = excluded.changed`, key, value, stamp(at))
	return translate("keep state "+key, d.path, err)
}

// Unset forgets a named value; it is no error when there is none.
func (d *DB) Unset(ctx context.Context, key string) error {
	_, err := d.sql.ExecContext(ctx, "delete from state where key = ?", key)
	return translate("forget state "+key, d.path, err)
}
