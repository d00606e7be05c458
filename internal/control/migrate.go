package control

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed sql/*.sql
var migrations embed.FS

var errNewer = errors.New("the file was written by a newer scv")

// migrate runs the migrations that the file has not seen. The number of the last
// one is SQLite's user_version; two processes that open a new file at once do the
// work once, because each step looks again under the write lock.
func (d *DB) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "sql/*.sql")
	if err != nil {
		return err
	}
	at, err := d.version(ctx, d.sql)
	if err != nil {
		return err
	}
	if at > len(names) {
		return fmt.Errorf("%w: form %d, this one knows %d", errNewer, at, len(names))
	}
	for i := at; i < len(names); i++ {
		if err := d.step(ctx, names[i], i+1); err != nil {
			return fmt.Errorf("migration %s: %w", names[i], err)
		}
	}
	return nil
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (d *DB) version(ctx context.Context, q rowQuerier) (n int, err error) {
	err = q.QueryRowContext(ctx, "pragma user_version").Scan(&n)
	return n, err
}

func (d *DB) step(ctx context.Context, name string, number int) error {
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	return d.tx(ctx, func(tx *sql.Tx) error {
		at, err := d.version(ctx, tx)
		if err != nil || at >= number {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", number))
		return err
	})
}

// tx runs fn in a write transaction.
func (d *DB) tx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := d.sql.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}
