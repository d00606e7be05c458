package duckdb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// filled makes a database of two tables and gives the bytes of its file.
func filled(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w := openAt(t, path)
	for _, name := range []string{"a", "b"} {
		execute(t, w, "create table "+name+" as select range as i, hash(range)::varchar as s from range(60000)")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func openAt(t *testing.T, path string) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func execute(t *testing.T, w *warehouse.Warehouse, sql string) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// readBack gives the sum over both tables, or the error that reading met.
func readBack(t *testing.T, path string) (sum string, err error) {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		return "", err
	}
	defer w.Close()
	answer, err := w.Table(t.Context(), "select sum(i)::varchar || bit_xor(hash(s))::varchar from (from a union all from b)")
	if err != nil {
		return "", err
	}
	return answer.Rows[0][0].(string), nil
}

// TestDamageIsNamedOrHarmless changes a byte in every block of a file, and cuts
// the file at every block: what is read is what was written, or the error says
// that the file is damaged, which one, and what to do. It is never a crash, nor
// another answer.
func TestDamageIsNamedOrHarmless(t *testing.T) {
	content := filled(t)
	path := filepath.Join(t.TempDir(), "w.duckdb")
	whole := readsSame(t, path, "nothing", content, "")
	const header, block = 4096, 262144
	named := 0
	for at := 3 * header; at < len(content); at += block {
		for _, offset := range []int{3, block / 3} {
			if at+offset >= len(content) {
				continue
			}
			broken := append([]byte(nil), content...)
			broken[at+offset] ^= 0x5a
			if readsSame(t, path, fmt.Sprintf("byte %d", at+offset), broken, whole) == "" {
				named++
			}
		}
		if at > 3*header && readsSame(t, path, fmt.Sprintf("cut at %d", at-1), content[:at-1], whole) == "" {
			named++
		}
	}
	for _, at := range []int{1, 9, 200, header - 1, header + 9, header + 30, 2*header + 9, 2*header + 30} {
		broken := append([]byte(nil), content...)
		broken[at] ^= 0x5a
		readsSame(t, path, fmt.Sprintf("byte %d of the headers", at), broken, whole)
	}
	if named < 4 {
		t.Errorf("only %d damages were noticed", named)
	}
}

func readsSame(t *testing.T, path, what string, content []byte, whole string) string {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	sum, err := readBack(t, path)
	switch {
	case err == nil && whole != "" && sum != whole:
		t.Errorf("%s: another answer", what)
	case err != nil && (scv.CodeOf(err) != scv.CodeWarehouseDamaged || scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == ""):
		t.Errorf("%s: %s %v (%s)", what, scv.CodeOf(err), err, scv.HintOf(err))
	}
	return sum
}

// TestLogCutAnywhereGivesACommittedState: of the log that a killed process leaves,
// any beginning is a state that was committed, in order.
func TestLogCutAnywhereGivesACommittedState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w := openAt(t, path)
	execute(t, w, "create table steps (n bigint)")
	execute(t, w, "checkpoint")
	for n := range 6 {
		execute(t, w, fmt.Sprintf("insert into steps values (%d)", n))
	}
	file, err1 := os.ReadFile(path)
	log, err2 := os.ReadFile(path + ".wal")
	if err1 != nil || err2 != nil || len(log) < 100 {
		t.Fatalf("%d bytes of log: %v %v", len(log), err1, err2)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	last := int64(-1)
	for cut := 0; cut <= len(log); cut += max(len(log)/40, 1) {
		copyPath := filepath.Join(t.TempDir(), "w.duckdb")
		if err := os.WriteFile(copyPath, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copyPath+".wal", log[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		again := openAt(t, copyPath)
		answer, err := again.Table(t.Context(), "select count(*), coalesce(max(n), -1) from steps")
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		n, top := answer.Rows[0][0].(int64), answer.Rows[0][1].(int64)
		if top != n-1 || n < last {
			t.Errorf("cut at %d: %d rows up to %d, after %d before", cut, n, top, last)
		}
		last = n
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if last < 5 {
		t.Errorf("the whole log gives %d rows", last)
	}
}
