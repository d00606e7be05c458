package identity

import (
	"cmp"
	"fmt"
	"maps"
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
	asked  []*record.Column // records that differ in them are one only if a person says so (beCareful)
	agreed []agreed         // rows that are one unless something is against it
}

// agreed is the rows that have one value of a word, ascending.
type agreed struct {
	word string
	rows []int32
}

// heldUnder is what a spec says of a set.
func heldUnder(s *spec.Spec, set *record.Set) (held, error) {
	var h held
	for _, form := range s.VetoForms() {
		h.vetoes = append(h.vetoes, set.Column(form))
	}
	for k, form := range s.MustLinkForms() {
		c := set.Column(form)
		of := map[int32][]int32{} // by value
		for row, code := range c.Codes {
			if code != 0 {
				of[code] = append(of[code], int32(row))
			}
		}
		for _, code := range slices.Sorted(maps.Keys(of)) {
			if n := len(of[code]); n > mostLinked {
				return h, &scv.Error{
					Code: scv.CodeMatchSpec, Op: "match", Subject: s.File, Err: fmt.Errorf("must_link %s: %d records have one value of it", s.MustLink[k], n),
					Hint: "Take it out of must_link: a value of so many records is a placeholder.",
				}
			}
			if len(of[code]) > 1 {
				h.agreed = append(h.agreed, agreed{s.MustLink[k], of[code]})
			}
		}
	}
	slices.SortStableFunc(h.agreed, func(a, b agreed) int { // by rows, which stand by id: codes follow the order in which values came
		return cmp.Or(cmp.Compare(slices.Index(s.MustLink, a.word), slices.Index(s.MustLink, b.word)), slices.Compare(a.rows, b.rows))
	})
	return h, nil
}

// vetoed says whether two rows differ where one customer's do not.
func (h held) vetoed(i, j int32) bool { return h.veto(i, j) != "" }

// veto gives the column in which they do, "" = none.
func (h held) veto(i, j int32) string { return differs(h.vetoes, i, j) }

// asks gives the column for which a person is asked of two rows, "" = none.
func (h held) asks(i, j int32) string { return differs(h.asked, i, j) }

// differs gives the first column in which both rows say something, and not the same.
func differs(columns []*record.Column, i, j int32) string {
	for _, c := range columns {
		if a, b := c.Codes[i], c.Codes[j]; a != 0 && b != 0 && a != b {
			return c.Name
		}
	}
	return ""
}

// short is what two records that a person is asked of weigh at most, in bits above the
// line.
const short = -1.

// weight is -Inf where a veto holds, and short where a person is asked.
func (h held) weight(of func(i, j int32) float64) func(i, j int32) float64 {
	if len(h.vetoes) == 0 && len(h.asked) == 0 {
		return of
	}
	return func(i, j int32) float64 {
		if h.vetoed(i, j) {
			return math.Inf(-1)
		}
		if h.asks(i, j) != "" {
			return min(of(i, j), short)
		}
		return of(i, j)
	}
}

// join adds what must be one to what people have decided; what they keep apart
// stays apart.
func (h held) join(people cluster.Decided) cluster.Decided {
	people.Vetoes = len(h.vetoes) > 0
	people.Same = slices.Concat(people.Same, pairsIn(h.links(people)))
	return people.Consistent()
}

// pairsIn gives pairs that are linked, in their order.
func pairsIn(links map[[2]int32]string) [][2]int32 {
	return slices.SortedFunc(maps.Keys(links), func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
}

// links gives the word by which rows are one: each with the nearest before it that has
// its value and whose group, as it is until then, nothing is against. Beside rows of
// whole clusters the rows of others change nothing: a link never leaves a cluster.
func (h held) links(people cluster.Decided) map[[2]int32]string {
	out := map[[2]int32]string{}
	if len(h.agreed) == 0 {
		return out
	}
	g := newBound(h.vetoes, people)
	for _, a := range h.agreed {
		for k, row := range a.rows {
			for _, before := range slices.Backward(a.rows[:k]) {
				pair := [2]int32{before, row}
				if g.root(before) == g.root(row) {
					if !h.vetoed(before, row) && out[pair] == "" {
						out[pair] = a.word
					}
					break
				}
				if g.link(before, row) {
					out[pair] = a.word
					break
				}
			}
		}
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
