package block

import (
	"fmt"
	"slices"
	"testing"

	"scv/internal/identity/record"
	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

func TestOurRulesAreWellFormed(t *testing.T) {
	for _, r := range slices.Concat(Persons(), Organisations()) {
		again, err := NewRule(r.Name, r.Kind, r.Last(), r.Parts...)
		if err != nil || r.keys == nil || again.keys == nil {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
	for name, r := range map[string]struct {
		kind  Kind
		parts []string
	}{
		"unknown form": {All, []string{"city_std:loud"}}, "no column": {All, nil}, "first of nothing": {All, []string{"city_std:first0"}},
		"one name": {Unordered, []string{"given_name_std"}}, "two lists": {Each, []string{"a", "b"}}, "unknown kind": {"some", []string{"a"}},
	} {
		if _, err := NewRule(name, r.kind, false, r.parts...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func pairsUnder(t *testing.T, kind Kind, parts []string, values ...string) map[[2]int32]bool {
	t.Helper()
	rule, err := NewRule("rule", kind, false, parts...)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i, v := range values {
		rows = append(rows, []string{fmt.Sprintf("%05d", i), v})
	}
	out := map[[2]int32]bool{}
	err = New([]Rule{rule}, recordtest.Set(t, []string{"record_id", "v"}, rows...)).Each(t.Context(), 1, func(_ int, i, j int32, _ int) {
		if out[[2]int32{i, j}] {
			t.Errorf("pair %d %d came twice", i, j)
		}
		out[[2]int32{i, j}] = true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestKindsOfRulesFindWhatTheyAreFor(t *testing.T) {
	if got := pairsUnder(t, Each, []string{"v"}, "red; blue", "green", "[blue, red]", "Red", "", "blue|green"); len(got) != 4 || !got[[2]int32{0, 2}] || !got[[2]int32{0, 5}] || !got[[2]int32{1, 5}] || !got[[2]int32{2, 5}] {
		t.Errorf("elements: %v", got)
	}
	similar := pairsUnder(t, Similar, []string{"v"}, "heinrich von kleist gasse", "heinrich von kleist strasse", "am alten markt", "heinrich vonkleist gasse", "")
	if !similar[[2]int32{0, 1}] || !similar[[2]int32{0, 3}] || similar[[2]int32{0, 2}] || similar[[2]int32{1, 2}] {
		t.Errorf("similar: %v", similar)
	}
	var names []string
	for i := range 200 {
		names = append(names, fmt.Sprintf("name%03d", i*77%200))
	}
	near := pairsUnder(t, Neighbours, []string{"v"}, names...)
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			apart := i*77%200 - j*77%200
			met := near[[2]int32{int32(i), int32(j)}]
			if apart = max(apart, -apart); apart <= window/2 && !met || apart >= window && met {
				t.Fatalf("%s and %s: met is %t", names[i], names[j], met)
			}
		}
	}
}

// What is estimated of few pairs is counted: all of them are looked at.
func TestEstimatesAreTheCountsOfFewPairs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		value := rapid.SampledFrom([]string{"", "x", "y", "z"})
		var rows [][]string
		for i := range rapid.IntRange(0, 30).Draw(r, "rows") {
			row := []string{fmt.Sprintf("%02d", i)}
			for range fields[1:] {
				row = append(row, value.Draw(r, "value"))
			}
			rows = append(rows, row)
		}
		x := New(rules(), recordtest.Set(t, fields, rows...))
		want := make([]int64, len(rules()))
		if err := x.Each(t.Context(), 1, func(_ int, _, _ int32, rule int) { want[rule]++ }); err != nil {
			r.Fatal(err)
		}
		for k, e := range x.Estimate() {
			if e.New != want[k] || e.Pairs < e.New {
				r.Fatalf("%s: %+v, counted %d", e.Rule, e, want[k])
			}
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add("a; b;; c", "first3")
	f.Add("[\"x\", 'y']", "sound")
	f.Fuzz(func(t *testing.T, value, form string) {
		b := record.NewBuilder([]string{"v"}, nil)
		for i := range 3 {
			b.Add(fmt.Sprint(i), func(int) []byte { return []byte(value) })
		}
		s, err := b.Set()
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range Kinds() {
			rule, err := NewRule("rule", kind, false, "v:"+form)
			if err != nil {
				continue
			}
			for _, column := range rule.keys(s) {
				if len(column) != s.Len() {
					t.Errorf("%s: %d keys of %d rows", kind, len(column), s.Len())
				}
			}
		}
	})
}

func TestAPrefixIsOfCharacters(t *testing.T) {
	for _, c := range []struct {
		n       int
		of, was string
	}{{1, "山田", "山"}, {3, "山田太郎", "山田太"}, {3, "山田", ""}, {4, "1971-03-12", "1971"}, {2, "a b", "ab"}, {1, "", ""}} {
		if got := prefix(c.n)(c.of); got != c.was {
			t.Errorf("the first %d of %q: %q, want %q", c.n, c.of, got, c.was)
		}
	}
}
