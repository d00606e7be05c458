package splink

import (
	"math"

	"scv/internal/identity/splink/condition"
)

// Model is a Splink settings file.
type Model struct {
	Link        string // dedupe_only, link_only, link_and_dedupe
	Lambda      float64
	Rules       []Rule
	Comparisons []Comparison

	IDColumn, SourceColumn                     string
	FactorPrefix, GammaPrefix, FrequencyPrefix string
	Version                                    int // 4, or 5 for files with match weight columns
	KeepMatching, KeepIntermediate             bool
	Keep                                       []string
	Convergence                                float64
	Rounds                                     int
	UID                                        *string
	Dialect                                    string
}

// Rule is a blocking rule.
type Rule struct {
	SQL     string
	Dialect string
	Explode []string // array columns of which one element has to be equal
	Salting int      // of version 4; it changes no pair
	plain   bool     // written as a string
}

// Comparison is levels in order.
type Comparison struct {
	Name, Description string
	Levels            []Level
}

// Level is one degree of likeness.
type Level struct {
	SQL, Label string
	Null       bool
	M, U       *float64 // nil: never trained
	FixM, FixU bool
	TF         string // column of the term frequencies, "" = none
	TFWeight   float64
	TFMinimum  float64
	TFOwnU     bool // the level's own u, not that of the exact level
}

// Gammas gives each level's number: -1 for null levels, the others counted down
// to 0.
func (c *Comparison) Gammas() []int8 {
	out := make([]int8, len(c.Levels))
	next := int8(0)
	for i := len(c.Levels) - 1; i >= 0; i-- {
		if c.Levels[i].Null {
			out[i] = -1
			continue
		}
		out[i] = next
		next++
	}
	return out
}

// start gives the values that a level has before it is trained, by gamma: .95 of
// the matches are exact, the others share the rest; u follows from weights that
// rise evenly from -5 to 3, and 10 for exact.
func (c *Comparison) start() (m, u []float64) {
	n := 0
	for _, l := range c.Levels {
		if !l.Null {
			n++
		}
	}
	for g := range n {
		mg, weight := .05/float64(max(n-1, 1)), -5.
		if n > 2 {
			weight += 8 * float64(g) / float64(n-2)
		}
		if g == n-1 {
			mg, weight = .95, 10
		}
		m, u = append(m, mg), append(u, mg/math.Exp2(weight))
	}
	return m, u
}

// Values gives the m and u of the level that has a gamma, with start values where
// there are none.
func (c *Comparison) Values() (m, u []float64) {
	m, u = c.start()
	for i, g := range c.Gammas() {
		if g < 0 {
			continue
		}
		if v := c.Levels[i].M; v != nil && *v != 0 {
			m[g] = *v
		}
		if v := c.Levels[i].U; v != nil {
			u[g] = *v
		}
	}
	return m, u
}

// exact gives the columns that have to be equal, when that and nothing else is
// what the level says.
func exact(sql string) ([]string, bool) {
	n, err := condition.ParseLevel(sql)
	if err != nil {
		return nil, false
	}
	return equalColumns(n)
}

func equalColumns(n *condition.Node) ([]string, bool) {
	var out []string
	for _, c := range n.Conjuncts() {
		if c.Op != condition.Binary || c.Name != "=" || c.Args[0].Op != condition.Column || c.Args[1].Op != condition.Column ||
			c.Args[0].Side == c.Args[1].Side || c.Args[0].Unsided().Name != c.Args[1].Unsided().Name {
			return nil, false
		}
		out = append(out, c.Args[0].Unsided().Name)
	}
	return out, true
}
