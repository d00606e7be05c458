package native

import (
	"math"
	"slices"
)

// asked is a pair whose answer is open: the codes of the values that decide it, and
// the place of the answer.
type asked struct{ at, l, r int32 }

// sieve answers those of many pairs for which a condition is true with a value, and
// gives the others. The two codes of a pair are not the same.
type sieve func(open []asked, into []int8, value int8) []asked

// sides is a set of a pair's records: 1 is the left one, 2 the right one.
type sides uint8

// hasNull says whether one of two codes is null, of the records of the set.
func (s sides) hasNull(l, r int32) bool { return l == 0 && s&1 != 0 || r == 0 && s&2 != 0 }

// nullAsBase gives the record whose deciding value is null exactly when a column's is.
func nullAsBase(of ref) sides {
	if of.via != nil && (of.via[0] != 0 || slices.Index(of.via[1:], 0) >= 0) {
		return 0
	}
	return 1 << of.side
}

// sift answers what it can of many pairs, and gives the others.
func (s *ask) sift(open []asked, into []int8) []asked {
	switch {
	case s.sieve != nil:
		return s.sieve(open, into, s.value)
	case s.within != nil && s.texts.direct():
		return s.siftWithin(open, into)
	case s.rungs != nil && s.within == nil && s.apart != nil:
		return s.siftApart(open, into)
	}
	rest := open[:0]
	for _, o := range open {
		if value, ok := s.answerOf(o.l, o.r); ok {
			into[o.at] = value
		} else {
			rest = append(rest, o)
		}
	}
	return rest
}

// sifted is how many pairs are sifted by a similarity at a time.
const sifted = 256

// siftWithin is answerOf by a similarity's bands. Texts that are far apart by their
// lengths and letters are left out first.
func (s *ask) siftWithin(open []asked, into []int8) []asked {
	rest := open[:0]
	for part := range slices.Chunk(open, sifted) {
		rest = s.siftPart(part, rest, into)
	}
	return rest
}

// siftPart adds those of a part that are not answered to rest.
func (s *ask) siftPart(part, rest []asked, into []int8) []asked {
	var room [sifted]asked
	v, near := s.texts, room[:0]
	v.touch(part)
	for _, o := range part {
		if o.l == 0 || o.r == 0 || s.within.Below(v.readyL, o.l, v.readyR, o.r) {
			rest = append(rest, o)
		} else {
			near = append(near, o)
		}
	}
	for _, o := range near {
		if band := s.within.Of(v.readyL, o.l, v.readyR, o.r); band < len(s.rungs) {
			into[o.at] = s.rungs[band].value
		} else {
			rest = append(rest, o)
		}
	}
	return rest
}

// siftNull is the sieve of whether a column is null.
func siftNull(of ref) sieve {
	return func(open []asked, into []int8, value int8) []asked {
		rest := open[:0]
		for _, o := range open {
			if of.of(o.l, o.r) == 0 {
				into[o.at] = value
			} else {
				rest = append(rest, o)
			}
		}
		return rest
	}
}

// either is the sieve of two conditions of which one has to hold; nil where one has
// none.
func either(a, b sieve) sieve {
	if a == nil || b == nil {
		return nil
	}
	return func(open []asked, into []int8, value int8) []asked { return b(a(open, into, value), into, value) }
}

// siftEqual is the sieve of equal codes of one column.
func siftEqual(left, right ref) sieve {
	if left.via == nil && right.via == nil {
		return func(open []asked, _ []int8, _ int8) []asked { return open }
	}
	if left.side == 1 {
		left, right = right, left
	}
	return func(open []asked, into []int8, value int8) []asked {
		rest := open[:0]
		for _, o := range open {
			l, r := o.l, o.r
			if left.via != nil {
				l = left.via[l]
			}
			if right.via != nil {
				r = right.via[r]
			}
			if l != 0 && l == r {
				into[o.at] = value
			} else {
				rest = append(rest, o)
			}
		}
		return rest
	}
}

// difference is how far two numbers are apart, without its sign, by the codes of a
// pair's left and right record; NaN where one is null.
type difference struct{ left, right []float64 }

// apartOf is that of two expressions that are the plain values of columns of either
// record, else nil.
func apartOf(a, b *Expr) *difference {
	if !a.plain() || !b.plain() || a.side == b.side {
		return nil
	}
	if a.side == 1 {
		a, b = b, a
	}
	d := &difference{left: a.numbers()}
	if d.right = d.left; a.leaf != b.leaf || len(a.via) != len(b.via) || len(a.via) > 0 && &a.via[0] != &b.via[0] {
		d.right = b.numbers()
	}
	return d
}

// numbers gives a column's numbers by the code that decides; NaN for null.
func (e *Expr) numbers() []float64 {
	out := make([]float64, len(e.leaf.Numbers))
	if e.via != nil {
		out = make([]float64, len(e.via))
	}
	for code := range out {
		own := int32(code)
		if e.via != nil {
			own = e.via[code]
		}
		if out[code] = e.leaf.Numbers[own]; own == 0 {
			out[code] = math.NaN()
		}
	}
	return out
}

func (s *ask) siftApart(open []asked, into []int8) []asked {
	d, rest := s.apart, open[:0]
	for _, o := range open {
		v := math.Abs(d.left[o.l] - d.right[o.r])
		if v > s.most { // not where it is no number
			rest = append(rest, o)
			continue
		}
		value, ok := s.climb(v)
		if v != v { // a null, or a number that is none
			value, ok = s.answerOf(o.l, o.r)
		}
		if ok {
			into[o.at] = value
		} else {
			rest = append(rest, o)
		}
	}
	return rest
}
