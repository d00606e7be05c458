package identity

import (
	"fmt"
	"math"
	"slices"

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
	same   []linked         // rows that are one
}

// linked is two rows that are one because they agree in a word.
type linked struct {
	pair [2]int32
	word string
}

// heldUnder is what a spec says of a set.
func heldUnder(s *spec.Spec, set *record.Set) (held, error) {
	var h held
	for _, form := range s.VetoForms() {
		h.vetoes = append(h.vetoes, set.Column(form))
	}
	for k, form := range s.MustLinkForms() {
		c := set.Column(form)
		earlier, counts := map[int32][]int32{}, record.Counts(c)
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
			for _, before := range slices.Backward(earlier[code]) { // the nearest that no veto is against
				if !h.vetoed(before, int32(row)) {
					h.same = append(h.same, linked{[2]int32{before, int32(row)}, s.MustLink[k]})
					break
				}
			}
			earlier[code] = append(earlier[code], int32(row))
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
	people.Vetoes = len(h.vetoes) > 0
	for pair := range h.links(people) {
		people.Same = append(people.Same, pair)
	}
	return people.Consistent()
}

// links gives the word by which rows are one, but for those that people keep apart.
func (h held) links(people cluster.Decided) map[[2]int32]string {
	out := map[[2]int32]string{}
	for _, l := range slices.Backward(h.same) { // the first word wins
		out[l.pair] = l.word
	}
	for _, p := range people.Apart {
		delete(out, p)
	}
	return out
}

// decisionsOf turns labels into decisions on the records of an input.
func decisionsOf(in engine.Input, labels []engine.Label) []Decision {
	var out []Decision
	for _, l := range labels {
		out = append(out, Decision{Left: scv.RecordID(in.Records.IDs[l.I]), Right: scv.RecordID(in.Records.IDs[l.J]), Same: l.Same})
	}
	return out
}
