package splink

import (
	"context"
	"fmt"
	"math"
	"slices"

	"scv/internal/identity/splink/condition"
)

// observed is pairs to learn from: what levels each has, and what the term
// frequencies multiply its odds by.
type observed struct {
	patterns [][]int8 // distinct gammas
	at       []int32  // by pair: the place of its pattern
	times    []float64
	part     float64 // of all pairs, chosen by hash
}

// observe compares the pairs of blocks, a part of them when they are many.
func (t *trainer) observe(ctx context.Context, stage string, from *blocks, active []bool) (*observed, error) {
	if err := from.guard(t.o.AllPairs); err != nil {
		return nil, err
	}
	o := &observed{part: 1}
	if most := from.most(); most > sessionPairs {
		o.part = sessionPairs / most
	}
	if limit := share(o.part); o.part < 1 {
		from.chosen = func(i, j int32) bool { return mix(uint64(i), uint64(j), t.t.Seed) <= limit }
		defer func() { from.chosen = nil }()
	}
	known := map[string]int32{}
	width := len(t.scorer.comparisons)
	err := t.each(ctx, stage, from, func(b *batch) {
		t.compare(ctx, b, active)
		if b.err == nil {
			t.adjusted(b)
		}
	}, func(b *batch) error {
		for n, times := range b.times {
			pattern := b.kept[n*width : (n+1)*width]
			at, ok := known[asKey(pattern)]
			if !ok {
				at = int32(len(o.patterns))
				o.patterns = append(o.patterns, slices.Clone(pattern))
				known[asKey(pattern)] = at
			}
			o.at, o.times = append(o.at, at), append(o.times, times)
		}
		return nil
	})
	return o, err
}

func asKey(pattern []int8) string {
	var b [64]byte
	for i, g := range pattern[:min(len(pattern), len(b))] {
		b[i] = byte(g)
	}
	return string(b[:min(len(pattern), len(b))])
}

// adjusted keeps the gammas and the term frequencies' part of a batch's pairs.
func (t *trainer) adjusted(b *batch) {
	width := len(t.scorer.comparisons)
	p := b.finder.pair
	for n, pair := range b.pairs {
		gammas := b.gammas[n*width : (n+1)*width]
		p.Left(pair.I)
		p.Right(pair.J)
		times := 1.
		for k, c := range t.scorer.comparisons {
			if c.adjust != nil && c.adjust[gammas[k]+1] != nil {
				times *= c.adjust[gammas[k]+1].times(p)
			}
		}
		b.times, b.kept = append(b.times, times), append(b.kept, gammas...)
	}
}

// session is expectation maximisation on the pairs of one rule, u being fixed.
// Comparisons that share a column with the rule learn nothing from its pairs.
func (t *trainer) session(ctx context.Context, r *rule) error {
	n, err := condition.ParseRule(r.sql)
	if err != nil {
		return trainingError(r.sql, err)
	}
	active := make([]bool, len(t.scorer.comparisons))
	for k, c := range t.scorer.comparisons {
		active[k] = !c.shares(n.Columns())
	}
	if !slices.Contains(active, true) {
		return trainingError(r.sql, fmt.Errorf("every comparison shares a column with the rule"))
	}
	if err := t.scorer.set(t.now); err != nil {
		return err
	}
	o, err := t.observe(ctx, "train: "+r.sql, t.newBlocks(r), active)
	if err != nil {
		return err
	}
	if len(o.at) == 0 {
		return trainingError(r.sql, fmt.Errorf("the rule makes no pairs"))
	}
	now := parameters{lambda: t.startLambda(n.Columns()), u: t.now.u}
	for _, m := range t.now.m {
		now.m = append(now.m, slices.Clone(m))
	}
	s := Session{Rule: r.sql, Pairs: int64(len(o.at)), M: map[string][]float64{}}
	seen := o.seen(len(active), now.m)
	for s.Rounds < t.m.Rounds && !s.Rested {
		s.Rounds++
		change := t.round(o, &now, active, seen)
		s.Rested = change < t.m.Convergence
	}
	s.Lambda = now.lambda
	t.finish(&s, now, active, seen)
	return nil
}

// finish notes what a session learned, and goes on from the medians.
func (t *trainer) finish(s *Session, now parameters, active []bool, seen [][]bool) {
	learned := make([][]float64, len(active))
	for k, c := range t.scorer.comparisons {
		if !active[k] {
			continue
		}
		learned[k] = slices.Clone(now.m[k])
		for g := range learned[k] {
			if !seen[k][g] && !t.fixedM[k][g] {
				learned[k][g] = -1
			}
		}
		s.M[c.Name] = learned[k]
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
func (t *trainer) startLambda(columns []string) float64 {
	type implied struct {
		columns []string
		factor  float64
	}
	var all []implied
	for k := range t.m.Comparisons {
		c := &t.m.Comparisons[k]
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

// expect gives, by pattern, how many of its pairs match, and how many pairs it
// has.
func (o *observed) expect(now parameters, active []bool) (matches, pairs []float64) {
	factors := make([]float64, len(o.patterns))
	for i, pattern := range o.patterns {
		factors[i] = now.lambda / (1 - now.lambda)
		for k, g := range pattern {
			if g >= 0 && active[k] {
				factors[i] *= now.m[k][g] / now.u[k][g]
			}
		}
	}
	matches, pairs = make([]float64, len(o.patterns)), make([]float64, len(o.patterns))
	for n, at := range o.at {
		matches[at] += probability(factors[at] * o.times[n])
		pairs[at]++
	}
	return matches, pairs
}

// round is one step of expectation and maximisation; it gives the largest change.
func (t *trainer) round(o *observed, now *parameters, active []bool, seen [][]bool) float64 {
	matches, _ := o.expect(*now, active)
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
	lambda := total / float64(len(o.at))
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
// probabilities. Pairs that no rule makes are taken to be no matches.
func (t *trainer) mixture(ctx context.Context) error {
	active := make([]bool, len(t.scorer.comparisons))
	for k := range active {
		active[k] = true
	}
	if err := t.scorer.set(t.now); err != nil {
		return err
	}
	o, err := t.observe(ctx, "train: lambda", t.blocks, active)
	if err != nil {
		return err
	}
	all := t.in.pairs(t.m.Link)
	for range lambdaRounds {
		matches, _ := o.expect(t.now, active)
		total := 0.
		for _, m := range matches {
			total += m
		}
		lambda := min(max(total/o.part/all, 1/(2*all)), .5)
		rests := math.Abs(lambda-t.now.lambda) <= lambdaRest*lambda
		t.now.lambda = lambda
		if rests {
			break
		}
	}
	return nil
}
