package control

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
)

// DB is an open control database. It is safe for concurrent use; several
// processes may have the same file open.
type DB struct {
	sql  *sql.DB
	path string
}

// settings: every commit is on disk before it is acknowledged (FULL), readers do
// not wait for the writer (WAL), a writer waits up to five seconds for another.
const settings = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate"

// Open opens or makes the database at path and brings it to the newest form.
func Open(ctx context.Context, path string) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open control database %s: %w", path, err)
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: settings}
	connector := &connector{dsn: address.String(), driver: &sqlite.Driver{}}
	d := &DB{sql: sql.OpenDB(connector), path: path}
	// One connection: SQLite has one writer, and a second one would only wait for it.
	d.sql.SetMaxOpenConns(1)
	if err := d.migrate(ctx); err != nil {
		_ = d.sql.Close()
		return nil, translate("open control database", path, err)
	}
	return d, nil
}

// Close gives the file back.
func (d *DB) Close() error {
	if err := d.sql.Close(); err != nil {
		return translate("close control database", d.path, err)
	}
	return nil
}
