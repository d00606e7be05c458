package duckdb

import (
	"context"
	_ "embed" // for the settings
	"time"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/lock.sql
var lockSQL string

//go:embed sql/made_by.sql
var madeBySQL string

//go:embed sql/table_bytes.sql
var tableBytesSQL string

// interruptEvery is how often a cancelled statement is told to stop: a single
// interrupt is forgotten when it arrives just before the statement starts.
const interruptEvery = 5 * time.Millisecond

// conn is one connection. One goroutine at a time uses it.
type conn struct {
	raw  m.Connection
	path string
	left func() // called once, when it is closed
}

// Close rolls an open transaction back and gives the connection back.
func (c *conn) Close() error {
	if c.raw.Ptr == nil {
		return nil
	}
	m.Disconnect(&c.raw)
	c.left()
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
	t := &warehouse.Table{}
	err := c.run(ctx, "run query", sql, args, false, func(r *m.Result) error { return blocks(r, warehouse.Collect(t)) })
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Rows streams a query's answer in blocks of rows.
func (c *conn) Rows(ctx context.Context, sql string, args []any, fn func(*warehouse.Table) error) error {
	return c.run(ctx, "run query", sql, args, true, func(r *m.Result) error { return blocks(r, fn) })
}

// Scan streams a query's answer.
func (c *conn) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	return c.run(ctx, "read rows", sql, nil, true, func(r *m.Result) error {
		return stream(ctx, r, fn)
	})
}
