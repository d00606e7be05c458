package score

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"scv/internal/identity/compare"

	"pgregory.net/rapid"
)

func never(int) int32 { return 0 }

// pattern has the grades of the comparisons in order.
func pattern(grades ...compare.Grade) (p compare.Pattern) {
	for k, g := range grades {
		p |= compare.Pattern(g) << (4 * k)
	}
	return p
}

// drawModel draws a model as another table might teach it.
func drawModel(t *rapid.T, comparisons []compare.Comparison, records int) *Model {
	m := Prior("p", comparisons, records)
	m.Lambda *= rapid.Float64Range(.01, 1).Draw(t, "lambda")
	m.Household *= rapid.Float64Range(0, 1).Draw(t, "household")
	for k := range m.Comparisons {
		for g := range m.Comparisons[k].Levels {
			l := &m.Comparisons[k].Levels[g]
			l.M *= rapid.Float64Range(.01, 1).Draw(t, "m")
			l.U *= rapid.Float64Range(.01, 1).Draw(t, "u")
			l.H *= rapid.Float64Range(.01, 1).Draw(t, "h")
		}
	}
	return m
}

func drawPattern(t *rapid.T, comparisons []compare.Comparison) compare.Pattern {
	var grades []compare.Grade
	for _, c := range comparisons {
		grades = append(grades, compare.Grade(rapid.IntRange(0, len(c.Levels)).Draw(t, c.Name)))
	}
	return pattern(grades...)
}

func TestWeightIsTheFormula(t *testing.T) {
	comparisons := compare.Persons()[:2]
	m := Prior("person", comparisons, 1000)
	m.Lambda, m.Household = .001, .002
	s := New(m, comparisons, 1000)
	given, family := m.Comparisons[0].Levels[6], m.Comparisons[1].Levels[0]
	want := math.Log2(.001*given.M*family.M) - math.Log2(.002*given.H*family.H+.997*given.U*family.U)
	if got := s.Weight(pattern(7, 1), never); math.Abs(got-want) > 1e-12 {
		t.Errorf("weight %v, want %v", got, want)
	}
	if got := s.Weight(0, never); math.Abs(got-math.Log2(.001/.999)) > 1e-12 {
		t.Errorf("nothing compared: %v", got)
	}
}

func TestStepsAddUpToTheWeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comparisons := compare.For(rapid.SampledFrom([]string{"person", "organisation"}).Draw(t, "party"))
		s := New(drawModel(t, comparisons, 5000), comparisons, 5000)
		p := drawPattern(t, comparisons)
		drawn := rapid.SliceOfN(rapid.Int32Range(0, 5000), len(comparisons), len(comparisons)).Draw(t, "counts")
		counts := func(k int) int32 { return drawn[k] }
		sum, steps := s.Explain(p, counts)
		for k, step := range steps {
			sum += step.Weight
			if p.Grade(k) == compare.Null && (step.Weight != 0 || step.Level != "") {
				t.Fatalf("a null weighs %v", step.Weight)
			}
		}
		w := s.Weight(p, counts)
		if math.Abs(sum-w) > 1e-9 || math.IsNaN(w) || math.IsInf(w, 0) {
			t.Fatalf("steps give %v, weight %v", sum, w)
		}
		if pr := Probability(w); pr < 0 || pr > 1 {
			t.Fatalf("probability %v", pr)
		}
	})
}

func TestARareValueSaysMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comparisons := compare.Persons()
		s := New(drawModel(t, comparisons, 5000), comparisons, 5000)
		p := drawPattern(t, comparisons)
		few, many := rapid.Int32Range(2, 5000).Draw(t, "few"), rapid.Int32Range(2, 5000).Draw(t, "many")
		few, many = min(few, many), max(few, many)
		rare := s.Weight(p, func(int) int32 { return few })
		frequent := s.Weight(p, func(int) int32 { return many })
		if rare < frequent-1e-9 {
			t.Fatalf("%d records have it: %v; %d records: %v", few, rare, many, frequent)
		}
	})
}

// A weigher gives the scorer's weight to the last bit, and leaves none out that is
// enough.
func TestAWeigherGivesTheWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comparisons := compare.For(rapid.SampledFrom([]string{"person", "organisation"}).Draw(t, "party"))
		records := rapid.IntRange(0, 5000).Draw(t, "records")
		s := New(drawModel(t, comparisons, records), comparisons, records)
		w := NewWeigher(s)
		for range 3 {
			p := drawPattern(t, comparisons)
			drawn := rapid.SliceOfN(rapid.Int32Range(0, 6000), len(comparisons), len(comparisons)).Draw(t, "counts")
			counts := func(k int) int32 { return drawn[k] }
			want := s.Weight(p, counts)
			if got, enough := w.AtLeast(math.Inf(-1), p, counts); got != want || !enough {
				t.Fatalf("%v bits, want %v", got, want)
			}
			least := want + rapid.Float64Range(-5, 5).Draw(t, "least")
			if got, enough := w.AtLeast(least, p, counts); enough != (want >= least) || enough && got != want {
				t.Fatalf("%v bits are at least %v: %v, %v", want, least, got, enough)
			}
		}
	})
}

// Of many pairs it gives what it gives of each.
func TestAWeigherWeighsManyAsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comparisons := compare.For(rapid.SampledFrom([]string{"person", "organisation"}).Draw(t, "party"))
		records := rapid.IntRange(0, 5000).Draw(t, "records")
		s := New(Prior("p", comparisons, records), comparisons, records)
		w := NewWeigher(s)
		least := rapid.SampledFrom([]float64{math.Inf(-1), -8, 0, math.Inf(1)}).Draw(t, "least")
		for range 2 {
			var patterns []compare.Pattern
			var drawn [][]int32
			for range rapid.IntRange(0, 20).Draw(t, "pairs") {
				patterns = append(patterns, drawPattern(t, comparisons))
				drawn = append(drawn, rapid.SliceOfN(rapid.Int32Range(0, 6000), len(comparisons), len(comparisons)).Draw(t, "counts"))
			}
			places, weights := w.Enough(least, patterns, func(k int, places, into []int32) {
				for n, at := range places {
					into[n] = drawn[at][k]
				}
			})
			for n, p := range patterns {
				want := s.Weight(p, func(k int) int32 { return drawn[n][k] })
				at := slices.Index(places, int32(n))
				if (at >= 0) != (want >= least) || at >= 0 && weights[at] != want {
					t.Fatalf("%v bits, %v wanted: place %d of %v", want, least, at, weights)
				}
			}
		}
	})
}

func TestTwoRecordsOfAFewAreNotAFrequentValue(t *testing.T) {
	comparisons := compare.Persons()
	s := New(Prior("person", comparisons, 10), comparisons, 10)
	w := s.Weight(pattern(1, 1, 1), func(int) int32 { return 2 })
	if w < 10 {
		t.Errorf("same names and birth date among ten records: %v bits", w)
	}
}

func TestAModelSurvivesItsFile(t *testing.T) {
	comparisons := compare.Persons()
	m := Prior("person", comparisons, 77)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back := &Model{}
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	if !back.Fits(comparisons) || back.Fits(compare.Organisations()) || back.Lambda != m.Lambda {
		t.Errorf("read back: %+v", back)
	}
	back.Comparisons[0].Levels[0].Name = "other"
	if back.Fits(comparisons) {
		t.Error("a model with another level fits")
	}
}

func TestDescribeLeavesNullsOut(t *testing.T) {
	m := Prior("person", compare.Persons(), 10)
	if got := m.Describe(pattern(1, 0, 2)); got != "given_name: exact; birth_date: close" {
		t.Errorf("%q", got)
	}
}

// Loose is what the levels leave over that are firm and that strangers seldom have.
func TestLooseIsWhatNothingFirmIsSaidOf(t *testing.T) {
	comparisons := []compare.Comparison{compare.Words("name", "name", true), compare.Category("kind", "kind")}
	m := Prior("person", comparisons, 1000)
	levels := m.Comparisons[0].Levels // exact, close, part, different
	for g, said := range []Level{{M: .1, U: .001}, {M: .2, U: .02}, {M: .6, U: .01}, {M: .1, U: .969}} {
		levels[g].M, levels[g].U = said.M, said.U
	}
	if got := m.Loose(comparisons, false); math.Abs(got-.7) > 1e-12 {
		t.Errorf("%v of the pairs are merely alike, want .7", got)
	}
	if got := m.Loose(comparisons, true); math.Abs(got-.9) > 1e-12 {
		t.Errorf("%v of the pairs are not the same, want .9", got)
	}
	levels[1].U = .2
	if got := m.Loose(comparisons, false); math.Abs(got-.9) > 1e-12 {
		t.Errorf("%v of the pairs are merely alike where strangers are close, want .9", got)
	}
	comparisons[0].Written = true
	if got := m.Loose(comparisons, false); got != 0 {
		t.Errorf("%v of the pairs are merely alike by written levels", got)
	}
	if got := Prior("person", comparisons[1:], 1000).Loose(comparisons[1:], true); got != 0 {
		t.Errorf("%v of the pairs are merely alike where nothing tells", got)
	}
}
