package score

import (
	"fmt"
	"slices"

	"scv/internal/identity/compare"
)

// Level is what was learned of one level of a comparison.
type Level struct {
	Name  string  `json:"name"`
	M     float64 `json:"m"`     // among pairs that are one customer
	H     float64 `json:"h"`     // among pairs of one household or office
	U     float64 `json:"u"`     // among unrelated pairs
	Pairs float64 `json:"pairs"` // pairs of one customer that m was learned from

	Strangers float64 `json:"strangers,omitempty"` // unrelated pairs that u was learned from
}

// Comparison is what was learned of one comparison.
type Comparison struct {
	Name   string  `json:"name"`
	Levels []Level `json:"levels"`
}

// Model is what matching of one party has learned. It is plain data: a run
// without training uses the model of an earlier run as it is.
type Model struct {
	Format      int          `json:"format"` // 1
	Party       string       `json:"party"`
	Records     int64        `json:"records"`        // it was learned from
	Lambda      float64      `json:"lambda"`         // part of all pairs that are one customer
	Household   float64      `json:"household"`      // part of all pairs that are one household or office
	Comparisons []Comparison `json:"comparisons"`    // in the order of compare.For
	Provisional bool         `json:"provisional"`    // learned from too few pairs: the next run learns again
	Rounds      int          `json:"rounds"`         // of estimation
	Settled     bool         `json:"settled"`        // the estimation came to rest before its last round
	Spec        string       `json:"spec,omitempty"` // of a home: how it matches, as spec.Canonical; "" = as spec.Home
}

// Format is the version of the model's form.
const Format = 1

// Fits says whether the model is one of these comparisons and levels.
func (m *Model) Fits(comparisons []compare.Comparison) bool {
	return m.Format == Format && slices.EqualFunc(m.Comparisons, comparisons, func(a Comparison, b compare.Comparison) bool {
		return a.Name == b.Name && slices.EqualFunc(a.Levels, b.Levels, func(x Level, y compare.Level) bool { return x.Name == y.Name })
	})
}

// seldom is how many strangers have in common at most what tells who somebody is.
const seldom = .03

// Loose is the part of one customer's pairs that have nothing in common that strangers
// seldom have: they are merely alike, in all that they say. Strictly what differs by a
// slip is merely alike, too. 0 where somebody has written what alike is.
func (m *Model) Loose(comparisons []compare.Comparison, strictly bool) float64 {
	loose, told := 1., false
	for k, c := range comparisons {
		if c.Written {
			return 0
		}
		if !c.Telling() {
			continue
		}
		told = true
		firm := 0.
		for g, l := range m.Comparisons[k].Levels {
			if (g == 0 || !strictly && c.Firm(compare.Grade(g+1))) && l.U <= seldom {
				firm += l.M
			}
		}
		loose *= 1 - firm
	}
	if !told {
		return 0
	}
	return loose
}

// Prior gives the model before any data is seen.
func Prior(party string, comparisons []compare.Comparison, records int) *Model {
	n := float64(max(records, 2))
	pairs := n * (n - 1) / 2
	m := &Model{
		Format: Format, Party: party, Records: int64(records), Provisional: true,
		Lambda: min(.3*n/pairs, .3), Household: min(.2*n/pairs, .2),
	}
	for _, c := range comparisons {
		learned := Comparison{Name: c.Name}
		for _, l := range c.Levels {
			learned.Levels = append(learned.Levels, Level{Name: l.Name, M: l.Prior.M, H: l.Prior.H, U: l.Prior.U})
		}
		m.Comparisons = append(m.Comparisons, learned)
	}
	return m
}

// Describe gives the level names of a pattern, "given_name=exact ...", leaving
// out what is null.
func (m *Model) Describe(p compare.Pattern) string {
	var out []byte
	for k, c := range m.Comparisons {
		g := p.Grade(k)
		if g == compare.Null {
			continue
		}
		if len(out) > 0 {
			out = append(out, "; "...)
		}
		out = fmt.Appendf(out, "%s: %s", c.Name, c.Levels[g-1].Name)
	}
	return string(out)
}
