package compare

import "slices"

// grader grades pairs of rows. It is used by one goroutine at a time.
type grader struct {
	of func(i, j int32) Grade
	// many adds the grades of many pairs to their patterns, from a bit on. What is told
	// by a look at the codes is told first, so that the looks into memory and the
	// slower comparisons do not wait for each other.
	many func(pairs []Pair, into []Pattern, shift uint)
}

// singly is a grader that takes pairs one by one.
func singly(of func(i, j int32) Grade) grader {
	return grader{of, func(pairs []Pair, into []Pattern, shift uint) {
		for n, p := range pairs {
			into[n] |= Pattern(of(p.I, p.J)) << shift
		}
	}}
}

// unlike is the values of a pair that are there and not the same; n is its place.
type unlike struct{ n, a, b int32 }

// tell adds grade 1 to the patterns of pairs whose values are the same, and gives those
// that have different ones; into is of as many. It asks no question that a processor
// could guess wrong.
func (v *view) tell(pairs []Pair, into []Pattern, shift uint, room []unlike) []unlike {
	room = slices.Grow(room[:0], len(pairs))[:len(pairs)]
	into, found, cells, width, column := into[:len(pairs)], 0, v.cells, v.width, v.at
	for n, p := range pairs {
		a, b := cells[int(p.I)*width+column], cells[int(p.J)*width+column]
		there := uint32(-a&-b) >> 31 // codes are no less than 0
		differs := uint32((a^b)|-(a^b)) >> 31
		into[n] |= Pattern(there&^differs) << shift
		room[found] = unlike{int32(n), a, b}
		found += int(there & differs)
	}
	return room[:found]
}

// valued grades the values of one column, of which equal ones have grade 1.
type valued struct {
	*view
	judge func(a, b int32) Grade // of values that are there and not the same
	rest  []unlike
}

func (v *valued) grader() grader { return grader{v.of, v.many} }

func (v *valued) of(i, j int32) Grade {
	a, b, g := v.plain(i, j)
	if g == unjudged {
		return v.judge(a, b)
	}
	return g
}

// unjudged is the grade of values that are there and not the same.
const unjudged = ^Grade(0)

// plain gives two values and the grade that needs no look at them, or unjudged.
func (v *view) plain(i, j int32) (a, b int32, g Grade) {
	a, b = v.code(i), v.code(j)
	switch {
	case a == 0 || b == 0:
		return a, b, Null
	case a == b:
		return a, b, 1
	}
	return a, b, unjudged
}

func (v *valued) many(pairs []Pair, into []Pattern, shift uint) {
	v.rest = v.tell(pairs, into, shift, v.rest)
	for _, u := range v.rest {
		into[u.n] |= Pattern(v.judge(u.a, u.b)) << shift
	}
}
