package bronze

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// A block goes to the warehouse when it has this many rows or about this many
// bytes. A row group of DuckDB has as many rows.
const (
	blockRows  = 120 * 1024
	blockBytes = 64 << 20
)

// block is rows on their way into the temporary tables.
type block struct {
	rows *scv.Batch // typed
	held *scv.Batch // kept aside
	err  error      // of the writer, when it gave the block back
}

// writer adds blocks to the session's temporary tables while the next block is
// being filled. Only its goroutine uses the session until close.
type writer struct {
	full, empty chan *block
	done        chan struct{}
	err         error // of the goroutine; read after done
}

func startWriter(ctx context.Context, s *warehouse.Session, fresh func() *block) *writer {
	w := &writer{full: make(chan *block, 2), empty: make(chan *block, 2), done: make(chan struct{})}
	w.empty <- fresh()
	w.empty <- fresh()
	go w.run(ctx, s)
	return w
}

func (w *writer) run(ctx context.Context, s *warehouse.Session) {
	defer close(w.done)
	for b := range w.full {
		if w.err == nil {
			w.err = b.write(ctx, s)
		}
		b.rows.Reset()
		b.held.Reset()
		b.err = w.err
		w.empty <- b
	}
}

func (b *block) write(ctx context.Context, s *warehouse.Session) error {
	var errs [2]error
	if b.rows.Len() > 0 {
		errs[0] = s.Append(ctx, scv.Relation{Name: stageTable}, b.rows)
	}
	if b.held.Len() > 0 {
		errs[1] = s.Append(ctx, scv.Relation{Name: heldTable}, b.held)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	return nil
}

// swap takes a full block and gives an empty one, or the writer's error.
func (w *writer) swap(b *block) (*block, error) {
	w.full <- b
	next := <-w.empty
	return next, next.err
}

// close waits until every block is written and gives the first error.
func (w *writer) close() error {
	close(w.full)
	<-w.done
	return w.err
}
