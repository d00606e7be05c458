package splink

import (
	"fmt"
	"math"
	"slices"

	"scv/internal/identity/splink/condition"
)

// parameters are a model's values by comparison and gamma.
type parameters struct {
	lambda float64
	m, u   [][]float64
}

// learner turns counts of levels into a model, wherever they were counted.
type learner struct {
	model   *Model
	now     parameters
	fixedM  [][]bool
	fixedU  [][]bool
	learned [][][]float64 // m of each session, by comparison and gamma
	out     *Trained
}

// newLearner takes start values, and what the model fixes.
func newLearner(m *Model) *learner {
	t := &learner{model: m, out: &Trained{}}
	t.now.lambda = t.model.Lambda
	for k := range t.model.Comparisons {
		c := &t.model.Comparisons[k]
		m, u := c.start()
		fixedM, fixedU := make([]bool, len(m)), make([]bool, len(m))
		for i, g := range c.Gammas() {
			l := c.Levels[i]
			if g >= 0 && l.FixM && l.M != nil {
				m[g], fixedM[g] = *l.M, true
			}
			if g >= 0 && l.FixU && l.U != nil {
				u[g], fixedU[g] = *l.U, true
			}
		}
		t.now.m, t.now.u = append(t.now.m, m), append(t.now.u, u)
		t.fixedM, t.fixedU = append(t.fixedM, fixedM), append(t.fixedU, fixedU)
	}
	return t
}

// observed is pairs to learn from: what levels each has, and what the term
// frequencies multiply its odds by.
type observed struct {
	patterns [][]int8 // distinct gammas
	at       []int32  // by pair: the place of its pattern
	times    []float64
	pairs    []float64 // that each of them stands for; nil = one
	part     float64   // of all pairs, chosen by hash
}

// total is how many pairs there are.
func (o *observed) total() (n float64) {
	if o.pairs == nil {
		return float64(len(o.at))
	}
	for _, p := range o.pairs {
		n += p
	}
	return n
}

// active says which comparisons learn from the pairs of a rule: those that share no
// column with it.
func (t *learner) active(rule string) (active []bool, columns []string, err error) {
	n, err := condition.ParseRule(rule)
	if err != nil {
		return nil, nil, trainingError(rule, err)
	}
	active = make([]bool, len(t.model.Comparisons))
	for k := range active {
		active[k] = !t.model.Comparisons[k].shares(n.Columns())
	}
	if !slices.Contains(active, true) {
		err = trainingError(rule, fmt.Errorf("every comparison shares a column with the rule"))
	}
	return active, n.Columns(), err
}

// session is expectation maximisation on the pairs of one rule, u being fixed.
func (t *learner) session(rule string, o *observed, active []bool, columns []string) error {
	if len(o.at) == 0 {
		return trainingError(rule, fmt.Errorf("the rule makes no pairs"))
	}
	now := parameters{lambda: t.startLambda(columns), u: t.now.u}
	for _, m := range t.now.m {
		now.m = append(now.m, slices.Clone(m))
	}
	s := Session{Rule: rule, Pairs: int64(o.total()), M: map[string][]float64{}}
	seen := o.seen(len(active), now.m)
	for s.Rounds < t.model.Rounds && !s.Rested {
		s.Rounds++
		change := t.round(o, &now, active, seen)
		s.Rested = change < t.model.Convergence
	}
	s.Lambda = now.lambda
	t.finish(&s, now, active, seen)
	return nil
}

// finish notes what a session learned, and goes on from the medians.
func (t *learner) finish(s *Session, now parameters, active []bool, seen [][]bool) {
	learned := make([][]float64, len(active))
	for k := range t.model.Comparisons {
		if !active[k] {
			continue
		}
		learned[k] = slices.Clone(now.m[k])
		for g := range learned[k] {
			if !seen[k][g] && !t.fixedM[k][g] {
				learned[k][g] = -1
			}
		}
		s.M[t.model.Comparisons[k].Name] = learned[k]
	}
	t.learned = append(t.learned, learned)
	for k := range t.now.m {
		for g := range t.now.m[k] {
			if m := t.median(k, int8(g)); m != nil && !t.fixedM[k][g] {
				t.now.m[k][g] = *m
			}
		}
	}
	t.out.Sessions = append(t.out.Sessions, *s)
}

// seen says which levels some pair has.
func (o *observed) seen(comparisons int, m [][]float64) [][]bool {
	out := make([][]bool, comparisons)
	for k := range out {
		out[k] = make([]bool, len(m[k]))
		for _, p := range o.patterns {
			if p[k] >= 0 {
				out[k][p[k]] = true
			}
		}
	}
	return out
}

// startLambda is the odds of the model times the factors of the exact levels that
// the rule implies, those of several columns first.
func (t *learner) startLambda(columns []string) float64 {
	type implied struct {
		columns []string
		factor  float64
	}
	var all []implied
	for k := range t.model.Comparisons {
		c := &t.model.Comparisons[k]
		for i, g := range c.Gammas() {
			if names, ok := exact(c.Levels[i].SQL); ok && g >= 0 {
				all = append(all, implied{names, t.now.m[k][g] / t.now.u[k][g]})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b implied) int { return len(b.columns) - len(a.columns) })
	left := slices.Clone(columns)
	odds := t.now.lambda / (1 - t.now.lambda)
	for _, level := range all {
		if !slices.ContainsFunc(level.columns, func(name string) bool { return !slices.Contains(left, name) }) {
			odds *= level.factor
			left = slices.DeleteFunc(left, func(name string) bool { return slices.Contains(level.columns, name) })
		}
	}
	return odds / (1 + odds)
}

// expect gives, by pattern, how many of its pairs match.
func (o *observed) expect(now parameters, active []bool) (matches []float64) {
	factors := make([]float64, len(o.patterns))
	for i, pattern := range o.patterns {
		factors[i] = now.lambda / (1 - now.lambda)
		for k, g := range pattern {
			if g >= 0 && active[k] {
				factors[i] *= now.m[k][g] / now.u[k][g]
			}
		}
	}
	matches = make([]float64, len(o.patterns))
	for n, at := range o.at {
		p := probability(factors[at] * o.times[n])
		if o.pairs != nil {
			p *= o.pairs[n]
		}
		matches[at] += p
	}
	return matches
}

// round is one step of expectation and maximisation; it gives the largest change.
func (t *learner) round(o *observed, now *parameters, active []bool, seen [][]bool) float64 {
	matches := o.expect(*now, active)
	sums := make([][]float64, len(active))
	for k := range sums {
		sums[k] = make([]float64, len(now.m[k]))
	}
	total := 0.
	for i, pattern := range o.patterns {
		total += matches[i]
		for k, g := range pattern {
			if g >= 0 {
				sums[k][g] += matches[i]
			}
		}
	}
	lambda := total / o.total()
	change := math.Abs(lambda - now.lambda)
	now.lambda = lambda
	for k := range sums {
		if !active[k] {
			continue
		}
		all := 0.
		for _, s := range sums[k] {
			all += s
		}
		for g := range sums[k] {
			m := neverSeen
			if seen[k][g] {
				m = sums[k][g] / all
			}
			if t.fixedM[k][g] || all == 0 {
				continue
			}
			change = max(change, math.Abs(m-now.m[k][g]))
			now.m[k][g] = m
		}
	}
	return change
}

const (
	lambdaRounds = 200
	lambdaRest   = 1e-9 // relative change of λ at which it rests
)

// mixture learns λ from the pairs of the model's rules: the sum of their
// probabilities. Pairs that no rule makes are taken to be no matches. all is how many
// pairs of records there are.
func (t *learner) mixture(o *observed, all float64) {
	active := slices.Repeat([]bool{true}, len(t.model.Comparisons))
	for range lambdaRounds {
		total := 0.
		for _, m := range o.expect(t.now, active) {
			total += m
		}
		lambda := min(max(total/o.part/all, 1/(2*all)), .5)
		rests := math.Abs(lambda-t.now.lambda) <= lambdaRest*lambda
		t.now.lambda = lambda
		if rests {
			break
		}
	}
}

// setU turns counts by gamma + 1 into u. Where the exact level was counted, the
// others share what it leaves.
func (t *learner) setU(k int, counts []int64, exact float64) {
	u := t.now.u[k]
	left, sampled := 1., len(u)
	if exact >= 0 {
		sampled--
		left = 1 - exact
		if !t.fixedU[k][sampled] {
			u[sampled] = neverSeen
			if exact > 0 {
				u[sampled] = exact
			}
		}
	}
	total := 0.
	for _, n := range counts[1 : sampled+1] {
		total += float64(n)
	}
	for g := range sampled {
		if t.fixedU[k][g] {
			continue
		}
		u[g] = neverSeen
		if n := counts[g+1]; n > 0 {
			u[g] = left * float64(n) / total
		}
	}
}

// trained puts what was learned into a copy of the model. A level that nobody saw
// has no value, as in Splink's files.
func (t *learner) trained() *Model {
	out := *t.model
	out.Lambda = t.now.lambda
	out.Comparisons = slices.Clone(t.model.Comparisons)
	for k := range out.Comparisons {
		c := &out.Comparisons[k]
		c.Levels = slices.Clone(c.Levels)
		for i, g := range c.Gammas() {
			if g < 0 {
				continue
			}
			l := &c.Levels[i]
			if !t.fixedM[k][g] {
				l.M = t.median(k, g)
			}
			if !t.fixedU[k][g] {
				l.U = nil
				if u := t.now.u[k][g]; u != neverSeen {
					l.U = &u
				}
			}
			if l.M == nil || l.U == nil {
				t.out.Notes = append(t.out.Notes, fmt.Sprintf("%s, %q: no pair had this level in training; it counts with a start value", c.Name, l.Label))
			}
		}
	}
	return &out
}

// median of the sessions that saw the level; nil when none did.
func (t *learner) median(k int, g int8) *float64 {
	var seen []float64
	for _, session := range t.learned {
		if session[k] != nil && session[k][g] >= 0 {
			seen = append(seen, session[k][g])
		}
	}
	if len(seen) == 0 {
		return nil
	}
	slices.Sort(seen)
	v := seen[len(seen)/2]
	if len(seen)%2 == 0 {
		v = (seen[len(seen)/2-1] + v) / 2
	}
	return &v
}
