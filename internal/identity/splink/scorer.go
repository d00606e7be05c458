package splink

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// Coverage says how a level of the model is evaluated.
type Coverage struct {
	Comparison string `json:"comparison"`
	Level      string `json:"level"`
	Native     bool   `json:"native"` // in Go; else by the SQL engine
	Why        string `json:"why,omitempty"`
}

// pending is the gamma of a pair that the SQL engine has to say.
const pending = -2

// comparison is a comparison of the model, compiled.
type comparison struct {
	*Comparison
	choice *native.Choice
	rest   string    // SQL: the gamma where choice gives pending; "" = never
	factor []float64 // by gamma + 1
	adjust []*adjustment
	steps  []adjusting    // by gamma + 1, where there is something to adjust
	tf     []*frequencies // in the order of their levels, each once
}

// scorer gives gammas and factors under one model. It is read-only after it was
// made; workers bring their own native.Pair.
type scorer struct {
	prior       float64
	comparisons []*comparison
	coverage    []Coverage
}

func newScorer(p *native.Program, m *Model) (*scorer, error) {
	s := &scorer{}
	tf := map[string]*frequencies{}
	for k := range m.Comparisons {
		c, coverage, err := newComparison(p, &m.Comparisons[k], tf)
		if err != nil {
			return nil, err
		}
		s.comparisons, s.coverage = append(s.comparisons, c), append(s.coverage, coverage...)
	}
	return s, s.value(m)
}

// newComparison compiles the levels up to the first that native does not know;
// that one and all after it are the SQL engine's, as in Splink's own CASE.
func newComparison(p *native.Program, m *Comparison, tf map[string]*frequencies) (*comparison, []Coverage, error) {
	c := &comparison{Comparison: m}
	gammas := m.Gammas()
	var conditions []*native.Expr
	var values []int8
	var coverage []Coverage
	var cases []string
	otherwise := int8(0)
	for i, l := range m.Levels {
		cover := Coverage{Comparison: m.Name, Level: l.Label, Native: true}
		if condition.IsElse(l.SQL) {
			otherwise = gammas[i]
			cases = append(cases, fmt.Sprintf("else %d", gammas[i]))
			coverage = append(coverage, cover)
			break
		}
		e, err := compileLevel(p, m, &l)
		if missing, ok := errors.AsType[*native.NoColumnError](err); ok {
			return nil, nil, missingColumn("comparison "+m.Name, fmt.Sprintf("level %q", l.Label), missing)
		}
		if err != nil {
			cover.Native, cover.Why = false, err.Error()
			c.rest = "case "
		}
		if c.rest == "" {
			conditions, values = append(conditions, e), append(values, gammas[i])
		} else {
			cover.Native = false
			cases = append(cases, fmt.Sprintf("when %s then %d", l.SQL, gammas[i]))
		}
		coverage = append(coverage, cover)
	}
	if c.rest != "" {
		c.rest += strings.Join(cases, " ") + " end"
		otherwise = pending
	}
	c.choice = p.Choice(conditions, values, otherwise)
	return c, coverage, c.frequencies(p, tf)
}

func compileLevel(p *native.Program, c *Comparison, l *Level) (*native.Expr, error) {
	n, err := condition.ParseLevel(l.SQL)
	if err != nil {
		return nil, err
	}
	return p.Condition(n)
}

// frequencies counts the values of the columns that the levels adjust by.
func (c *comparison) frequencies(p *native.Program, known map[string]*frequencies) error {
	for _, l := range c.Levels {
		if l.TF == "" {
			continue
		}
		name := strings.ToLower(l.TF)
		if known[name] == nil {
			f, err := newFrequencies(p, l.TF)
			if err != nil {
				return missingColumn("comparison "+c.Name, fmt.Sprintf("term frequencies of level %q", l.Label), err)
			}
			known[name] = f
			c.tf = append(c.tf, f)
		}
	}
	for _, l := range c.Levels {
		if l.TF != "" && c.adjust == nil {
			c.adjust = make([]*adjustment, len(c.Levels)+1)
		}
	}
	return nil
}

// value takes over the model's λ, m and u.
func (s *scorer) value(m *Model) error {
	p := parameters{lambda: m.Lambda}
	for k := range m.Comparisons {
		mm, u := m.Comparisons[k].Values()
		p.m, p.u = append(p.m, mm), append(p.u, u)
	}
	return s.set(p)
}

// set takes over λ, m and u.
func (s *scorer) set(p parameters) error {
	s.prior = p.lambda / (1 - p.lambda)
	known := map[string]*frequencies{}
	for _, c := range s.comparisons {
		for _, f := range c.tf {
			known[strings.ToLower(f.column)] = f
		}
	}
	for k, c := range s.comparisons {
		c.factor = append([]float64{1}, make([]float64, len(p.m[k]))...)
		for g := range p.m[k] {
			c.factor[g+1] = p.m[k][g] / p.u[k][g]
			if p.u[k][g] == 0 {
				c.factor[g+1] = math.Inf(1)
			}
		}
		if err := c.adjusted(known, p.u[k]); err != nil {
			return err
		}
	}
	return nil
}

// adjusted readies the term frequencies of the levels that have them.
func (c *comparison) adjusted(known map[string]*frequencies, u []float64) error {
	gammas := c.Gammas()
	for i, l := range c.Levels {
		if l.TF == "" || l.Null || l.TFWeight == 0 || condition.IsElse(l.SQL) {
			continue
		}
		exact, err := exactU(c.Comparison, i, u)
		if err != nil {
			return err
		}
		c.adjust[gammas[i]+1] = newAdjustment(known[strings.ToLower(l.TF)], exact, l.TFWeight, l.TFMinimum)
	}
	c.steps = nil
	for _, a := range c.adjust {
		c.steps = append(c.steps, adjustingBy(a))
	}
	return nil
}

// gammas writes the gammas of the pairs that p has taken in, pair by pair; that of
// a comparison that is not active is null.
func (s *scorer) gammas(p *native.Pair, active []bool, into []int8) {
	width := len(s.comparisons)
	for k, c := range s.comparisons {
		if active == nil || active[k] {
			c.choice.Fill(p, into[k:], width)
			continue
		}
		for n := range p.Len() {
			into[n*width+k] = -1
		}
	}
}

// factor is the odds that the two are one: the prior odds times all factors, in
// Splink's order.
func (s *scorer) factor(p *native.Pair, gammas []int8) float64 {
	product := s.prior
	for k, c := range s.comparisons {
		g := gammas[k] + 1
		product *= c.factor[g]
		if c.adjust != nil && c.adjust[g] != nil {
			product *= c.adjust[g].times(p.Codes(c.adjust[g].slot))
		}
	}
	return product
}

// factors is factor of every pair that p has taken in.
func (s *scorer) factors(p *native.Pair, gammas []int8, into []float64) []float64 {
	into = into[:0]
	for range p.Len() {
		into = append(into, s.prior)
	}
	width := len(s.comparisons)
	for k, c := range s.comparisons {
		factor, at := c.factor, k
		if c.adjust != nil {
			c.multiply(p, gammas[k:], width, into)
			continue
		}
		for n := range into {
			into[n] *= factor[gammas[at]+1]
			at += width
		}
	}
	return into
}

// multiply takes in the factors of a comparison that has something to adjust. Whether a
// pair's level is adjusted makes no branch that a processor could guess wrong.
func (c *comparison) multiply(p *native.Pair, gammas []int8, width int, into []float64) {
	factor, steps, at := c.factor, c.steps, 0
	for n := range into {
		g := gammas[at] + 1
		at += width
		a := &steps[g]
		l, r := p.CodesAt(n, a.by.slot)
		into[n] *= factor[g]
		into[n] *= a.by.times(l&a.mask, r&a.mask)
	}
}

// weight is the factor in bits, held to what Splink 4 holds it to.
func weight(factor float64) float64 { return math.Log2(min(max(factor, 1e-300), 1e300)) }

// probability that the two are one.
func probability(factor float64) float64 {
	if math.IsInf(factor, 1) || factor > 1e300 {
		return 1
	}
	return factor / (1 + factor)
}

// leastFactor is a little less than the factor from which the probability reaches a
// threshold: below it no pair does.
func leastFactor(threshold float64) float64 {
	return max(threshold/(1-threshold)*(1-1e-9), 0)
}
