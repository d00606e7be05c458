package lineage

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse/duckdb"

	"github.com/google/go-cmp/cmp"
)

func rel(name string) scv.Relation {
	schema, table, _ := strings.Cut(name, ".")
	return scv.Relation{Schema: schema, Name: table}
}

func col(name string) Column {
	at := strings.LastIndex(name, ".")
	return Column{rel(name[:at]), name[at+1:]}
}

// club is a small project: two sources, staging, a model built in Go, pairs of
// attribute and value, a golden record, and two models that cannot be traced.
func club() []Model {
	clean := func(output string, input []string) ([]string, How, bool) {
		if slices.Contains(input, output) {
			return []string{output}, Copied, true
		}
		from, ok := strings.CutSuffix(output, "_std")
		return []string{from}, Transformed, ok
	}
	return []Model{
		{Name: "crm.contact", Kind: "source", Relation: rel("bronze.contact"), Columns: []Field{{Name: "id", Type: "varchar"}, {Name: "mail", Type: "varchar"}, {Name: "tel", Type: "varchar"}, {Name: "gone", Type: "boolean"}}},
		{Name: "club.member", Kind: "source", Relation: rel("bronze.member"), Columns: []Field{{Name: "no", Type: "integer"}, {Name: "email", Type: "varchar"}}},
		{Name: "people", Kind: "model", Relation: rel("silver.people"), SQL: `select id, mail as email, tel as phone, 'crm' as origin from bronze.contact where not gone
			union all select cast(no as varchar), email, null, 'club' from bronze.member`},
		{
			Name: "cleaned", Kind: "model", Relation: rel("silver.cleaned"), SQL: "select * from silver.people", Rule: clean,
			Columns: []Field{{Name: "id", Type: "varchar"}, {Name: "email", Type: "varchar"}, {Name: "phone", Type: "varchar"}, {Name: "origin", Type: "varchar"}, {Name: "email_std", Type: "varchar"}, {Name: "phone_std", Type: "varchar"}, {Name: "odd", Type: "varchar"}},
		},
		{Name: "pairs", Kind: "model", Relation: rel("gold.pairs"), SQL: `with c as (
			select id, 'email' as attribute, 'newest' as rule, email_std as value from silver.cleaned
			union all select id, 'phone', 'most', phone_std from silver.cleaned)
			select * from c qualify row_number() over (partition by id, attribute order by value) = 1`},
		{Name: "golden", Kind: "model", Relation: rel("gold.golden"), SQL: `select id, max(case when attribute = 'email' then value end) as email,
			max(case when attribute = 'phone' then value end) as phone, count(*) as n from gold.pairs group by id`},
		{Name: "report", Kind: "model", Relation: rel("gold.report"), SQL: "select g.*, c.odd from gold.golden as g join silver.cleaned as c on g.id = c.id"},
		{Name: "broken", Kind: "model", Relation: rel("gold.broken"), SQL: "select nothing from gold.golden"},
		{Name: "absent", Kind: "source", Relation: rel("bronze.absent")},
	}
}

func build(t *testing.T, models []Model) *Graph {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	g, err := Build(t.Context(), w, models)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func sources(g *Graph, name string) string {
	list, complete := g.Sources(col(name))
	var words []string
	for _, s := range list {
		words = append(words, s.Column.String()+" "+s.How.String())
	}
	if !complete {
		words = append(words, "?")
	}
	return strings.Join(words, ", ")
}

func TestSourcesThroughAWholeProject(t *testing.T) {
	g := build(t, club())
	for name, want := range map[string]string{
		"silver.people.email":      "bronze.contact.mail copied, bronze.member.email copied",
		"silver.people.id":         "bronze.contact.id copied, bronze.member.no transformed",
		"silver.people.origin":     "",
		"silver.cleaned.email_std": "bronze.contact.mail transformed, bronze.member.email transformed",
		"silver.cleaned.odd":       "?",
		"gold.pairs.value":         "bronze.contact.mail transformed, bronze.contact.tel transformed, bronze.member.email transformed",
		"gold.golden.email":        "bronze.contact.mail aggregated, bronze.member.email aggregated",
		"gold.golden.phone":        "bronze.contact.tel aggregated",
		"gold.golden.n":            "",
		"gold.report.phone":        "bronze.contact.tel aggregated",
		"gold.report.odd":          "?",
		"bronze.contact.mail":      "",
		"bronze.nowhere.x":         "?",
	} {
		if got := sources(g, name); got != want {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestDownFollowsOnlyWhatBelongsToThePair(t *testing.T) {
	g := build(t, club())
	var reached []string
	for _, s := range g.Down(col("bronze.contact.tel"), 0) {
		reached = append(reached, s.To.String())
	}
	for _, want := range []string{"silver.people.phone", "silver.cleaned.phone_std", "gold.pairs.value", "gold.golden.phone", "gold.report.phone"} {
		if !slices.Contains(reached, want) {
			t.Errorf("%s is not reached: %v", want, reached)
		}
	}
	if slices.Contains(reached, "gold.golden.email") {
		t.Error("a telephone number is said to be in golden.email")
	}
	if steps := g.Down(col("bronze.contact.tel"), 1); len(steps) != 1 {
		t.Errorf("one hop down: %v", steps)
	}
}

func TestGapsAreListedWithTheirReason(t *testing.T) {
	g := build(t, club())
	found := map[string]string{}
	for _, gap := range g.Gaps() {
		found[gap.Column.String()] = gap.Why
	}
	for name, why := range map[string]string{"silver.cleaned.odd": "does not say", "gold.broken.nothing": "no relation has a column nothing", "bronze.absent.*": "not in the warehouse"} {
		if !strings.Contains(found[name], why) {
			t.Errorf("%s: %q, want %q in it", name, found[name], why)
		}
	}
	if len(found) != 3 {
		t.Errorf("gaps %v", found)
	}
	if traced, all := g.Coverage("gold"); traced != 12 || all != 14 {
		t.Errorf("%d of %d gold columns are traced", traced, all)
	}
}

func TestWordsTellTheWay(t *testing.T) {
	g := build(t, club())
	for name, want := range map[string]string{
		"gold.golden.email": "gold.golden.email comes from mail of crm.contact and email of club.member; aggregated by rule newest where attribute = email by way of people, cleaned and pairs",
		"gold.golden.n":     "gold.golden.n is a constant of the project, or a count",
		"bronze.member.no":  "bronze.member.no is what the source club.member says",
		"gold.report.odd":   "gold.report.odd is not traced",
	} {
		if got := g.Words(col(name)); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestModelsAreFoundByEitherName(t *testing.T) {
	g := build(t, club())
	for _, name := range []string{"golden", "gold.golden", "crm.contact"} {
		if _, ok := g.Find(name); !ok {
			t.Errorf("%s is not found", name)
		}
	}
	if _, ok := g.Find("nothing"); ok {
		t.Error("nothing is found")
	}
}

// served is the club with its readers.
func served(t *testing.T) *Graph {
	t.Helper()
	g := build(t, club())
	g.Serve([]Use{
		{Name: "board", Kind: "exposure", Label: "The board", Owner: "Ann", Reads: []Column{col("gold.report.*")}},
		{Name: "unique_phone", Kind: "test", Reads: []Column{col("gold.golden.phone")}},
		{Name: "unique_email", Kind: "test", Reads: []Column{col("gold.golden.email")}},
		{Name: "people_are_there", Kind: "test", Reads: []Column{col("silver.people.*")}},
	})
	return g
}

func TestImpactNamesWhoReadsWhatIsMadeOfAColumn(t *testing.T) {
	i := served(t).Impact(col("bronze.contact.tel"))
	var columns, uses []string
	for _, s := range i.Columns {
		columns = append(columns, s.Column.String()+" "+s.How.String())
	}
	for _, u := range i.Uses {
		uses = append(uses, u.Name)
	}
	for _, w := range []string{"gold.golden.phone aggregated", "gold.pairs.value transformed", "gold.report.phone aggregated", "silver.cleaned.phone copied", "silver.cleaned.phone_std transformed", "silver.people.phone copied"} {
		if !slices.Contains(columns, w) {
			t.Errorf("%s is not reached: %v", w, columns)
		}
	}
	if !slices.Equal(uses, []string{"board", "unique_phone", "people_are_there"}) {
		t.Errorf("read by %v", uses)
	}
	gone := served(t).Impact(col("bronze.contact.gone"))
	if len(gone.Columns) != 0 || !slices.Equal(gone.Rows, []string{"silver.people"}) || len(gone.Uses) != 1 || gone.Uses[0].Values {
		t.Errorf("a filter reaches %+v", gone)
	}
}

// What is kept answers as what was traced does.
func TestAGraphThatWasKeptAnswersTheSame(t *testing.T) {
	g := served(t)
	data, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := kept.Encode(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("kept twice it has other bytes: %v", err)
	}
	for _, m := range g.Models() {
		if !cmp.Equal(g.Conditions(m.Relation), kept.Conditions(m.Relation)) {
			t.Errorf("%s has other conditions", m.Name)
		}
		for _, f := range m.Columns {
			c := Column{m.Relation, f.Name}
			if g.Words(c) != kept.Words(c) || !cmp.Equal(g.Up(c, 0), kept.Up(c, 0)) || !cmp.Equal(g.Impact(c), kept.Impact(c)) {
				t.Errorf("%s is told otherwise", c)
			}
		}
	}
	if !cmp.Equal(g.Gaps(), kept.Gaps()) || !cmp.Equal(g.Unbound(), kept.Unbound()) || !cmp.Equal(g.Links(), kept.Links()) {
		t.Error("other gaps or links")
	}
	for _, bad := range [][]byte{nil, []byte("x"), data[:len(data)/2]} {
		if _, err := Decode(bad); err == nil {
			t.Errorf("%d bytes are a lineage", len(bad))
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, err := newGraph(club()).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) {
		if g, err := Decode(data); err == nil {
			_ = g.Gaps()
		}
	})
}
