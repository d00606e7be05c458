package identity

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/spec"
	"scv/internal/identity/standardise"
)

func explain(t *testing.T, b bench, people []Decision, left, right string) *Explanation {
	t.Helper()
	e, err := Explain(t.Context(), b.w, people, left, right)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOfTwoOfAFamilyItSaysWhatIsMissing(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	publish(t, b, 1)
	e := explain(t, b, nil, "crm/1", "crm/2")
	if e.SameCustomer || e.Apart == nil || e.Apart.Reason != ApartWeight || e.Apart.Pairs != 4 {
		t.Fatalf("%+v, apart %+v", e, e.Apart)
	}
	if want := e.Apart.Line - e.Apart.Closest.Weight; math.Abs(e.Apart.Short-want) > 1e-9 || e.Apart.Short <= 0 {
		t.Errorf("%v bits are missing, the closest pair is %v below the line", e.Apart.Short, want)
	}
	if !slices.Contains(e.Rules, "telephone") || !slices.Contains(e.Rules, "street, number and postal code") || slices.Contains(e.Rules, "e-mail") {
		t.Errorf("rules %v", e.Rules)
	}
}

func TestOfTwoCustomersTheClosestPairIsTaken(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	publish(t, b, 1)
	got := customers(t, b.w, 1)
	e := explain(t, b, nil, got["crm/2"], got["crm/1"])
	top := math.Inf(-1)
	for _, l := range []string{"crm/2", "old/2"} {
		for _, r := range []string{"crm/1", "old/1"} {
			top = max(top, explain(t, b, nil, l, r).Weight)
		}
	}
	if string(e.LeftCustomer) != got["crm/2"] || got[e.Left] != got["crm/2"] || got[e.Right] != got["crm/1"] || math.Abs(e.Weight-top) > 1e-9 {
		t.Errorf("%s and %s with %v; the closest have %v", e.Left, e.Right, e.Weight, top)
	}
}

func TestADecisionOfAnotherPairHoldsTwoCustomersApart(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	publish(t, b, 1)
	said := []Decision{{Left: "old/1", Right: "old/2", Who: "kim", Reason: "twins"}}
	if a := explain(t, b, said, "crm/1", "crm/2").Apart; a.Reason != ApartDecision || a.Decided.Who != "kim" {
		t.Errorf("%+v", a)
	}
}

// A number in the other column of telephones counts as it does in the run.
func TestExplainCountsANumberInWhicheverColumnItStands(t *testing.T) {
	b := newBench(t)
	rows := []string{"('a', 'anna', 'berger', '+4930111111', null, null)", "('b', 'anna', 'berger', '+4930111111', null, null)"}
	for k := range 9 {
		rows = append(rows, fmt.Sprintf("('c%d', 'name%d', 'family%d', null, '+4930111111', '19%d-01-02')", k, k, k, 50+k))
	}
	resolve(t, b.w, "select * from (values "+strings.Join(rows, ", ")+") as x(record_id, given_name_std, family_name_std, phone_std, mobile_std, birth_date_std)", 1, 0)
	publish(t, b, 1)
	want := b.rows("select weight from identity.identity_edge where left_record_id = 'a' and right_record_id = 'b'")[0][0].(float64)
	if got := explain(t, b, nil, "a", "b").Weight; math.Abs(got-want) > 1e-9 {
		t.Errorf("weight %v, in the run %v", got, want)
	}
}

// Of every customer: the links reach all records, and what they are said to be worth is
// what the two records are worth by themselves.
func TestTheLinksOfACustomerReachAllItsRecords(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people", 1, 0)
	publish(t, b, 1)
	for _, row := range b.rows("select record_id, customer_id, cluster_size from identity.customer_identity where cluster_size > 2 order by hash(record_id) limit 20") {
		id, size := row[0].(string), int(row[2].(int64))
		m, err := Member(t.Context(), b.w, nil, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Records) != size || len(m.Links) != size-1 || m.Customer != scv.CustomerID(row[1].(string)) {
			t.Fatalf("%d records, %d links of %d records", len(m.Records), len(m.Links), size)
		}
		for _, other := range m.Records {
			if string(other) != id && path(m.Links, m.Record, other) == nil {
				t.Errorf("no way from %s to %s", id, other)
			}
		}
		var parts int
		for _, part := range m.Without {
			parts += len(part)
		}
		if parts != size {
			t.Errorf("without the weakest link there are %d records of %d", parts, size)
		}
		e := explain(t, b, nil, string(m.Weakest.Left), string(m.Weakest.Right))
		if math.Abs(e.Weight-m.Weakest.Weight) > 1e-9 {
			t.Errorf("the weakest link is worth %v, the pair %v", m.Weakest.Weight, e.Weight)
		}
	}
}

// chain is three records of one cluster that the middle one holds together, and one more.
func chain() invented {
	table := invented{columns: []string{"given name", "family name", "born", "e-mail", "town"}}
	table.add(1, 0, "anna maria", "berger", "1971-03-12", "", "linz")
	table.add(1, 0, "anna", "berger", "1971-03-12", "ab77@post.example", "linz")
	table.add(1, 0, "anna", "huber", "", "ab77@post.example", "linz")
	table.add(2, 0, "peter", "maier", "1960-11-30", "", "graz")
	return table
}

func TestATableIsExplainedAsItIsMatched(t *testing.T) {
	in, _ := chain().input(engine.Dedupe, 1)
	e := NewEngine(nil).(native)
	r, err := e.Run(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range int32(in.Records.Len()) {
		for j := range i {
			x, err := e.Explain(t.Context(), in, engine.Options{}, i, j)
			if err != nil {
				t.Fatal(err)
			}
			if same := r.Cluster[i] == r.Cluster[j]; x.SameCustomer != same || same != (x.Apart == nil) || same && len(x.Path) == 0 {
				t.Errorf("rows %d and %d: %+v; in one cluster: %t", i, j, x, same)
			}
			wellFormed(t, x.SVG())
		}
	}
	held := in.Records.Len() - 1
	label := engine.Options{Labels: []engine.Label{{I: 0, J: int32(held), Same: true}}}
	m, err := e.Member(t.Context(), in, label, 0)
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, m.SVG())
	if !slices.ContainsFunc(m.Links, func(l Link) bool { return l.Decided }) {
		t.Errorf("no link is a label: %+v", m.Links)
	}
}

// What a spec says of a pair is the reason, before any weight.
func TestAVetoAndATableHoldTwoApart(t *testing.T) {
	in, _ := chain().input(engine.Dedupe, 1)
	s, err := spec.Read("own.yml", []byte("version: 1\ncolumns: {given name: given_name, family name: family_name, born: birth_date, e-mail: email, town: city}\nvetoes: [given_name]\n"))
	if err != nil {
		t.Fatal(err)
	}
	rowOf := func(in engine.Input, given string) int32 {
		for row := range int32(in.Records.Len()) {
			if in.Records.Column("given name").Text(row) == given {
				return row
			}
		}
		t.Fatalf("no %s", given)
		return 0
	}
	e, err := NewEngine(s).(native).Explain(t.Context(), in, engine.Options{}, rowOf(in, "anna maria"), rowOf(in, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Apart == nil || e.Apart.Reason != ApartVeto || e.Apart.Column != "given_name" {
		t.Errorf("%+v", e.Apart)
	}
	table := chain()
	table.source = []int{0, 1, 1, 0}
	link, _ := table.input(engine.Link, 1)
	e, err = NewEngine(nil).(native).Explain(t.Context(), link, engine.Options{}, rowOf(link, "anna maria"), rowOf(link, "peter"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Apart == nil || e.Apart.Reason != ApartSource {
		t.Errorf("%+v", e.Apart)
	}
}

// wellFormed demands a picture that stands alone.
func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
	for _, word := range []string{"<script", "href", "url(", "@import"} {
		if strings.Contains(string(svg), word) {
			t.Errorf("the picture holds %q", word)
		}
	}
}

// Where a value makes records one, it is the reason, as in the run: of those that agree
// in it a third one may be none, whatever its place.
func TestMustLinkIsExplainedAsTheRunTookIt(t *testing.T) {
	o := newTown(t)
	o.found(t)
	o.spec = "must_link: [tax_id]\nvetoes: [birth_date]\ncomparisons: {person: [given_name, family_name, birth_date, email]}"
	o.exec(t, "alter table silver.people add column tax_id_std varchar")
	o.exec(t, `insert into silver.people (record_id, given_name_std, family_name_std, birth_date_std, city_std, tax_id_std) values
		('a', 'anna', 'berger', '1980-03-14', 'graz', 't1'), ('b', 'bruno', 'maier', '1955-01-01', 'linz', 't1'), ('c', 'carla', 'huber', '1980-03-14', 'wels', 't1'),
		('d', 'dora', 'dorn', '1980-03-14', 'enns', 't1'), ('e', 'erik', 'ebner', '1970-05-05', 'hall', 'T2'), ('f', 'fritz', 'fuchs', '1971-06-06', 'rum', '')`)
	o.publish(t, o.build(t, true))
	b := bench{w: o.w}
	e := explain(t, b, nil, "a", "c")
	if !e.SameCustomer || e.MustLink != "tax_id" || e.Weight >= 0 || !strings.Contains(strings.Join(e.Because(), " "), "agree in tax_id") {
		t.Errorf("%+v because %q", e, e.Because())
	}
	if e := explain(t, b, nil, "a", "d"); len(e.Path) != 2 || e.Path[0].MustLink != "tax_id" || e.Path[1].MustLink != "tax_id" {
		t.Errorf("the way is %+v", e.Path)
	}
	if e := explain(t, b, nil, "a", "b"); e.SameCustomer || e.MustLink != "" || e.Apart.Reason != ApartVeto {
		t.Errorf("%+v, apart %+v", e, e.Apart)
	}
	m, err := Member(t.Context(), o.w, nil, "c")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Records) != 3 || len(m.Links) != 2 || m.Weakest.MustLink != "tax_id" || len(m.Without) != 2 {
		t.Errorf("%+v, weakest %+v", m, m.Weakest)
	}
	l, err := OpenLive(t.Context(), o.w, taxRow(t))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := l.Match(t.Context(), map[string]string{"given_name": "Ida", "tax_id": "T2"})
	if err != nil || len(answer.Candidates) != 1 || answer.Candidates[0].Record != "e" || answer.Candidates[0].MustLink != "tax_id" || !answer.Candidates[0].Same {
		t.Errorf("a single record: %+v, %v", answer, err)
	}
	apart := []Decision{{Left: "a", Right: "c", Who: "kim", Reason: "two firms"}}
	if e := explain(t, b, apart, "a", "c"); e.MustLink != "" {
		t.Errorf("a person keeps them apart: %+v", e)
	}
}

func taxRow(t *testing.T) *standardise.Row {
	t.Helper()
	row, err := standardise.NewRow(scv.Model{Name: "m", Config: map[string]any{"columns": map[string]any{"given_name": "given_name", "tax_id": "identifier"}}}, "AT")
	if err != nil {
		t.Fatal(err)
	}
	return row
}
