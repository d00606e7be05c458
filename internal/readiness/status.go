package readiness

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
)

// ItemStatus is how an item stands.
type ItemStatus struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Kind      string      `json:"kind"`
	Owner     string      `json:"owner"`
	Severity  string      `json:"severity"`
	Phase     string      `json:"phase"`
	Verdict   scv.Verdict `json:"verdict"`
	Evidence  string      `json:"evidence"`
	Remedy    string      `json:"remedy,omitempty"`
	CheckedAt *time.Time  `json:"checked_at"`
	ExpiresAt *time.Time  `json:"expires_at"`
}

// GroupStatus is how a group stands.
type GroupStatus struct {
	ID      string      `json:"id"`
	Title   string      `json:"title"`
	Verdict scv.Verdict `json:"verdict"`
}

// Totals counts items by verdict.
type Totals struct {
	Items    int `json:"items"`
	Pass     int `json:"pass"`
	Fail     int `json:"fail"`
	Unknown  int `json:"unknown"`
	Blocking int `json:"blocking"` // items that a deployment demands beforehand and that do not pass
}

// Status is the whole checklist as it stands.
type Status struct {
	Items  []ItemStatus  `json:"items"`
	Groups []GroupStatus `json:"groups"`
	Totals Totals        `json:"totals"`
}

// Judge turns evidence into verdicts: the newest of each probe counts, as long as
// it is good at the given time and, where it is bound to one, on this release.
func (c *Checklist) Judge(seen []control.Evidence, now time.Time, release string) *Status {
	newest := map[string]map[string]control.Evidence{}
	for _, e := range seen {
		if newest[e.Item] == nil {
			newest[e.Item] = map[string]control.Evidence{}
		}
		if old, ok := newest[e.Item][e.Probe]; !ok || !e.At.Before(old.At) {
			newest[e.Item][e.Probe] = e
		}
	}
	s := &Status{}
	for _, i := range c.Items {
		s.Items = append(s.Items, judge(i, newest[i.ID], now, release))
	}
	s.rollUp(c)
	s.group(c)
	s.count()
	return s
}

func judge(i Item, seen map[string]control.Evidence, now time.Time, release string) ItemStatus {
	st := ItemStatus{
		ID: i.ID, Title: i.Title, Kind: i.Kind, Owner: i.Owner, Severity: i.Severity, Phase: i.Phase,
		Verdict: scv.Unknown, Evidence: "no probe looks at it yet", Remedy: i.Proof,
	}
	if len(seen) == 0 {
		if i.Kind == "H" {
			st.Evidence = "a person's word is missing"
		}
		return st
	}
	worst := scv.Pass
	var lines, remedies []string
	for _, probe := range sortedKeys(seen) {
		e := seen[probe]
		at, until, good := valid(i, e, now, release)
		st.CheckedAt = earliest(st.CheckedAt, &at)
		st.ExpiresAt = earliest(st.ExpiresAt, until)
		verdict := e.Finding.Verdict
		line := e.Finding.Evidence
		if !good && verdict == scv.Pass {
			verdict, line = scv.Unknown, "expired: "+line
			remedies = append(remedies, "Type `scv readiness run "+i.ID+"`.")
		}
		worst = worse(worst, verdict)
		lines = append(lines, line)
		if e.Finding.Remedy != "" {
			remedies = append(remedies, e.Finding.Remedy)
		}
	}
	if worst == scv.Pass && i.Needs("H") {
		worst = scv.Unknown
		lines = append(lines, "a person's word is missing")
	}
	st.Verdict, st.Evidence, st.Remedy = worst, strings.Join(lines, "; "), strings.Join(remedies, " ")
	return st
}

// valid says whether evidence still counts, and until when; until is nil where it
// is bound to the release.
func valid(i Item, e control.Evidence, now time.Time, release string) (at time.Time, until *time.Time, good bool) {
	if d, timed := i.Lasts(); timed {
		end := e.At.Add(d)
		return e.At, &end, now.Before(end)
	}
	return e.At, nil, e.Release == release
}

func earliest(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

func worse(a, b scv.Verdict) scv.Verdict {
	switch {
	case a == scv.Fail || b == scv.Fail:
		return scv.Fail
	case a == scv.Unknown || b == scv.Unknown:
		return scv.Unknown
	}
	return scv.Pass
}

func sortedKeys(m map[string]control.Evidence) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// rollUp gives roll-ups the verdict of what they gather. They gather no roll-ups
// but by whole groups, and those come earlier in the list.
func (s *Status) rollUp(c *Checklist) {
	for k, i := range c.Items {
		if i.Kind != "R" {
			continue
		}
		verdict, pass, all := scv.Pass, 0, 0
		for n, other := range c.Items {
			if !gathers(i.Gathers, other) {
				continue
			}
			all++
			verdict = worse(verdict, s.Items[n].Verdict)
			if s.Items[n].Verdict == scv.Pass {
				pass++
			}
		}
		s.Items[k].Verdict = verdict
		s.Items[k].Evidence = fmt.Sprintf("%d of %d items of %s pass", pass, all, strings.Join(i.Gathers, ", "))
		s.Items[k].Remedy = ""
	}
}

func gathers(ids []string, i Item) bool {
	return slices.Contains(ids, i.ID) || slices.Contains(ids, i.Group)
}

func (s *Status) group(c *Checklist) {
	for _, h := range c.Headings {
		if h.Row != "group" {
			continue
		}
		verdict := scv.Pass
		for k, i := range c.Items {
			if i.Group == h.ID {
				verdict = worse(verdict, s.Items[k].Verdict)
			}
		}
		s.Groups = append(s.Groups, GroupStatus{h.ID, h.Title, verdict})
	}
}

func (s *Status) count() {
	for _, i := range s.Items {
		s.Totals.Items++
		switch i.Verdict {
		case scv.Pass:
			s.Totals.Pass++
		case scv.Fail:
			s.Totals.Fail++
		default:
			s.Totals.Unknown++
		}
		if i.Blocks() {
			s.Totals.Blocking++
		}
	}
}

// Blocks says whether the item keeps a deployment from starting.
func (i ItemStatus) Blocks() bool { return i.Phase == "before" && i.Verdict != scv.Pass }
