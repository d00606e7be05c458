package duckdb_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
	"scv/internal/warehouse/remote"

	"github.com/google/go-cmp/cmp"
)

// inUse is what a second process meets.
func inUse(context.Context) (warehouse.Driver, error) {
	return nil, &scv.Error{Code: scv.CodeWarehouseInUse, Op: "open warehouse", Err: errors.New("held by another process")}
}

// share opens a file as its holder does.
func share(t *testing.T, h remote.Holder) (w *warehouse.Warehouse, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "w.duckdb")
	d, err := duckdb.OpenDriver(t.Context(), duckdb.Options{Path: path, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	w = warehouse.New(remote.Share(d, path, "", h))
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, path
}

// reader opens a file that another process holds.
func reader(t *testing.T, path string) *warehouse.Warehouse {
	t.Helper()
	w, err := remote.OpenToRead(t.Context(), remote.Options{Path: path, File: inUse})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func holder(t *testing.T, sql string) (held, read *warehouse.Warehouse) {
	t.Helper()
	held, path := share(t, remote.Holder{PID: 42, Command: "scv run"})
	if _, err := held.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
	return held, reader(t, path)
}

func TestAReaderSeesWhatTheHolderSees(t *testing.T) {
	held, read := holder(t, `
		create table many as select i, 'text ' || i as t, i / 3.0 as f, cast(i as decimal(38, 10)) / 7 as d, i % 2 = 0 as b, date '2026-01-01' + cast(i % 1000 as integer) as day
		from range(20000) as r(i);
		insert into many values (null, null, null, null, null, null)`)
	for _, sql := range []string{
		"from test_all_types()", "select * from many order by i", "select * from many where false", "select [1, null], {'a': 1, 'b': [true]}, map {'x': 1}",
	} {
		want, err := held.Table(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		got, err := read.Table(t.Context(), sql)
		if diff := cmp.Diff(fmt.Sprintf("%#v", want), fmt.Sprintf("%#v", got)); err != nil || diff != "" {
			t.Errorf("%s: %v; (-want +got):\n%.2000s", sql, err, diff)
		}
		if want, got := scanned(t, held, sql), scanned(t, read, sql); !cmp.Equal(want, got) {
			t.Errorf("%s: scan gives %d texts for %d", sql, len(got), len(want))
		}
	}
	got, err := read.Table(t.Context(), "select ?::varchar, ?::bigint, ?", scv.CustomerID("C-1"), 7, nil)
	if err != nil || fmt.Sprint(got.Rows) != "[[C-1 7 <nil>]]" {
		t.Errorf("arguments: %v, %v", got, err)
	}
	if fields, err := read.Columns(t.Context(), scv.Relation{Schema: "main", Name: "many"}); err != nil || len(fields) != 6 {
		t.Errorf("columns: %v, %v", fields, err)
	}
}

func scanned(t *testing.T, w *warehouse.Warehouse, sql string) (cells []string) {
	t.Helper()
	err := w.Scan(t.Context(), sql, func(b *scv.Batch) error {
		for i := range b.Len() {
			for c := range b.Columns {
				col := &b.Columns[c]
				cell := fmt.Sprint(col.Name, col.Type, col.Null[i])
				switch col.Type {
				case scv.Text, scv.Decimal:
					cell += string(col.Bytes(i))
				case scv.Float:
					cell += fmt.Sprint(col.Floats[i])
				default:
					cell += fmt.Sprint(col.Ints[i])
				}
				cells = append(cells, cell)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return cells
}

// Whatever way a reader asks, it can do no more than read.
func TestAReaderCannotWrite(t *testing.T) {
	held, read := holder(t, "create table kept as select 1 as i; create sequence s")
	out := filepath.Join(t.TempDir(), "out.csv")
	for _, sql := range []string{
		"insert into kept values (2)", "create table more as select 1", "drop table kept", "update kept set i = 2", "select 1; drop table kept",
		"attach '" + out + "' as x", "copy kept to '" + out + "'", "install json", "load json", "set threads = 1", "pragma enable_profiling", "checkpoint", "begin transaction",
		"commit", "select nextval('s')", "explain analyze insert into kept values (3)", "select * from read_csv('/etc/passwd')", "export database '" + out + "'", "call force_checkpoint()",
	} {
		for way, ask := range map[string]func() error{
			"query": func() error { _, err := read.ReadOnly(t.Context(), sql); return err },
			"table": func() error { _, err := read.Table(t.Context(), sql); return err },
			"scan":  func() error { return read.Scan(t.Context(), sql, func(*scv.Batch) error { return nil }) },
		} {
			_, here := held.ReadOnly(t.Context(), sql)
			if err := ask(); err == nil || scv.CodeOf(err) != scv.CodeOf(here) {
				t.Errorf("%s as %s: %v, and the holder's own query: %v", sql, way, err, here)
			}
		}
	}
	if _, err := read.Exec(t.Context(), "insert into kept values (2)"); scv.CodeOf(err) != scv.CodeWarehouseInUse {
		t.Errorf("exec: %v", err)
	}
	if err := read.Append(t.Context(), scv.Relation{Name: "kept"}, scv.NewBatch(nil)); scv.CodeOf(err) != scv.CodeWarehouseInUse {
		t.Errorf("append: %v", err)
	}
	if got, err := held.Table(t.Context(), "select count(*), sum(i) from kept"); err != nil || fmt.Sprint(got.Rows) != "[[1 1]]" {
		t.Errorf("the table now: %v, %v", got, err)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was written: %v", err)
	}
}

func TestErrorsOfAQueryAreTheSameBesideTheHolder(t *testing.T) {
	held, read := holder(t, "create table people as select 'Ann' as name")
	for _, sql := range []string{"select * from nowhere", "selec 1", "select cast(name as date) from people", ""} {
		_, want := held.ReadOnly(t.Context(), sql)
		_, got := read.ReadOnly(t.Context(), sql)
		if want == nil || got == nil || want.Error() != got.Error() || scv.CodeOf(want) != scv.CodeOf(got) || scv.HintOf(want) != scv.HintOf(got) {
			t.Errorf("%q: %v\nbeside the holder: %v", sql, want, got)
		}
		if t2, err := read.ReadOnly(t.Context(), "select 1"); err != nil || len(t2.Rows) != 1 {
			t.Errorf("after %q: %v", sql, err)
		}
	}
}

// All that a command asks is of one moment.
func TestACommandSeesOneMoment(t *testing.T) {
	held, read := holder(t, "create table n as select 1 as v")
	for want := range 2 {
		got, err := read.Table(t.Context(), "select v from n")
		if err != nil || got.Rows[0][0] != int64(1) {
			t.Errorf("question %d: %v, %v", want, got, err)
		}
		if _, err := held.Exec(t.Context(), "update n set v = 2"); err != nil {
			t.Fatal(err)
		}
	}
}

const endless = "select count(*) from range(1000000000) as a(i), range(1000000000) as b(j) where hash(i + j) = 7"

// Readers that leave in the middle free their place: more leave than may be at it.
func TestAReaderThatLeavesStopsItsQuery(t *testing.T) {
	held, path := share(t, remote.Holder{})
	for range 6 {
		read := reader(t, path)
		ctx, cancel := context.WithCancel(t.Context())
		started := make(chan struct{})
		go func() {
			<-started
			cancel()
		}()
		err := read.Scan(ctx, "select i from range(100000000000) as r(i)", func(*scv.Batch) error {
			select {
			case <-started:
			default:
				close(started)
			}
			return nil
		})
		if scv.CodeOf(err) != scv.CodeInterrupted {
			t.Errorf("a cancelled scan: %v", err)
		}
		silent, stop := context.WithCancel(t.Context())
		context.AfterFunc(t.Context(), stop)
		done := make(chan error, 1)
		go func() {
			_, err := read.ReadOnly(silent, endless)
			done <- err
		}()
		stop()
		if err := <-done; scv.CodeOf(err) != scv.CodeInterrupted {
			t.Errorf("a cancelled query: %v", err)
		}
		if _, err := read.ReadOnly(t.Context(), "select 1"); err != nil {
			t.Errorf("the next query: %v", err)
		}
	}
	if _, err := held.Table(t.Context(), "select 1"); err != nil {
		t.Error(err)
	}
}

// When the holder ends the reader goes on with the file, and still only reads.
func TestAReaderOutlivesTheHolder(t *testing.T) {
	held, path := share(t, remote.Holder{})
	if _, err := held.Exec(t.Context(), "create table n as select 1 as v"); err != nil {
		t.Fatal(err)
	}
	read, err := remote.OpenToRead(t.Context(), remote.Options{Path: path, File: func(ctx context.Context) (warehouse.Driver, error) {
		return duckdb.OpenDriver(ctx, duckdb.Options{Path: path, Threads: 2})
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	ask := func(sql string) error { _, err := read.ReadOnly(t.Context(), sql); return err }
	if err := ask("select v from n"); err != nil {
		t.Fatal(err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if err := ask("select v from n"); err != nil {
		t.Errorf("after the holder's end: %v", err)
	}
	for _, sql := range []string{"drop table n", "explain analyze insert into n values (2)"} {
		if err := ask(sql); scv.CodeOf(err) != scv.CodeNotReadOnly {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := read.Exec(t.Context(), "drop table n"); scv.CodeOf(err) != scv.CodeWarehouseInUse {
		t.Errorf("exec: %v", err)
	}
}

// A writer waits for a holder that only reads, and for no other.
func TestAWriterWaitsForReadersOnly(t *testing.T) {
	for _, reads := range []bool{true, false} {
		_, path := share(t, remote.Holder{Reads: reads})
		asked := 0
		w, err := remote.OpenToWrite(t.Context(), remote.Options{Path: path, File: func(ctx context.Context) (warehouse.Driver, error) {
			if asked++; asked < 4 {
				return inUse(ctx)
			}
			return duckdb.OpenDriver(ctx, duckdb.Options{Threads: 1})
		}})
		if reads && err != nil || !reads && (scv.CodeOf(err) != scv.CodeWarehouseInUse || asked != 1) {
			t.Errorf("holder reads %v: %v after %d tries", reads, err, asked)
		}
		if w != nil {
			_ = w.Close()
		}
	}
}
