package remote

import (
	"context"
	"errors"

	"scv"
	"scv/internal/warehouse"
)

// conn is one connection of a command. When the holder goes and nothing of an
// answer was handed out yet, the question is asked again: of the next holder, or
// of the file.
type conn struct {
	client *client
	inner  warehouse.DriverConn
}

// mostHolders is how many holders may go in the middle of one answer.
const mostHolders = 3

// again asks, and asks another one when the holder is gone. begun says whether a
// part of the answer was handed out.
func (c *conn) again(ctx context.Context, begun *bool, ask func(warehouse.DriverConn) error) error {
	for try := 1; ; try++ {
		err := ask(c.inner)
		if !errors.Is(err, errCut) || *begun || try == mostHolders {
			return lost(err)
		}
		next, err := c.client.connect(ctx)
		if err != nil {
			return err
		}
		c.inner = next
	}
}

// Rows is warehouse.DriverConn's.
func (c *conn) Rows(ctx context.Context, sql string, args []any, fn func(*warehouse.Table) error) error {
	begun := false
	return c.again(ctx, &begun, func(inner warehouse.DriverConn) error {
		return inner.Rows(ctx, sql, args, func(t *warehouse.Table) error {
			begun = begun || len(t.Rows) > 0
			return fn(t)
		})
	})
}

// Scan is warehouse.Conn's.
func (c *conn) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	begun := false
	return c.again(ctx, &begun, func(inner warehouse.DriverConn) error {
		return inner.Scan(ctx, sql, func(b *scv.Batch) error {
			begun = true
			return fn(b)
		})
	})
}

// Table is warehouse.Conn's.
func (c *conn) Table(ctx context.Context, sql string, args ...any) (t *warehouse.Table, err error) {
	begun := false
	err = c.again(ctx, &begun, func(inner warehouse.DriverConn) error {
		t, err = inner.Table(ctx, sql, args...)
		return err
	})
	return t, err
}

// OnlyReads is warehouse.DriverConn's.
func (c *conn) OnlyReads(sql string) error { return c.inner.OnlyReads(sql) }

// Exec changes the file when it is ours, and is refused while another holds it.
func (c *conn) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	return c.inner.Exec(ctx, sql, args...)
}

// Append is as Exec.
func (c *conn) Append(ctx context.Context, to scv.Relation, b *scv.Batch) error {
	return c.inner.Append(ctx, to, b)
}

// Close keeps the link for the next connection.
func (c *conn) Close() error { return c.client.giveBack(c.inner) }
