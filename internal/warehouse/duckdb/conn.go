package duckdb

import (
	"context"
	_ "embed" // for the settings
	"fmt"
	"time"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/lock.sql
var lockSQL string

// interruptEvery is how often a cancelled statement is told to stop: a single
// interrupt is forgotten when it arrives just before the statement starts.
const interruptEvery = 5 * time.Millisecond

// conn is one connection. One goroutine at a time uses it.
type conn struct {
	raw  m.Connection
	path string
}

// Close rolls an open transaction back and gives the connection back.
func (c *conn) Close() error {
	m.Disconnect(&c.raw)
	return nil
}

// watch interrupts the running statement when ctx ends. The function it gives
// must be called before the next statement: after it no interrupt comes.
func (c *conn) watch(ctx context.Context) (release func()) {
	over, stopped := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		tick := time.NewTicker(interruptEvery)
		defer tick.Stop()
		for {
			m.Interrupt(c.raw)
			select {
			case <-over:
				return
			case <-tick.C:
			}
		}
	})
	return func() {
		close(over)
		if !stop() {
			<-stopped
		}
	}
}

// Exec runs one or more statements.
func (c *conn) Exec(ctx context.Context, sql string, args ...any) (changed int64, err error) {
	err = c.run(ctx, "run statement", sql, args, false, func(r *m.Result) error {
		changed = int64(m.RowsChanged(r))
		return nil
	})
	return changed, err
}

// Table runs a query and holds its answer.
func (c *conn) Table(ctx context.Context, sql string, args ...any) (*warehouse.Table, error) {
	var t *warehouse.Table
	err := c.run(ctx, "run query", sql, args, false, func(r *m.Result) error {
		var err error
		t, err = collect(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Scan streams a query's answer.
func (c *conn) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	return c.run(ctx, "read rows", sql, nil, true, func(r *m.Result) error {
		return stream(ctx, r, fn)
	})
}

// ReadOnly runs one statement that reads. Three locks: the kind of the statement,
// a read-only transaction (an explain analyze would run what it explains), and the
// settings made at opening, which keep every function away from files.
func (c *conn) ReadOnly(ctx context.Context, sql string) (*warehouse.Table, error) {
	if err := c.onlyReads(sql); err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, "begin transaction read only"); err != nil {
		return nil, err
	}
	defer func() { _, _ = c.Exec(context.WithoutCancel(ctx), "rollback") }()
	t, err := c.Table(ctx, sql)
	return t, asUserError(err)
}

func (c *conn) onlyReads(sql string) error {
	list, err := c.extract("run query", sql)
	if err != nil {
		return err
	}
	defer list.close()
	if list.n != 1 {
		return notReadOnly(fmt.Errorf("%d statements in one query", list.n))
	}
	var st m.PreparedStatement
	defer m.DestroyPrepare(&st)
	if m.PrepareExtractedStatement(c.raw, list.raw, 0, &st) == m.StateError {
		return asUserError(translate("run query", c.path, m.PrepareError(st)))
	}
	switch m.PreparedStatementType(st) {
	case m.StatementTypeSelect, m.StatementTypeExplain:
		return nil
	default:
		return notReadOnly(nil)
	}
}
