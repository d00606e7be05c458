package version

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"scv"
	"scv/internal/race"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// A killed child is this test binary: it does killWork on the file killFile and
// kills itself, as `kill -9` does, before the change number killAt.
const (
	killWork = "SCV_TEST_VERSION_WORK"
	killFile = "SCV_TEST_VERSION_FILE"
	killAt   = "SCV_TEST_VERSION_AT"
)

func TestMain(m *testing.M) {
	if name, ok := os.LookupEnv(killWork); ok {
		os.Exit(child(name, os.Getenv(killFile), os.Getenv(killAt)))
	}
	os.Exit(m.Run())
}

func child(name, path, at string) int {
	number, err := strconv.Atoi(at)
	if err == nil {
		n := 0
		err = works()[name](context.Background(), path, func(string) error {
			if n++; n == number {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
			return nil
		})
	}
	fmt.Println("not killed:", err)
	return 1
}

// work is something a process does to the versions of a file; at is told before
// each change.
type work func(ctx context.Context, path string, at func(step string) error) error

// works are all that changes versions: a run with its build, its swap, its removal
// of old versions and its compaction; a rollback.
func works() map[string]work {
	return map[string]work{
		"run": opened(func(ctx context.Context, v *Store) error {
			n, err := nextVersion(ctx, v)
			return errors.Join(err, v.Publish(ctx, numbered(n)), v.Trim(ctx, 2), v.w.Compact(ctx, v.at))
		}),
		"rollback": opened(func(ctx context.Context, v *Store) error {
			_, _, err := v.Rollback(ctx, 0, "kim", "why")
			return err
		}),
	}
}

func opened(do func(context.Context, *Store) error) work {
	return func(ctx context.Context, path string, at func(string) error) error {
		w, err := duckdb.Open(ctx, duckdb.Options{Path: path, Threads: 1})
		if err != nil {
			return err
		}
		v := NewStore(w, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }).Watch(at)
		return errors.Join(do(ctx, v), w.Close())
	}
}

// carried is what the tests' versions build on their own earlier rows.
var carried = []scv.Relation{{Schema: "gold", Name: "state"}, {Schema: "silver", Name: "state"}}

// nextVersion builds the version after the live one: its relations hold its number,
// state that of every version it goes back to, and one relation is a view of silver.
func nextVersion(ctx context.Context, v *Store) (int64, error) {
	if err := v.Prepare(ctx); err != nil {
		return 0, err
	}
	live, _, err := v.Live(ctx)
	if err != nil {
		return 0, err
	}
	n, err := v.Next(ctx)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(v.Open(ctx, n), v.Carry(ctx, live.Version, n, carried)); err != nil {
		return n, err
	}
	build := []string{fmt.Sprintf(`create or replace table silver.now as select %[1]d as n;
		create table identity__v%[1]d.ids as select %[1]d as n; create table gold__v%[1]d.dim as select %[1]d as n;
		create view gold__v%[1]d.seen as select n from silver.now; create schema if not exists silver__v%[1]d`, n)}
	for _, r := range carried {
		table := Schema(scv.Layer(r.Schema), n) + "." + r.Name
		build = append(build, fmt.Sprintf("create table if not exists %[1]s (n bigint primary key); insert into %[1]s values (%[2]d)", table, n))
	}
	for _, sql := range build {
		if err := v.do(ctx, v.w, "build", sql); err != nil {
			return n, err
		}
	}
	return n, v.Freeze(ctx, n)
}

// shown is everything readers see: by relation, the numbers that are in it.
func shown(ctx context.Context, w *warehouse.Warehouse) (string, error) {
	var b strings.Builder
	for _, r := range []string{"identity.ids", "gold.dim", "gold.seen", "gold.state", "silver.state"} {
		t, err := w.Table(ctx, "select list(n order by n) from "+r)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, r, t.Rows[0][0])
	}
	return b.String(), nil
}

// after opens a file as the next command does, and gives what readers see and
// whether every kept version is whole.
func after(t *testing.T, path string) string {
	t.Helper()
	var out string
	err := opened(func(ctx context.Context, v *Store) error {
		list, err := v.List(ctx)
		if err != nil {
			return err
		}
		for _, p := range list {
			size, err := v.Size(ctx, p.Version)
			if err != nil || len(size.Rows) != 5 {
				return fmt.Errorf("version %d is not whole: %v: %w", p.Version, size.Rows, err)
			}
		}
		out, err = shown(ctx, v.w)
		return err
	})(t.Context(), path, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + ".compact*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return out
}

// do does a work undisturbed and gives the steps it had.
func do(t *testing.T, name, path string) (steps []string) {
	t.Helper()
	if err := works()[name](t.Context(), path, func(step string) error {
		steps = append(steps, step)
		return nil
	}); err != nil {
		t.Fatal(name, err)
	}
	return steps
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", ".wal", ".compact", ".compact.wal"} {
		data, err := os.ReadFile(from + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			err = os.RemoveAll(to + suffix)
		} else if err == nil {
			err = os.WriteFile(to+suffix, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// patience is how long a work is killed at every change; with SCV_TEST_PATIENT set it
// takes all the time it needs.
const patience = 10 * time.Second

// Killed before any change of a run or a rollback, readers see the old version or the new one, every kept version is whole, and a run
// after it publishes what it publishes undisturbed. The list of changes is the
// product's own: TestEveryChangeIsAStep sees to it that none is missing.
func TestKilledBeforeAnyChangeAVersionIsWhole(t *testing.T) {
	race.Skip(t, "a process that is killed tells of no race")
	start := filepath.Join(t.TempDir(), "w.duckdb")
	for range 3 {
		do(t, "run", start)
	}
	for name := range works() {
		t.Run(name, func(t *testing.T) {
			started, dir := time.Now(), t.TempDir()
			quiet, path := filepath.Join(dir, "quiet", "w.duckdb"), filepath.Join(dir, "w.duckdb")
			if err := os.Mkdir(filepath.Dir(quiet), 0o755); err != nil {
				t.Fatal(err)
			}
			copyFile(t, start, quiet)
			old := after(t, quiet)
			steps := do(t, name, quiet)
			want := after(t, quiet)
			_, patient := os.LookupEnv("SCV_TEST_PATIENT")
			for i, step := range steps {
				if !patient && time.Since(started) > patience {
					t.Skipf("killed at %d of %d changes: the machine is too busy (SCV_TEST_PATIENT=1 kills at all)", i, len(steps))
				}
				copyFile(t, start, path)
				killed(t, name, path, i+1, step)
				got := after(t, path)
				if got != old && got != want {
					t.Errorf("killed at %d, %q, readers see\n%s", i+1, step, got)
				}
				continues(t, path, got, step)
			}
		})
	}
}

// continues runs after a kill and checks that the new version follows from what
// readers saw.
func continues(t *testing.T, path, before, step string) {
	t.Helper()
	do(t, "run", path)
	got := after(t, path)
	last := func(text, relation string) string {
		_, rest, _ := strings.Cut(text, relation+" [")
		numbers, _, _ := strings.Cut(rest, "]")
		return numbers
	}
	for _, relation := range []string{"gold.state", "silver.state"} {
		if !strings.HasPrefix(last(got, relation), last(before, relation)+" ") {
			t.Errorf("killed at %q: the next run made %s of\n%s", step, got, before)
		}
	}
}

func killed(t *testing.T, name, path string, at int, step string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killWork+"="+name, killFile+"="+path, killAt+"="+strconv.Itoa(at))
	out, err := cmd.CombinedOutput()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("%s was to be killed at %d, %q: %v\n%s", name, at, step, err, out)
	}
}

// Every change of the store goes through do, which names it, and every change of a
// compaction comes after a step: so a new one is killed without a word in the tests.
func TestEveryChangeIsAStep(t *testing.T) {
	changes := map[string][]string{}
	for _, file := range sourceFiles(t, ".", "../../warehouse/duckdb/compact.go") {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Exec", "Append", "Rename", "RemoveAll", "Remove", "Sync", "Scan"}, s.Sel.Name) {
						changes[f.Name.Name] = append(changes[f.Name.Name], s.Sel.Name)
					}
				}
				return true
			})
		}
	}
	want := map[string]string{
		"do":           "Exec",                // names each change of the store
		"written":      "Exec",                // a checkpoint, as any command makes
		"copyOut":      "Exec Exec Exec Exec", // compact: copy (attach, copy), compact: write (checkpoint), detach
		"syncFile":     "Sync",                // compact: sync, compact: reopen
		"swap":         "Rename",              // compact: rename
		"removeBeside": "RemoveAll",           // compact: clear
	}
	for name, calls := range changes {
		if got := strings.Join(calls, " "); got != want[name] {
			t.Errorf("%s changes something (%s) that no step stands before: go through do, or call at before it and list it here", name, got)
		}
	}
}

func sourceFiles(t *testing.T, dir string, more ...string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return append(slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, "_test.go") }), more...)
}
