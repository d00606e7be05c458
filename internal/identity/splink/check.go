package splink

import (
	"fmt"
	"math"

	"scv/internal/identity/splink/condition"
)

// sumSlack is how far the m or u of a comparison may be from adding up to 1:
// levels that were never trained are missing from the sum.
const sumSlack = 1e-3

// Check lists what is odd about a model: it counts as Splink counts it, and
// whoever uses it should know. Labels and names are the model's own.
func Check(m *Model) []string {
	var out []string
	if m.Dialect != "" && m.Dialect != "duckdb" {
		out = append(out, fmt.Sprintf("the model was made for %s: its conditions are read as DuckDB's", m.Dialect))
	}
	if len(m.Rules) == 0 {
		out = append(out, "the model has no blocking rule: it makes no pairs")
	}
	for k := range m.Comparisons {
		c := &m.Comparisons[k]
		out = append(out, c.untrained()...)
		out = append(out, c.sums()...)
		out = append(out, c.falling()...)
		if n := len(c.Levels); n == 0 || !condition.IsElse(c.Levels[n-1].SQL) {
			out = append(out, fmt.Sprintf("%s: the last level is not ELSE; what no level holds for counts as its lowest", c.Name))
		}
	}
	return out
}

// untrained names levels that count with start values.
func (c *Comparison) untrained() (out []string) {
	m, u := c.Values()
	for i, g := range c.Gammas() {
		l := c.Levels[i]
		if g < 0 {
			continue
		}
		if l.M == nil || *l.M == 0 {
			out = append(out, fmt.Sprintf("%s, %q: m was never trained and counts as %.3g", c.Name, l.Label, m[g]))
		}
		if l.U == nil {
			out = append(out, fmt.Sprintf("%s, %q: u was never trained and counts as %.3g", c.Name, l.Label, u[g]))
		} else if *l.U == 0 {
			out = append(out, fmt.Sprintf("%s, %q: u is 0, so that the level makes every pair certain", c.Name, l.Label))
		}
	}
	return out
}

// sums says where trained values do not add up.
func (c *Comparison) sums() (out []string) {
	var m, u float64
	whole := true
	for _, l := range c.Levels {
		if l.Null {
			continue
		}
		if l.M == nil || l.U == nil {
			whole = false
			continue
		}
		m, u = m+*l.M, u+*l.U
	}
	if !whole {
		return nil
	}
	for _, sum := range []struct {
		name string
		of   float64
	}{{"m", m}, {"u", u}} {
		if math.Abs(sum.of-1) > sumSlack {
			out = append(out, fmt.Sprintf("%s: %s adds up to %.4g", c.Name, sum.name, sum.of))
		}
	}
	return out
}

// falling names levels that weigh less than the level below them.
func (c *Comparison) falling() (out []string) {
	m, u := c.Values()
	gammas := c.Gammas()
	below := -1
	for i := len(c.Levels) - 1; i >= 0; i-- {
		if gammas[i] < 0 {
			continue
		}
		if below >= 0 {
			weight, less := math.Log2(m[gammas[i]]/u[gammas[i]]), math.Log2(m[gammas[below]]/u[gammas[below]])
			if weight < less {
				out = append(out, fmt.Sprintf("%s: %q weighs %.2f, less than %q below it (%.2f)", c.Name, c.Levels[i].Label, weight, c.Levels[below].Label, less))
			}
		}
		below = i
	}
	return out
}
