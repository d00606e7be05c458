package bronze_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/bronze"
	"scv/internal/source"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// desk is a home where somebody repairs rows.
type desk struct {
	*home
	list []bronze.Repair
}

func newDesk(t testing.TB) *desk {
	d := &desk{home: newHome(t)}
	d.loader = bronze.New(bronze.Options{Warehouse: d.w, Now: noon, Repairs: func(context.Context, string, string) ([]bronze.Repair, error) { return d.list, nil }})
	return d
}

// people is a source with a text and a number column, named by its key column x.
func people(mode source.Mode, rows ...source.Row) *memory {
	fields := []source.Field{
		{Field: scv.Field{Name: "x", Type: scv.Text}, Header: "X"},
		{Field: scv.Field{Name: "n", Type: scv.Int}, Header: "Number"},
	}
	return &memory{mode: mode, fields: fields, identify: source.IdentifyBy(fields, []int{0}), files: []memoryFile{{path: "f", rows: rows}}}
}

func (d *desk) held(state string) []bronze.Held {
	d.t.Helper()
	rows, err := bronze.List(d.t.Context(), d.w, bronze.Filter{State: state})
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

func (d *desk) find(id string) bronze.Held {
	d.t.Helper()
	h, ok, err := bronze.Find(d.t.Context(), d.w, id)
	if err != nil || !ok {
		d.t.Fatalf("%s: %v, %v", id, ok, err)
	}
	return h
}

func (d *desk) repair(h bronze.Held, set map[string]string) string {
	id := fmt.Sprintf("R-%d", len(d.list)+1)
	d.list = append(d.list, bronze.Repair{ID: id, RecordID: h.RecordID, RowHash: h.RowHash, Set: set})
	return id
}

func TestARepairedRowTakesTheNormalWay(t *testing.T) {
	d := newDesk(t)
	src := people(source.Snapshot, row("k1", 0, "k1", "7"), row("k2", 0, "k2", "seven"))
	if c := d.load(src).Counts(); c.Loaded != 1 || c.Quarantined != 1 {
		t.Fatalf("first load: %+v", c)
	}
	waiting := d.held("")
	if len(waiting) != 1 || waiting[0].Raw != "" || waiting[0].Reasons != nil || waiting[0].Cells != nil {
		t.Fatalf("the list has values, or not one row: %+v", waiting)
	}
	h := d.find(strings.ToLower(waiting[0].ID))
	if diff := cmp.Diff(map[string]string{"x": "k2", "n": "seven"}, h.Cells); diff != "" || h.Row != 2 || h.Reasons[0].Column != "n" {
		t.Errorf("found %+v: %s", h, diff)
	}
	d.repair(h, map[string]string{"n": "8"})
	if c := d.load(src).Counts(); c.Loaded != 1 || c.Unchanged != 1 || c.Quarantined != 0 {
		t.Errorf("the file with a repair is read again: %+v", c)
	}
	want := []string{"crm/contact/k1|k1|7|<nil>|1", "crm/contact/k2|k2|8|R-1|2"}
	if diff := cmp.Diff(want, d.current("x, n, _scv_repair, _scv_row")); diff != "" {
		t.Errorf("current (-want +got):\n%s", diff)
	}
	if h := d.find(h.ID); h.State != bronze.Repaired || h.Repair != "R-1" || h.Cells["n"] != "seven" {
		t.Errorf("in quarantine: %+v", h)
	}
	reads := src.reads
	if c := d.load(src).Counts(); c.Unchanged != 2 || src.reads != reads {
		t.Errorf("the same file again: %+v, read %d times", c, src.reads-reads)
	}
}

// A file that is delivered again, also under another name, is repaired again.
func TestLaterLoadsNeitherUndoNorDoubleARepair(t *testing.T) {
	for _, mode := range []source.Mode{source.Log, source.Snapshot} {
		d := newDesk(t)
		src := people(mode, row("k2", 0, "k2", "seven"))
		d.load(src)
		d.repair(d.held("")[0], map[string]string{"n": "8"})
		d.load(src)
		src.files = append(src.files, memoryFile{path: "next", rows: []source.Row{row("k3", 0, "k3", "3")}})
		src.files[0].rows = append(src.files[0].rows, row("k1", 0, "k1", "1"))
		d.load(src)
		if mode == source.Log {
			src.files = append(src.files, memoryFile{path: "again", rows: []source.Row{row("k2", 0, "k2", "seven")}})
			d.load(src)
		}
		if got := d.query("select n, _scv_repair from bronze.crm__contact where x = 'k2'"); len(got) != 1 || got[0] != "8|R-1" {
			t.Errorf("mode %d: %v", mode, got)
		}
		if waiting := d.held(""); len(waiting) > 0 {
			t.Errorf("mode %d: still held: %+v", mode, waiting)
		}
	}
}

func TestANewVersionOfTheSourceWinsOverARepair(t *testing.T) {
	d := newDesk(t)
	src := people(source.Snapshot, row("k2", 0, "k2", "seven"))
	d.load(src)
	d.repair(d.held("")[0], map[string]string{"n": "8"})
	d.load(src)
	src.files[0].rows[0] = row("k2", 0, "k2", "9")
	d.load(src)
	if got := d.current("n, _scv_repair"); len(got) != 1 || got[0] != "crm/contact/k2|9|<nil>" {
		t.Errorf("current: %v", got)
	}
	src.files[0].rows[0] = row("k2", 0, "k2", "ten")
	if c := d.load(src).Counts(); c.Quarantined != 1 {
		t.Errorf("another wrong value is no matter of the repair: %+v", c)
	}
}

func TestARepairMayNameTheRecordAndBeRepaired(t *testing.T) {
	d := newDesk(t)
	nameless := row("", 0, "", "7")
	nameless.Faults = []source.Fault{{Code: scv.CodeRowNoKey, Column: "x"}}
	short := source.Row{Cells: []source.Cell{text("only")}}
	src := people(source.Snapshot, nameless, short)
	d.load(src)
	waiting := d.held("")
	if len(waiting) != 2 {
		t.Fatalf("held: %+v", waiting)
	}
	d.repair(waiting[0], map[string]string{"x": "k7"})
	d.repair(waiting[1], map[string]string{"x": "k8", "n": ""})
	d.load(src)
	if diff := cmp.Diff([]string{"crm/contact/k7|7|R-1", "crm/contact/k8|<nil>|R-2"}, d.current("n, _scv_repair")); diff != "" {
		t.Errorf("current (-want +got):\n%s", diff)
	}
	d.repair(waiting[0], map[string]string{"x": "k7", "n": "70"})
	if c := d.load(src).Counts(); c.Loaded != 1 || c.Unchanged != 1 {
		t.Errorf("a better repair: %+v", c)
	}
	if h := d.find(waiting[0].ID); h.Repair != "R-3" {
		t.Errorf("in quarantine: %+v", h)
	}
	if c := d.load(src).Counts(); c.Unchanged != 2 || c.Quarantined != 0 {
		t.Errorf("once more: %+v", c)
	}
}

func TestARepairThatDoesNotHelpChangesNothing(t *testing.T) {
	d := newDesk(t)
	src := people(source.Snapshot, row("k1", 0, "k1", "1"), row("k2", 0, "k2", "seven"))
	d.load(src)
	before := d.query("select * from bronze.quarantine order by all")
	d.repair(d.held("")[0], map[string]string{"x": "k1", "n": "1"}) // the key of another row
	if c := d.load(src).Counts(); c.Quarantined != 1 || c.Unchanged != 1 {
		t.Errorf("counts: %+v", c)
	}
	if diff := cmp.Diff(before, d.query("select * from bronze.quarantine order by all")); diff != "" {
		t.Errorf("quarantine (-before +after):\n%s", diff)
	}
}

// A file behind says something newer of the record: that stays so.
func TestARepairIsNotLaterThanTheFilesBehindItsOwn(t *testing.T) {
	d := newDesk(t)
	src := people(source.Log, row("k2", 0, "k2", "seven"), row("k3", 0, "k3", "3"))
	d.load(src)
	src.files = append(src.files, memoryFile{path: "g", rows: []source.Row{row("k2", 0, "k2", "9"), row("k3", 0, "k3", "4")}})
	d.load(src)
	d.repair(d.held("")[0], map[string]string{"n": "8"})
	d.load(src)
	if diff := cmp.Diff([]string{"crm/contact/k2|9", "crm/contact/k3|4"}, d.current("n")); diff != "" {
		t.Errorf("current (-want +got):\n%s", diff)
	}
	if got := d.query("select n from bronze.crm__contact where _scv_repair = 'R-1'"); len(got) != 1 {
		t.Errorf("the repaired version: %v", got)
	}
}

// The same bad line twice: one is taken, the other has its key.
func TestOfTwoEqualLinesOneIsTaken(t *testing.T) {
	d := newDesk(t)
	src := people(source.Snapshot, row("k2", 0, "k2", "seven"), row("k2", 0, "k2", "seven"))
	d.load(src)
	d.repair(d.held("")[0], map[string]string{"n": "8"})
	if c := d.load(src).Counts(); c.Loaded != 1 || c.Quarantined != 1 {
		t.Errorf("counts: %+v", c)
	}
	if waiting := d.held(""); len(waiting) != 1 || waiting[0].Codes != string(scv.CodeDuplicateKey) {
		t.Errorf("held: %+v", waiting)
	}
	if taken := d.held(bronze.Repaired); len(taken) != 1 || taken[0].Repair != "R-1" {
		t.Errorf("repaired: %+v", taken)
	}
}

// A repair that does not help leaves the one before it in force; one that fits no
// more because a type changed leaves the row waiting again, once.
func TestTheNewestRepairThatHelpsCounts(t *testing.T) {
	d := newDesk(t)
	src := people(source.Log, row("k2", 0, "k2", "seven"))
	d.load(src)
	h := d.held("")[0]
	d.repair(h, map[string]string{"n": "8"})
	d.repair(h, map[string]string{"n": "eight"})
	d.load(src)
	if h := d.find(h.ID); h.State != bronze.Repaired || h.Repair != "R-1" {
		t.Errorf("in quarantine: %+v", h)
	}
	d.list = []bronze.Repair{{ID: "R-3", RecordID: h.RecordID, RowHash: h.RowHash, Set: map[string]string{"n": "eight"}}}
	d.load(src)
	if all := d.held(bronze.AnyState); len(all) != 1 || all[0].State != bronze.StateHeld || all[0].Repair != "" {
		t.Errorf("in quarantine: %+v", all)
	}
}

// A home from before repairs has fewer columns: it is read as it is, and gets them
// by the next load.
func TestAHomeFromBeforeRepairsGetsItsColumns(t *testing.T) {
	d := newDesk(t)
	src := people(source.Snapshot, row("k1", 0, "k1", "1"), row("k2", 0, "k2", "seven"))
	d.load(src)
	for _, sql := range []string{
		"alter table bronze.quarantine drop column cells", "alter table bronze.quarantine drop column repair_id",
		"drop view bronze.crm__contact__current", "alter table bronze.crm__contact drop column _scv_repair",
	} {
		if _, err := d.w.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	h := d.find(d.held("")[0].ID)
	if h.Cells != nil || h.Raw == "" {
		t.Errorf("an old row: %+v", h)
	}
	d.repair(h, map[string]string{"n": "8"})
	d.load(src)
	if got := d.query("select _scv_repair from bronze.crm__contact__current order by n"); !slices.Equal(got, []string{"<nil>", "R-1"}) {
		t.Errorf("repairs: %v", got)
	}
}

func TestReplayReadsTheFilesOfTheTableAgain(t *testing.T) {
	d := newDesk(t)
	src := people(source.Log, row("k2", 0, "k2", "seven"))
	src.files = append(src.files, memoryFile{path: "good", rows: []source.Row{row("k1", 0, "k1", "1")}})
	d.load(src)
	reads := src.reads
	for wanted, want := range map[bool]int{true: 2, false: 0} {
		report, err := d.loader.Replay(t.Context(), src, fmt.Sprint("replay", wanted), func(bronze.Held) bool { return wanted })
		if c := report.Counts(); err != nil || !c.Conserved() || c.Quarantined != 1 || src.reads-reads != want {
			t.Errorf("wanted %v: %+v, %v, %d files read", wanted, c, err, src.reads-reads)
		}
		reads = src.reads
	}
}

// TestLawHoldsOverRepairs does what a desk can do in any order: rows come and
// change, rows are fixed, let in and tried again, files are loaded again. After
// each load every row read is loaded, unchanged or in quarantine, the tables hold
// what the counts say, no row is in quarantine and in bronze, a repair is there
// once at most, and the same again changes nothing.
func TestLawHoldsOverRepairs(t *testing.T) {
	d := newDesk(t)
	rapid.Check(t, func(t *rapid.T) {
		d.fresh()
		d.list = nil
		mode := rapid.SampledFrom([]source.Mode{source.Log, source.Snapshot}).Draw(t, "mode")
		src := people(mode, drawPeople(t)...)
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				src.files[0].rows = drawPeople(t)
				src.digest += "+" // all are read: a file alone would be later than the others
			case 1:
				src.files = append(src.files[:1:1], memoryFile{path: "g", rows: drawPeople(t)})
				src.digest += "+"
			case 2, 3:
				d.drawRepair(t)
			default:
				src.digest += "!" // types or mapping were changed
			}
			checkRepaired(t, d, src)
			before := d.query("select * from bronze.crm__contact order by all")
			src.digest += " again"
			if second := checkLaw(t, d.home, src); second.Loaded != 0 || second.Deleted != 0 {
				t.Fatalf("the same again: %+v", second)
			}
			if after := d.query("select * from bronze.crm__contact order by all"); !slices.Equal(before, after) {
				t.Fatalf("the same again changed bronze:\n%s\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
		}
	})
}

func drawPeople(t *rapid.T) (rows []source.Row) {
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		key := rapid.SampledFrom([]string{"k1", "k2", "k3", ""}).Draw(t, "key")
		r := row(key, 0, key, rapid.SampledFrom([]string{"1", "2", "one", "two", ""}).Draw(t, "n"))
		if key == "" {
			r.Faults = []source.Fault{{Code: scv.CodeRowNoKey, Column: "x"}}
		}
		if rapid.IntRange(0, 9).Draw(t, "short") == 0 {
			r.Cells = r.Cells[:1]
		}
		rows = append(rows, r)
	}
	return rows
}

// drawRepair fixes or releases a row, sometimes with values that do not help.
func (d *desk) drawRepair(t *rapid.T) {
	all := d.held(bronze.AnyState)
	if len(all) == 0 {
		return
	}
	set := map[string]string{"n": rapid.SampledFrom([]string{"", "8", "9", "bad"}).Draw(t, "set")}
	if rapid.Bool().Draw(t, "rename") {
		set["x"] = rapid.SampledFrom([]string{"k1", "k4", "k5", ""}).Draw(t, "name")
	}
	d.repair(rapid.SampledFrom(all).Draw(t, "row"), set)
}

func checkRepaired(t *rapid.T, d *desk, src *memory) {
	checkLaw(t, d.home, src)
	for what, sql := range map[string]string{
		"a repair is there twice": `
			select _scv_repair from bronze.crm__contact where _scv_repair is not null
			group by _scv_repair, _scv_record_id, _scv_row_hash, _scv_version having count(*) > 1
			and count(distinct _scv_load_id) = 1`,
		"a row is held twice": `
			select record_id from bronze.quarantine where state = 'held'
			group by source, entity, file, record_id, row_hash having count(*) > 1`,
		"a row is held and repaired": `
			select h.record_id from bronze.quarantine as h inner join bronze.quarantine as r
			using (source, entity, file, record_id, row_hash) where h.state = 'held' and r.state = 'repaired'`,
		"the tables do not hold what the loads say": `
			select 1 where (select count(*) from bronze.crm__contact) <> (select sum(loaded + deleted) from bronze.loads)`,
		"a law is broken": `
			select file from bronze.loads where read <> loaded + unchanged + quarantined`,
	} {
		if got := d.query(sql); len(got) > 0 {
			t.Fatalf("%s: %v\n%s", what, got, strings.Join(d.query("select state, repair_id, file, record_id, row_hash, codes from bronze.quarantine"), "\n"))
		}
	}
}
