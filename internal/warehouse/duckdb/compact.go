package duckdb

import (
	"context"
	_ "embed" // for what is counted
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/space.sql
var spaceSQL string

//go:embed sql/holds.sql
var holdsSQL string

// fresh is the name under which the new file is attached.
const fresh = "scv_compact"

// beside gives the files that a compaction writes: the new database, its log and
// what a checkpoint of it makes. They are the only files that SQL can reach.
func beside(path string) []string {
	compact := path + ".compact"
	return []string{compact, compact + ".wal", compact + ".wal.checkpoint", compact + ".wal.recovery", compact + ".tmp"}
}

// Space measures the file as its last checkpoint left it: what was dropped since then
// is not free yet.
func (e *engine) Space(ctx context.Context) (s warehouse.Space, err error) {
	if e.path == "" {
		return s, e.stays(errors.New("a warehouse in memory has no file"))
	}
	err = e.with(ctx, func(c warehouse.DriverConn) error {
		t, err := c.Table(ctx, spaceSQL)
		if err == nil {
			s.Bytes, s.Free = t.Rows[0][0].(int64), t.Rows[0][1].(int64)
		}
		return err
	})
	return s, err
}

func (e *engine) with(ctx context.Context, fn func(warehouse.DriverConn) error) error {
	c, err := e.Connect(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(c), c.Close())
}

// Compact copies the database into a new file and renames that over the old one.
func (e *engine) Compact(ctx context.Context, at func(step string) error) error {
	if e.path == "" || e.o.ReadOnly {
		return e.stays(errors.New("it is not a file that this process may write"))
	}
	err := e.compact(ctx, at)
	if err != nil {
		return errors.Join(err, e.removeBeside())
	}
	return nil
}

func (e *engine) compact(ctx context.Context, at func(step string) error) error {
	if err := at("compact: clear"); err != nil {
		return err
	}
	if err := e.removeBeside(); err != nil {
		return err
	}
	before, err := e.written(ctx)
	if err != nil {
		return err
	}
	if err := at("compact: copy"); err != nil {
		return err
	}
	if err := e.with(ctx, func(c warehouse.DriverConn) error { return e.copyOut(ctx, c, at) }); err != nil {
		return err
	}
	if err := at("compact: sync"); err != nil {
		return err
	}
	if err := syncFile(beside(e.path)[0]); err != nil {
		return e.stays(err)
	}
	return e.swap(ctx, before, at)
}

// copyOut writes the new file and holds it against the old one.
func (e *engine) copyOut(ctx context.Context, c warehouse.DriverConn, at func(step string) error) error {
	t, err := c.Table(ctx, "select current_database()")
	if err != nil {
		return err
	}
	own := t.Rows[0][0].(string)
	if _, err := c.Exec(ctx, "attach "+warehouse.Literal(beside(e.path)[0])+" as "+fresh); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "copy from database "+warehouse.Quote(own)+" to "+fresh)
	if err == nil {
		err = e.holdsAll(ctx, c, own)
	}
	if err == nil {
		err = at("compact: write")
	}
	if err == nil {
		_, err = c.Exec(ctx, "checkpoint "+fresh)
	}
	_, detached := c.Exec(context.WithoutCancel(ctx), "detach "+fresh)
	return errors.Join(err, detached)
}

// holdsAll counts in both files: objects of every kind, and the rows of each table.
func (e *engine) holdsAll(ctx context.Context, c warehouse.DriverConn, own string) error {
	old, err := c.Table(ctx, holdsSQL, own)
	if err != nil {
		return err
	}
	now, err := c.Table(ctx, holdsSQL, fresh)
	if err != nil {
		return err
	}
	if fmt.Sprint(old.Rows) != fmt.Sprint(now.Rows) {
		return e.stays(errors.New("the copy does not hold the same tables, views and indexes"))
	}
	for _, row := range old.Rows {
		if row[0] != "table" {
			continue
		}
		table := warehouse.QuoteRelation(scv.Relation{Schema: row[1].(string), Name: row[2].(string)})
		t, err := c.Table(ctx, fmt.Sprintf("select (select count(*) from %s.%s) = (select count(*) from %s.%s)", warehouse.Quote(own), table, fresh, table))
		if err != nil {
			return err
		}
		if t.Rows[0][0] != true {
			return e.stays(fmt.Errorf("the copy of %s.%s does not hold the same rows", row[1], row[2]))
		}
	}
	return nil
}

// state is how a file was when it was last written.
type state struct {
	size    int64
	changed time.Time
}

// written empties the log into the file and gives how the file is then.
func (e *engine) written(ctx context.Context) (state, error) {
	err := e.with(ctx, func(c warehouse.DriverConn) error {
		_, err := c.Exec(ctx, "checkpoint")
		return err
	})
	if err != nil {
		return state{}, e.stays(err)
	}
	return e.state()
}

// state gives how the file is; a log that holds something is an error.
func (e *engine) state() (state, error) {
	log, err := os.Stat(e.path + ".wal")
	switch {
	case err == nil && log.Size() > 0:
		return state{}, e.stays(errors.New("somebody wrote meanwhile"))
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return state{}, e.stays(err)
	}
	file, err := os.Stat(e.path)
	if err != nil {
		return state{}, e.stays(err)
	}
	return state{file.Size(), file.ModTime()}, nil
}

// swap puts the new file in the place of the old one in a moment in which nobody
// is connected. The old file is closed after that, so that its lock is held while
// there is one.
func (e *engine) swap(ctx context.Context, before state, at func(step string) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.quiet(ctx); err != nil {
		return err
	}
	switch now, err := e.state(); {
	case err != nil:
		return err
	case now != before:
		return e.stays(errors.New("somebody wrote meanwhile"))
	}
	if err := at("compact: rename"); err != nil {
		return err
	}
	if err := os.Rename(beside(e.path)[0], e.path); err != nil {
		return e.stays(err)
	}
	stopped := at("compact: reopen")
	synced := syncFile(filepath.Dir(e.path))
	return errors.Join(stopped, synced, e.reopen(context.WithoutCancel(ctx)))
}

// tries is how often a swap looks for a moment in which nobody is connected, and for
// one in which no other process has the new file open: five seconds.
const tries = 1000

// quiet waits, under the lock, until nobody is connected.
func (e *engine) quiet(ctx context.Context) error {
	for range tries {
		if e.connected == 0 && openings.of(e.path) == 1 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return cancelled("compact warehouse", err)
		}
		e.mu.Unlock()
		time.Sleep(interruptEvery)
		e.mu.Lock()
	}
	return e.stays(errors.New("somebody reads all the time"))
}

// reopen opens what is at the path now.
func (e *engine) reopen(ctx context.Context) error {
	m.Close(&e.db)
	var err error
	for range tries {
		if err = e.open(); scv.CodeOf(err) != scv.CodeWarehouseInUse {
			break
		}
		time.Sleep(interruptEvery)
	}
	if err != nil {
		return err
	}
	c, err := e.connect()
	if err != nil {
		return err
	}
	return errors.Join(e.settle(ctx, c), c.Close())
}

// removeBeside removes what a compaction that did not end has left.
func (e *engine) removeBeside() error {
	for _, path := range beside(e.path) {
		if err := os.RemoveAll(path); err != nil {
			return e.stays(err)
		}
	}
	return nil
}

// stays says why the file is as it was.
func (e *engine) stays(why error) error {
	if code := scv.CodeOf(why); code != "" && code != scv.CodeInternal {
		return why
	}
	if strings.Contains(why.Error(), "no space left") {
		return &scv.Error{Code: scv.CodeDiskFull, Op: "compact warehouse", Subject: e.path, Err: why, Hint: "Free space on this disk; the file is as it was."}
	}
	return &scv.Error{Code: scv.CodeNotCompacted, Op: "compact warehouse", Subject: e.path, Err: why, Hint: "The file is as it was: type `scv versions compact` when nothing else uses it."}
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
