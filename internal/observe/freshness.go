package observe

import (
	"errors"
	"strings"
	"time"

	"scv"
)

// Seen is what a run saw of one source.
type Seen struct {
	Name   string
	Limit  time.Duration // how old the newest may be; 0 and less = any age
	Newest time.Time     // when the newest of it was issued or, where it does not say, delivered; zero = nothing is known
	Counts scv.Counts    // of this load
	Err    error         // why it could not be loaded; nil when it was
}

// Judge says how a source stands at a time.
func Judge(s Seen, asOf time.Time) scv.SourceState {
	state := scv.SourceState{Name: s.Name, Condition: scv.Good, Limit: s.Limit}
	if !s.Newest.IsZero() {
		newest := s.Newest.UTC()
		state.Newest = &newest
	}
	switch {
	case s.Err != nil:
		state.Condition, state.Code = unusable(s.Err), scv.CodeOf(s.Err)
		if e, ok := errors.AsType[*scv.Error](s.Err); ok {
			state.Subject = e.Subject
		}
	case s.Counts.Quarantined*2 > s.Counts.Read:
		state.Condition = scv.Broken
	case s.Limit > 0 && !s.Newest.IsZero() && asOf.Sub(s.Newest) > s.Limit:
		state.Condition = scv.Stale
	}
	return state
}

func unusable(err error) scv.Condition {
	if code := scv.CodeOf(err); code == scv.CodeSourceMissing || code == scv.CodeSourceEmpty {
		return scv.Missing
	}
	return scv.Broken
}

// SourceFault says whether an error is the source's own: its files, their content.
// Any other (the disk, the warehouse, an interruption) is nothing that another
// provider could make good.
func SourceFault(err error) bool {
	code := scv.CodeOf(err)
	return strings.HasPrefix(string(code), "SCV-S") || code == scv.CodeTypeChanged
}

// Serve ranks the sources that are in the chain and lets the first good one serve.
func Serve(states []scv.SourceState, chain []string) {
	served := false
	for rank, name := range chain {
		for i := range states {
			if states[i].Name != name {
				continue
			}
			states[i].Rank = rank + 1
			states[i].Serves = !served && states[i].Condition == scv.Good
			served = served || states[i].Serves
		}
	}
}

// Provided says which provider the weather is from, and as which link of the chain;
// both are "" where there is no chain.
func Provided(states []scv.SourceState) (provider string, as scv.ProvidedAs) {
	for _, s := range states {
		switch {
		case s.Rank == 0:
		case s.Serves && s.Rank == 1:
			return s.Name, scv.Primary
		case s.Serves:
			return s.Name, scv.Fallback
		default:
			as = scv.LastGood
		}
	}
	return "", as
}
