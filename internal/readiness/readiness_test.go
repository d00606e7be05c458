package readiness

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/control"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func load(t testing.TB) *Checklist {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func saw(item, probe string, v scv.Verdict, ago time.Duration) control.Evidence {
	return control.Evidence{Item: item, Probe: probe, Finding: scv.Finding{Verdict: v, Evidence: "seen"}, At: now.Add(-ago), Release: "r1"}
}

func verdict(s *Status, id string) scv.Verdict {
	for _, i := range s.Items {
		if i.ID == id {
			return i.Verdict
		}
	}
	for _, g := range s.Groups {
		if g.ID == id {
			return g.Verdict
		}
	}
	return "not there"
}

func TestTheChecklistIsWhole(t *testing.T) {
	c := load(t)
	groups, kinds, seen := 0, map[string]int{}, map[string]bool{}
	for _, h := range c.Headings {
		if h.Row == "group" {
			groups++
		}
	}
	for _, i := range c.Items {
		kinds[i.Kind]++
		if seen[i.ID] {
			t.Errorf("%s is there twice", i.ID)
		}
		seen[i.ID] = true
		if _, timed := i.Lasts(); !timed && i.Expiry != "release" {
			t.Errorf("%s lasts %q", i.ID, i.Expiry)
		}
		if (i.Kind == "R") != (len(i.Gathers) > 0) {
			t.Errorf("%s is of kind %s and gathers %v", i.ID, i.Kind, i.Gathers)
		}
	}
	if len(c.Items) != 192 || groups != 42 {
		t.Errorf("%d items in %d groups, want 192 in 42", len(c.Items), groups)
	}
	want := map[string]int{"A": 105, "A+H": 38, "R": 17, "D": 13, "H": 12, "A+D": 4, "D+H": 3}
	for k, n := range want {
		if kinds[k] != n {
			t.Errorf("%d items of kind %s, want %d", kinds[k], k, n)
		}
	}
}

func TestTheWordsAreTheUsers(t *testing.T) {
	text, err := os.ReadFile("../../../shared/checklist.md")
	if err != nil {
		t.Skip("the checklist that the items were taken from (shared/checklist.md) is not here")
	}
	c := load(t)
	row := regexp.MustCompile(`(?m)^\| (?:\*\*)?(\d+\.\d+(?:\.\d+)?)(?:\*\*)? \| (.*?) \|`)
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		title := strings.Trim(m[2], "*")
		if at := strings.Index(title, "* (heading"); at > 0 {
			title = title[:at]
		}
		found := ""
		if i, ok := c.Item(m[1]); ok {
			found = i.Title
		}
		for _, h := range c.Headings {
			if h.ID == m[1] {
				found = h.Title
			}
		}
		if found != title {
			t.Errorf("%s is %q, the checklist says %q", m[1], found, title)
		}
	}
}

func TestWhatNobodyLookedAtIsUnknown(t *testing.T) {
	s := load(t).Judge(nil, now, "r1")
	for _, i := range s.Items {
		if i.Verdict != scv.Unknown {
			t.Errorf("%s is %s", i.ID, i.Verdict)
		}
	}
	if s.Totals.Unknown != 192 || s.Totals.Blocking == 0 {
		t.Errorf("totals %+v", s.Totals)
	}
}

func TestEvidenceBecomesAVerdict(t *testing.T) {
	day := 24 * time.Hour
	cases := map[string]struct {
		seen []control.Evidence
		item string
		want scv.Verdict
	}{
		"a pass":                       {[]control.Evidence{saw("3.1.1", "p", scv.Pass, 0)}, "3.1.1", scv.Pass},
		"an old pass":                  {[]control.Evidence{saw("3.1.1", "p", scv.Pass, day)}, "3.1.1", scv.Unknown},
		"an old fail stays a fail":     {[]control.Evidence{saw("3.1.1", "p", scv.Fail, 9*day)}, "3.1.1", scv.Fail},
		"a fail beside a pass":         {[]control.Evidence{saw("3.1.1", "p", scv.Pass, 0), saw("3.1.1", "q", scv.Fail, 0)}, "3.1.1", scv.Fail},
		"the newer of one probe":       {[]control.Evidence{saw("3.1.1", "p", scv.Fail, 2), saw("3.1.1", "p", scv.Pass, 1)}, "3.1.1", scv.Pass},
		"a pass that needs a person":   {[]control.Evidence{saw("3.1.4", "p", scv.Pass, 0)}, "3.1.4", scv.Unknown},
		"bound to the release":         {[]control.Evidence{saw("1.4.1", "p", scv.Pass, 900*day)}, "1.4.1", scv.Pass},
		"bound to another release":     {[]control.Evidence{{Item: "1.4.1", Probe: "p", Finding: scv.Finding{Verdict: scv.Pass}, At: now, Release: "r0"}}, "1.4.1", scv.Unknown},
		"a probe that could not look":  {[]control.Evidence{saw("3.1.1", "p", scv.Unknown, 0)}, "3.1.1", scv.Unknown},
		"a person's item has no probe": {nil, "10.2.1", scv.Unknown},
	}
	for name, c := range cases {
		if got := verdict(load(t).Judge(c.seen, now, "r1"), c.item); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestRollUpsFollowWhatTheyGather(t *testing.T) {
	c := load(t)
	var seen []control.Evidence
	for _, i := range c.Items {
		if i.Group == "1.1" {
			seen = append(seen, saw(i.ID, "p", scv.Pass, 0))
		}
	}
	s := c.Judge(seen, now, "r1")
	if verdict(s, "1.1") != scv.Pass || verdict(s, "11.1.1") != scv.Pass {
		t.Errorf("1.1 is %s, 11.1.1 is %s", verdict(s, "1.1"), verdict(s, "11.1.1"))
	}
	seen = append(seen, saw("1.1.2", "q", scv.Fail, 0))
	s = c.Judge(seen, now, "r1")
	for _, id := range []string{"1.1", "11.1.1", "10.1.1"} {
		if verdict(s, id) != scv.Fail {
			t.Errorf("%s is %s", id, verdict(s, id))
		}
	}
}

// The law of the checklist: nothing is green without a probe that said so, lately
// and of this release, and never where a person has to sign.
func TestNothingIsGreenByItself(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		var seen []control.Evidence
		passed := map[string]bool{}
		for range rapid.IntRange(0, 40).Draw(t, "evidence") {
			i := rapid.SampledFrom(c.Items).Draw(t, "item")
			e := saw(i.ID, rapid.SampledFrom([]string{"p", "q"}).Draw(t, "probe"), rapid.SampledFrom([]scv.Verdict{scv.Pass, scv.Fail, scv.Unknown}).Draw(t, "verdict"),
				time.Duration(rapid.IntRange(0, 400*24).Draw(t, "hours"))*time.Hour)
			seen = append(seen, e)
			d, timed := i.Lasts()
			if e.Finding.Verdict == scv.Pass && (!timed || now.Before(e.At.Add(d))) {
				passed[i.ID] = true
			}
		}
		s := c.Judge(seen, now, "r1")
		for k, i := range c.Items {
			if s.Items[k].Verdict == scv.Pass && i.Kind != "R" && (!passed[i.ID] || i.Needs("H")) {
				t.Fatalf("%s (%s) is green", i.ID, i.Kind)
			}
		}
		if s.Totals.Pass+s.Totals.Fail+s.Totals.Unknown != 192 {
			t.Fatalf("totals %+v", s.Totals)
		}
	})
}
