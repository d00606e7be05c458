package warehouse

import (
	"context"
	"errors"
)

// Space is what a warehouse's file takes on disk.
type Space struct {
	Bytes int64 `json:"bytes"`
	Free  int64 `json:"free"` // of them in blocks that hold nothing
}

// Compacter is what a driver may do besides: give disk space back that the engine
// keeps. Dialect.Compacts says whether it can.
type Compacter interface {
	// Space measures the file.
	Space(ctx context.Context) (Space, error)
	// Compact writes the warehouse anew without what is free and puts it in the
	// place of the old file. Others may read meanwhile; when somebody writes, or
	// reads without a pause, the old file stays and the error says so. at is called
	// before each step, and an error of it stops there. Killed at any step, the old
	// file or the new one is there, whole.
	Compact(ctx context.Context, at func(step string) error) error
}

// errNoFile says that there is nothing to measure or compact.
var errNoFile = errors.New("this engine keeps no file that could be compacted")

// Space measures the warehouse's file.
func (w *Warehouse) Space(ctx context.Context) (Space, error) {
	if c, ok := w.driver.(Compacter); ok {
		return c.Space(ctx)
	}
	return Space{}, errNoFile
}

// Compact is Compacter.Compact.
func (w *Warehouse) Compact(ctx context.Context, at func(step string) error) error {
	if c, ok := w.driver.(Compacter); ok {
		return c.Compact(ctx, at)
	}
	return errNoFile
}
