package splink

import (
	"context"
	"slices"
)

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
				a := c.adjust[gammas[k]+1]
				times *= a.times(p.Codes(a.slot))
			}
		}
		b.times, b.kept = append(b.times, times), append(b.kept, gammas...)
	}
}

// learn is a session on the pairs of a rule, u being fixed. Comparisons that share a
// column with the rule learn nothing from its pairs.
func (t *trainer) learn(ctx context.Context, r *rule) error {
	active, columns, err := t.active(r.sql)
	if err != nil {
		return err
	}
	if err := t.scorer.set(t.now); err != nil {
		return err
	}
	o, err := t.observe(ctx, "train: "+r.sql, t.newBlocks(r), active)
	if err != nil {
		return err
	}
	return t.session(r.sql, o, active, columns)
}

// learnLambda learns λ from the pairs of the model's rules.
func (t *trainer) learnLambda(ctx context.Context) error {
	if err := t.scorer.set(t.now); err != nil {
		return err
	}
	o, err := t.observe(ctx, "train: lambda", t.blocks, slices.Repeat([]bool{true}, len(t.scorer.comparisons)))
	if err != nil {
		return err
	}
	t.mixture(o, t.in.pairs(t.m.Link))
	return nil
}
