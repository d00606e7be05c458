package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/score"
	"scv/internal/serve/answer"

	"pgregory.net/rapid"
)

func drawFlow(r *rapid.T) *Facts {
	f := &Facts{}
	var records int64
	for k := range rapid.IntRange(1, 7).Draw(r, "tables") {
		published := rapid.Int64Range(0, 100_000).Draw(r, "published")
		waiting := rapid.Int64Range(0, 9).Draw(r, "waiting")
		excluded := rapid.Int64Range(0, 500).Draw(r, "excluded")
		superseded := rapid.Int64Range(0, 5000).Draw(r, "superseded")
		f.Flow = append(f.Flow, answer.Flow{
			Source: fmt.Sprintf("s%d", k/2), Entity: fmt.Sprintf("e%d", k), Held: rapid.Int64Range(0, 50).Draw(r, "held"),
			Received: published + waiting + excluded + superseded, Excluded: excluded, Prepared: published + waiting, Published: published,
		})
		records += published
	}
	if records > 0 {
		f.Sizes = []answer.Size{{Records: 1, Customers: records}}
	}
	return f
}

// The picture loses no row: what goes into each column is what comes out of it or
// is drawn aside, and nothing leaves the picture.
func TestThePictureLosesNoRow(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawFlow(r)
		v := newWayView(f)
		tot := v.Totals
		if got := v.Records + v.Waiting + tot.Excluded + v.Lost; got != tot.Received {
			r.Fatalf("%d rows come out of bronze, %d are in it", got, tot.Received)
		}
		if v.Stages[0].N != tot.Received+tot.Held || v.Stages[1].N != tot.Received || v.Stages[2].N != v.Records {
			r.Fatalf("stages %v of %+v", v.Stages, tot)
		}
		p := v.Picture
		if tot.Received+tot.Held == 0 {
			if p != nil {
				r.Fatal("a picture of nothing")
			}
			return
		}
		for _, n := range p.Nodes {
			if n.X < 0 || n.Y < 0 || n.X+n.W > p.W || n.Y+n.H > p.H || math.IsNaN(n.H) {
				r.Fatalf("%+v leaves the picture of %v by %v", n, p.W, p.H)
			}
		}
		for _, x := range p.Texts {
			if x.Y > p.H {
				r.Fatalf("%+v leaves the picture", x)
			}
		}
	})
}

// The bars of the waterfall begin where the one before ended, end where the sum
// says, and stay on their scale.
func TestWaterfallAddsUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		e := &identity.Explanation{Prior: rapid.Float64Range(-20, 0).Draw(r, "prior")}
		e.Weight = e.Prior
		for k := range rapid.IntRange(0, 9).Draw(r, "steps") {
			s := identity.Step{Step: score.Step{Comparison: fmt.Sprintf("c%d", k)}}
			if rapid.Bool().Draw(r, "compared") {
				s.Level, s.Weight, s.Frequency = "exact", rapid.Float64Range(-9, 12).Draw(r, "bits"), rapid.Float64Range(-5, 5).Draw(r, "frequency")
			}
			e.Weight += s.Weight
			e.Steps = append(e.Steps, s)
		}
		steps := waterfall(e)
		end := steps[0].Zero
		for _, s := range steps {
			if s.X < -.11 || s.X+s.W > 100.11 {
				r.Fatalf("%+v leaves its scale", s)
			}
			if s.RareX < -.11 || s.RareX+s.RareW > 100.11 || s.Rare != "" && math.Abs(s.RareX-s.To) > .11 && math.Abs(s.RareX+s.RareW-s.To) > .22 {
				r.Fatalf("%s: the part that is rare, %v wide from %v, does not end at %v", s.Name, s.RareW, s.RareX, s.To)
			}
			if !s.Total && math.Abs(s.From-end) > .11 {
				r.Fatalf("%s begins at %v, the one before ends at %v", s.Name, s.From, end)
			}
			if !s.Total {
				end = s.To
			}
		}
		if last := steps[len(steps)-1]; math.Abs(last.To-end) > .11 || last.Bits != signed(e.Weight) {
			r.Fatalf("the sum ends at %v with %s bits, the steps at %v with %v", last.To, last.Bits, end, e.Weight)
		}
	})
}

func TestWeakestLinkHoldsTheCustomerTogether(t *testing.T) {
	l := func(a, b string, bits float64) answer.Link {
		return answer.Link{Left: scv.RecordID(a), Right: scv.RecordID(b), Weight: bits}
	}
	// a–b–c are close; d hangs on by c; a–d is weaker than that and holds nothing.
	links := []answer.Link{l("a", "b", 20), l("b", "c", 18), l("a", "c", 15), l("c", "d", 4), l("a", "d", 2)}
	if got, ok := weakestLink(links); !ok || got != links[3] {
		t.Errorf("%+v, %v", got, ok)
	}
	if _, ok := weakestLink(nil); ok {
		t.Error("a link where there is none")
	}
}

// Days without a figure, one single day, a flat week: the chart stands.
func TestWeatherChartStandsOnAnyDays(t *testing.T) {
	value := func(r *rapid.T, low, high float64) *float64 {
		if rapid.Bool().Draw(r, "missing") {
			return nil
		}
		return ptr(rapid.Float64Range(low, high).Draw(r, "value"))
	}
	rapid.Check(t, func(r *rapid.T) {
		var days []answer.Day
		for k := range rapid.IntRange(0, 11).Draw(r, "days") {
			days = append(days, answer.Day{
				Date: fmt.Sprintf("2026-11-%02d", 20+k), Found: true,
				MinC: value(r, -40, 40), AvgC: value(r, -40, 40), MaxC: value(r, -40, 50), PrecipMM: value(r, 0, 200), WindKMH: value(r, 0, 150),
			})
		}
		c := drawWeather(days, "2026-11-23", 340)
		if c == nil {
			return
		}
		for _, d := range c.Days {
			bad := math.IsNaN(d.Top+d.High+d.Rain) || d.Top < 0 || d.Top+d.High > chartBase || d.Rain > rainHigh || d.X+d.W > c.W+1
			if bad || d.High > 0 && d.Top < chartTop-.1 {
				r.Fatalf("%+v leaves the chart", d)
			}
		}
	})
}

func TestWordsDoNotRoundTooFar(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{share(0, 10), "0 %"},
		{share(10, 10), "100 %"},
		{share(9999, 10000), "over 99.9 %"},
		{share(1, 10000), "under 0.1 %"},
		{share(3, 0), "–"},
		{share(1, 3), "33.3 %"},
		{degrees(-.3), "0°"},
		{degrees(-3.4), "−3°"},
		{signed(-1.25), "−1.2"},
		{many(1, "row", "rows"), "1 row"},
		{many(2000, "row", "rows"), "2,000 rows"},
		{ago(at(7), at(9)), "2 h ago"},
		{ago(at(7), at(7).AddDate(0, 0, 5)), "5 days ago"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestHeldRowsOfOneFileStandTogether(t *testing.T) {
	f := &Facts{Written: at(9), Held: []answer.HeldAt{
		{Source: "s", Entity: "e", Codes: "SCV-B001", File: "a.xlsx", Sheet: "One", Rows: 7, Since: at(8), First: []int64{2, 5}},
		{Source: "s", Entity: "e", Codes: "SCV-B001", File: "a.xlsx", Sheet: "Two", Rows: 1, Since: at(8), First: []int64{9}},
		{Source: "s", Entity: "e", Codes: "SCV-B001,SCV-B002", File: "a.xlsx", Rows: 20, Since: at(8)},
	}}
	v := newQuarantineView(f)
	if len(v.Groups) != 2 || v.Rows != 28 || v.Groups[0].Rows != 20 || len(v.Groups[0].Causes) != 2 {
		t.Fatalf("%+v", v)
	}
	got := strings.Join(v.Groups[1].Files[0].Places, " | ")
	if want := "One: rows 2, 5 and 5 more | Two: row 9"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
