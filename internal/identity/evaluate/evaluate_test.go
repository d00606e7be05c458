package evaluate

import (
	"fmt"
	"math"
	"testing"

	"scv"

	"pgregory.net/rapid"
)

func records(pairs ...string) map[scv.RecordID]string {
	m := map[scv.RecordID]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[scv.RecordID(pairs[i])] = pairs[i+1]
	}
	return m
}

func TestFiguresOfKnownCases(t *testing.T) {
	truth := records("a", "1", "b", "1", "c", "1", "d", "2")
	cases := map[string]struct {
		found                map[scv.RecordID]string
		precision, recall, b float64
	}{
		"all right":       {records("a", "x", "b", "x", "c", "x", "d", "y"), 1, 1, 1},
		"one split off":   {records("a", "x", "b", "x", "c", "z", "d", "y"), 1, 1. / 3, 2 * (2. / 3) / (1 + 2./3)},
		"all in one":      {records("a", "x", "b", "x", "c", "x", "d", "x"), .5, 1, 2 * .625 / 1.625},
		"nothing known":   {nil, 1, 0, 2 * .5 / 1.5},
		"strangers there": {records("a", "x", "b", "x", "c", "x", "d", "y", "e", "x"), 1, 1, 1},
	}
	for name, c := range cases {
		m := Compare(truth, c.found)
		for figure, pair := range map[string][2]float64{"precision": {m.Precision, c.precision}, "recall": {m.Recall, c.recall}, "B3": {m.B3F1, c.b}} {
			if math.Abs(pair[0]-pair[1]) > 1e-12 {
				t.Errorf("%s: %s = %v, want %v", name, figure, pair[0], pair[1])
			}
		}
	}
}

func TestFiguresKeepTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth, found := records(), records()
		for i := range rapid.IntRange(0, 30).Draw(t, "records") {
			id := scv.RecordID(fmt.Sprint(i))
			truth[id] = fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "entity"))
			found[id] = fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "customer"))
		}
		m, back := Compare(truth, found), Compare(found, truth)
		for _, f := range []float64{m.Precision, m.Recall, m.F1, m.B3F1} {
			if !(f >= 0 && f <= 1+1e-12) {
				t.Fatalf("%+v", m)
			}
		}
		if m.Precision != back.Recall || math.Abs(m.F1-back.F1) > 1e-12 {
			t.Fatalf("turned round: %+v and %+v", m, back)
		}
		if same := Compare(truth, truth); same.F1 != 1 || math.Abs(same.B3F1-1) > 1e-12 {
			t.Fatalf("the truth against itself: %+v", same)
		}
	})
}

// The figures are those of Compare, inside their bounds, and the bounds are narrower
// where there is more to draw from.
func TestMeasuresAreThoseOfCompareWithBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth, found := records(), records()
		for i := range rapid.IntRange(0, 40).Draw(t, "records") {
			id := scv.RecordID(fmt.Sprint(i))
			truth[id] = fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "entity"))
			if rapid.Bool().Draw(t, "found") {
				found[id] = fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "customer"))
			}
		}
		m, c := Measure(truth, found), Compare(truth, found)
		for name, pair := range map[string][2]float64{
			"precision": {m.Pairwise.Precision.Value, c.Precision}, "recall": {m.Pairwise.Recall.Value, c.Recall},
			"F1": {m.Pairwise.F1.Value, c.F1}, "B3": {m.B3.F1.Value, c.B3F1},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Fatalf("%s: %v, Compare says %v", name, pair[0], pair[1])
			}
		}
		for _, f := range []Figure{m.Pairwise.Precision, m.Pairwise.Recall, m.Pairwise.F1, m.B3.Precision, m.B3.Recall, m.B3.F1} {
			if !(0 <= f.Low && f.Low <= f.Value && f.Value <= f.High && f.High <= 1+1e-9) {
				t.Fatalf("%+v", f)
			}
		}
	})
}

func TestMoreRecordsGiveNarrowerBounds(t *testing.T) {
	width := func(n int) float64 {
		truth, found := records(), records()
		for i := range n {
			for k := range 2 {
				id := scv.RecordID(fmt.Sprint(i, "/", k))
				truth[id], found[id] = fmt.Sprint(i), fmt.Sprint(i)
				if i%5 == 0 {
					found[id] = fmt.Sprint(i, "/", k)
				}
			}
		}
		f := Measure(truth, found).Pairwise.Recall
		if math.Abs(f.Value-.8) > 1e-9 {
			t.Fatalf("recall %v", f.Value)
		}
		return f.High - f.Low
	}
	if few, many := width(100), width(2500); !(few > .1 && few < .25) || !(many > .02 && many < .05) {
		t.Errorf("widths %v and %v", few, many)
	}
}
