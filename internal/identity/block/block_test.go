package block

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

var fields = []string{"record_id", "phone_std", "mobile_std", "given_name_std", "family_name_std", "birth_date_std"}

func rules() []Rule {
	return []Rule{
		{Name: "telephone", keys: anyOf(part{"phone_std", whole}, part{"mobile_std", whole})},
		{Name: "family and birth", keys: all(part{"family_name_std", whole}, part{"birth_date_std", whole})},
		{Name: "names", keys: unordered(part{"given_name_std", whole}, part{"family_name_std", whole})},
	}
}

// shareKey says by the values alone which is the first rule of a pair.
func shareKey(a, b []string) int {
	in := func(x string, y ...string) bool { return x != "" && (x == y[0] || x == y[1]) }
	switch {
	case in(a[1], b[1], b[2]) || in(a[2], b[1], b[2]):
		return 0
	case a[4] != "" && a[5] != "" && a[4] == b[4] && a[5] == b[5]:
		return 1
	case a[3] != "" && a[4] != "" && b[3] != "" && b[4] != "" && (a[3] == b[3] && a[4] == b[4] || a[3] == b[4] && a[4] == b[3]):
		return 2
	}
	return -1
}

func TestEveryPairOfAKeyComesOnceUnderItsFirstRule(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		value := rapid.SampledFrom([]string{"", "x", "y", "z"})
		var rows [][]string
		for i := range rapid.IntRange(0, 12).Draw(r, "rows") {
			row := []string{fmt.Sprintf("%02d", i)}
			for range fields[1:] {
				row = append(row, value.Draw(r, "value"))
			}
			rows = append(rows, row)
		}
		got := map[[2]int32]int{}
		var mu sync.Mutex
		x := New(rules(), recordtest.Set(t, fields, rows...))
		err := x.Each(t.Context(), 3, func(_ int, i, j int32, rule int) {
			mu.Lock()
			defer mu.Unlock()
			if _, twice := got[[2]int32{i, j}]; twice || i >= j {
				r.Errorf("pair %d %d came twice or the wrong way round", i, j)
			}
			got[[2]int32{i, j}] = rule
		})
		if err != nil {
			r.Fatal(err)
		}
		for i := range rows {
			for j := i + 1; j < len(rows); j++ {
				want := shareKey(rows[i], rows[j])
				rule, ok := got[[2]int32{int32(i), int32(j)}]
				if !ok {
					rule = -1
				}
				if rule != want {
					r.Fatalf("%v and %v: rule %d, want %d", rows[i], rows[j], rule, want)
				}
				if by := x.By(int32(i), int32(j)); len(by) > 0 != (want >= 0) || len(by) > 0 && by[0] != want || !slices.IsSorted(by) {
					r.Fatalf("%v and %v: rules %v, the first is %d", rows[i], rows[j], by, want)
				}
			}
		}
	})
}

// Telephone and mobile of all are the same two: they are counted once.
func TestARecordIsSkippedOnceByARule(t *testing.T) {
	var rows [][]string
	for i := range 2 * limit {
		rows = append(rows, []string{fmt.Sprintf("%05d", i), "+49301", "+49302", "", "", ""})
	}
	x := New(rules(), recordtest.Set(t, fields, rows...))
	if got := x.Skipped(); len(got) != 1 || got[0] != (Skipped{Rule: "telephone", Blocks: 2, Rows: 2 * limit}) {
		t.Errorf("skipped %+v", got)
	}
}

func TestABlockOverTheLimitIsRefinedOrReported(t *testing.T) {
	var rows [][]string
	for i := range 3 * limit {
		born := ""
		if i < limit {
			born = fmt.Sprintf("19%02d-%02d-%02d", 10+i%80, 1+i%12, 1+i%28) // these can be told apart, the others cannot
		}
		rows = append(rows, []string{fmt.Sprintf("%05d", i), "+49301", "", "", "", born})
	}
	x := New(rules(), recordtest.Set(t, fields, rows...))
	pairs := 0
	if err := x.Each(t.Context(), 1, func(int, int32, int32, int) { pairs++ }); err != nil {
		t.Fatal(err)
	}
	if pairs == 0 || pairs > 2*limit*limit/80 {
		t.Errorf("%d pairs", pairs)
	}
	if got := x.Skipped(); len(got) != 1 || got[0] != (Skipped{Rule: "telephone", Blocks: 1, Rows: 2 * limit}) {
		t.Errorf("skipped %+v", got)
	}
}

func TestRulesReadTheColumnsOfTheProject(t *testing.T) {
	s := recordtest.Set(t, []string{"record_id", "given_name_std", "family_name_std", "birth_date_std", "email_std", "postal_code_std", "organisation_name_std", "city_std", "street_std", "street_number_std", "phone_std", "mobile_std", "tax_id_std"},
		[]string{"a", "robert", "meier", "1980-03-14", "x@y.example", "12345", "berger metall", "berlin", "lindenweg", "5", "1", "2", "t"},
		[]string{"b", "bob", "meier", "1980-03-14", "x@y.example", "12345", "berger metall", "berlin", "lindenweg", "5", "2", "3", "t"})
	for _, party := range []string{"person", "organisation"} {
		for _, rule := range For(party) {
			x := New([]Rule{rule}, s)
			pairs := 0
			if err := x.Each(t.Context(), 1, func(int, int32, int32, int) { pairs++ }); err != nil {
				t.Fatal(err)
			}
			// bob and robert sound different and are no two spellings of one name.
			want := 1
			switch rule.Name {
			case "both names as they sound", "both names in any order", "birth date and initials", "street, number and initial":
				want = 0
			}
			if pairs != want {
				t.Errorf("%s, %s: %d pairs, want %d", party, rule.Name, pairs, want)
			}
		}
	}
}

// A rule of one value makes a number of pairs that grows with the records, and
// finds again whoever agrees on one attribute more.
func TestPairsOfARuleKeepToItsBudget(t *testing.T) {
	var rows [][]string
	for i := range 4000 { // twice two thousand people; the second has a slip in the day of birth
		person := i / 2
		born := fmt.Sprintf("%d-%02d-%02d", 1900+person%100, 1+person/100%12, 1+person%28)
		if i%2 == 1 {
			born = born[:8] + "31"
		}
		rows = append(rows, []string{fmt.Sprintf("%05d", i), "", "", fmt.Sprint("given", person), "berger", born})
	}
	s := recordtest.Set(t, fields, rows...)
	x := New([]Rule{{Name: "family name", keys: all(part{"family_name_std", whole})}}, s)
	found := map[int32]bool{}
	if err := x.Each(t.Context(), 1, func(_ int, i, j int32, _ int) {
		if i/2 == j/2 {
			found[i/2] = true
		}
	}); err != nil {
		t.Fatal(err)
	}
	if budget := int64(pairsAnyway + pairsPerRecord*s.Len()); x.Size() > 2*budget || x.Size() == 0 {
		t.Errorf("%d pairs, the budget is %d", x.Size(), budget)
	}
	if len(found) != 2000 || len(x.Skipped()) != 0 {
		t.Errorf("%d of 2000 people found, skipped %v", len(found), x.Skipped())
	}
}

// What too many share and nothing divides meets what is beside it in sorted order,
// where that is asked for: each record a few others, and all of them hang together.
func TestRecordsBesideEachOtherMeet(t *testing.T) {
	const n = 4 * limit
	rows := make([][]string, n)
	for k := range rows {
		rows[k] = []string{fmt.Sprintf("%05d", k), "ann", "berger", "ann@x.example", fmt.Sprintf("way %03d", k/2)}
	}
	s := recordtest.Set(t, []string{"record_id", "given_name_std", "family_name_std", "email_std", "street_std"}, rows...)
	rules := []Rule{Same("e-mail", "email_std"), of("both names", All, "given_name_std", "family_name_std")}
	for _, asked := range []bool{false, true} {
		x := NewUnder(rules, s, Frozen{Beside: asked})
		seen, root := map[[2]int32]int{}, make([]int32, n)
		for k := range root {
			root[k] = int32(k)
		}
		find := func(k int32) int32 {
			for root[k] != k {
				k = root[k]
			}
			return k
		}
		if err := x.Each(t.Context(), 1, func(_ int, i, j int32, _ int) {
			seen[[2]int32{i, j}]++
			root[max(find(i), find(j))] = min(find(i), find(j))
		}); err != nil {
			t.Fatal(err)
		}
		for p, times := range seen {
			if p[0] >= p[1] || times != 1 {
				t.Fatalf("%v came %d times", p, times)
			}
		}
		if !asked && len(seen) > 0 || asked && (len(seen) > besideWindow*n || len(seen) < n) {
			t.Errorf("asked %v: %d pairs of %d records", asked, len(seen), n)
		}
		for k := range root {
			if asked && find(int32(k)) != 0 {
				t.Fatalf("record %d hangs together with none", k)
			}
		}
		if sk := x.Skipped(); len(sk) == 0 || sk[0].Rows != n {
			t.Errorf("skipped %+v", sk)
		}
	}
}
