package remote

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"scv"
	"scv/internal/warehouse"
)

// client is a warehouse.Driver over links. A link is used by one connection at a
// time; a command that asks one thing after another uses one link, and so one
// snapshot, for all.
type client struct {
	options Options
	dialect warehouse.Dialect

	mu     sync.Mutex
	idle   *link            // nil while it is used
	file   warehouse.Driver // what the holder left to us
	closed bool
}

// Connect gives a connection over the link that is free, a new one, or to the file.
func (c *client) Connect(ctx context.Context) (warehouse.DriverConn, error) {
	inner, err := c.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{client: c, inner: inner}, nil
}

func (c *client) connect(ctx context.Context) (warehouse.DriverConn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return nil, cancelled(ctx)
	case c.closed:
		return nil, &scv.Error{Code: scv.CodeWarehouseOpen, Op: "connect to warehouse", Subject: c.options.Path, Err: errors.New("warehouse is closed")}
	case c.file != nil:
		return ownConn(ctx, c.file)
	case c.idle != nil:
		l := c.idle
		c.idle = nil
		return l, nil
	}
	d, err := c.options.reach(ctx)
	if err != nil {
		return nil, err
	}
	if l, ok := d.(*link); ok {
		return l, nil
	}
	c.file = d
	return ownConn(ctx, d)
}

// Dialect says how SQL is written for the engine. Every connection is a snapshot
// already, and has no temporary tables.
func (c *client) Dialect() warehouse.Dialect {
	d := c.dialect
	d.BeginRead, d.TempTables, d.TransactionalDDL = "", false, false
	return d
}

// Close leaves the holder.
func (c *client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	var err error
	if c.idle != nil {
		c.idle.end()
		c.idle = nil
	}
	if c.file != nil {
		err = c.file.Close()
		c.file = nil
	}
	return err
}

// giveBack keeps a link for the next connection.
func (c *client) giveBack(inner warehouse.DriverConn) error {
	l, ok := inner.(*link)
	if !ok {
		return inner.Close()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || l.cut || c.idle != nil {
		l.end()
		return nil
	}
	c.idle = l
	return nil
}

func cancelled(ctx context.Context) error {
	return &scv.Error{Code: scv.CodeInterrupted, Op: "run query", Hint: "Type the same command again.", Err: ctx.Err()}
}

// errCut is a link whose other side is gone.
var errCut = errors.New("the process that holds the warehouse ended in the middle of an answer")

func lost(err error) error {
	if !errors.Is(err, errCut) {
		return err
	}
	return &scv.Error{Code: scv.CodeHolderGone, Op: "run query", Err: errCut, Hint: "Type the same command again."}
}

func readsOnly(h Holder) error {
	return &scv.Error{
		Code: scv.CodeWarehouseInUse, Op: "change warehouse", Err: fmt.Errorf("held by another process: %s, PID %d", h.Command, h.PID),
		Hint: "Wait until it has ended, then type the same command again; commands that only read work meanwhile.",
	}
}
