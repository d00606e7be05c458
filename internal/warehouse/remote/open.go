package remote

import (
	"context"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// Options say which file, and how this process would open it itself.
type Options struct {
	Path    string
	Runtime string // folder for sockets of this user; "" = one made in the folder for temporary files
	// File opens the file in this process; one that another process holds is an
	// error with code CodeWarehouseInUse.
	File func(ctx context.Context) (warehouse.Driver, error)
}

// What is waited for when the file is in use.
const (
	tryAgain = 10 * time.Millisecond
	// atMost is for a holder that is about to make its socket, or has taken it away
	// and not yet closed the file, or is too busy to say hello.
	atMost = 3 * time.Second
	// soonDone is for a writer that meets a holder that only reads.
	soonDone = 30 * time.Second
)

// OpenToRead opens a warehouse for a command that only reads: through the process
// that holds the file, else the file itself. It cannot be seen which.
func OpenToRead(ctx context.Context, o Options) (*warehouse.Warehouse, error) {
	d, err := o.reach(ctx)
	if err != nil {
		return nil, err
	}
	if l, ok := d.(*link); ok {
		d = &client{options: o, dialect: l.hello.Dialect, idle: l}
	}
	return warehouse.New(d), nil
}

// OpenToWrite opens the file. A holder that only reads is waited for; any other is
// an error with code CodeWarehouseInUse at once.
func OpenToWrite(ctx context.Context, o Options) (*warehouse.Warehouse, error) {
	w := newWaiting(soonDone)
	defer w.stop()
	for {
		d, err := o.File(ctx)
		if err == nil {
			return warehouse.New(d), nil
		}
		if scv.CodeOf(err) != scv.CodeWarehouseInUse || !o.onlyRead(ctx) || !w.goOn(ctx) {
			return nil, err
		}
	}
}

// onlyRead says whether the holder only reads.
func (o Options) onlyRead(ctx context.Context) bool {
	l, err := o.dial(ctx)
	if err != nil {
		return false
	}
	l.end()
	return l.hello.Holder.Reads
}

// reach gives a link to the holder or, where there is none, the driver of the file.
func (o Options) reach(ctx context.Context) (warehouse.Driver, error) {
	w := newWaiting(atMost)
	defer w.stop()
	for {
		if l, err := o.dial(ctx); err == nil {
			return l, nil
		}
		d, err := o.File(ctx)
		switch {
		case scv.CodeOf(err) != scv.CodeWarehouseInUse:
			return d, err
		case w.goOn(ctx):
		case ctx.Err() != nil: // who left hears that, and not who holds the file
			return nil, cancelled(ctx)
		default:
			return nil, err
		}
	}
}

// waiting tries again in short steps for a while.
type waiting struct {
	tick *time.Ticker
	end  *time.Timer
}

func newWaiting(most time.Duration) waiting {
	return waiting{time.NewTicker(tryAgain), time.NewTimer(most)}
}

// goOn waits one step; false when the time is over.
func (w waiting) goOn(ctx context.Context) bool {
	select {
	case <-w.tick.C:
		return true
	case <-w.end.C:
		return false
	case <-ctx.Done():
		return false
	}
}

func (w waiting) stop() {
	w.tick.Stop()
	w.end.Stop()
}
