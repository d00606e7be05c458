package identity

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/evaluate"
	"scv/internal/identity/spec"
)

// goods are the products of two shops: each series has versions and editions that are
// products of their own, and each shop has its own way to write them.
func goods(m maker) invented { return shops(m, 110, 0, true) }

// shops are goods of so many series. Where both shops write a product the same (with a
// chance) the longer names of its versions differ in little.
func shops(m maker, lines int, same float64, coded bool) invented {
	t := invented{columns: []string{"name", "price"}}
	brands := strings.Fields("arvo belmont cresta dalton elmira fontane gravis helion ibex jorvik")
	kinds := strings.Split("photo editor|lcd tv|digital camera|wireless router|office suite|typing tutor|memory card|speaker system|gps navigator", "|")
	series := m.names(90, "bra pho qui off tur tab deck vi pre ac cre", "mi to ne sta lo ra vi", "x o r a soft shop tax ver dio")
	entity := 0
	for range lines {
		brand, kind, line := m.of(brands...), m.of(kinds...), m.of(series...)
		cost := 20 + m.IntN(800)
		for v := range 1 + m.IntN(5) {
			version, edition := fmt.Sprint(1+v+m.IntN(3)*5), m.of("standard", "premium", "pro", "deluxe", "home", "academic", "black", "silver")
			code, price := strings.ToUpper(brand[:2]+line[:1])+m.digits(4), cost+15*v
			if !coded {
				code = ""
			}
			full := strings.TrimSpace(strings.Join([]string{brand, line, version, edition, kind, code}, " "))
			entity++
			t.add(entity, 0, full, m.of(fmt.Sprint(price, ".00"), fmt.Sprint(price-1, ".99"), ""))
			if m.chance(.5) {
				words := []string{m.of(brand, brand, ""), line, m.of(version, version+".0", "v"+version), m.of(edition, edition, ""), m.of(kind, kind, strings.Fields(kind)[0]), m.of(code, "", ""), m.of("", "", "(pc)", "full version", "new", "retail box")}
				other := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
				if m.chance(same) {
					other = full
				}
				t.add(entity, 1, other, m.of(fmt.Sprintf("$%d.%02d", price*(85+m.IntN(30))/100, m.IntN(99)), fmt.Sprint(price), ""))
			}
		}
	}
	for k := range 12 { // written alike by chance of both
		t.add(entity+k+1, 0, fmt.Sprint("kelvin lamp ", k), "12.00")
		t.add(entity+k+1, 1, fmt.Sprint("kelvin lamp ", k), "12.00")
	}
	return t
}

func goodsTable(link engine.LinkType, seed uint64) (engine.Input, map[scv.RecordID]string) {
	return goods(maker{rand.New(rand.NewPCG(7, 5))}).input(link, seed)
}

// Products of names and prices are not joined by likeness alone: what is joined says the
// same, the rest is asked, and that is told.
func TestLikenessAloneJoinsNothing(t *testing.T) {
	in, truth := goodsTable(engine.Dedupe, 3)
	var asked bytes.Buffer
	r, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Review: &asked})
	if err != nil {
		t.Fatal(err)
	}
	m := evaluate.Compare(truth, found(in, r))
	t.Logf("%d records: precision %.4f recall %.4f F1 %.4f, %d asked", in.Records.Len(), m.Precision, m.Recall, m.F1, r.Doubts)
	if m.Precision != 1 || r.Links == 0 {
		t.Errorf("precision %.4f, %d links", m.Precision, r.Links)
	}
	if !notes(r, scv.CodeMatchLoose) || !strings.Contains(strings.Join(r.Notes, ""), "(name)") {
		t.Errorf("notes %q", r.Notes)
	}
	rows, err := csv.NewReader(&asked).ReadAll()
	if err != nil || len(rows) < 100 || int64(len(rows)-1) != r.Doubts {
		t.Fatalf("%d rows are asked, %d told: %v", len(rows)-1, r.Doubts, err)
	}
	at := func(id string) int32 { row, _ := in.Records.Row(id); return row }
	i, j := at(rows[1][0]), at(rows[1][1])
	e, err := NewEngine(nil).Explain(t.Context(), in, engine.Options{}, i, j)
	if err != nil || e.Apart == nil || e.Apart.Reason != ApartLikeness || !strings.Contains(strings.Join(e.Because(), " "), "a person is asked") {
		t.Errorf("%+v, %v", e, err)
	}
	for _, same := range []bool{true, false} {
		r, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Labels: []engine.Label{{I: min(i, j), J: max(i, j), Same: same}}})
		if err != nil || (r.Cluster[i] == r.Cluster[j]) != same {
			t.Errorf("a person said %t: %d and %d, %v", same, r.Cluster[i], r.Cluster[j], err)
		}
	}
}

// Neither the order of the rows nor the number of workers changes what is joined.
func TestCareIsTheSameForAnyOrder(t *testing.T) {
	in, _ := goodsTable(engine.Dedupe, 3)
	want, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := goodsTable(engine.Dedupe, 8)
	got, err := NewEngine(nil).Run(t.Context(), other, engine.Options{Workers: 3})
	if err != nil || !slices.Equal(got.Cluster, want.Cluster) || !slices.Equal(got.Notes, want.Notes) {
		t.Errorf("%d links and %q, want %d and %q: %v", got.Links, got.Notes, want.Links, want.Notes, err)
	}
}

// Where both shops write three products of ten the same there is something to learn from,
// and versions whose long names differ in a figure look like a slip. Some products have
// one name.
func TestOneColumnWithMuchTheSameIsNotJoinedBySlips(t *testing.T) {
	in, truth := shops(maker{rand.New(rand.NewPCG(7, 9))}, 200, .35, false).input(engine.Link, 3)
	r := matchTable(t, in, nil)
	m := evaluate.Compare(truth, found(in, r))
	t.Logf("%d records: precision %.4f recall %.4f F1 %.4f, %d links", in.Records.Len(), m.Precision, m.Recall, m.F1, r.Links)
	if m.Precision < .97 || m.Recall < .3 || !notes(r, scv.CodeMatchLoose) {
		t.Errorf("precision %.4f, recall %.4f, notes %q", m.Precision, m.Recall, r.Notes)
	}
}

// One text of which next to no pair is the same says too little to join by.
func TestOneTextWithNothingToLearnIsTold(t *testing.T) {
	in, truth := goodsTable(engine.Link, 3)
	r, err := NewEngine(nil).Run(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if m := evaluate.Compare(truth, found(in, r)); m.Precision != 1 || r.Links == 0 || !notes(r, scv.CodeMatchLoose) {
		t.Errorf("precision %.4f, notes %q", m.Precision, r.Notes)
	}
}

// Who writes what alike is decides it.
func TestWrittenLevelsAreTaken(t *testing.T) {
	table := goods(maker{rand.New(rand.NewPCG(7, 5))})
	table.rows = table.rows[:fewMatchable+10]
	in, _ := table.input(engine.Dedupe, 3)
	if r := matchTable(t, in, nil); !notes(r, scv.CodeMatchLoose) {
		t.Errorf("without a spec: %q", r.Notes)
	}
	s, err := spec.Read("own.yml", []byte("version: 1\ncolumns: {name: text}\ncomparisons:\n  person: [{name: name, kind: levels, column: name, levels: [{name: alike, measure: jaccard, bound: 0.9}, {name: nearly, measure: jaccard, bound: 0.6}]}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewEngine(s).Run(t.Context(), in, engine.Options{})
	if err != nil || notes(r, scv.CodeMatchLoose) {
		t.Errorf("%q, %v", r.Notes, err)
	}
}

// What the note tells of pairs that say the same is so in the clusters: titles teach too
// little to join by.
func TestTheNoteTellsWhatTheClustersAre(t *testing.T) {
	table := shops(maker{rand.New(rand.NewPCG(7, 9))}, 110, .35, true)
	table.columns = []string{"title", "price"}
	titles, _ := table.input(engine.Dedupe, 4)
	for _, in := range []engine.Input{titles, first(goodsTable(engine.Dedupe, 3))} {
		r := matchTable(t, in, nil)
		same, joined := 0, 0
		c := in.Records.Column(in.Columns[0])
		for i := range int32(in.Records.Len()) {
			for j := range i {
				if c.Codes[i] == c.Codes[j] {
					same++
				}
				if r.Cluster[i] == r.Cluster[j] {
					joined++
				}
			}
		}
		want := fmt.Sprintf("of the pairs that say the same %d are, and %d weigh too little", joined, same-joined)
		if !strings.Contains(strings.Join(r.Notes, ""), want) {
			t.Errorf("%q, want %s", r.Notes, want)
		}
	}
}

func first[A, B any](a A, _ B) A { return a }

func notes(r *engine.Result, code scv.Code) bool {
	return slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, string(code)) })
}
