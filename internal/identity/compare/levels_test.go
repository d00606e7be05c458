package compare

import (
	"fmt"
	"math"
	"testing"

	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

func TestStepsGradeAsTheyAreWritten(t *testing.T) {
	for name, c := range map[string]struct {
		steps []Step
		a, b  string
		want  Grade
	}{
		"equal":              {[]Step{{Measure: "equal"}}, "x", "x", 1},
		"else":               {[]Step{{Measure: "equal"}}, "x", "y", 2},
		"null":               {[]Step{{Measure: "equal"}}, "", "", Null},
		"second level":       {[]Step{{Measure: "equal"}, {Measure: "jaro_winkler", Bound: .92}}, "martha", "marhta", 2},
		"osa":                {[]Step{{Measure: "osa", Bound: 1}}, "martha", "marhta", 1},
		"levenshtein":        {[]Step{{Measure: "levenshtein", Bound: 1}}, "martha", "marhta", 2},
		"runs":               {[]Step{{Measure: "jaccard", Bound: .5}}, "night market", "market night", 1},
		"words":              {[]Step{{Measure: "cosine_tokens", Bound: 1}}, "market night", "night market", 1},
		"elements":           {[]Step{{Measure: "elements", Bound: 2}}, "red; blue;green", "[green, blue]", 1},
		"days":               {[]Step{{Measure: "days", Bound: 31}}, "1980-01-31", "1980-03-01", 1},
		"years":              {[]Step{{Measure: "years", Bound: 1}}, "1980-01-31", "1981-03-01", 2},
		"no date":            {[]Step{{Measure: "days", Bound: 1e9}}, "1980-01-31", "soon", 2},
		"difference":         {[]Step{{Measure: "difference", Bound: 2}}, "41", "43", 1},
		"percent":            {[]Step{{Measure: "percent", Bound: 5}}, "100", "96", 1},
		"kilometres":         {[]Step{{Measure: "kilometres", Bound: 150}}, "48.2082 16.3738", "(47.0707, 15.4395)", 1},
		"too far":            {[]Step{{Measure: "kilometres", Bound: 140}}, "48.2082 16.3738", "47.0707,15.4395", 2},
		"the same beginning": {[]Step{{Measure: "same_beginning", Bound: 4}}, "BS1 4AB", "BS1 5XY", 1},
	} {
		comparison, err := Steps("c", "v", c.steps)
		if err != nil {
			t.Fatal(err)
		}
		j := NewJudge([]Comparison{comparison}, recordtest.Set(t, []string{"record_id", "v"}, []string{"1", c.a}, []string{"2", c.b}))
		if got := j.Pattern(0, 1).Grade(0); got != c.want || j.Pattern(1, 0).Grade(0) != c.want {
			t.Errorf("%s: grade %d, want %d", name, got, c.want)
		}
	}
}

// "street" is in every address, "kleist" in two.
func TestRareWordsCountMore(t *testing.T) {
	rows := [][]string{{"1", "kleist street"}, {"2", "kleist lane"}, {"3", "oak street"}}
	for i := range 20 {
		rows = append(rows, []string{fmt.Sprint(10 + i), fmt.Sprint("name", i, " street")})
	}
	s := recordtest.Set(t, []string{"record_id", "v"}, rows...)
	of := rareWords(s, "v", 0)
	rare, common := of("kleist street", "kleist lane"), of("kleist street", "oak street")
	if !(rare > 2*common) || of("a b", "b a") != 1 || of("kleist street", "nothing there") != 0 {
		t.Errorf("rare %v, common %v", rare, common)
	}
}

func TestWrongStepsAreRefused(t *testing.T) {
	for _, steps := range [][]Step{nil, {{Measure: "soundalike"}}, make([]Step, 15)} {
		if _, err := Steps("c", "v", steps); err == nil {
			t.Errorf("%v: no error", steps)
		}
	}
}

func TestStepsAreSymmetricAndTheirPriorsSumToOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var steps []Step
		for range rapid.IntRange(1, 5).Draw(r, "levels") {
			m := rapid.SampledFrom(Measures()).Draw(r, "measure")
			steps = append(steps, Step{Measure: m.Name, Bound: rapid.Float64Range(0, 3).Draw(r, "bound"), Gram: rapid.IntRange(0, 3).Draw(r, "gram")})
		}
		c, err := Steps("c", "v", steps)
		if err != nil {
			r.Fatal(err)
		}
		value := rapid.OneOf(rapid.StringMatching(`[ab ;0-9.]{0,8}`), rapid.StringN(0, 8, 20), rapid.Just("1980-02-03"))
		j := NewJudge([]Comparison{c}, recordtest.Set(t, []string{"record_id", "v"}, []string{"1", value.Draw(r, "a")}, []string{"2", value.Draw(r, "b")}))
		if j.Pattern(0, 1) != j.Pattern(1, 0) {
			r.Fatal("the order counts")
		}
		var sum Prior
		for _, l := range c.Levels {
			sum = Prior{sum.M + l.Prior.M, sum.H + l.Prior.H, sum.U + l.Prior.U}
		}
		if math.Abs(sum.M-1) > 1e-9 || math.Abs(sum.H-1) > 1e-9 || math.Abs(sum.U-1) > 1e-9 {
			r.Fatalf("priors sum to %+v", sum)
		}
	})
}
