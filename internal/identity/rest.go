package identity

import (
	"slices"

	"scv/internal/identity/compare"
	"scv/internal/identity/score"
)

// Of few records all pairs are compared: what the rules make teaches the model, the
// rest is then weighed with it. Most of the rest are strangers, and a class of
// pairs that merely live near each other would be learned from them.

// apart says whether a pair is none that is looked for: both are of one source of a
// link.
func (p plan) apart(i, j int32) bool { return p.source != nil && p.source[i] == p.source[j] }

// compareRest weighs the pairs that no rule has made.
func (x matcher) compareRest(m *matched, scorer *score.Scorer, judges []*compare.Judge, parts [][]edge) {
	if !m.plan.every {
		return
	}
	rule, n := len(m.rules)-1, int32(m.set.Len())
	counts := make([]int64, len(judges))
	each(len(judges), func(w int) {
		for i := int32(w); i < n; i += int32(len(judges)) {
			for j := i + 1; j < n; j++ {
				if m.plan.apart(i, j) || m.made.has(i, j) {
					continue
				}
				counts[w]++
				parts[w] = x.weigh(parts[w], pair{i, j, int32(rule), judges[w].Pattern(i, j)}, scorer, judges[w])
			}
		}
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
