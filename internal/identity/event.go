package identity

import "scv/internal/identity/assign"

// event is a change of an id and why.
type event struct {
	assign.Event
	why
}

// why is the reason of an event.
type why struct {
	cause       string // "record", "decision", "model", "block"
	text        string
	left, right string
	weight      float64
	rule        string
}

func because(_ *build, _ []matched, o assign.Outcome) []event {
	var out []event
	for _, e := range o.Events {
		out = append(out, event{Event: e})
	}
	return out
}
