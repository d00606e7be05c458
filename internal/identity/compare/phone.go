package compare

import (
	"scv/similarity"
)

// twoOf gives two columns that share a dictionary, also where the set lacks one.
func twoOf(s *laid, first, second string) (one, two *view) {
	one, two = s.view(first), s.view(second)
	if !s.Has(first) {
		one.Dict = two.Dict
	}
	return one, two
}

// phoneOf looks for one number that both have, whichever of its two columns it
// stands in.
func phoneOf(first, second string) func(*laid) grader {
	return func(s *laid) grader {
		one, two := twoOf(s, first, second)
		p := &phones{one: one, two: two}
		p.slip = remember(func(a, b int32) Grade {
			if similarity.WithinOneEdit(one.Value(a), one.Value(b)) {
				return 2
			}
			return 3
		})
		return singly(p.of)
	}
}

// phones grades the numbers of two columns.
type phones struct {
	one, two *view
	slip     func(a, b int32) Grade
}

func (p *phones) of(i, j int32) Grade {
	a, b, x, y := p.one.code(i), p.two.code(i), p.one.code(j), p.two.code(j)
	if a != 0 && (a == x || a == y) || b != 0 && (b == x || b == y) {
		return 1
	}
	best := Null
	for _, own := range [...]int32{a, b} {
		for _, other := range [...]int32{x, y} {
			if own == 0 || other == 0 {
				continue
			}
			if g := p.slip(own, other); best == Null || g < best {
				best = g
			}
		}
	}
	return best
}
