package observe

import (
	"fmt"
	"slices"
	"strings"

	"scv"
)

// Leg is one run of the drill of the weather chain, and what came of it.
type Leg struct {
	Name    string // what was blocked
	Report  *scv.RunReport
	Err     error
	Rows    []ProvidedRows // found rows of gold.fct_customer_weather_day
	Digest  string         // of all its rows
	Notices []Told         // every message so far
}

// ProvidedRows counts found rows of one provider and link of the chain.
type ProvidedRows struct {
	Provider string
	As       scv.ProvidedAs
	Rows     int64
	Aged     int64 // of them with an age
}

// Told is one message that a receiver got.
type Told struct{ Event, Kind, Incident string }

// Step is what a leg of a drill was to show, and whether it did.
type Step struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Found  string `json:"found"`
}

// JudgeFailover says of the four legs (nothing blocked, the first provider blocked,
// all blocked, nothing blocked) whether each did what it should. It stops at the
// first that did not.
func JudgeFailover(chain []string, legs []Leg) []Step {
	var steps []Step
	for i, judge := range []func() string{
		func() string { return atRest(chain, legs[0]) },
		func() string { return fallenBack(chain, legs[1]) },
		func() string { return lastGood(legs[2]) },
		func() string { return switchedBack(chain, legs[0], legs[3]) },
	} {
		if i >= len(legs) {
			break
		}
		wrong := judge()
		s := Step{Name: legs[i].Name, Passed: wrong == "", Found: wrong}
		if s.Passed {
			s.Found = legs[i].summary()
		}
		if steps = append(steps, s); !s.Passed {
			break
		}
	}
	return steps
}

func (l Leg) summary() string {
	var parts []string
	for _, r := range l.Rows {
		parts = append(parts, fmt.Sprintf("%d rows from %s as %s", r.Rows, r.Provider, r.As))
	}
	return strings.Join(parts, ", ") + fmt.Sprintf("; %d messages so far", len(l.Notices))
}

// ran says what kept a leg from publishing as the link that is wanted, or "".
func (l Leg) ran(as scv.ProvidedAs) string {
	switch {
	case l.Err != nil:
		return "the run ended with " + string(scv.CodeOf(l.Err))
	case !l.Report.Published:
		return "the run published nothing"
	case l.Report.Weather.As != as:
		return fmt.Sprintf("the weather is %s, want %s", l.Report.Weather.As, as)
	case len(l.Rows) == 0:
		return "no customer has weather"
	}
	return ""
}

// count counts the messages of the weather's fallback.
func (l Leg) count(event string) (n int) {
	for _, t := range l.Notices {
		if t.Event == event && t.Kind == FallbackUsed {
			n++
		}
	}
	return n
}

func atRest(chain []string, l Leg) string {
	if wrong := l.ran(scv.Primary); wrong != "" {
		return wrong
	}
	if slices.ContainsFunc(l.Rows, func(r ProvidedRows) bool { return r.As != scv.Primary || r.Provider != chain[0] || r.Aged > 0 }) {
		return "rows are not from " + chain[0] + " alone: " + l.summary()
	}
	if l.count("opened") > 0 {
		return "somebody was told of a fallback that is none"
	}
	return ""
}

func fallenBack(chain []string, l Leg) string {
	if wrong := l.ran(scv.Fallback); wrong != "" {
		return wrong
	}
	served := int64(0)
	for _, r := range l.Rows {
		switch {
		case r.As == scv.Fallback && r.Provider != chain[0] && r.Aged == 0:
			served += r.Rows
		case r.As == scv.LastGood && r.Aged == r.Rows:
		default:
			return "rows are not marked: " + l.summary()
		}
	}
	if served == 0 {
		return "no row is from the fallback"
	}
	return told(l, 1, 0)
}

func lastGood(l Leg) string {
	if wrong := l.ran(scv.LastGood); wrong != "" {
		return wrong
	}
	if slices.ContainsFunc(l.Rows, func(r ProvidedRows) bool { return r.As != scv.LastGood || r.Aged != r.Rows }) {
		return "rows are not marked with their age: " + l.summary()
	}
	return told(l, 1, 0)
}

func switchedBack(chain []string, before, l Leg) string {
	if wrong := atRestBut(chain, l); wrong != "" {
		return wrong
	}
	if l.Digest != before.Digest {
		return "the weather is not what it was before"
	}
	return told(l, 1, 1)
}

// atRestBut is atRest without the messages.
func atRestBut(chain []string, l Leg) string {
	l.Notices = nil
	return atRest(chain, l)
}

// told wants so many messages of the fallback, and both of one incident.
func told(l Leg, opened, resolved int) string {
	if l.count("opened") != opened || l.count("resolved") != resolved {
		return fmt.Sprintf("%d messages that it began and %d that it is over, want %d and %d", l.count("opened"), l.count("resolved"), opened, resolved)
	}
	incident := ""
	for _, t := range l.Notices {
		if t.Kind == FallbackUsed && incident != "" && t.Incident != incident {
			return "the messages are of two incidents"
		}
		if t.Kind == FallbackUsed {
			incident = t.Incident
		}
	}
	return ""
}
