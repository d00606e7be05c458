package dbt

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// better are nodes that end another way than under dbt, by intent: a unit test
// needs no table of its model, so that an empty database is built in one go.
var better = map[string]string{
	"unit_test.reading_room.inc_twin.twin_later": "pass",
	"model.reading_room.inc_twin":                "success",
}

// otherwise are relations whose rows tell what was built, or when.
var otherwise = []string{"last_run", "schemas_seen", "fresh_feed", "late_feed", "stale_feed"}

// openRoom gives the empty database of the recorded project, which writes files.
func openRoom(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "room.duckdb"), Open: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// buildFixture builds the recorded project.
func buildFixture(t *testing.T, w *warehouse.Warehouse, change func(*Options)) (*Project, *Result) {
	t.Helper()
	ext := t.TempDir()
	p := loadFixture(t, func(o *Options) {
		o.Env = func(name string) (string, bool) { return ext, name == "READING_ROOM_EXT" }
		o.Start, o.End = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
		o.Warehouse, o.Command = w, "build"
		if change != nil {
			change(o)
		}
	})
	res, err := p.Build(t.Context(), BuildOptions{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p, res
}

// TestBuildsAreDbts builds the recorded project in an empty database, and again
// with later seeds, as dbt was made to.
func TestBuildsAreDbts(t *testing.T) {
	needOracle(t)
	w := openRoom(t)
	dir := t.TempDir()
	copyOver(t, dir, filepath.Join(oracle, "fixture"))
	_, res := buildFixture(t, w, func(o *Options) { o.Dir, o.NoArtifacts = dir, false })
	t.Run("first", func(t *testing.T) { builtAsDbts(t, "first", res, w) })
	t.Run("manifest", func(t *testing.T) { manifestAsDbts(t, filepath.Join(dir, "target/manifest.json")) })
	t.Run("compile after it", func(t *testing.T) { compilesAsDbts(t, w) })
	copyOver(t, filepath.Join(dir, "seeds"), filepath.Join(oracle, "variant"))
	_, res = buildFixture(t, w, func(o *Options) { o.Dir, o.Vars = dir, map[string]any{"day": 2} })
	t.Run("second", func(t *testing.T) { builtAsDbts(t, "second", res, w) })
	_, res = buildFixture(t, w, func(o *Options) { o.Dir, o.Selector, o.FullRefresh = dir, "quiet", true })
	t.Run("full refresh", func(t *testing.T) { builtAsDbts(t, "third_full_refresh", res, w) })
}

// copyOver copies a folder; files that are there already are replaced.
func copyOver(t *testing.T, to, from string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func builtAsDbts(t *testing.T, part string, res *Result, w *warehouse.Warehouse) {
	var want []struct {
		ID       string `json:"unique_id"`
		Status   string `json:"status"`
		Failures *int64 `json:"failures"`
		Message  string `json:"message"`
	}
	readJSON(t, oracle+"/expected/"+part+"/run_results.reduced.json", &want)
	compared := 0
	for _, r := range want {
		got, ok := res.Node(r.ID)
		if !ok {
			continue
		}
		compared++
		if want, ok := better[r.ID]; ok && r.Status != want {
			if string(got.Status) != want {
				t.Errorf("%s: %s (%s), want %s", r.ID, got.Status, got.Message, want)
			}
			continue
		}
		if string(got.Status) != r.Status {
			t.Errorf("%s: %s (%s), dbt says %s (%s)", r.ID, got.Status, got.Message, r.Status, r.Message)
			continue
		}
		if r.Failures != nil && *r.Failures != got.Failures {
			t.Errorf("%s: %d failures, dbt says %d", r.ID, got.Failures, *r.Failures)
		}
		if said := strings.ReplaceAll(r.Message, "\r", ""); strings.Contains(said, "actual differs") && said != got.Message {
			t.Errorf("%s: %q, dbt says %q", r.ID, got.Message, said)
		}
		if strings.HasPrefix(r.Message, "Got ") && r.Message != got.Message {
			t.Errorf("%s: %q, dbt says %q", r.ID, got.Message, r.Message)
		}
	}
	if compared < 90 {
		t.Errorf("only %d nodes were compared", compared)
	}
	if part == "third_full_refresh" { // its SQL is not recorded
		t.Run("tables", func(t *testing.T) { tablesAsDbts(t, part, w) })
		return
	}
	t.Run("compiled", func(t *testing.T) { compiledAsDbts(t, part, res) })
	t.Run("tables", func(t *testing.T) { tablesAsDbts(t, part, w) })
}

// compilesAsDbts compares what compile gives once the tables are there.
func compilesAsDbts(t *testing.T, w *warehouse.Warehouse) {
	p := loadFixture(t, func(o *Options) { o.Warehouse, o.Command = w, "compile" })
	if _, err := p.Compile(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, n := range p.Graph().Nodes {
		if n.Compiled != nil && better[id] == "" {
			sqlAsDbts(t, "after_first", n.Compiled)
		}
	}
}

// compiledAsDbts compares the SQL of all nodes, white space folded.
func compiledAsDbts(t *testing.T, part string, res *Result) {
	for _, n := range res.Nodes {
		if better[n.UniqueID] != "" {
			continue
		}
		for _, b := range n.Batches {
			sqlAsDbts(t, part, b.Compiled)
		}
		if n.Compiled != nil && n.Kind != "operation" {
			sqlAsDbts(t, part, n.Compiled)
		}
	}
}

func sqlAsDbts(t *testing.T, part string, c *graph.Compiled) {
	t.Helper()
	raw, err := os.ReadFile(recorded(part, "compiled/"+c.Path))
	if err != nil {
		t.Errorf("dbt compiled nothing at %s", c.Path)
		return
	}
	want, got := strings.Join(strings.Fields(withoutRemark(string(raw))), " "), strings.Join(strings.Fields(c.SQL), " ")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-dbt +ours):\n%s", c.Path, diff)
	}
}

// withoutRemark takes out a comment that dbt's dateadd writes into the SQL.
func withoutRemark(sql string) string {
	return strings.ReplaceAll(sql, "-- duckdb dateadd does not support quarter interval.", "")
}

func tablesAsDbts(t *testing.T, part string, w *warehouse.Warehouse) {
	var relations []struct {
		Schema, Name, Type string
		Comment            *string
		Columns            map[string]string `json:"column_comments"`
	}
	readJSON(t, oracle+"/expected/"+part+"/tables/_relations.json", &relations)
	have := rows(t, w, "select schema_name, table_name, 'table', comment from duckdb_tables() union all select schema_name, view_name, 'view', comment from duckdb_views() where not internal")
	for _, r := range relations {
		at := slices.IndexFunc(have, func(row []any) bool { return row[0] == r.Schema && row[1] == r.Name })
		if at < 0 {
			t.Errorf("%s.%s is not there", r.Schema, r.Name)
			continue
		}
		if have[at][2] != r.Type || have[at][3] != textOrNil(r.Comment) {
			t.Errorf("%s.%s: %v, dbt made a %s with comment %v", r.Schema, r.Name, have[at], r.Type, textOrNil(r.Comment))
		}
		if slices.Contains(otherwise, r.Name) {
			continue
		}
		file := strings.ReplaceAll(r.Schema+"."+r.Name+".csv", " ", "_")
		path := recorded(part, "tables/"+file)
		want := recordedTable(t, path)
		slices.SortFunc(want[1:], slices.Compare)
		if diff := cmp.Diff(want, asRecorded(t, w, warehouse.Quote(r.Schema)+"."+warehouse.Quote(r.Name))); diff != "" {
			t.Errorf("%s (-dbt +ours):\n%s", file, diff)
		}
	}
}

// recorded gives where a file of a build is: in its own folder, or in that of the
// build before it, when it is the same.
func recorded(part, file string) string {
	parts := []string{"first", "second", "third_full_refresh"}
	if part == "after_first" {
		parts = []string{"first", "after_first"}
	}
	for i := slices.Index(parts, part); i > 0; i-- {
		path := filepath.Join(oracle, "expected", parts[i], filepath.FromSlash(file))
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return filepath.Join(oracle, "expected/first", filepath.FromSlash(file))
}

func textOrNil(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func recordedTable(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// asRecorded gives a relation in the form of the recorded tables: every value as
// the warehouse prints it.
func asRecorded(t *testing.T, w *warehouse.Warehouse, relation string) [][]string {
	t.Helper()
	described := rows(t, w, "describe select * from "+relation)
	head, casts := make([]string, len(described)), make([]string, len(described))
	for i, d := range described {
		head[i] = fmt.Sprintf("%v:%v", d[0], d[1])
		name := warehouse.Quote(fmt.Sprint(d[0]))
		casts[i] = "coalesce(" + name + "::varchar, '\\N')"
		if d[1] == "BOOLEAN" {
			casts[i] = "case " + name + " when true then 'True' when false then 'False' else '\\N' end"
		}
	}
	var out [][]string
	for _, row := range rows(t, w, "select "+strings.Join(casts, ", ")+" from "+relation) {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = fmt.Sprint(v)
		}
		out = append(out, cells)
	}
	for _, row := range out {
		hideNow(head, row)
	}
	slices.SortFunc(out, slices.Compare)
	return append([][]string{head}, out...)
}

var timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$`)

// hideNow makes <now> of the times of the run, which alone have parts of a second,
// and <hash> of a snapshot's id that hashes one.
func hideNow(head, row []string) {
	for i, cell := range row {
		if timeForm.MatchString(cell) && strings.HasSuffix(head[i], ":TIMESTAMP") {
			row[i] = "<now>"
		}
	}
	id, at := slices.Index(head, "dbt_scd_id:VARCHAR"), slices.Index(head, "dbt_updated_at:TIMESTAMP")
	if id >= 0 && at >= 0 && row[at] == "<now>" {
		row[id] = "<hash>"
	}
}

// TestMacrosMetInTheWarehouseAreDbts is for the model that calls a macro only
// where execute is true.
func TestMacrosMetInTheWarehouseAreDbts(t *testing.T) {
	needOracle(t)
	p, _ := buildFixture(t, openRoom(t), nil)
	const id = "model.reading_room.lab_introspect"
	var want recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	if diff := cmp.Diff(want.Nodes[id]["depends_on"], plain(t, p, id)["depends_on"]); diff != "" {
		t.Errorf("(-dbt +ours):\n%s", diff)
	}
}
