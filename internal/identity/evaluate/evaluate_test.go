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
