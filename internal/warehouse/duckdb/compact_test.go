package duckdb

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scv"
	"scv/internal/warehouse"
)

// hollow opens a file most of which is free, with what a copy must not lose.
func hollow(t *testing.T) (*warehouse.Warehouse, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w, err := Open(t.Context(), Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	change(t, w, `create schema gold__v1; create schema gold;
		create table gold__v1."d im" (n bigint primary key, name varchar not null default 'x', check (n >= 0));
		insert into gold__v1."d im" (n) select range from range(1000);
		create view gold.a as select * from gold__v1."d im"; create view gold."0 first" as select n from gold.a;
		create index named on gold__v1."d im" (name); create sequence gold.s; create macro gold.twice(x) as 2 * x;
		comment on table gold__v1."d im" is 'people';
		create table big as select hash(range)::varchar as h, range as n from range(200000);`)
	change(t, w, "checkpoint")
	change(t, w, "drop table big")
	change(t, w, "checkpoint")
	return w, path
}

func change(t *testing.T, w warehouse.Conn, sql string) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func going(string) error { return nil }

func space(t *testing.T, w *warehouse.Warehouse) warehouse.Space {
	t.Helper()
	s, err := w.Space(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// whole checks that nothing is lost and that the file can be written.
func whole(t *testing.T, w *warehouse.Warehouse) {
	t.Helper()
	for _, sql := range []string{
		`select count(*) = 1000 from gold."0 first"`, `select count(*) = 1 from duckdb_indexes()`, "select gold.twice(2) = 4", "select nextval('gold.s') > 0",
		`select comment = 'people' from duckdb_tables() where table_name = 'd im'`, "select current_setting('TimeZone') = 'UTC'", "select current_setting('lock_configuration')",
	} {
		table, err := w.Table(t.Context(), sql)
		if err != nil || table.Rows[0][0] != true {
			t.Errorf("%s: %v, %v", sql, table, err)
		}
	}
	if _, err := w.Exec(t.Context(), `insert into gold__v1."d im" (n) values (1)`); err == nil {
		t.Error("the primary key is gone")
	}
	change(t, w, `insert into gold__v1."d im" (n) values (5000); delete from gold__v1."d im" where n = 5000`)
}

func TestCompactGivesSpaceBackAndLosesNothing(t *testing.T) {
	w, path := hollow(t)
	before := space(t, w)
	if 2*before.Free < before.Bytes {
		t.Fatalf("nothing to gain: %+v", before)
	}
	if err := w.Compact(t.Context(), going); err != nil {
		t.Fatal(err)
	}
	whole(t, w)
	after := space(t, w)
	file, err := os.Stat(path)
	if err != nil || after.Free > before.Free/2 || file.Size() > before.Bytes-before.Free/2 {
		t.Errorf("%+v became %+v, the file has %d bytes: %v", before, after, file.Size(), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	whole(t, again)
}

// stayed checks that a compaction refused and left everything as it was.
func stayed(t *testing.T, w *warehouse.Warehouse, path string, err error, code scv.Code) {
	t.Helper()
	if scv.CodeOf(err) != code {
		t.Errorf("error %v, want %s", err, code)
	}
	whole(t, w)
	if left, _ := filepath.Glob(path + ".compact*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCompactKeepsWhatIsWrittenMeanwhile(t *testing.T) {
	w, path := hollow(t)
	err := w.Compact(t.Context(), func(step string) error {
		if step == "compact: sync" {
			change(t, w, "create table written as select 1 as n")
		}
		return nil
	})
	stayed(t, w, path, err, scv.CodeNotCompacted)
	if n, err := w.Table(t.Context(), "select n from written"); err != nil || len(n.Rows) != 1 {
		t.Errorf("what was written is lost: %v %v", n, err)
	}
}

// Who reads goes on reading; the swap waits for the reader, and gives up when the
// command is stopped meanwhile.
func TestCompactWaitsForReaders(t *testing.T) {
	w, path := hollow(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		return w.Compact(ctx, func(step string) error {
			if step == "compact: sync" {
				cancel()
			}
			_, err := s.Table(t.Context(), "select count(*) from gold.a")
			return err
		})
	})
	stayed(t, w, path, err, scv.CodeInterrupted)
}

func TestCompactStopsBeforeAnyStep(t *testing.T) {
	stop := errors.New("stop")
	for _, at := range []string{"compact: clear", "compact: copy", "compact: write", "compact: sync", "compact: rename"} {
		w, path := hollow(t)
		err := w.Compact(t.Context(), func(step string) error {
			if step == at {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) {
			t.Errorf("%s: %v", at, err)
		}
		stayed(t, w, path, err, scv.CodeInternal)
	}
}

// A disk without room for the new file leaves the old one.
func TestCompactOnAFullDisk(t *testing.T) {
	w, path := hollow(t)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Skipf("this system has no limit on files: %v", err)
	}
	err := w.Compact(t.Context(), func(step string) error {
		if step == "compact: copy" {
			return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: old.Max})
		}
		return nil
	})
	if restored := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); restored != nil {
		t.Fatal(restored)
	}
	stayed(t, w, path, err, scv.CodeDiskFull)
}

// What a killed compaction left is cleared by the next opening, and a file of the
// name that is a user's own is not touched by SQL.
func TestOpeningClearsWhatACompactionLeft(t *testing.T) {
	w, path := hollow(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".compact", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if left, _ := filepath.Glob(path + ".compact*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	whole(t, again)
	for _, sql := range []string{"attach '" + path + ".other' as o", "copy (select 1) to '" + path + ".csv'"} {
		if _, err := again.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "disabled by configuration") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
