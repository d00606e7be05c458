package standardise

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse"

	_ "modernc.org/sqlite"
)

// sqliteConn is a real second engine with one connection: the statements of this
// package run on it but for "create or replace table", which SQLite spells in two.
type sqliteConn struct{ db *sql.DB }

func openSQLite(t *testing.T) sqliteConn {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return sqliteConn{db}
}

func (c sqliteConn) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	for _, head := range []string{"create or replace temp table ", "create or replace table "} {
		rest, ok := strings.CutPrefix(query, head)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, " ")
		if _, err := c.db.ExecContext(ctx, "drop table if exists "+name); err != nil {
			return 0, err
		}
		query = strings.Replace(head, "or replace ", "", 1) + rest
	}
	done, err := c.db.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, _ := done.RowsAffected()
	return n, nil
}

func (c sqliteConn) Scan(ctx context.Context, query string, fn func(*scv.Batch) error) error {
	rows, err := c.db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, _ := rows.Columns()
	fields := make([]scv.Field, len(names))
	for i, n := range names {
		fields[i] = scv.Field{Name: n, Type: scv.Text}
		if n == "n" {
			fields[i].Type = scv.Int
		}
	}
	b := scv.NewBatch(fields)
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			switch v := v.(type) {
			case nil:
				b.Columns[i].AppendNull()
			case int64:
				b.Columns[i].AppendInt(v)
			default:
				b.Columns[i].AppendText(fmt.Sprint(v))
			}
		}
	}
	return fn(b)
}

func (c sqliteConn) Append(ctx context.Context, to scv.Relation, b *scv.Batch) error {
	marks := strings.Repeat(", ?", len(b.Columns))[2:]
	for i := range b.Len() {
		args := make([]any, len(b.Columns))
		for j := range b.Columns {
			if !b.Columns[j].Null[i] {
				args[j] = string(b.Columns[j].Bytes(i))
			}
		}
		if _, err := c.db.ExecContext(ctx, "insert into "+warehouse.QuoteRelation(to)+" values ("+marks+")", args...); err != nil {
			return err
		}
	}
	return nil
}

func (c sqliteConn) Columns(ctx context.Context, r scv.Relation) ([]scv.Field, error) {
	rows, err := c.db.QueryContext(ctx, "select * from "+warehouse.QuoteRelation(r)+" limit 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	fields := make([]scv.Field, len(names))
	for i, n := range names {
		fields[i] = scv.Field{Name: n, Type: scv.Text}
	}
	return fields, err
}

func (c sqliteConn) session(_ context.Context, fn func(Conn) error) error { return fn(c) }
