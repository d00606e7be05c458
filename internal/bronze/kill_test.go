package bronze_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"scv"
	"scv/internal/bronze"
	"scv/internal/race"
	"scv/internal/source"
	"scv/internal/warehouse/duckdb"
)

// killEnv makes this test binary load into the file it names, and say each step.
const killEnv = "SCV_TEST_LOAD_INTO"

// killRows makes a load long enough for its steps to be hit.
const killRows = 20_000

// spoken reports progress as lines.
type spoken struct{}

func (spoken) Report(e scv.Event) { fmt.Println(e.Stage, e.Done, e.End) }

func loadAndTell(path string) int {
	ctx := context.Background()
	w, err := duckdb.Open(ctx, duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer w.Close()
	l := bronze.New(bronze.Options{Warehouse: w, Now: noon, Progress: spoken{}})
	if _, err := l.Load(ctx, newWide(killRows, true), "load-1"); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// TestKilledLoadLeavesTheOldState kills a load after each of its lines, among
// them the last one before its transaction, and loads again.
func TestKilledLoadLeavesTheOldState(t *testing.T) {
	race.Skip(t, "a process that is killed tells of no race; TestStoppedLoadIsContinued stops loads in this one")
	lines := killRows/4096 + 1
	for after := 1; after <= lines; after += 2 {
		path := filepath.Join(t.TempDir(), "w.duckdb")
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), killEnv+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		for n := 0; n < after && said.Scan(); n++ {
			continue
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		checkAfterKill(t, path, after)
	}
}

func checkAfterKill(t *testing.T, path string, after int) {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatalf("killed after %d lines: %v", after, err)
	}
	defer w.Close()
	h := &home{t: t, w: w, loader: bronze.New(bronze.Options{Warehouse: w, Now: noon})}
	fields, err := w.Columns(t.Context(), bronze.Relation("crm", "contact"))
	if err != nil {
		t.Fatal(err)
	}
	if fields != nil {
		// The kill came after the commit: then all of it is there.
		same(t, "rows", h.query("select count(*) from bronze.crm__contact"), []string{fmt.Sprint(killRows)})
	}
	report, err := h.loader.Load(t.Context(), newWide(killRows, true), "load-2")
	c := report.Counts()
	if err != nil || !c.Conserved() || c.Read != killRows || fields == nil && c.Loaded != killRows {
		t.Errorf("killed after %d lines, then: %+v, %v", after, c, err)
	}
	same(t, "rows", h.query("select count(*), count(distinct _scv_record_id) from bronze.crm__contact__current"), []string{fmt.Sprintf("%d|%d", killRows, killRows)})
}

// named is a source with its own name.
type named struct {
	memory
	name string
}

func (s *named) Tables(ctx context.Context) ([]source.Table, error) {
	tables, err := s.memory.Tables(ctx)
	for i := range tables {
		tables[i].Source = s.name
	}
	return tables, err
}

// TestSourcesLoadSideBySide: loads of different sources do not meet.
func TestSourcesLoadSideBySide(t *testing.T) {
	h := newHome(t)
	for round := range 3 {
		var wg sync.WaitGroup
		for i := range 4 {
			src := &named{name: fmt.Sprintf("s%d", i)}
			src.fields, src.digest = textField("x"), fmt.Sprint(round)
			broken := row(fmt.Sprint("bad", round), 0, "1", "2")
			src.files = []memoryFile{{path: "f", rows: []source.Row{row("1", 0, fmt.Sprint(round)), broken}}}
			wg.Go(func() {
				report, err := h.loader.Load(t.Context(), src, fmt.Sprintf("load-%d-%d", round, i))
				want := scv.Counts{Read: 2, Loaded: 1, Quarantined: 1}
				if err != nil || report.Counts() != want {
					t.Errorf("round %d, source %d: %+v %v", round, i, report.Counts(), err)
				}
			})
		}
		wg.Wait()
	}
	same(t, "held", h.query("select state, count(*) from bronze.quarantine group by all order by all"), []string{"held|4", "resolved|8"})
}

// failing is a source that breaks in the middle of a file.
type failing struct{ memory }

func (s *failing) Read(ctx context.Context, t *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	ignored, err := s.memory.Read(ctx, t, f, emit)
	return ignored, errors.Join(err, &scv.Error{Code: scv.CodeUsage, Op: "read", Subject: f.Path, Hint: "repair it"})
}

func TestSourceErrorEndsTheLoadAsItIs(t *testing.T) {
	h := newHome(t)
	src := &failing{memory{fields: textField("x"), files: []memoryFile{{path: "f", rows: []source.Row{row("1", 0, "a")}}}}}
	report, err := h.loader.Load(t.Context(), src, "load-1")
	if scv.CodeOf(err) != scv.CodeUsage || scv.HintOf(err) != "repair it" || len(report.Tables) != 0 {
		t.Errorf("got %v, %+v", err, report)
	}
	if found, _ := h.w.Relations(t.Context(), "bronze"); !slices.Equal(found, []scv.Relation{{Schema: "bronze", Name: "loads"}, {Schema: "bronze", Name: "quarantine"}}) {
		t.Errorf("traces: %v", found)
	}
}

func TestTwoEntitiesOfOneTableAreRefused(t *testing.T) {
	h := newHome(t)
	_, err := h.loader.Load(t.Context(), &twins{}, "load-1")
	if scv.CodeOf(err) != scv.CodeTwoTables || scv.HintOf(err) == "" {
		t.Errorf("got %v", err)
	}
}

type twins struct{ memory }

func (*twins) Tables(context.Context) ([]source.Table, error) {
	return []source.Table{{Source: "crm", Entity: "A b"}, {Source: "crm", Entity: "a_b"}}, nil
}
