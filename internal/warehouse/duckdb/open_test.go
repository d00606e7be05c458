package duckdb_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse/duckdb"
)

// holderEnv makes this test binary open the file it names and hold it until its
// input ends: the second process of TestFileOfAnotherProcessNamesIt.
const holderEnv = "SCV_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holderEnv); path != "" {
		os.Exit(hold(path))
	}
	os.Exit(m.Run())
}

func hold(path string) int {
	w, err := duckdb.Open(noTest(), duckdb.Options{Path: path})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("held")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	_ = w.Close()
	return 0
}

func TestFileOfAnotherProcessNamesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), holderEnv+"="+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line != "held\n" {
		t.Fatalf("holder says %q", line)
	}
	for _, readOnly := range []bool{false, true} {
		_, err = duckdb.Open(t.Context(), duckdb.Options{Path: path, ReadOnly: readOnly})
		if scv.CodeOf(err) != scv.CodeWarehouseInUse || scv.ExitOf(err) != scv.ExitUnusable {
			t.Errorf("got %v, want %s", err, scv.CodeWarehouseInUse)
		}
		pid := fmt.Sprint(cmd.Process.Pid)
		if err == nil || !strings.Contains(err.Error(), pid) || !strings.Contains(err.Error(), path) || !strings.Contains(scv.HintOf(err), pid) {
			t.Errorf("error must name the file and process %s: %v (%s)", pid, err, scv.HintOf(err))
		}
	}
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("holder: %v", err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
	if err != nil {
		t.Fatalf("open after the other process ended: %v", err)
	}
	_ = w.Close()
}

func TestWhatCannotBeOpenedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, path string
		want       scv.Code
		readOnly   bool
	}{
		{"text under a good name", write("text.duckdb", "id,name\n1,Ada\n"), scv.CodeWarehouseDamaged, false},
		{"long text", write("long.duckdb", strings.Repeat("garbage ", 10_000)), scv.CodeWarehouseDamaged, false},
		{"a SQLite file", write("lite.duckdb", "SQLite format 3\x00"+strings.Repeat("\x00", 4096)), scv.CodeWarehouseDamaged, false},
		{"damaged header", damaged(t, dir), scv.CodeWarehouseDamaged, false},
		{"no folder", filepath.Join(dir, "no", "such", "w.duckdb"), scv.CodeWarehouseOpen, false},
		{"a folder", dir, scv.CodeWarehouseOpen, false},
		{"absent, read only", filepath.Join(dir, "absent.duckdb"), scv.CodeWarehouseOpen, true},
	} {
		w, err := duckdb.Open(t.Context(), duckdb.Options{Path: c.path, ReadOnly: c.readOnly})
		if err == nil {
			_ = w.Close()
		}
		if scv.CodeOf(err) != c.want || scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "" {
			t.Errorf("%s: got %s %v, want %s", c.name, scv.CodeOf(err), err, c.want)
		}
	}
}

// damaged makes a database and overwrites its headers' checksummed part.
func damaged(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "damaged.duckdb")
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec(t.Context(), "create table t as select range as i from range(100000)"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(make([]byte, 4000), 4096+8); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, 4000), 8192+8); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRowsSurviveReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	for i := range 3 {
		w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Exec(t.Context(), "create table if not exists t (i bigint); insert into t values (1)"); err != nil {
			t.Fatal(err)
		}
		got, err := w.Table(t.Context(), "select count(*) from t")
		if err != nil || got.Rows[0][0] != int64(i+1) {
			t.Errorf("opening %d: %v, %v", i, got, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Table(t.Context(), "select 1"); scv.CodeOf(err) != scv.CodeWarehouseOpen {
			t.Errorf("closed warehouse: got %v", err)
		}
	}
}

func TestMemoryWarehouseHoldsTables(t *testing.T) {
	w, err := duckdb.Open(t.Context(), duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.Exec(t.Context(), "create table t as select 1 as i"); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Table(t.Context(), "select i from t"); err != nil || got.Rows[0][0] != int64(1) {
		t.Errorf("second connection: %v %v", got, err)
	}
}

func TestOutOfMemoryAndFullDiskAreNamed(t *testing.T) {
	w, err := duckdb.Open(t.Context(), duckdb.Options{MemoryLimit: "20MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = w.Table(t.Context(), "select count(*) from (select a.range::varchar || 'padding padding padding' as s from range(3000000) a order by s)")
	if code := scv.CodeOf(err); code != scv.CodeOutOfMemory {
		t.Errorf("got %v %v, want %s", code, err, scv.CodeOutOfMemory)
	}
	if scv.ExitOf(err) != scv.ExitUnusable {
		t.Errorf("exit %d", scv.ExitOf(err))
	}
	if _, err := w.Table(t.Context(), "select 1"); err != nil {
		t.Errorf("not usable afterwards: %v", err)
	}
}

// TestQueryHasNoWayOut tries what a read-only query could use to reach files,
// the network or the settings.
func TestQueryHasNoWayOut(t *testing.T) {
	w := open(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := w.Exec(t.Context(), "create table t as select 1 as i; create sequence s"); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"select * from read_csv('" + secret + "')",
		"select * from read_text('" + secret + "')",
		"select * from read_blob('" + secret + "')",
		"select * from '" + secret + "'",
		"select * from glob('" + filepath.Dir(secret) + "/*')",
		"select * from read_parquet('https://example.org/x.parquet')",
		"copy t to '" + out + "'",
		"copy (select 1) to '" + out + "'",
		"export database '" + out + "'",
		"attach '" + out + "' as other",
		"install httpfs", "load httpfs",
		"set memory_limit = '1GB'", "reset memory_limit", "pragma memory_limit='1GB'",
		"set enable_external_access = true", "set lock_configuration = false",
		"explain analyze insert into t values (2)",
		"explain analyze copy t to '" + out + "'",
		"call enable_logging(storage := 'file', storage_path := '" + out + "')",
		"select * from enable_logging(storage := 'file', storage_path := '" + out + "')",
		`select * from "enable_logging" /* x */ (level := 'info')`,
		"select * from query('select 1')", "select * from arrow_scan(1, 2, 3)", "from checkpoint()",
		"prepare p as delete from t", "execute p",
		"checkpoint", "vacuum", "analyze",
		"create temp table x as select 1", "create macro f() as 1",
		"select nextval('s')",
		"truncate t", "merge into t using (select 1 as i) u on t.i = u.i when matched then delete",
		"use memory", "pragma enable_profiling", "comment on table t is 'x'",
	} {
		got, err := w.ReadOnly(t.Context(), sql)
		if err == nil {
			t.Errorf("%s gave %v", sql, got.Rows)
			continue
		}
		if _, ok := errors.AsType[*scv.Error](err); !ok || scv.HintOf(err) == "" {
			t.Errorf("%s: error without code or hint: %v", sql, err)
		}
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a query wrote a file: %v", err)
	}
	if got, err := w.Table(t.Context(), "select count(*) from t"); err != nil || got.Rows[0][0] != int64(1) {
		t.Errorf("a query changed rows: %v %v", got, err)
	}
	for _, sql := range []string{"explain select * from t", "describe t", "show all tables", "show tables", "summarize t", "select version()"} {
		if _, err := w.ReadOnly(t.Context(), sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
