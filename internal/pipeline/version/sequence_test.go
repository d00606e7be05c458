package version

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"scv"
	"scv/internal/warehouse/duckdb"
)

// sequences is how many random sequences the law is tried on: 500 with
// SCV_TEST_PATIENT, less where somebody waits.
func sequences() int {
	if _, patient := os.LookupEnv("SCV_TEST_PATIENT"); patient {
		return 500
	}
	return 10
}

// world is a file and what must be in it.
type world struct {
	t    *rapid.T
	dir  string
	file int // the number of the file that is used: a crash goes on with a copy
	v    *Store
	live int64
	// holds tells of each version that was published what is in it: the numbers of
	// the versions it goes back to, itself last, and whether it has the other shape.
	holds map[int64]content
	wide  bool // the shape of the next version
	stop  int  // kill at this change; 0 = never
}

type content struct {
	state []int64
	wide  bool
}

var errKilled = errors.New("killed")

func (w *world) path() string { return filepath.Join(w.dir, fmt.Sprint(w.file), "w.duckdb") }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) open() {
	w.t.Helper()
	d, err := duckdb.Open(context.Background(), duckdb.Options{Path: w.path(), Threads: 1})
	w.must(err)
	w.v = NewStore(d, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }).Watch(w.at)
}

// at is told before each change. The bytes of the files in that moment are what a
// process that is killed then leaves: the next one goes on with a copy of them.
func (w *world) at(string) error {
	if w.stop == 0 {
		return nil
	}
	if w.stop--; w.stop > 0 {
		return nil
	}
	from := filepath.Dir(w.path())
	w.must(os.CopyFS(filepath.Join(w.dir, fmt.Sprint(w.file+1)), os.DirFS(from)))
	return errKilled
}

// crash goes on after a kill, in the files as they were then.
func (w *world) crash() {
	w.stop = 0
	w.must(w.v.w.Close())
	w.must(os.RemoveAll(filepath.Dir(w.path())))
	w.file++
	w.open()
	w.must(w.v.Prepare(context.Background()))
}

// run builds the next version; a good one is published.
func (w *world) run(good bool) error {
	ctx := context.Background()
	n, err := nextVersion(ctx, w.v)
	if err != nil {
		return err
	}
	c := content{append(slices.Clone(w.holds[w.live].state), n), w.wide}
	w.holds[n] = c
	if w.wide {
		for _, sql := range []string{"alter table %s.dim add column more integer", "create table %s.other as select 1 as n"} {
			if err := w.v.do(ctx, w.v.w, "other shape", fmt.Sprintf(sql, Schema(scv.Gold, n))); err != nil {
				return err
			}
		}
	}
	if !good {
		return nil
	}
	if err := w.v.Publish(ctx, numbered(n)); err != nil {
		return err
	}
	w.live = n
	return w.v.Trim(ctx, 3)
}

func (w *world) step(name string) {
	ctx := context.Background()
	var err error
	if strings.HasPrefix(name, "killed") {
		w.stop = rapid.IntRange(1, 34).Draw(w.t, "change")
	}
	switch strings.TrimPrefix(name, "killed ") {
	case "run":
		err = w.run(true)
	case "bad run":
		err = w.run(false)
	case "rollback":
		var now Published
		if _, now, err = w.v.Rollback(ctx, 0, "kim", "why"); err == nil {
			w.live = now.Version
		}
		if scv.CodeOf(err) == scv.CodeVersion {
			err = nil
		}
	case "other shape":
		w.wide = !w.wide
	case "compact":
		err = w.v.w.Compact(ctx, w.v.at)
	}
	if errors.Is(err, errKilled) {
		w.crash()
		err = nil
		live, _, _ := w.v.Live(ctx)
		w.oldOrNew(live.Version)
	}
	w.stop = 0
	w.must(err)
}

// oldOrNew takes what is live after a kill: what was, the version that was being
// published, or the one that was being gone back to.
func (w *world) oldOrNew(now int64) {
	w.t.Helper()
	if now != w.live && w.holds[now].state == nil {
		w.t.Fatalf("version %d is live, which nobody built", now)
	}
	w.live = now
}

// laws: one version is live, every kept one holds what it was built of, and readers
// see all of the live one and nothing else.
func (w *world) laws() {
	w.t.Helper()
	ctx := context.Background()
	list, err := w.v.List(ctx)
	w.must(err)
	var live []int64
	var ask, want []string
	expect := func(schema func(scv.Layer) string, n int64) {
		c := w.holds[n]
		for _, r := range []scv.Relation{{Schema: "identity", Name: "ids"}, {Schema: "gold", Name: "dim"}, {Schema: "gold", Name: "seen"}, carried[0], carried[1]} {
			numbers := []int64{n}
			if r.Name == "state" {
				numbers = c.state
			}
			ask = append(ask, fmt.Sprintf("select coalesce(list(n order by n), [])::varchar from %s.%s", schema(scv.Layer(r.Schema)), r.Name))
			want = append(want, "["+strings.ReplaceAll(strings.Trim(fmt.Sprint(numbers), "[]"), " ", ", ")+"]")
		}
		ask = append(ask, fmt.Sprintf("select count(*)::varchar from duckdb_columns() where schema_name = '%s' and (column_name = 'more' or table_name = 'other')", schema(scv.Gold)))
		want = append(want, fmt.Sprint(map[bool]int{true: 2}[c.wide]))
	}
	for _, p := range list {
		if p.Live {
			live = append(live, p.Version)
		}
		expect(func(l scv.Layer) string { return Schema(l, p.Version) }, p.Version)
	}
	if w.live == 0 && len(live) == 0 {
		return
	}
	if len(live) != 1 || live[0] != w.live {
		w.t.Fatalf("live are %v, want %d", live, w.live)
	}
	expect(func(l scv.Layer) string { return string(l) }, w.live)
	t, err := w.v.w.Table(ctx, strings.Join(ask, "\nunion all\n"))
	w.must(err)
	for i, row := range t.Rows {
		if row[0] != want[i] {
			w.t.Fatalf("%s\ngives %v, want %s", ask[i], row[0], want[i])
		}
	}
}

// happening is what can come in any order.
var happening = []string{
	"run", "run", "bad run", "rollback", "other shape", "compact",
	"killed run", "killed run", "killed bad run", "killed rollback", "killed compact",
}

// Whatever happens in whatever order (runs, refused runs, kills before any change,
// rollbacks, other tables and columns, compactions), the laws of versions hold.
func TestAnySequenceKeepsTheLaws(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	t.Cleanup(func() { _ = checks.Value.Set(before) })
	if err := checks.Value.Set(strconv.Itoa(sequences() / 2)); err != nil {
		t.Fatal(err)
	}
	for _, half := range []string{"first half", "second half"} {
		t.Run(half, func(t *testing.T) {
			t.Parallel()
			trySequences(t)
		})
	}
}

// trySequences tries one sequence after another, each on a file of its own.
func trySequences(t *testing.T) {
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		w := &world{t: rt, dir: filepath.Join(dir, fmt.Sprint(n)), holds: map[int64]content{}}
		w.must(os.MkdirAll(filepath.Dir(w.path()), 0o755))
		w.open()
		defer func() {
			_ = w.v.w.Close()
			_ = os.RemoveAll(w.dir)
		}()
		w.must(w.v.Prepare(context.Background()))
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(happening), 3, 6).Draw(rt, "steps") {
			w.step(name)
			w.laws()
		}
	})
}
