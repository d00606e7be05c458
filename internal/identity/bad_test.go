package identity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/score"
	"scv/internal/race"
)

// widened is a table with a column more, whose values of gives by row.
func widened(t invented, name string, of func(row int) string) invented {
	out := invented{columns: append(slices.Clone(t.columns), name), entity: t.entity, source: t.source}
	for k, row := range t.rows {
		out.rows = append(out.rows, append(slices.Clone(row), of(k)))
	}
	return out
}

func roleOf(r *engine.Result, column string) engine.Column {
	for _, c := range r.Columns {
		if c.Name == column {
			return c
		}
	}
	return engine.Column{}
}

// Columns that say nothing are left out with their reason and change nothing.
func TestColumnsThatSayNothingChangeNothing(t *testing.T) {
	race.Skip(t, "TestATableIsMatchedAlikeInAnyOrder matches the same table")
	table := austrians(maker{rand.New(rand.NewPCG(5, 6))})
	in, _ := table.input(engine.Dedupe, 1)
	plain := matchTable(t, in, nil)
	for name, c := range map[string]struct {
		of     func(row int) string
		reason string
	}{
		"all null":         {func(int) string { return "" }, "empty"},
		"blanks alone":     {func(int) string { return "   " }, "empty"},
		"one value in all": {func(int) string { return "yes" }, "one value in every row"},
	} {
		in, _ := widened(table, "extra", c.of).input(engine.Dedupe, 1)
		r := matchTable(t, in, nil)
		if col := roleOf(r, "extra"); col.Role != "ignored" || !strings.Contains(col.Reason, c.reason) {
			t.Errorf("%s: %+v", name, col)
		}
		if !slices.Equal(r.Cluster, plain.Cluster) {
			t.Errorf("%s: other clusters", name)
		}
	}
}

// A table in which nothing is different has nothing to match by: an error, not one
// cluster of all.
func TestRowsThatAreAllAlikeAreRefused(t *testing.T) {
	table := invented{columns: []string{"first name", "last name", "email"}}
	for k := range 3000 {
		table.add(k, 0, "Ann", "Berger", "ann@x.example")
	}
	in, _ := table.input(engine.Dedupe, 1)
	_, err := NewEngine(nil).Run(t.Context(), in, engine.Options{})
	if scv.CodeOf(err) != scv.CodeMatchColumns || !strings.Contains(scv.HintOf(err), "first name (it has one value in every row), last name") {
		t.Errorf("%v, %s", err, scv.HintOf(err))
	}
}

// Values that all records have in common make neither a giant cluster nor pairs of all
// with all: people of one switchboard and one address of an office.
func TestWhatEverybodySharesMakesNobodyOne(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(7, 8))}
	table := invented{columns: []string{"first name", "last name", "email", "phone", "street", "postal code", "city"}}
	const people = 4000
	for k := range people {
		mail, phone := "office@firm.example", "+43 1 5550100"
		if k%500 == 0 { // so that the columns have more than one value
			mail, phone = fmt.Sprintf("p%d@firm.example", k), fmt.Sprintf("+43 1 77%05d", k)
		}
		table.add(k, 0, m.of("Anna", "Eva", "Jan", "Max", "Paul", "Rosa", "Otto", "Lena"), fmt.Sprintf("%s%s", m.of("Ber", "Hof", "Stein", "Wald", "Gruen", "Licht"), strings.ToLower(m.digitsOf(4))), mail, phone, "Ring 1", "1010", "Wien")
	}
	in, _ := table.input(engine.Dedupe, 1)
	r := matchTable(t, in, nil)
	size, largest := map[int32]int{}, 0
	for _, c := range r.Cluster {
		size[c]++
		largest = max(largest, size[c])
	}
	if largest > 20 {
		t.Errorf("a cluster of %d people", largest)
	}
	if r.Pairs > 200*people {
		t.Errorf("%d pairs of %d people were compared", r.Pairs, people)
	}
	skipped := slices.ContainsFunc(r.Rules, func(r engine.Rule) bool { return r.Skipped > 0 })
	if !skipped {
		t.Errorf("nobody says that keys of too many gave no pairs: %+v", r.Rules)
	}
}

// Of few records all pairs are compared: a key of too many takes none away, and nobody says so.
func TestNothingIsGivenUpWhereAllPairsAreCompared(t *testing.T) {
	table := invented{columns: []string{"email"}}
	for k := range 600 {
		table.add(k*3/4, 0, fmt.Sprintf("u%d@shop.example", k*3/4))
	}
	in, _ := table.input(engine.Dedupe, 1)
	r := matchTable(t, in, nil)
	for _, rule := range r.Rules {
		if rule.Skipped > 0 {
			t.Errorf("%+v", rule)
		}
	}
	if all := int64(600 * 599 / 2); r.Pairs != all {
		t.Errorf("%d pairs were compared, there are %d", r.Pairs, all)
	}
}

// digitsOf is letters for digits: names have none.
func (m maker) digitsOf(n int) string {
	out := make([]byte, n)
	for k := range out {
		out[k] = "ABCDEFGHIJ"[m.IntN(10)]
	}
	return string(out)
}

// A model that a newer version wrote is refused by whoever reads it, and nothing of it
// is guessed at; so is one that is no model.
func TestAModelOfANewerVersionIsRefused(t *testing.T) {
	b := newBench(t)
	sql := "select * from (" + family + ") as people" + familyColumns
	resolve(t, b.w, sql, 1, 0)
	publish(t, b, 1)
	for text, word := range map[string]string{
		fmt.Sprintf(`{"format": %d, "party": "person", "tables": 7}`, score.Format+1): "newer version",
		`{"format":`: "",
		`{"format": 1, "party": "person", "comparisons": [], "spec": "version: 9"}`: "the version is 9",
	} {
		b.exec("drop table if exists other")
		b.exec("create table other as select * from identity__v1.identity_model")
		b.exec("create or replace view identity.identity_model as select * replace ('" + text + "' as model) from other")
		_, explained := Explain(t.Context(), b.w, nil, "crm/1", "old/1")
		_, asked := Queue(t.Context(), b.w, nil, 5)
		for what, err := range map[string]error{"run": resolveUnder(t, b.w, saying(t, ""), sql, 2), "explain": explained, "review": asked} {
			if scv.CodeOf(err) != scv.CodeIdentityModel || !strings.Contains(err.Error(), word) || scv.HintOf(err) == "" {
				t.Errorf("%s: %s: %v, hint %q", what, text, err, scv.HintOf(err))
			}
		}
	}
}
