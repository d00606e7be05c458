package warehouse

import (
	"context"
	"errors"
	"fmt"

	"scv"
)

// Warehouse is an open engine. It is safe for concurrent use; each call runs on
// a connection of its own, so temporary tables and transactions need a Session.
// Every connection is closed before the call that opened it returns.
type Warehouse struct{ driver Driver }

// New wraps a driver that is open already; Close closes it.
func New(d Driver) *Warehouse { return &Warehouse{driver: d} }

// Dialect says how SQL is written for this engine and what it can do.
func (w *Warehouse) Dialect() Dialect { return w.driver.Dialect() }

// Close gives the engine back. End sessions before: a connection that is still
// open keeps the file open.
func (w *Warehouse) Close() error { return w.driver.Close() }

// Session is one connection: temporary tables made in it are seen by its later
// calls and by nobody else. It is used by one goroutine at a time and ends with
// the function it was handed to.
type Session struct {
	conn    DriverConn
	dialect Dialect
	inTx    bool
	trace   func(sql string)
}

// Trace calls fn with the text of every later Exec of this session, before it
// runs: for files that show what was done. nil ends it.
func (s *Session) Trace(fn func(sql string)) { s.trace = fn }

// Session hands fn one connection and closes it afterwards.
func (w *Warehouse) Session(ctx context.Context, fn func(*Session) error) (err error) {
	conn, err := w.driver.Connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return fn(&Session{conn: conn, dialect: w.driver.Dialect()})
}

// Tx is a Session whose whole work is one transaction: committed when fn gives
// nil, rolled back when it gives an error, panics or ctx ends. Appended rows are
// part of it.
func (w *Warehouse) Tx(ctx context.Context, fn func(*Session) error) error {
	return w.Session(ctx, func(s *Session) error {
		return s.Tx(ctx, func() error { return fn(s) })
	})
}

// Tx runs fn in a transaction of this session: for work that needs the session's
// temporary tables. Transactions do not nest.
func (s *Session) Tx(ctx context.Context, fn func() error) error {
	if s.inTx {
		return errors.New("begin transaction: one is open already")
	}
	if _, err := s.conn.Exec(ctx, "begin transaction"); err != nil {
		return err
	}
	s.inTx = true
	done := false
	defer func() {
		s.inTx = false
		if !done {
			s.rollback(ctx)
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if _, err := s.conn.Exec(context.WithoutCancel(ctx), "commit"); err != nil {
		return err
	}
	done = true
	return nil
}

// rollback drops what the transaction did. Its error says nothing new: a failed
// statement may have ended the transaction, and closing the connection ends it
// in any case.
func (s *Session) rollback(ctx context.Context) {
	_, _ = s.conn.Exec(context.WithoutCancel(ctx), "rollback")
}

// Exec is Conn.Exec on this session.
func (s *Session) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	if s.trace != nil {
		s.trace(sql)
	}
	return s.conn.Exec(ctx, sql, args...)
}

// Table is Conn.Table on this session.
func (s *Session) Table(ctx context.Context, sql string, args ...any) (*Table, error) {
	return s.conn.Table(ctx, sql, args...)
}

// Scan is Conn.Scan on this session. fn must not use the session: one statement
// at a time runs on a connection.
func (s *Session) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	return s.conn.Scan(ctx, sql, fn)
}

// Append is Conn.Append on this session; a relation without schema may be a
// temporary table.
func (s *Session) Append(ctx context.Context, to scv.Relation, b *scv.Batch) error {
	return s.conn.Append(ctx, to, b)
}

// Columns is Warehouse.Columns as this session sees it: with its own changes and
// its temporary tables (relations without schema).
func (s *Session) Columns(ctx context.Context, r scv.Relation) ([]scv.Field, error) {
	return columns(ctx, s.conn, r)
}

// Relations is Warehouse.Relations as this session sees it.
func (s *Session) Relations(ctx context.Context, schema string) ([]scv.Relation, error) {
	return relations(ctx, s.conn, schema)
}

// Dialect says how SQL is written for this engine.
func (s *Session) Dialect() Dialect { return s.dialect }

// Exec is Conn.Exec on a connection of its own.
func (w *Warehouse) Exec(ctx context.Context, sql string, args ...any) (changed int64, err error) {
	err = w.Session(ctx, func(s *Session) error {
		changed, err = s.Exec(ctx, sql, args...)
		return err
	})
	return changed, err
}

// Table is Conn.Table on a connection of its own.
func (w *Warehouse) Table(ctx context.Context, sql string, args ...any) (t *Table, err error) {
	err = w.Session(ctx, func(s *Session) error {
		t, err = s.Table(ctx, sql, args...)
		return err
	})
	return t, err
}

// Scan is Conn.Scan on a connection of its own; fn may use the warehouse.
func (w *Warehouse) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	return w.Session(ctx, func(s *Session) error { return s.Scan(ctx, sql, fn) })
}

// Append is Conn.Append on a connection of its own: all rows or none.
func (w *Warehouse) Append(ctx context.Context, to scv.Relation, b *scv.Batch) error {
	return w.Session(ctx, func(s *Session) error { return s.Append(ctx, to, b) })
}
