package compare

import (
	"runtime"
	"strings"
	"sync"
	"testing"

	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

func sqlOf(t testing.TB, when ...string) Comparison {
	t.Helper()
	var steps []SQLStep
	for _, w := range when {
		steps = append(steps, SQLStep{Name: w, When: w})
	}
	c, err := SQL("c", steps, "", func(column string) string { return column })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConditionsGradeAsSQLDoes(t *testing.T) {
	for name, c := range map[string]struct {
		when []string
		a, b []string // v, w
		want Grade
	}{
		"the first that holds":            {[]string{"v_l = v_r", "levenshtein(v_l, v_r) <= 1"}, []string{"ann", ""}, []string{"anne", ""}, 2},
		"none":                            {[]string{"v_l = v_r"}, []string{"ann", ""}, []string{"bob", ""}, 2},
		"null":                            {[]string{"v_l = v_r"}, []string{"ann", ""}, []string{"", ""}, Null},
		"two columns":                     {[]string{"v_l = v_r and w_l = w_r"}, []string{"ann", "1"}, []string{"ann", "1"}, 1},
		"one of two says nothing":         {[]string{"v_l = v_r and w_l = w_r"}, []string{"ann", "1"}, []string{"ann", ""}, Null},
		"one of two is against it":        {[]string{"v_l = v_r and w_l = w_r"}, []string{"ann", "1"}, []string{"bob", ""}, 2},
		"two that are not there":          {[]string{"v_l is null and v_r is null"}, []string{"", ""}, []string{"", ""}, Null},
		"either may be left":              {[]string{"v_l = w_r"}, []string{"x", "y"}, []string{"y", "z"}, 1},
		"a number":                        {[]string{"abs(cast(v_l as integer) - cast(v_r as integer)) <= 2"}, []string{"41", ""}, []string{"43", ""}, 1},
		"no number":                       {[]string{"abs(cast(v_l as integer) - cast(v_r as integer)) <= 2"}, []string{"41", ""}, []string{"soon", ""}, Null},
		"no number, and another level":    {[]string{"cast(v_l as integer) = cast(v_r as integer)", "v_l = v_r"}, []string{"soon", ""}, []string{"soon", ""}, 2},
		"a part of the text, in any case": {[]string{"lower(left(V_L, 2)) = lower(left(v_r, 2))"}, []string{"ANna", ""}, []string{"anne", ""}, 1},
	} {
		j := NewJudge([]Comparison{sqlOf(t, c.when...)}, recordtest.Set(t, []string{"record_id", "v", "w"}, append([]string{"1"}, c.a...), append([]string{"2"}, c.b...)))
		if got := j.Pattern(0, 1).Grade(0); got != c.want || j.Pattern(1, 0).Grade(0) != c.want {
			t.Errorf("%s: grade %d, want %d", name, got, c.want)
		}
	}
}

func TestConditionsThatAreNoneAreRefused(t *testing.T) {
	for when, word := range map[string]string{
		"v_l = ":            "level",
		"v = v_r":           "v",
		"nosuch(v_l, v_r)":  "nosuch",
		"v_l || v_r":        "condition",
		"v_l = v_r; drop x": "",
		"else":              "",
	} {
		_, err := SQL("c", []SQLStep{{Name: "level", When: when}}, "", strings.ToLower)
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v", when, err)
		}
	}
	if _, err := SQL("c", nil, "", strings.ToLower); err == nil {
		t.Error("no levels at all")
	}
}

// The order of two records makes no difference, a null is never agreement, and judges
// that work side by side give what one gives.
func TestConditionsAreFairToBothRecords(t *testing.T) {
	c := sqlOf(t, "v_l = v_r", "v_l < w_r", "coalesce(w_l, 'none') = coalesce(w_r, 'none')", "jaro_winkler_similarity(v_l, w_r) > 0.8")
	rapid.Check(t, func(r *rapid.T) {
		value := rapid.SampledFrom([]string{"", "ann", "anne", "bob", "1", "2"})
		var rows [][]string
		for k := range rapid.IntRange(2, 8).Draw(r, "rows") {
			rows = append(rows, []string{string(rune('a' + k)), value.Draw(r, "v"), value.Draw(r, "w")})
		}
		s := recordtest.Set(t, []string{"record_id", "v", "w"}, rows...)
		grades := func(out []Pattern) {
			j := NewJudge([]Comparison{c}, s)
			for k := range out {
				out[k] = j.Pattern(int32(k/len(rows)), int32(k%len(rows)))
			}
		}
		one, two := make([]Pattern, len(rows)*len(rows)), make([]Pattern, len(rows)*len(rows))
		var all sync.WaitGroup
		all.Go(func() { grades(one) })
		all.Go(func() { grades(two) })
		all.Wait()
		for k, p := range one {
			i, j := k/len(rows), k%len(rows)
			if p != two[k] || p != one[j*len(rows)+i] {
				r.Fatalf("rows %v and %v: %d, %d, %d", rows[i], rows[j], p, two[k], one[j*len(rows)+i])
			}
			if both := rows[i][1] != "" && rows[j][1] != "" || rows[i][2] != "" && rows[j][2] != ""; !both && p.Grade(0) != Null {
				r.Fatalf("rows %v and %v have nothing to compare and grade %d", rows[i], rows[j], p.Grade(0))
			}
		}
	})
}

// What a set says is gone with the judges of it: an index that is asked about one record
// after the other keeps none of them.
func TestConditionsKeepNothingOfASet(t *testing.T) {
	b := &sqlBinding{steps: []SQLStep{{Name: "same", When: "v_l = v_r"}}, read: []string{"v"}, forms: []string{"v"}}
	set := recordtest.Set(t, []string{"record_id", "v"}, []string{"1", "ann"}, []string{"2", "ann"})
	grade := b.bind(set)
	first := b.compiled.Value()
	if first == nil || grade(0, 1) != 1 {
		t.Fatal("nothing is compiled")
	}
	if b.bind(set); b.compiled.Value() != first {
		t.Error("two judges of a set compile twice")
	}
	runtime.KeepAlive(grade) // and from here on nobody has it
	runtime.GC()
	if b.compiled.Value() != nil {
		t.Error("the values of a set are kept")
	}
	runtime.KeepAlive(set)
}

// The values of the column that is named are counted, of the pair the more frequent one.
func TestFrequenciesOfAConditionAreThoseOfItsColumn(t *testing.T) {
	c, err := SQL("c", []SQLStep{{Name: "same", When: "left(v_l, 3) = left(v_r, 3)", Rarity: 1}, {Name: "near", When: "levenshtein(v_l, v_r) <= 2"}}, "w", func(column string) string { return column })
	if err != nil {
		t.Fatal(err)
	}
	set := recordtest.Set(t, []string{"record_id", "v", "w"}, []string{"1", "anna", "x"}, []string{"2", "anne", "y"}, []string{"3", "bob", "x"}, []string{"4", "rob", ""})
	j := NewJudge([]Comparison{c}, set)
	for pair, want := range map[[2]int32]int32{{0, 1}: 2, {1, 3}: 1, {0, 2}: 2} {
		if got := j.Count(0, pair[0], pair[1]); got != want {
			t.Errorf("%v: %d records, want %d", pair, got, want)
		}
	}
	if !c.Rare() || c.Levels[0].Rarity != 1 || c.Levels[1].Rarity != 0 || strings.Join(c.Columns, " ") != "v w" {
		t.Errorf("%+v", c)
	}
	if terms := CountTerms([]Comparison{c}, set); terms["c"] == nil {
		t.Errorf("%v: nothing is kept of what was counted", terms)
	}
	for _, wrong := range []struct {
		rarity float64
		column string
	}{{1, ""}, {0, "w"}} {
		if _, err := SQL("c", []SQLStep{{Name: "same", When: "v_l = v_r", Rarity: wrong.rarity}}, wrong.column, strings.ToLower); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}
