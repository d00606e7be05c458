package readiness

import (
	"strings"
	"time"

	"scv"
	"scv/internal/control"
)

// judgement hears the probes of one item, one after another.
type judgement struct {
	item     Item
	now      time.Time
	release  string
	verdict  scv.Verdict
	probe    bool // a probe was heard
	drill    bool // a drill was heard
	from, to *time.Time
	lines    []string
	remedies []string
}

// hear takes what a probe saw; ok is false when it never ran.
func (j *judgement) hear(p scv.Probe, e control.Evidence, ok bool) {
	j.probe, j.drill = j.probe || !p.Drill, j.drill || p.Drill
	again := "Type `scv readiness run " + j.item.ID + "`."
	if !ok {
		what := " has not run yet"
		j.add(scv.Unknown, p.Name+what, again)
		return
	}
	until, good := valid(j.item, e, j.now, j.release)
	j.from, j.to = earliest(j.from, &e.At), earliest(j.to, until)
	if !good && e.Finding.Verdict == scv.Pass {
		j.add(scv.Unknown, expired(until)+e.Finding.Evidence, again)
		return
	}
	j.add(e.Finding.Verdict, e.Finding.Evidence, e.Finding.Remedy)
}

func (j *judgement) add(v scv.Verdict, line, remedy string) {
	j.verdict = worse(j.verdict, v)
	if line != "" {
		j.lines = append(j.lines, line)
	}
	if remedy != "" {
		j.remedies = append(j.remedies, remedy)
	}
}

// status demands that every part of the kind was heard, and never makes up a
// person's.
func (j *judgement) status() ItemStatus {
	i := j.item
	if i.Needs("A") && !j.probe {
		j.add(scv.Unknown, "no probe looks at it yet", "")
	}
	if i.Needs("D") && !j.drill {
		j.add(scv.Unknown, "no drill exercises it yet", "")
	}
	if i.Needs("H") {
		j.add(scv.Unknown, "a person's word is missing", "")
	}
	if len(j.remedies) == 0 && j.verdict != scv.Pass {
		j.remedies = []string{"What has to be seen: " + i.Proof + "."}
	}
	return ItemStatus{
		ID: i.ID, Title: i.Title, Kind: i.Kind, Owner: i.Owner, Severity: i.Severity, Phase: i.Phase,
		Verdict: j.verdict, Evidence: strings.Join(j.lines, "; "), Remedy: strings.Join(j.remedies, " "),
		CheckedAt: j.from, ExpiresAt: j.to,
	}
}

func expired(until *time.Time) string {
	if until == nil {
		return "seen on another release: "
	}
	return "expired: "
}

// valid says whether evidence still counts, and until when; until is nil where it
// is bound to the release.
func valid(i Item, e control.Evidence, now time.Time, release string) (until *time.Time, good bool) {
	if d, timed := i.Lasts(); timed {
		end := e.At.Add(d)
		return &end, now.Before(end)
	}
	return nil, e.Release == release
}

func earliest(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}
