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
	Remedy    string      `json:"-"` // what to do when it does not pass; `scv readiness show` tells it
	CheckedAt *time.Time  `json:"checked_at"`
	ExpiresAt *time.Time  `json:"expires_at"`
}

// GroupStatus is how a group stands.
type GroupStatus struct {
	ID      string      `json:"id"`
	Title   string      `json:"title"`
	Verdict scv.Verdict `json:"verdict"`
}

// Status is the whole checklist as it stands.
type Status struct {
	Items  []ItemStatus  `json:"items"`
	Groups []GroupStatus `json:"groups"`
	Totals scv.Readiness `json:"totals"`
}

// Judge turns evidence into verdicts: of each probe the newest counts, as long as
// it is good at the given time and, where it is bound to one, on this release.
// What a probe saw that is no longer in the list counts for nothing.
func (c *Checklist) Judge(probes []scv.Probe, seen []control.Evidence, now time.Time, release string) *Status {
	newest := map[[2]string]control.Evidence{}
	for _, e := range seen {
		at := [2]string{e.Item, e.Probe}
		if old, ok := newest[at]; !ok || !e.At.Before(old.At) {
			newest[at] = e
		}
	}
	s := &Status{}
	for _, i := range c.Items {
		j := judgement{item: i, now: now, release: release, verdict: scv.Pass}
		for _, p := range probes {
			if slices.Contains(p.Items, i.ID) {
				e, ok := newest[[2]string{i.ID, p.Name}]
				j.hear(p, e, ok)
			}
		}
		s.Items = append(s.Items, j.status())
	}
	s.rollUp(c)
	s.group(c)
	s.count()
	return s
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
