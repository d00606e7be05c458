package bronze_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scv"
	"scv/internal/source"
)

// drawFiles draws the files of a source: few keys, few values, so that rows meet.
func drawFiles(t *rapid.T, mode source.Mode, keyed bool) []memoryFile {
	cell := rapid.SampledFrom([]source.Cell{
		{}, text("a"), text("b"), text("c"), {Kind: source.Broken, Text: "#REF!"}, text("\xff"), {Kind: source.Number, Text: "007", Number: 7},
	})
	var files []memoryFile
	for i := range rapid.IntRange(1, 3).Draw(t, "files") {
		f := memoryFile{path: fmt.Sprintf("f%d", i)}
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			r := source.Row{Cells: []source.Cell{cell.Draw(t, "x"), cell.Draw(t, "y")}}
			if keyed {
				r.Key = rapid.SampledFrom([]string{"k1", "k2", "k/3"}).Draw(t, "key")
			}
			if mode == source.Log && keyed {
				r.Version = int64(rapid.IntRange(0, 2).Draw(t, "version"))
				r.Deleted = rapid.IntRange(0, 5).Draw(t, "deleted") == 0
			}
			if rapid.IntRange(0, 9).Draw(t, "shape") == 0 {
				r.Cells = r.Cells[:1]
			}
			f.rows = append(f.rows, r)
		}
		files = append(files, f)
	}
	return files
}

// fresh empties bronze: a new home for each draw would cost more than the load.
func (h *home) fresh() {
	if _, err := h.w.Exec(context.Background(), "drop schema if exists bronze cascade"); err != nil {
		h.t.Fatal(err)
	}
}

// TestLawHoldsOverAnyRows loads any rows, again, and changed: every row read is
// loaded, unchanged or in quarantine, and reading the same again changes nothing.
func TestLawHoldsOverAnyRows(t *testing.T) {
	h := newHome(t)
	rapid.Check(t, func(t *rapid.T) {
		h.fresh()
		mode := rapid.SampledFrom([]source.Mode{source.Log, source.Snapshot}).Draw(t, "mode")
		keyed := rapid.Bool().Draw(t, "keyed")
		src := &memory{mode: mode, fields: textField("x", "y")}
		for i := range 2 {
			src.files, src.digest = drawFiles(t, mode, keyed), fmt.Sprint(i)
			first := checkLaw(t, h, src)
			before := h.query("select * from bronze.crm__contact order by all")
			held := h.query("select * from bronze.quarantine order by all")
			src.digest += " again"
			second := checkLaw(t, h, src)
			want := scv.Counts{Read: first.Read, Unchanged: first.Loaded + first.Unchanged, Quarantined: first.Quarantined}
			if second != want {
				t.Fatalf("again: got %+v, want %+v", second, want)
			}
			if after := h.query("select * from bronze.crm__contact order by all"); !slices.Equal(before, after) {
				t.Fatalf("the same again changed bronze:\n%s\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
			if after := h.query("select * from bronze.quarantine order by all"); !slices.Equal(held, after) {
				t.Fatalf("the same again changed the quarantine:\n%s\n%s", strings.Join(held, "\n"), strings.Join(after, "\n"))
			}
			checkCurrent(t, h, src)
		}
	})
}

// checkLaw loads and holds the report against the rows and the tables.
func checkLaw(t *rapid.T, h *home, src *memory) scv.Counts {
	before := h.query("select count(*) from bronze.crm__contact where " + exists(h))
	report, err := h.tryLoad(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	c := report.Counts()
	read := 0
	for _, f := range src.files {
		read += len(f.rows)
	}
	if c.Read != int64(read) || !c.Conserved() {
		t.Fatalf("%d rows: %+v", read, c)
	}
	after := h.query("select count(*) from bronze.crm__contact")
	if got, want := number(after)-number(before), c.Loaded+c.Deleted; got != want {
		t.Fatalf("%d rows were added, want %d", got, want)
	}
	return c
}

// exists lets the first count of a table that is not there yet be 0.
func exists(h *home) string {
	fields, err := h.w.Columns(context.Background(), scv.Relation{Schema: "bronze", Name: "crm__contact"})
	if err != nil {
		h.t.Fatal(err)
	}
	if fields == nil {
		if _, err := h.w.Exec(context.Background(), "create schema if not exists bronze"); err != nil {
			h.t.Fatal(err)
		}
		// A source whose rows are all held makes the table too.
		src := &memory{fields: textField("x", "y"), files: []memoryFile{{path: "none"}}}
		if _, err := h.tryLoad(context.Background(), src); err != nil {
			h.t.Fatal(err)
		}
	}
	return "true"
}

func number(lines []string) (n int64) {
	_, _ = fmt.Sscan(lines[0], &n)
	return n
}

// checkCurrent holds the view against what the files say, for files read whole:
// in a snapshot the first good row of a key, in a log the last of the greatest version.
func checkCurrent(t *rapid.T, h *home, src *memory) {
	if src.files[0].rows == nil || src.mode == source.Log {
		return // a log remembers the loads before: TestNewestVersionIsCurrent
	}
	want := map[string]string{}
	for _, f := range src.files {
		for _, r := range f.rows {
			if r.Key == "" || len(r.Cells) != 2 || bad(r.Cells[0]) || bad(r.Cells[1]) {
				continue
			}
			id := string(scv.NewRecordID("crm", "contact", r.Key))
			if _, ok := want[id]; !ok {
				want[id] = shown(r.Cells[0]) + "|" + shown(r.Cells[1])
			}
		}
	}
	got := map[string]string{}
	for _, line := range h.current("x, y") {
		id, values, _ := strings.Cut(line, "|")
		got[id] = values
	}
	for id, values := range want {
		if got[id] != values {
			t.Fatalf("%s is %q, want %q", id, got[id], values)
		}
	}
}

func bad(c source.Cell) bool { return c.Kind == source.Broken || c.Text == "\xff" }

func shown(c source.Cell) string {
	if c.Kind == source.Empty {
		return "<nil>"
	}
	return c.Text
}

// TestStoppedLoadIsContinued stops a load after any number of rows: bronze is as
// it was, and the next load gives what a load without the stop gives.
func TestStoppedLoadIsContinued(t *testing.T) {
	h, clean := newHome(t), newHome(t)
	rapid.Check(t, func(t *rapid.T) {
		h.fresh()
		clean.fresh()
		h.loads, clean.loads = 0, 0
		mode := rapid.SampledFrom([]source.Mode{source.Log, source.Snapshot}).Draw(t, "mode")
		src := &memory{mode: mode, fields: textField("x", "y"), files: drawFiles(t, mode, true), digest: "1"}
		checkSame(t, h, clean, src, "first")
		src.files, src.digest = drawFiles(t, mode, true), "2"

		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		before := everything(h)
		src.stop, src.cancel = rapid.IntRange(1, 12).Draw(t, "stop"), cancel
		_, err := h.tryLoad(ctx, src)
		stopped := errors.Is(err, context.Canceled)
		if err != nil && (!stopped || scv.ExitOf(err) != scv.ExitInterrupted) {
			t.Fatalf("stopped load: %v", err)
		}
		src.stop = 0
		if stopped {
			if after := everything(h); !slices.Equal(before, after) {
				t.Fatalf("a stopped load left traces:\n%v\n%v", before, after)
			}
			h.loads--
			checkSame(t, h, clean, src, "continued")
		}
	})
}

func checkSame(t *rapid.T, h, clean *home, src *memory, what string) {
	for _, home := range []*home{h, clean} {
		if _, err := home.tryLoad(context.Background(), src); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if a, b := everything(h), everything(clean); !slices.Equal(a, b) {
		t.Fatalf("%s: differs from a load without a stop:\n%s\n\n%s", what, strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}

func everything(h *home) []string {
	all := h.query("select * from bronze.crm__contact order by all")
	all = append(all, h.query("select * from bronze.quarantine order by all")...)
	return append(all, h.query("select * from bronze.loads order by all")...)
}
