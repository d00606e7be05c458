package splink

import (
	"math"

	"scv/internal/identity/splink/condition"
)

// Worth is what a gamma says of a pair, for who computes weights elsewhere.
type Worth struct {
	Gamma  int8
	Factor float64 // m / u
	// Term frequencies: the factor is multiplied by U over the larger of the two
	// values' frequencies and Minimum, to the power of Power. "" = no column, none.
	Column            string
	U, Power, Minimum float64
}

// Worths gives the worth of every gamma of the comparison but that of null, which
// changes nothing.
func (c *Comparison) Worths() ([]Worth, error) {
	m, u := c.Values()
	out := make([]Worth, len(m))
	for g := range m {
		out[g] = Worth{Gamma: int8(g), Factor: m[g] / u[g]}
		if u[g] == 0 {
			out[g].Factor = math.Inf(1)
		}
	}
	gammas := c.Gammas()
	for i, l := range c.Levels {
		if !l.adjusts() {
			continue
		}
		exact, err := exactU(c, i, u)
		if err != nil {
			return nil, err
		}
		w := &out[gammas[i]]
		w.Column, w.U, w.Power, w.Minimum = l.TF, exact, l.TFWeight, l.TFMinimum
	}
	return out, nil
}

// adjusts says that the frequency of the values counts in the level.
func (l *Level) adjusts() bool {
	return l.TF != "" && !l.Null && l.TFWeight != 0 && !condition.IsElse(l.SQL)
}
