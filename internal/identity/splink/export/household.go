package export

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"scv/internal/identity/record"
	"scv/internal/identity/splink"
)

// A model of Splink has two classes, and a weight that is a sum over comparisons. With u
// of strangers alone that sum is what a pair weighs against strangers; against strangers
// and households it is lighter by log2(1 + 2^s), where s is how much more likely the
// levels are of a household than of strangers, in bits: log2 of λh/λu, and of h/u of each
// level. s is a sum, too, that SQL can write over the columns of all comparisons; one
// more comparison takes the difference off, in steps of s.

// HouseholdName is what that comparison is called.
const HouseholdName = "household"

// householdSteps are the bits of s between which a step lies.
func householdSteps() (out []float64) {
	for s := -3.; s < 6; s++ {
		out = append(out, s)
	}
	for s := 6.; s <= 60; s += 2 {
		out = append(out, s)
	}
	return out
}

// lighter is how many bits a household takes off at s.
func lighter(s float64) float64 { return math.Log2(1 + math.Exp2(s)) }

// taken is how many bits are taken off from the n-th step on.
func taken(steps []float64, n int) float64 {
	if n+1 == len(steps) {
		return lighter(steps[n])
	}
	return lighter((steps[n] + steps[n+1]) / 2)
}

// household adds the comparison that tells households from strangers.
func (e *exporter) household() {
	c := e.out.Classes
	none := 1 - c.Lambda - c.Household
	terms := []string{bitsText(math.Log2(c.Household / none))}
	for k := range e.out.Levels {
		terms = append(terms, e.likelier(k))
	}
	s := "(" + strings.Join(terms, " + ") + ")"
	steps := householdSteps()
	const little = 1e-6 // of the pairs: m and u only say the ratio
	out := splink.Comparison{Name: e.called.of(HouseholdName), Description: "what pairs of one household have in common by living together"}
	m, u := 1., 1.
	for n := range len(steps) {
		l := splink.Level{SQL: "ELSE", Label: fmt.Sprintf("shared from %g bits on", steps[n]), TFWeight: 1}
		if n+1 < len(steps) {
			l.SQL = s + " < " + bitsText(steps[n+1])
		}
		mm, uu := little*math.Exp2(-taken(steps, n)), little
		l.M, l.U, m, u = &mm, &uu, m-mm, u-uu
		out.Levels = append(out.Levels, l)
	}
	first := splink.Level{SQL: s + " < " + bitsText(steps[0]), Label: "strangers", M: &m, U: &u, TFWeight: 1}
	out.Levels = append([]splink.Level{first}, out.Levels...)
	e.out.Model.Comparisons = append(e.out.Model.Comparisons, out)
}

// never is what a chance of nothing counts as.
const never = 1e-12

// likelier is how many bits more likely the level of a comparison is of a household.
func (e *exporter) likelier(k int) string {
	levels, class := e.out.Levels[k], e.out.Classes.Comparisons[k]
	at := len(levels) - 1
	var b strings.Builder
	b.WriteString("case")
	ratio := func(l Level) string {
		text := bitsText(math.Log2(max(l.H, never) / max(l.U, never)))
		if class.Column != "" && class.Shared && l.Rarity > 0 {
			name := e.rareBits(k)
			text += fmt.Sprintf(` + %s * least(try_cast("%s_l" as double), try_cast("%s_r" as double))`, bitsText(l.Rarity), name, name)
		}
		return text
	}
	for _, s := range e.out.Model.Comparisons[k].Levels {
		switch {
		case s.Null:
			fmt.Fprintf(&b, " when %s then 0", s.SQL)
		case s.SQL == "ELSE":
			b.WriteString(" else " + ratio(levels[0]))
		default:
			fmt.Fprintf(&b, " when %s then %s", s.SQL, ratio(levels[at]))
			at--
		}
	}
	return b.String() + " end"
}

// rareBits names the column that has, for each record, how much rarer its value is than
// the strongest level takes it to be, in bits, as Splink counts it: what one class gains by
// a rare value the other does, too.
func (e *exporter) rareBits(k int) string {
	column, class := e.rares[k], e.out.Classes.Comparisons[k]
	name := column + "_rare_bits"
	if !slices.ContainsFunc(e.out.Columns, func(c *record.Column) bool { return c.Name == e.names.of(name) }) {
		of := e.Set.Column(column)
		counts, filled := record.Counts(of), 0
		for _, code := range of.Codes {
			if code != 0 {
				filled++
			}
		}
		out := &record.Column{Name: name, Codes: make([]int32, e.Set.Len()), Dict: record.NewDict()}
		for row, code := range of.Codes {
			if code != 0 {
				frequency := max(float64(counts[code])/float64(filled), e.least(class.Base))
				out.Codes[row] = out.Code(fmt.Sprintf("%.2f", math.Log2(class.Base/frequency)))
			}
		}
		e.add(out)
	}
	return e.names.of(name)
}

// bitsText writes a number so that a sum of such is read as one everywhere.
func bitsText(v float64) string {
	if v < 0 {
		return fmt.Sprintf("(%.3f)", v)
	}
	return fmt.Sprintf("%.3f", v)
}
