package identity

import (
	"context"
	"maps"
	"slices"

	"scv/internal/identity/compare"
	"scv/internal/identity/estimate"
	"scv/internal/identity/score"
)

// Of few records all pairs are compared. What the rules make teaches the model
// first; of the rest, which are strangers for the most part, only those that are
// likely under it teach it again: else a class of pairs that merely live near each
// other is learned from them. They correct what the rules, which look for
// agreement, make of errors.

// likely is the weight in bits from which a pair of the rest teaches.
const likely = -6.

// apart says whether a pair is none that is looked for: both are of one source of a
// link.
func (p plan) apart(i, j int32) bool { return p.source != nil && p.source[i] == p.source[j] }

// mostDraws is how many times as many pairs are drawn where most are of one source.
const mostDraws = 20

// draws is how many pairs are drawn to have about randomPairs of those that are looked
// at: in a link two records of one source are none, and may well be one customer.
func (p plan) draws(records int) int {
	if p.source == nil {
		return randomPairs
	}
	of := map[int32]float64{}
	for _, s := range p.source {
		of[s]++
	}
	all, within := float64(records)*float64(records), 0.
	for _, n := range of {
		within += n * n
	}
	return int(randomPairs * min(mostDraws, all/max(all-within, 1)))
}

// eachRest calls fn with every pair that no rule has made.
func (m *matched) eachRest(ctx context.Context, workers int, fn func(w int, i, j int32)) {
	n := int32(m.set.Len())
	each(workers, func(w int) {
		for i := int32(w); i < n && ctx.Err() == nil; i += int32(workers) {
			for j := i + 1; j < n; j++ {
				if !m.plan.apart(i, j) && !m.made.has(i, j) {
					fn(w, i, j)
				}
			}
		}
	})
}

// withLikely adds the patterns of the rest that are likely.
func (x matcher) withLikely(ctx context.Context, m *matched, made estimate.Counts, scorer *score.Scorer, judges []*compare.Judge) estimate.Counts {
	parts := make([]estimate.Counts, len(judges))
	for w := range parts {
		parts[w] = estimate.Counts{}
	}
	m.eachRest(ctx, len(judges), func(w int, i, j int32) {
		p := judges[w].Pattern(i, j)
		if scorer.Weight(p, func(k int) int32 { return judges[w].Count(k, i, j) }) >= likely {
			parts[w][p]++
		}
	})
	out := maps.Clone(made)
	for _, part := range parts {
		for p, n := range part {
			out[p] += n
		}
	}
	return out
}

// compareRest weighs the pairs that no rule has made.
func (x matcher) compareRest(ctx context.Context, m *matched, weighers []*score.Weigher, judges []*compare.Judge, parts []gathering) {
	if !m.plan.every {
		return
	}
	rule := len(m.rules) - 1
	counts := make([]int64, len(judges))
	m.eachRest(ctx, len(judges), func(w int, i, j int32) {
		counts[w]++
		x.weigh(&parts[w], pair{i, j, int32(rule), judges[w].Pattern(i, j)}, weighers[w], judges[w])
	})
	for _, c := range counts {
		m.compared[rule] += c
	}
}

// made is the pairs that rules have made, by worker, as bits; nil = nobody asks.
type made []triangle

func newMade(p plan, rows, workers int) made {
	if !p.every {
		return nil
	}
	var out made
	for range workers {
		out = append(out, triangle{rows, make([]uint64, rows*rows/64+1)})
	}
	return out
}

func (m made) add(w int, i, j int32) {
	if m != nil {
		m[w].add(i, j)
	}
}

func (m made) has(i, j int32) bool {
	return slices.ContainsFunc(m, func(t triangle) bool { return t.has(i, j) })
}

// triangle is a set of pairs of few rows.
type triangle struct {
	rows int
	bits []uint64
}

func (t triangle) add(i, j int32) {
	at := int(i)*t.rows + int(j)
	t.bits[at/64] |= 1 << (at % 64)
}

func (t triangle) has(i, j int32) bool {
	at := int(i)*t.rows + int(j)
	return t.bits[at/64]>>(at%64)&1 == 1
}
