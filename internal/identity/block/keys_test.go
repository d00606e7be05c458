package block

import (
	"fmt"
	"maps"
	"sync"
	"testing"

	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

// drawSet gives records of few values, so that they share many keys.
func drawSet(r *rapid.T) [][]string {
	var rows [][]string
	for i := range rapid.IntRange(0, 14).Draw(r, "rows") {
		row := []string{fmt.Sprintf("%02d", i)}
		for _, field := range fields[1:] {
			values := []string{"", "x", "y"}
			if field == "birth_date_std" {
				values = []string{"", "1980-03-14", "1980-04-14", "1979-03-14"}
			}
			row = append(row, rapid.SampledFrom(values).Draw(r, "value"))
		}
		rows = append(rows, row)
	}
	return rows
}

func drawLimits(r *rapid.T) Limits {
	out := Limits{}
	for _, rule := range rules() {
		out[rule.Name] = rapid.SliceOfN(rapid.Int32Range(1, 5), len(tree), len(tree)).Draw(r, "limits")
	}
	return out
}

func pairsOfIndex(t *rapid.T, x *Index) map[[2]int32]int {
	got := map[[2]int32]int{}
	var mu sync.Mutex
	if err := x.Each(t.Context(), 2, func(_ int, i, j int32, rule int) {
		mu.Lock()
		defer mu.Unlock()
		got[[2]int32{i, j}] = rule
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

// What the keys of one record find, one record after the other, is what the blocks
// of all of them give, however small the blocks have to be.
func TestTheKeysOfOneRecordFindItsPairs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := drawSet(r)
		s := recordtest.Set(t, fields, rows...)
		under := Frozen{Limits: drawLimits(r)}
		x := NewUnder(rules(), s, under)
		lookup, got := NewLookup(rules(), s, under), map[[2]int32]int{}
		for i := range int32(s.Len()) {
			for _, p := range lookup.Partners(Keys(rules(), s, i)) {
				if i < p.Row {
					got[[2]int32{i, p.Row}] = int(p.Rule)
				}
			}
		}
		if want := pairsOfIndex(r, x); !maps.Equal(got, want) {
			r.Fatalf("partners %v, pairs %v", got, want)
		}
	})
}

// A block's pairs follow from its own rows: what is not in it does not count, once
// the limits are settled.
func TestSettledLimitsMakeABlockItsOwn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := drawSet(r)
		under := Frozen{Limits: drawLimits(r)}
		all := pairsOfIndex(r, NewUnder(rules(), recordtest.Set(t, fields, rows...), under))
		others := append(rows[:len(rows):len(rows)], []string{"99", "z", "z", "z", "z", "1900-01-01"}, []string{"aa", "z", "", "z", "z", "1900-01-01"})
		more := pairsOfIndex(r, NewUnder(rules(), recordtest.Set(t, fields, others...), under))
		maps.DeleteFunc(more, func(p [2]int32, _ int) bool { return int(p[1]) >= len(rows) })
		if !maps.Equal(all, more) {
			r.Fatalf("pairs %v, beside others %v", all, more)
		}
	})
}

func TestLimitsThatWereFoundGiveTheSameBlocksAgain(t *testing.T) {
	var rows [][]string
	for i := range 3 * limit {
		rows = append(rows, []string{fmt.Sprintf("%05d", i), "+49301", "", fmt.Sprint("g", i%7), "berger", fmt.Sprintf("19%02d-01-01", i%60)})
	}
	s := recordtest.Set(t, fields, rows...)
	first := New(rules(), s)
	var mu sync.Mutex
	seen := 0
	again := NewUnder(rules(), s, Frozen{Limits: first.Limits(), Seen: func(_, _ int, list []Keyed) { mu.Lock(); seen += len(list); mu.Unlock() }})
	if first.Size() != again.Size() || first.Size() == 0 || seen <= 3*3*limit/2 {
		t.Errorf("%d pairs, then %d; %d keys seen", first.Size(), again.Size(), seen)
	}
}
