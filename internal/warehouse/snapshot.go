package warehouse

import (
	"context"
	"errors"

	"scv"
)

// Snapshot is one connection that only reads: everything read through it is of
// the moment of its first read, whatever is published meanwhile. Each text is one
// statement; one that writes, changes settings or touches files is refused with
// CodeNotReadOnly. After an error the moment is that of the next read. It is used
// by one goroutine at a time.
type Snapshot struct {
	conn  DriverConn
	begin string // Dialect.BeginRead
	open  bool   // a transaction is
}

// Snapshot gives a connection that only reads. Close it.
func (w *Warehouse) Snapshot(ctx context.Context) (*Snapshot, error) {
	conn, err := w.driver.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &Snapshot{conn: conn, begin: w.driver.Dialect().BeginRead}, nil
}

// Rows is DriverConn.Rows on this connection.
func (s *Snapshot) Rows(ctx context.Context, sql string, args []any, fn func(*Table) error) error {
	return s.read(ctx, sql, func() error { return s.conn.Rows(ctx, sql, args, fn) })
}

// Scan is Conn.Scan on this connection.
func (s *Snapshot) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	return s.read(ctx, sql, func() error { return s.conn.Scan(ctx, sql, fn) })
}

// Close ends the transaction and gives the connection back.
func (s *Snapshot) Close() error { return s.conn.Close() }

// read keeps every lock there is: the statement's kind is looked at, and it runs
// in a transaction that cannot write (an explain analyze runs what it explains).
func (s *Snapshot) read(ctx context.Context, sql string, do func() error) error {
	if err := s.conn.OnlyReads(sql); err != nil {
		return err
	}
	if !s.open && s.begin != "" {
		if _, err := s.conn.Exec(ctx, s.begin); err != nil {
			return err
		}
		s.open = true
	}
	err := do()
	if err != nil && s.open {
		// A failed statement may have ended the transaction: then this says nothing new.
		_, _ = s.conn.Exec(context.WithoutCancel(ctx), "rollback")
		s.open = false
	}
	return err
}

// Collect gives a function for Rows that gathers a whole answer in t.
func Collect(t *Table) func(*Table) error {
	return func(block *Table) error {
		t.Columns, t.Types = block.Columns, block.Types
		t.Rows = append(t.Rows, block.Rows...)
		return nil
	}
}

// ReadOnly runs one statement of a user and refuses, with CodeNotReadOnly, any
// that writes, changes settings or touches files, and more than one.
func (w *Warehouse) ReadOnly(ctx context.Context, sql string) (*Table, error) {
	s, err := w.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	t := &Table{}
	if err := errors.Join(s.Rows(ctx, sql, nil, Collect(t)), s.Close()); err != nil {
		return nil, asUserError(err)
	}
	return t, nil
}

// asUserError makes a failure of a user's own query theirs: it is not ours to fix.
func asUserError(err error) error {
	e, ok := errors.AsType[*scv.Error](err)
	if !ok || e.Code != scv.CodeStatement {
		return err
	}
	return &scv.Error{Code: scv.CodeSQL, Op: e.Op, Subject: e.Subject, Hint: e.Hint, Err: e.Err}
}
