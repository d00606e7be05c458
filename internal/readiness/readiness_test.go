package readiness

import (
	"os"
	"regexp"
	"slices"
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

// probes is a registry: p looks at every box that a probe may look at, q at a
// few again, d drills every box that asks for a drill.
func probes(c *Checklist) []scv.Probe {
	p, q, d := scv.Probe{Name: "p"}, scv.Probe{Name: "q"}, scv.Probe{Name: "d", Drill: true}
	for k, i := range c.Items {
		if i.Needs("A") {
			p.Items = append(p.Items, i.ID)
		}
		if i.Needs("A") && k%5 == 0 {
			q.Items = append(q.Items, i.ID)
		}
		if i.Needs("D") {
			d.Items = append(d.Items, i.ID)
		}
	}
	return []scv.Probe{p, q, d}
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
	s := load(t).Judge(nil, nil, now, "r1")
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
	c, day := load(t), 24*time.Hour
	two := []scv.Probe{
		{Name: "p", Items: []string{"3.1.1", "3.1.4", "1.4.1", "2.1.4"}},
		{Name: "q", Items: []string{"1.2.1"}},
		{Name: "p2", Items: []string{"1.2.1"}},
		{Name: "d", Items: []string{"1.1.3", "2.1.4"}, Drill: true},
	}
	cases := map[string]struct {
		seen []control.Evidence
		item string
		want scv.Verdict
	}{
		"a pass":                       {[]control.Evidence{saw("3.1.1", "p", scv.Pass, 0)}, "3.1.1", scv.Pass},
		"an old pass":                  {[]control.Evidence{saw("3.1.1", "p", scv.Pass, day)}, "3.1.1", scv.Unknown},
		"an old fail stays a fail":     {[]control.Evidence{saw("3.1.1", "p", scv.Fail, 9*day)}, "3.1.1", scv.Fail},
		"both probes pass":             {[]control.Evidence{saw("1.2.1", "p2", scv.Pass, 0), saw("1.2.1", "q", scv.Pass, 0)}, "1.2.1", scv.Pass},
		"one of two probes":            {[]control.Evidence{saw("1.2.1", "q", scv.Pass, 0)}, "1.2.1", scv.Unknown},
		"a fail beside a pass":         {[]control.Evidence{saw("1.2.1", "p2", scv.Pass, 0), saw("1.2.1", "q", scv.Fail, 0)}, "1.2.1", scv.Fail},
		"a probe that is gone":         {[]control.Evidence{saw("3.1.1", "p", scv.Pass, 0), saw("3.1.1", "old", scv.Fail, 0)}, "3.1.1", scv.Pass},
		"a probe of another box":       {[]control.Evidence{saw("3.1.2", "p", scv.Pass, 0)}, "3.1.2", scv.Unknown},
		"the newer of one probe":       {[]control.Evidence{saw("3.1.1", "p", scv.Fail, 2), saw("3.1.1", "p", scv.Pass, 1)}, "3.1.1", scv.Pass},
		"a pass that needs a person":   {[]control.Evidence{saw("3.1.4", "p", scv.Pass, 0)}, "3.1.4", scv.Unknown},
		"a fail that needs a person":   {[]control.Evidence{saw("3.1.4", "p", scv.Fail, 0)}, "3.1.4", scv.Fail},
		"a drill":                      {[]control.Evidence{saw("1.1.3", "d", scv.Pass, 29*day)}, "1.1.3", scv.Pass},
		"an old drill":                 {[]control.Evidence{saw("1.1.3", "d", scv.Pass, 30*day)}, "1.1.3", scv.Unknown},
		"a probe without its drill":    {[]control.Evidence{saw("2.1.4", "p", scv.Pass, 0)}, "2.1.4", scv.Unknown},
		"a probe and its drill":        {[]control.Evidence{saw("2.1.4", "p", scv.Pass, 0), saw("2.1.4", "d", scv.Pass, 0)}, "2.1.4", scv.Pass},
		"bound to the release":         {[]control.Evidence{saw("1.4.1", "p", scv.Pass, 900*day)}, "1.4.1", scv.Pass},
		"bound to another release":     {[]control.Evidence{{Item: "1.4.1", Probe: "p", Finding: scv.Finding{Verdict: scv.Pass}, At: now, Release: "r0"}}, "1.4.1", scv.Unknown},
		"a probe that could not look":  {[]control.Evidence{saw("3.1.1", "p", scv.Unknown, 0)}, "3.1.1", scv.Unknown},
		"a person's item has no probe": {nil, "10.2.1", scv.Unknown},
	}
	for name, each := range cases {
		if got := verdict(c.Judge(two, each.seen, now, "r1"), each.item); got != each.want {
			t.Errorf("%s: %s, want %s", name, got, each.want)
		}
	}
}

func TestRollUpsFollowWhatTheyGather(t *testing.T) {
	c := load(t)
	var seen []control.Evidence
	for _, i := range c.Items {
		if i.Group == "1.1" {
			seen = append(seen, saw(i.ID, "p", scv.Pass, 0), saw(i.ID, "q", scv.Pass, 0), saw(i.ID, "d", scv.Pass, 0))
		}
	}
	s := c.Judge(probes(c), seen, now, "r1")
	if verdict(s, "1.1") != scv.Pass || verdict(s, "11.1.1") != scv.Pass {
		t.Errorf("1.1 is %s, 11.1.1 is %s", verdict(s, "1.1"), verdict(s, "11.1.1"))
	}
	seen = append(seen, saw("1.1.2", "p", scv.Fail, 0))
	s = c.Judge(probes(c), seen, now, "r1")
	for _, id := range []string{"1.1", "11.1.1", "10.1.1"} {
		if verdict(s, id) != scv.Fail {
			t.Errorf("%s is %s", id, verdict(s, id))
		}
	}
}

// The law of the checklist: nothing is green unless every probe and every drill
// of it said so, lately or on this release, and never where a person has to sign.
func TestNothingIsGreenByItself(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		var seen []control.Evidence
		good := map[[2]string]bool{} // item, probe -> its newest evidence is a pass that counts
		for range rapid.IntRange(0, 60).Draw(t, "evidence") {
			i := rapid.SampledFrom(c.Items).Draw(t, "item")
			probe := rapid.SampledFrom([]string{"p", "q", "d", "gone"}).Draw(t, "probe")
			e := saw(i.ID, probe, rapid.SampledFrom([]scv.Verdict{scv.Pass, scv.Fail, scv.Unknown}).Draw(t, "verdict"),
				time.Duration(400*24-len(seen))*time.Hour*time.Duration(rapid.IntRange(0, 1).Draw(t, "old")))
			e.At = e.At.Add(time.Duration(len(seen)))
			seen = append(seen, e)
			newer := true
			for _, other := range seen {
				newer = newer && (other.Item != e.Item || other.Probe != e.Probe || !other.At.After(e.At))
			}
			if d, timed := i.Lasts(); newer {
				good[[2]string{i.ID, probe}] = e.Finding.Verdict == scv.Pass && (!timed || now.Before(e.At.Add(d)))
			}
		}
		s := c.Judge(probes(c), seen, now, "r1")
		for k, i := range c.Items {
			if s.Items[k].Verdict != scv.Pass || i.Kind == "R" {
				continue
			}
			for _, p := range probes(c) {
				if slices.Contains(p.Items, i.ID) && !good[[2]string{i.ID, p.Name}] {
					t.Fatalf("%s (%s) is green without %s", i.ID, i.Kind, p.Name)
				}
			}
			if i.Needs("H") {
				t.Fatalf("%s (%s) is green without a person", i.ID, i.Kind)
			}
		}
		if s.Totals.Pass+s.Totals.Fail+s.Totals.Unknown != 192 {
			t.Fatalf("totals %+v", s.Totals)
		}
	})
}
