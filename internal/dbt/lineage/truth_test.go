package lineage

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// truth is one case of testdata/truth.txt: edges are "column <- table.column role",
// and "rows <- table.column".
type truth struct {
	name, sql string
	columns   []string
	edges     map[string]string // edge without its letter → the letter
}

func readTruth(t testing.TB) []truth {
	t.Helper()
	text, err := os.ReadFile("testdata/truth.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []truth
	for _, part := range strings.Split(string(text), "\n== ")[1:] {
		head, rest, _ := strings.Cut(part, "\n")
		sql, lines, ok := strings.Cut(rest, "\n--\n")
		if !ok {
			t.Fatalf("%s has no line --", head)
		}
		c := truth{name: head, sql: sql, edges: map[string]string{}}
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			column, from, _ := strings.Cut(strings.TrimSpace(line), ":")
			if column != "rows" {
				c.columns = append(c.columns, column)
			}
			for _, in := range strings.Split(from, ",") {
				if words := strings.Fields(in); len(words) > 0 {
					c.edges[edge(column, words[0], words[1:])] = strings.Join(words[1:], "")
				}
			}
		}
		all = append(all, c)
	}
	return all
}

// edge tells direct from indirect, not more: the letters are counted apart.
func edge(column, from string, letter []string) string {
	if len(letter) == 0 {
		return column + " <- " + from
	}
	if strings.Contains("df", letter[0]) {
		return column + " <- " + from + " indirect"
	}
	return column + " <- " + from + " direct"
}

func edgesOf(s *Select) map[string]string {
	found := map[string]string{}
	for _, o := range s.Outputs {
		for _, in := range o.Inputs {
			letter := in.How.String()[:1]
			found[edge(o.Name, strings.TrimPrefix(in.From.String(), "main."), []string{letter})] = letter
		}
	}
	for _, c := range s.Conditions {
		found[edge("rows", strings.TrimPrefix(c.Column.String(), "main."), nil)] = ""
	}
	return found
}

func openTruth(t testing.TB) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	for _, sql := range []string{
		"create table person (id varchar, name varchar, city varchar, born date, boss_id varchar, tags varchar[], address struct(street varchar, town varchar), score double, active boolean)",
		"create table sale (id varchar, person_id varchar, day date, amount double, kind varchar, store_id varchar, note varchar)",
		"create table store (store_id varchar, city varchar, country varchar, opened date)",
		"create table price (kind varchar, since date, price double)",
		"create view loud_person as select id, upper(name) as shout, city from person where active",
		"create macro clean(x) as lower(trim(x))",
		"create macro full_address(a, b) as concat_ws(', ', a, b)",
		"create macro sales_of(k) as table select person_id as id, sum(amount) as total from sale where kind = k group by person_id",
	} {
		if _, err := w.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// tally counts edges that are right, made up and missing.
type tally struct{ right, wrong, missing, letters int }

func (n *tally) compare(t testing.TB, c truth, got map[string]string) {
	for e, letter := range got {
		want, ok := c.edges[e]
		if !ok {
			n.wrong++
			t.Logf("%s: made up: %s", c.name, e)
			continue
		}
		n.right++
		if letter == want {
			n.letters++
		} else {
			t.Logf("%s: %s is %s, by hand %s", c.name, e, letter, want)
		}
	}
	for e := range c.edges {
		if _, ok := got[e]; !ok {
			n.missing++
			t.Logf("%s: missing: %s", c.name, e)
		}
	}
}

func (n tally) precision() float64 { return float64(n.right) / float64(max(1, n.right+n.wrong)) }
func (n tally) recall() float64    { return float64(n.right) / float64(max(1, n.right+n.missing)) }

func (n tally) String() string {
	return fmt.Sprintf("precision %.4f, recall %.4f (%d edges right, %d made up, %d missing; what was done is right for %d)",
		n.precision(), n.recall(), n.right, n.wrong, n.missing, n.letters)
}

// What the plans tell is what a person reads in the SQL.
func TestTruthByTheBoundPlan(t *testing.T) {
	w := openTruth(t)
	n, columns := tally{}, 0
	for _, c := range readTruth(t) {
		columns += len(c.columns)
		s, err := Trace(t.Context(), w, c.sql)
		if err != nil {
			t.Errorf("%s: %s", c.name, err)
			continue
		}
		var names []string
		for _, o := range s.Outputs {
			names = append(names, o.Name)
		}
		if !slices.Equal(names, c.columns) {
			t.Errorf("%s has columns %v, by hand %v", c.name, names, c.columns)
		}
		n.compare(t, c, edgesOf(s))
	}
	t.Logf("%d columns: %s", columns, n)
	if columns < 200 || n.precision() < 1 || n.recall() < 1 || n.right-n.letters > 2 {
		t.Error("less than was reached before, or fewer than 200 columns")
	}
}

// The syntax tree, which is left where nothing can be bound, makes nothing up: what
// it does not know has a reason.
func TestTruthByTheSyntaxTree(t *testing.T) {
	w := openTruth(t)
	tree := &syntax{binder: w}
	n, columns, open := tally{}, 0, 0
	for _, c := range readTruth(t) {
		s, err := tree.trace(t.Context(), c.sql)
		if err != nil {
			t.Errorf("%s: %s", c.name, err)
			continue
		}
		got := edgesOf(s)
		for i, o := range s.Outputs {
			columns++
			if o.Why != "" {
				open++
				t.Logf("%s: %s: %s", c.name, o.Name, o.Why)
			}
			if o.Name == "" {
				t.Logf("%s: column %d has no name", c.name, i)
			}
		}
		if s.Open != "" {
			t.Logf("%s: %s", c.name, s.Open)
		}
		n.compare(t, c, got)
	}
	t.Logf("%d columns, %d without a lineage: %s", columns, open, n)
	if n.wrong > 8 || n.missing > 29 {
		t.Error("less than was reached before")
	}
}
