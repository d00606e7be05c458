package identity

import (
	"scv/internal/identity/compare"
	"scv/internal/identity/estimate"
)

// pairs keeps the compared pairs of one worker until a model is learned from
// them: 16 bytes each, in blocks, so that a growing list is never copied. Patterns
// repeat, so a pair holds the number of its own.
type pairs struct {
	blocks   [][]packed
	numbers  map[compare.Pattern]uint32
	patterns []compare.Pattern
	counts   []int64 // by number: pairs that have the pattern
}

type packed struct {
	i, j    int32
	rule    int32
	pattern uint32
}

// pairsPerBlock makes blocks of a megabyte.
const pairsPerBlock = 1 << 16

func (l *pairs) add(p pair) {
	n, ok := l.numbers[p.pattern]
	if !ok {
		if l.numbers == nil {
			l.numbers = map[compare.Pattern]uint32{}
		}
		n = uint32(len(l.patterns))
		l.numbers[p.pattern] = n
		l.patterns, l.counts = append(l.patterns, p.pattern), append(l.counts, 0)
	}
	l.counts[n]++
	last := len(l.blocks) - 1
	if last < 0 || len(l.blocks[last]) == pairsPerBlock {
		l.blocks = append(l.blocks, make([]packed, 0, pairsPerBlock))
		last++
	}
	l.blocks[last] = append(l.blocks[last], packed{p.i, p.j, p.rule, n})
}

// drain calls fn with every pair in the order they were added and gives the
// memory back on the way.
func (l *pairs) drain(fn func(pair)) {
	for k, block := range l.blocks {
		for _, p := range block {
			fn(pair{p.i, p.j, p.rule, l.patterns[p.pattern]})
		}
		l.blocks[k] = nil
	}
}

func countPatterns(lists []pairs) estimate.Counts {
	c := estimate.Counts{}
	for i := range lists {
		for n, p := range lists[i].patterns {
			c[p] += lists[i].counts[n]
		}
	}
	return c
}
