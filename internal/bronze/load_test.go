package bronze_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/source"
)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestRowKnowsWhereItCameFrom(t *testing.T) {
	h := newHome(t)
	r := row("a1", 7, "Ada")
	r.Sheet = "Sheet 1"
	src := &memory{mode: source.Log, fields: textField("name"), files: []memoryFile{{path: "in/a.csv", rows: []source.Row{row("a0", 1, ""), r}}}}
	report := h.load(src)
	same(t, "counts", report.Counts(), scv.Counts{Read: 2, Loaded: 2})
	same(t, "row", h.query(`select name, _scv_record_id, _scv_source, _scv_file, _scv_sheet, _scv_row, _scv_version,
		_scv_loaded_at::varchar, _scv_load_id, length(_scv_row_hash), _scv_deleted from bronze.crm__contact order by _scv_row`), []string{
		"<nil>|crm/contact/a0|crm|in/a.csv|<nil>|1|1|2026-11-24 12:00:00|load-1|32|false",
		"Ada|crm/contact/a1|crm|in/a.csv|Sheet 1|2|7|2026-11-24 12:00:00|load-1|32|false",
	})
	same(t, "load", h.query("select load_id, source, entity, file, size, read, loaded, unchanged, quarantined, ignored, deleted from bronze.loads"),
		[]string{"load-1|crm|contact|in/a.csv|2|2|2|0|0|0|0"})
}

func TestFileThatIsTheSameIsNotReadAgain(t *testing.T) {
	h := newHome(t)
	bad := row("", 0, "x", "y")
	src := &memory{mode: source.Log, fields: textField("name"), files: []memoryFile{
		{path: "a", rows: []source.Row{row("1", 1, "x"), row("2", 1, "y"), bad}, ignored: []source.Ignored{{From: 1, To: 3, Reason: "title"}}},
		{path: "b", rows: []source.Row{row("3", 1, "z")}},
	}}
	same(t, "first", h.load(src).Counts(), scv.Counts{Read: 4, Loaded: 3, Quarantined: 1, Ignored: 3})
	reads := src.reads
	second := h.load(src)
	same(t, "second", second.Counts(), scv.Counts{Read: 4, Unchanged: 3, Quarantined: 1, Ignored: 3})
	if src.reads != reads || !second.Unread() {
		t.Errorf("files were read again: %d reads, unread %v", src.reads-reads, second.Unread())
	}
	same(t, "loads", h.query("select count(*) from bronze.loads"), []string{"2"})

	src.files[1].rows = append(src.files[1].rows, row("4", 1, "new"))
	same(t, "one file changed", h.load(src).Counts(), scv.Counts{Read: 5, Loaded: 1, Unchanged: 3, Quarantined: 1, Ignored: 3})
	if src.reads != reads+1 {
		t.Errorf("%d files read, want the changed one alone", src.reads-reads)
	}
	src.digest = "other"
	same(t, "other way to read", h.load(src).Counts(), scv.Counts{Read: 5, Unchanged: 4, Quarantined: 1, Ignored: 3})
	same(t, "held rows", h.query("select state, load_id, codes from bronze.quarantine"), []string{"held|load-1|SCV-B007"})
}

func TestNewestVersionIsCurrent(t *testing.T) {
	h := newHome(t)
	gone := source.Row{Key: "c", Version: 9, Deleted: true}
	src := &memory{mode: source.Log, fields: textField("name"), files: []memoryFile{{path: "a", rows: []source.Row{
		row("a", 2, "new"), row("a", 1, "old"), row("b", 1, "b"), row("c", 8, "c"), gone,
	}}}}
	same(t, "counts", h.load(src).Counts(), scv.Counts{Read: 5, Loaded: 5})
	same(t, "current", h.current("name"), []string{"crm/contact/a|new", "crm/contact/b|b"})
	same(t, "history", h.query("select name, _scv_deleted from bronze.crm__contact where _scv_record_id = 'crm/contact/c' order by _scv_version"),
		[]string{"c|false", "<nil>|true"})

	src.files = append(src.files, memoryFile{path: "b", rows: []source.Row{row("b", 1, "b again"), row("c", 10, "back")}})
	h.load(src)
	same(t, "current", h.current("name"), []string{"crm/contact/a|new", "crm/contact/b|b again", "crm/contact/c|back"})

	src.files = append(src.files, memoryFile{path: "c", rows: []source.Row{row("b", 1, "b")}})
	same(t, "back to an older content", h.load(src).Counts(), scv.Counts{Read: 8, Loaded: 1, Unchanged: 7})
	same(t, "current", h.current("name"), []string{"crm/contact/a|new", "crm/contact/b|b", "crm/contact/c|back"})
}

func TestRepeatedRowsOfALogSettle(t *testing.T) {
	h := newHome(t)
	src := &memory{mode: source.Log, fields: textField("name"), files: []memoryFile{
		{path: "a", rows: []source.Row{row("k", 1, "one"), row("k", 1, "two"), row("k", 1, "one"), row("k", 1, "three")}},
		{path: "b", rows: []source.Row{row("k", 1, "two"), row("j", 0, "j"), row("j", 0, "j")}},
	}}
	same(t, "first", h.load(src).Counts(), scv.Counts{Read: 7, Loaded: 4, Unchanged: 3})
	same(t, "current", h.current("name"), []string{"crm/contact/j|j", "crm/contact/k|two"})
	src.digest = "read again"
	same(t, "again", h.load(src).Counts(), scv.Counts{Read: 7, Unchanged: 7})
	same(t, "current", h.current("name"), []string{"crm/contact/j|j", "crm/contact/k|two"})
}

func TestRecordThatLeftItsSnapshotIsDeleted(t *testing.T) {
	h := newHome(t)
	src := &memory{mode: source.Snapshot, fields: textField("id", "name"), files: []memoryFile{
		{path: "a.xlsx", rows: []source.Row{row("1", 0, "1", "Ada"), row("2", 0, "2", "Bob"), row("3", 0, "3", "Cy")}},
		{path: "b.xlsx", rows: []source.Row{row("4", 0, "4", "Di")}},
	}}
	h.load(src)
	src.files[0].rows = []source.Row{row("1", 0, "1", "Ada"), {Key: "3", Cells: []source.Cell{text("3"), {Kind: source.Broken, Text: "#REF!"}}}}
	report := h.load(src)
	same(t, "counts", report.Counts(), scv.Counts{Read: 3, Unchanged: 2, Quarantined: 1, Deleted: 1})
	same(t, "current: what is in quarantine keeps its last values", h.current("name"), []string{"crm/contact/1|Ada", "crm/contact/3|Cy", "crm/contact/4|Di"})

	src.digest = "again"
	same(t, "a tombstone is written once", h.load(src).Counts().Deleted, int64(0))

	src.files = src.files[:1]
	same(t, "a file that is gone deletes nobody", h.load(src).Counts().Deleted, int64(0))
	src.files[0].rows = []source.Row{row("2", 0, "2", "Bob"), row("3", 0, "3", "Cyril")}
	same(t, "back", h.load(src).Counts(), scv.Counts{Read: 2, Loaded: 2, Deleted: 1})
	same(t, "current", h.current("name"), []string{"crm/contact/2|Bob", "crm/contact/3|Cyril", "crm/contact/4|Di"})
	same(t, "quarantine is repaired", h.query("select record_id, state from bronze.quarantine"), []string{"crm/contact/3|resolved"})
}

func TestRowWithoutKeyKeepsItsNameWhenItMoves(t *testing.T) {
	h := newHome(t)
	src := &memory{mode: source.Snapshot, fields: textField("name"), files: []memoryFile{
		{path: "a", rows: []source.Row{row("", 0, "Ada"), row("", 0, "Bob"), row("", 0, "Ada")}},
	}}
	h.load(src)
	before := h.current("name")
	if len(before) != 3 {
		t.Fatalf("equal rows are told apart: %v", before)
	}
	src.files[0].rows = []source.Row{row("", 0, "New"), row("", 0, "Bob"), row("", 0, "Ada"), row("", 0, "Ada")}
	same(t, "moved", h.load(src).Counts(), scv.Counts{Read: 4, Loaded: 1, Unchanged: 3})
	after := h.query("select _scv_record_id, name from bronze.crm__contact__current where name <> 'New' order by 1")
	same(t, "names", after, before)
}

func TestSecondRowOfAKeyIsKeptAside(t *testing.T) {
	h := newHome(t)
	broken := source.Row{Key: "2", Cells: []source.Cell{text("2"), {Kind: source.Broken, Text: "#N/A"}}}
	src := &memory{mode: source.Snapshot, fields: textField("id", "name"), files: []memoryFile{
		{path: "a", rows: []source.Row{row("1", 0, "1", "Ada"), row("1", 0, "1", "Eve"), broken, row("2", 0, "2", "Bob")}},
	}}
	same(t, "counts", h.load(src).Counts(), scv.Counts{Read: 4, Loaded: 2, Quarantined: 2})
	same(t, "current", h.current("name"), []string{"crm/contact/1|Ada", "crm/contact/2|Bob"})
	same(t, "quarantine", h.query(`select "row", record_id, codes, raw from bronze.quarantine order by 1`), []string{
		`2|crm/contact/1|SCV-B006|["1","Eve"]`, `3|crm/contact/2|SCV-B004|["2","#N/A"]`,
	})
}

func TestQuarantineHasEveryReason(t *testing.T) {
	h := newHome(t)
	field := func(name string, typ scv.Type, formats ...string) source.Field {
		return source.Field{Field: scv.Field{Name: name, Type: typ}, Header: name, Formats: formats}
	}
	bad := row("9", 0, "31.02.2020", "many", "fine")
	bad.Faults = []source.Fault{{Code: "SCV-S099", Detail: "from the source"}}
	bad.Raw = "31.02.2020;many;fine"
	src := &memory{
		mode: source.Snapshot, fields: []source.Field{field("born", scv.Date, "DD.MM.YYYY"), field("n", scv.Int), field("t", scv.Text)},
		files: []memoryFile{{path: "a", rows: []source.Row{bad, row("8", 0, "28.02.2020", "5", "ok"), row("7", 0, "28.02.2020", "5", "\xff")}}},
	}
	same(t, "counts", h.load(src).Counts(), scv.Counts{Read: 3, Loaded: 1, Quarantined: 2})
	same(t, "quarantine", h.query(`select source, entity, file, sheet, "row", record_id, codes, reasons, raw, load_id, state from bronze.quarantine order by "row"`), []string{
		`crm|contact|a|<nil>|1|crm/contact/9|SCV-B001, SCV-B002, SCV-S099|` +
			`[{"code":"SCV-S099","detail":"from the source"},{"code":"SCV-B001","column":"born","detail":"\"31.02.2020\" is no date"},{"code":"SCV-B002","column":"n","detail":"\"many\" is no int"}]` +
			`|31.02.2020;many;fine|load-1|held`,
		`crm|contact|a|<nil>|3|crm/contact/7|SCV-B005|[{"code":"SCV-B005","column":"t","detail":"\"\\xff\" is no text"}]|["28.02.2020","5","` + "\ufffd" + `"]|load-1|held`,
	})
	src.digest = "again"
	h.load(src)
	same(t, "one row for one row", h.query("select count(*) from bronze.quarantine"), []string{"2"})
}

func TestNewColumnsAreAddedAndOldOnesStay(t *testing.T) {
	h := newHome(t)
	src := &memory{mode: source.Log, fields: textField("a", "b"), files: []memoryFile{{path: "f", rows: []source.Row{row("1", 1, "a1", "b1"), row("2", 1, "a2", "b2")}}}}
	h.load(src)
	src.fields, src.digest = textField("c", "a"), "2"
	src.files[0].rows = []source.Row{row("1", 2, "c1", "a1"), row("2", 1, "", "a2")}
	same(t, "counts", h.load(src).Counts(), scv.Counts{Read: 2, Loaded: 2})
	same(t, "current", h.current("a, b, c"), []string{"crm/contact/1|a1|<nil>|c1", "crm/contact/2|a2|<nil>|<nil>"})

	src.fields, src.digest = textField("c", "a", "d"), "3"
	src.files[0].rows = []source.Row{row("1", 2, "c1", "a1", ""), row("2", 1, "", "a2", "")}
	same(t, "an empty new column changes no row", h.load(src).Counts(), scv.Counts{Read: 2, Unchanged: 2})

	src.fields[1].Type, src.digest = scv.Int, "4"
	_, err := h.tryLoad(t.Context(), src)
	if scv.CodeOf(err) != scv.CodeTypeChanged || scv.HintOf(err) == "" || scv.ExitOf(err) != scv.ExitUsage {
		t.Errorf("changed type: got %v", err)
	}
	same(t, "nothing of the refused load stays", h.query("select count(*) from bronze.loads"), []string{"3"})
}

func TestEveryTypeIsKeptExactly(t *testing.T) {
	h := newHome(t)
	var fields []source.Field
	for typ := scv.Text; typ <= scv.Timestamp; typ++ {
		fields = append(fields, source.Field{Field: scv.Field{Name: "c_" + typ.String(), Type: typ}})
	}
	at := time.Date(2026, 2, 28, 13, 45, 30, 500_000_000, time.UTC)
	number := func(s string, f float64) source.Cell { return source.Cell{Kind: source.Number, Text: s, Number: f} }
	yes := source.Cell{Kind: source.Bool, Number: 1}
	date := source.Cell{Kind: source.DateTime, Time: at}
	src := &memory{mode: source.Log, fields: fields, files: []memoryFile{{path: "f", rows: []source.Row{
		{Key: "1", Cells: []source.Cell{number("00501", 501), number("9007199254740993", 9007199254740992), number("0.1", 0.1), number("19.99", 19.99), yes, date, date}},
		{Key: "2", Cells: []source.Cell{yes, text(" 42 "), text("-1.5e3"), text("1234567890123456789.0123456789"), text("No"), text("2026-02-28"), text("2026-02-28T13:45:30.5+01:00")}},
		{Key: "3", Cells: []source.Cell{date, {}, {}, number("0.30000000000000004", 0.1+0.2), number("0", 0), number("46081", 46081), number("46081.5", 46081.5)}},
	}}}}
	same(t, "counts", h.load(src).Counts(), scv.Counts{Read: 3, Loaded: 3})
	same(t, "rows", h.query(`select c_text, c_int, c_float, c_decimal::varchar, c_bool, c_date::varchar, c_timestamp::varchar from bronze.crm__contact order by _scv_row`), []string{
		"00501|9007199254740993|0.1|19.9900000000|true|2026-02-28|2026-02-28 13:45:30.5",
		"true|42|-1500|1234567890123456789.0123456789|false|2026-02-28|2026-02-28 12:45:30.5",
		"2026-02-28 13:45:30.5|<nil>|<nil>|0.3000000000|false|2026-02-28|2026-02-28 12:00:00",
	})
}
