package splink

import "slices"

// Counts is how often patterns of gammas were met, comparisons in the model's order.
type Counts struct {
	Patterns [][]int8
	Pairs    []float64
}

// Counted is what was counted where the records are. Term frequencies are not part
// of it: they count in weights, not in training.
type Counted struct {
	All      float64 // pairs of records that the link type looks at
	Random   Counts  // pairs taken at random
	Sessions []CountedRule
	Own      Counts // the pairs of the model's rules
}

// CountedRule is the pairs of one rule for training.
type CountedRule struct {
	Rule string
	Counts
}

// TrainCounted learns as Train does from pairs that were counted by their pattern: u
// from random ones, m from those of each rule, λ from those of the model's rules.
func TrainCounted(m *Model, c Counted) (*Trained, error) {
	t := newLearner(m)
	t.random(c.Random)
	for _, s := range c.Sessions {
		active, columns, err := t.active(s.Rule)
		if err == nil {
			err = t.session(s.Rule, s.observed(active), active, columns)
		}
		if err != nil {
			return nil, err
		}
	}
	t.mixture(c.Own.observed(nil), c.All)
	t.out.Model = t.trained()
	return t.out, nil
}

// random learns u from how often each level was met.
func (t *learner) random(c Counts) {
	for n := range c.Pairs {
		t.out.Random += int64(c.Pairs[n])
	}
	for k := range t.now.u {
		counts := make([]int64, len(t.now.u[k])+1)
		for n, p := range c.Patterns {
			counts[p[k]+1] += int64(c.Pairs[n])
		}
		t.setU(k, counts, -1)
	}
}

// observed takes the counts for pairs; what is not active has null.
func (c Counts) observed(active []bool) *observed {
	o := &observed{pairs: c.Pairs, part: 1}
	for n, p := range c.Patterns {
		p = slices.Clone(p)
		for k := range p {
			if active != nil && !active[k] {
				p[k] = -1
			}
		}
		o.patterns, o.at, o.times = append(o.patterns, p), append(o.at, int32(n)), append(o.times, 1)
	}
	return o
}

// RulesToLearnFrom are rules of plain equalities of the model whose pairs teach every
// comparison.
func RulesToLearnFrom(m *Model) []string { return chooseRules(m) }
