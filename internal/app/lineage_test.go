package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt/lineage"
)

// told is one block of lineage_truth.txt: edges "column <- table.column direct" or
// "indirect", "rows <- table.column".
type told struct {
	relation scv.Relation
	whole    bool // the way from the sources
	edges    map[string]bool
	columns  []string
}

func readTold(t *testing.T) []told {
	t.Helper()
	text, err := os.ReadFile("testdata/lineage_truth.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	for _, part := range strings.Split(string(text), "\n== ")[1:] {
		head, lines, _ := strings.Cut(part, "\n")
		name, whole := strings.CutPrefix(head, "sources ")
		schema, table, _ := strings.Cut(name, ".")
		b := told{relation: scv.Relation{Schema: schema, Name: table}, whole: whole, edges: map[string]bool{}}
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			column, from, _ := strings.Cut(strings.TrimSpace(line), ":")
			if column != "rows" {
				b.columns = append(b.columns, column)
			}
			for _, in := range strings.Split(from, ",") {
				switch words := strings.Fields(in); len(words) {
				case 1:
					b.edges[column+" <- "+words[0]] = true
				case 2:
					b.edges[edge(column, words[0], !strings.Contains("df", words[1]))] = true
				}
			}
		}
		all = append(all, b)
	}
	return all
}

func edge(column, from string, direct bool) string {
	if direct {
		return column + " <- " + from + " direct"
	}
	return column + " <- " + from + " indirect"
}

func short(c lineage.Column) string { return c.Relation.Name + "." + c.Name }

// found gives the edges that the lineage has for the columns of a block.
func (b told) found(g *lineage.Graph) map[string]bool {
	edges := map[string]bool{}
	for _, name := range b.columns {
		c := lineage.Column{Relation: b.relation, Name: name}
		if b.whole {
			sources, _ := g.Sources(c)
			for _, s := range sources {
				edges[edge(name, short(s.Column), s.How.Direct())] = true
			}
			continue
		}
		for _, s := range g.Up(c, 1) {
			edges[edge(name, short(s.From), s.How.Direct())] = true
		}
	}
	if !b.whole {
		for _, c := range g.Conditions(b.relation) {
			edges["rows <- "+short(c.Column)] = true
		}
	}
	return edges
}

// The lineage that a run keeps is what a person reads in the project's SQL, and the
// run is told in OpenLineage's words.
func TestTheProjectsLineageIsWhatItsSQLSays(t *testing.T) {
	a, report := example(t)
	kept, _, err := a.KeptLineage(t.Context(), report.Version)
	if err != nil || kept == nil || kept.RunID != report.RunID {
		t.Fatalf("the run kept no lineage: %v", err)
	}
	right, wrong, missing, columns := 0, 0, 0, 0
	for _, b := range readTold(t) {
		columns += len(b.columns)
		got := b.found(kept.Graph)
		for e := range got {
			if b.edges[e] {
				right++
			} else {
				wrong++
				t.Errorf("%s: made up: %s", b.relation, e)
			}
		}
		for e := range b.edges {
			if !got[e] {
				missing++
				t.Errorf("%s: missing: %s", b.relation, e)
			}
		}
		m, _ := kept.Model(b.relation)
		for _, f := range m.Columns {
			if !b.whole && !slices.Contains(b.columns, f.Name) {
				t.Errorf("%s.%s is not in the truth", b.relation, f.Name)
			}
		}
	}
	t.Logf("%d columns: precision %.4f, recall %.4f (%d edges right, %d made up, %d missing)", columns,
		float64(right)/float64(right+wrong), float64(right)/float64(right+missing), right, wrong, missing)
	if traced, all := kept.Coverage(""); traced != all || len(kept.Gaps()) > 0 {
		t.Errorf("%d of %d columns are traced: %v", traced, all, kept.Gaps())
	}
	t.Run("events", func(t *testing.T) { eventsAreKept(t, a, report) })
}

// eventsAreKept looks at what is written for others: of the newest runs, and of kept
// versions however old.
func eventsAreKept(t *testing.T, a *App, report *scv.RunReport) {
	t.Helper()
	if n, err := a.checkEvents(report.RunID); err != nil || n < 40 {
		t.Errorf("%d events: %v", n, err)
	}
	dir := filepath.Dir(a.eventsPath(""))
	for i := range keepEvents + 5 {
		id := "20270101T0000" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "-x"
		if err := os.WriteFile(a.eventsPath(id), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.trimEvents(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != keepEvents+1 || files[0].Name() != report.RunID+".ndjson" {
		t.Errorf("%d files stay, first %s: %v", len(files), files[0].Name(), err)
	}
	if n, err := a.checkEvents("nobody"); n != 0 || err != nil {
		t.Errorf("a run without events has %d: %v", n, err)
	}
}

func TestAnEndingHoldsNoText(t *testing.T) {
	secret := &scv.Error{Code: scv.CodeVerdict, Op: "check", Subject: "anna@example.org", Err: os.ErrInvalid}
	for verdict, want := range map[control.Verdict]string{control.Published: "COMPLETE", control.Unchanged: "COMPLETE", control.Refused: "FAIL", control.Interrupted: "ABORT", control.Failed: "FAIL"} {
		end, message := ending(verdict, secret)
		if end != want || strings.Contains(message, "anna") || (message == "") != (end == "COMPLETE") {
			t.Errorf("%s ends as %s: %s", verdict, end, message)
		}
	}
}
