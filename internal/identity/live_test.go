package identity

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"scv"
	inmemory "scv/internal/identity/live"
	"scv/internal/identity/record"
	"scv/internal/identity/record/recordtest"
	"scv/internal/identity/score"
	"scv/internal/identity/spec"
	"scv/internal/identity/standardise"

	"pgregory.net/rapid"
)

func standardRow(t testing.TB) *standardise.Row {
	t.Helper()
	row, err := standardise.NewRow(scv.Model{Name: "m", Config: map[string]any{"columns": map[string]any{
		"given_name": "given_name", "family_name": "family_name", "birth_date": "date", "email": "email", "phone": "phone", "mobile": "phone",
		"street": "street", "street_number": "house_number", "city": "city", "postal_code": "postal_code", "country": "country",
	}}}, "AU")
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// A record that is there, as its source wrote it, is its own customer first, and weighs
// with the others of its customer what it weighed in the run.
func TestARecordOfTheIndexIsItsOwnCustomer(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people where hash(record_id) % 10 > 0", 1, 0)
	publish(t, b, 1)
	resolve(t, b.w, "select * from silver.people", 2, 0) // more records, and the model and its counts as they were
	publish(t, b, 2)
	l, err := OpenLive(t.Context(), b.w, standardRow(t))
	if err != nil {
		t.Fatal(err)
	}
	got := customers(t, b.w, 2)
	weights := map[[2]scv.RecordID]float64{}
	for _, row := range b.rows("select left_record_id, right_record_id, weight from identity.identity_edge") {
		weights[inOrderOf(scv.RecordID(row[0].(string)), scv.RecordID(row[1].(string)))] = row[2].(float64)
	}
	checked := 0
	words := []string{"given_name", "family_name", "birth_date", "street", "street_number", "city", "postal_code", "country"}
	for _, row := range b.rows("select record_id, given_name, family_name, birth_date, street, street_number, city, postal_code, country from silver.raw order by record_id limit 400") {
		id, values := scv.RecordID(row[0].(string)), map[string]string{}
		for k, word := range words {
			values[word], _ = row[k+1].(string)
		}
		a, err := l.Match(t.Context(), values)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Candidates) == 0 || string(a.Candidates[0].Customer) != got[id] {
			t.Errorf("%s of %s: %+v", id, got[id], a.Candidates)
			continue
		}
		for _, c := range a.Candidates {
			sum := c.Prior
			for _, s := range c.Steps {
				sum += s.Weight
			}
			if math.Abs(sum-c.Weight) > 1e-9 {
				t.Errorf("steps give %v, weight %v", sum, c.Weight)
			}
			if want, ok := weights[inOrderOf(id, c.Record)]; ok {
				checked++
				if math.Abs(want-c.Weight) > 1e-9 {
					t.Errorf("%s and %s: %v, in the run %v", id, c.Record, c.Weight, want)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d weights could be compared with the run's", checked)
	}
}

// Whatever the records are: the partners of a record that is in the index are those of
// the run, and every one weighs what it weighed there.
func TestALiveMatchIsThatOfTheRun(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := func(list ...string) *rapid.Generator[string] { return rapid.SampledFrom(list) }
		name, family := words("anna", "ana", "peter", "maria", ""), words("berger", "bergr", "huber", "maier", "")
		day, phone := words("1980-01-02", "1980-02-01", "1971-12-30", ""), words("+431", "+432", "")
		var rows [][]string
		for k := range rapid.IntRange(2, 25).Draw(r, "rows") {
			mail := words("", "a@b.example", fmt.Sprintf("x%d@b.example", k))
			rows = append(rows, []string{
				fmt.Sprintf("%03d", k), name.Draw(r, "given"), family.Draw(r, "family"), day.Draw(r, "born"), mail.Draw(r, "mail"),
				phone.Draw(r, "phone"), phone.Draw(r, "mobile"), words("linz", "graz", "").Draw(r, "town"),
			})
		}
		checkLive(r, recordtest.Set(t, []string{"record_id", "given_name_std", "family_name_std", "birth_date_std", "email_std", "phone_std", "mobile_std", "city_std"}, rows...))
	})
}

// checkLive matches records and then looks for each of them.
func checkLive(t *rapid.T, set *record.Set) {
	how, err := planUnder(spec.Home(), "person", set)
	if err != nil {
		t.Fatal(err)
	}
	x := newMatcher(nil, 1)
	x.least = math.Inf(-1)
	m, err := x.match(context.Background(), set, how, nil)
	if err != nil {
		t.Fatal(err)
	}
	customers := make([]scv.CustomerID, set.Len())
	partners := make([]map[string]float64, set.Len())
	for row := range customers {
		customers[row], partners[row] = scv.CustomerID(set.IDs[row]), map[string]float64{} // each its own, so that every pair is told
	}
	for e := range m.edges.all() {
		partners[e.i][set.IDs[e.j]], partners[e.j][set.IDs[e.i]] = e.weight, e.weight
	}
	index := inmemory.New(inmemory.Basis{
		Set: set, Customers: customers, Rules: how.rules, Comparisons: how.comparisons, Model: m.model, Least: math.Inf(-1),
	})
	for row := range int32(set.Len()) {
		found, err := index.Match(context.Background(), set.Own([]int32{row}))
		if err != nil {
			t.Fatal(err)
		}
		others := slices.DeleteFunc(found, func(c inmemory.Candidate) bool { return string(c.Record) == set.IDs[row] })
		if len(others) != len(partners[row]) {
			t.Fatalf("row %d: %d partners, in the run %d", row, len(others), len(partners[row]))
		}
		for _, c := range others {
			if want, ok := partners[row][string(c.Record)]; !ok || math.Abs(want-c.Weight) > 1e-9 {
				t.Fatalf("row %d and %s: %v, in the run %v (%t)", row, c.Record, c.Weight, want, ok)
			}
		}
	}
}

// What may not differ is no run's same customer, whatever else is alike.
func TestAVetoHoldsForASingleRecord(t *testing.T) {
	set := recordtest.Set(t, []string{"record_id", "given_name_std", "family_name_std", "birth_date_std", "email_std", "tax_id_std"},
		[]string{"1", "anna", "berger", "1980-01-02", "a@b.example", "77"}, []string{"2", "anna", "berger", "1980-01-02", "a@b.example", "78"})
	how, err := planUnder(spec.Home(), "person", set)
	if err != nil {
		t.Fatal(err)
	}
	index := inmemory.New(inmemory.Basis{
		Set: set, Customers: []scv.CustomerID{"C-1", "C-2"}, Rules: how.rules, Comparisons: how.comparisons,
		Model: score.Prior("person", how.comparisons, 2), Least: math.Inf(-1), Vetoes: []string{"tax_id_std"},
	})
	found, err := index.Match(t.Context(), set.Own([]int32{0}))
	if err != nil || len(found) != 2 || found[0].Customer != "C-1" || !found[0].Same || found[0].Veto != "" || found[1].Same || found[1].Veto != "tax_id_std" {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestARecordThatCannotBeLookedForIsRefused(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	publish(t, b, 1)
	l, err := OpenLive(t.Context(), b.w, standardRow(t))
	if err != nil {
		t.Fatal(err)
	}
	for hint, values := range map[string]map[string]string{
		"given_name":         {"given_nme": "Anna"},
		"at least one value": {"given_name": " "},
	} {
		if _, err := l.Match(t.Context(), values); scv.CodeOf(err) != scv.CodeLiveRecord || !strings.Contains(scv.HintOf(err), hint) {
			t.Errorf("%v: %v, hint %q", values, err, scv.HintOf(err))
		}
	}
	a, err := l.Match(t.Context(), map[string]string{"email": "nobody", "family_name": "Nguyen"})
	if err != nil || len(a.Candidates) > 0 || a.Refused["email"] == "" {
		t.Errorf("%+v, %v", a, err)
	}
	a, err = l.Match(t.Context(), map[string]string{"given_name": "ANNA", "family_name": "Berger", "birth_date": "14.3.1980"})
	if want := customers(t, b.w, 1)["crm/1"]; err != nil || len(a.Candidates) == 0 || string(a.Candidates[0].Customer) != want || !a.Candidates[0].Same {
		t.Errorf("%+v, %v", a, err)
	}
}

// Who agrees with a record in a word of must_link is its customer, as in a run: whatever
// the weight, also where no rule leads there; a veto of any record of the customer is
// against it.
func TestMustLinkHoldsForASingleRecord(t *testing.T) {
	columns := []string{"record_id", "given_name_std", "family_name_std", "birth_date_std", "phone_std", "tax_id_std", "x:Member"}
	set := recordtest.Set(t, columns,
		[]string{"1", "anna", "berger", "1980-01-02", "+431", "", "M7"},
		[]string{"2", "anna", "berger", "1980-01-02", "", "77", ""}, // of the same customer as 1
		[]string{"3", "peter", "huber", "1971-12-30", "+432", "", "M8"},
		[]string{"4", "eva", "maier", "1990-06-07", "+433", "", ""})
	how, err := planUnder(spec.Home(), "person", set)
	if err != nil {
		t.Fatal(err)
	}
	customers := []scv.CustomerID{"C-1", "C-1", "C-3", "C-4"}
	index := func(vetoes ...string) *inmemory.Index {
		return inmemory.New(inmemory.Basis{
			Set: set, Customers: customers, Rules: how.rules, Comparisons: how.comparisons, Model: score.Prior("person", how.comparisons, 4),
			Line: 10, Least: keptWeight, Vetoes: vetoes, MustLink: []inmemory.Link{{Word: "Member", Column: "x:Member"}},
		})
	}
	ask := func(x *inmemory.Index, values ...string) []inmemory.Candidate {
		guest := recordtest.Set(t, columns, append([]string{"guest"}, values...))
		found, err := x.Match(t.Context(), guest)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	// nothing but the number in common: no rule leads there
	found := ask(index(), "josef", "wagner", "1955-03-04", "", "", "M8")
	if len(found) != 1 || found[0].Customer != "C-3" || !found[0].Same || found[0].MustLink != "Member" || found[0].Rule != "must_link Member" {
		t.Errorf("%+v", found)
	}
	// the number stands before what is more alike
	found = ask(index(), "anna", "berger", "1980-01-02", "+431", "", "M8")
	if len(found) != 2 || found[0].Customer != "C-3" || !found[0].Same || found[1].Customer != "C-1" || found[1].MustLink != "" || found[0].Weight > found[1].Weight {
		t.Errorf("%+v", found)
	}
	// a veto of a record that shares no key and no number
	found = ask(index("tax_id_std"), "josef", "wagner", "1955-03-04", "", "78", "M7")
	if len(found) != 1 || found[0].Customer != "C-1" || found[0].Same || found[0].Veto != "tax_id_std" || found[0].MustLink != "Member" {
		t.Errorf("%+v", found)
	}
	// nothing said, nothing linked
	for _, c := range ask(index("tax_id_std"), "anna", "berger", "1980-01-02", "+431", "", "") {
		if c.MustLink != "" {
			t.Errorf("%+v", c)
		}
	}
}
