package identity

import (
	"fmt"
	"math"

	"scv"
	"scv/internal/identity/cluster"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
)

// mostLinked is how many records may agree in a value that makes them one: a value
// of more is a placeholder, and would make one customer of strangers.
const mostLinked = 250

// held is what the weights do not decide.
type held struct {
	vetoes []*record.Column // records of one cluster do not differ in them
	same   [][2]int32       // rows that are one
}

// heldUnder is what a spec says of a set.
func heldUnder(s *spec.Spec, set *record.Set) (held, error) {
	var h held
	for _, form := range s.VetoForms() {
		h.vetoes = append(h.vetoes, set.Column(form))
	}
	for k, form := range s.MustLinkForms() {
		c := set.Column(form)
		last, counts := map[int32]int32{}, record.Counts(c)
		for row, code := range c.Codes {
			if code == 0 {
				continue
			}
			if n := counts[code]; n > mostLinked {
				return h, &scv.Error{
					Code: scv.CodeMatchSpec, Op: "match", Subject: s.File, Err: fmt.Errorf("must_link %s: %d records have one value of it", s.MustLink[k], n),
					Hint: "Take it out of must_link: a value of so many records is a placeholder.",
				}
			}
			if before, ok := last[code]; ok && !h.vetoed(before, int32(row)) {
				h.same = append(h.same, [2]int32{before, int32(row)})
			}
			last[code] = int32(row)
		}
	}
	return h, nil
}

// vetoed says whether two rows differ where one customer's do not.
func (h held) vetoed(i, j int32) bool { return h.veto(i, j) != "" }

// veto gives the column in which they do, "" = none.
func (h held) veto(i, j int32) string {
	for _, c := range h.vetoes {
		if a, b := c.Codes[i], c.Codes[j]; a != 0 && b != 0 && a != b {
			return c.Name
		}
	}
	return ""
}

// weight is -Inf where a veto holds.
func (h held) weight(of func(i, j int32) float64) func(i, j int32) float64 {
	if len(h.vetoes) == 0 {
		return of
	}
	return func(i, j int32) float64 {
		if h.vetoed(i, j) {
			return math.Inf(-1)
		}
		return of(i, j)
	}
}

// join adds what must be one to what people have decided; what they keep apart
// stays apart.
func (h held) join(people cluster.Decided) cluster.Decided {
	apart := map[[2]int32]bool{}
	for _, p := range people.Apart {
		apart[p] = true
	}
	for _, p := range h.same {
		if !apart[p] {
			people.Same = append(people.Same, p)
		}
	}
	return people.Consistent()
}

// decisionsOf turns labels into decisions on the records of an input.
func decisionsOf(in engine.Input, labels []engine.Label) []Decision {
	var out []Decision
	for _, l := range labels {
		out = append(out, Decision{Left: scv.RecordID(in.Records.IDs[l.I]), Right: scv.RecordID(in.Records.IDs[l.J]), Same: l.Same})
	}
	return out
}
