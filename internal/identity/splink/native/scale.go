package native

import (
	"math"

	"scv/similarity"
)

// scale is a number that a condition holds against a limit. Conditions on one
// number that follow each other are answered together: it is computed once, and
// where it is the similarity of two texts only as far as the limits need it.
type scale struct {
	key   string // equal for the same number
	num   func(*Pair) (float64, bool)
	numOf func(l, r int32) (float64, bool) // num by code, as Expr has it
	op    string
	limit float64

	texts *values // where it is the similarity of two values; else nil
	bands func(limits ...float64) *similarity.Bands
	apart *difference // where it is how far two numbers are apart; else nil
}

// ask is a condition of a choice, or several on one number.
type ask struct {
	holds   func(*Pair) Truth
	holdsOf func(l, r int32) Truth // by code; nil = not known so
	sieve   sieve                  // by code, of many pairs; nil = not known so
	value   int8
	*scale
	rungs  []rung
	most   float64           // above it no rung holds
	within *similarity.Bands // between which limits of the rungs a similarity lies; nil = by its number
}

type rung struct {
	holds [3]bool // where the number is below the limit, equal to it, above it
	limit float64
	value int8
}

// climbs are the operators of rungs.
var climbs = map[string][3]bool{
	"=": {false, true, false}, "<>": {true, false, true},
	"<": {true, false, false}, "<=": {true, true, false}, ">": {false, false, true}, ">=": {false, true, true},
}

// asks puts conditions on one number together.
func asks(conditions []*Expr, values []int8) (out []ask) {
	for k, e := range conditions {
		if e.scale == nil {
			out = append(out, ask{holds: e.Bool, holdsOf: e.truthOf, sieve: e.sieve, value: values[k]})
			continue
		}
		if k == 0 || conditions[k-1].scale == nil || conditions[k-1].scale.key != e.scale.key {
			out = append(out, ask{scale: e.scale})
		}
		s := &out[len(out)-1]
		s.rungs = append(s.rungs, rung{climbs[e.scale.op], e.scale.limit, values[k]})
	}
	for k := range out {
		out[k].most = mostOf(out[k].rungs)
		out[k].banded()
	}
	return out
}

// mostOf is a number above which no rung holds.
func mostOf(rungs []rung) float64 {
	most := math.Inf(-1)
	for _, r := range rungs {
		if most = max(most, r.limit); r.holds[2] {
			return math.Inf(1)
		}
	}
	return most
}

// banded readies the limits of a similarity, where each is below the one before.
func (s *ask) banded() {
	if s.scale == nil || s.texts == nil {
		return
	}
	var limits []float64
	for k, r := range s.rungs {
		limit := r.limit
		if !r.holds[1] {
			limit = math.Nextafter(limit, math.Inf(1))
		}
		if r.holds[0] || k > 0 && limit >= limits[k-1] {
			return
		}
		limits = append(limits, limit)
	}
	s.within = s.bands(limits...)
}

// answer gives what the first condition of them that holds stands for.
func (s *ask) answer(p *Pair) (int8, bool) {
	switch {
	case s.rungs == nil:
		return s.value, s.holds(p) == True
	case s.within != nil:
		return s.reached(s.texts.left.code(p), s.texts.right.code(p))
	}
	v, ok := s.num(p)
	if !ok {
		return 0, false
	}
	return s.climb(v)
}

// byCode says that answerOf can be asked.
func (s *ask) byCode() bool {
	return s.holdsOf != nil || s.rungs != nil && (s.within != nil || s.numOf != nil)
}

// answerOf is answer by the codes of the columns that decide.
func (s *ask) answerOf(l, r int32) (int8, bool) {
	switch {
	case s.rungs == nil:
		return s.value, s.holdsOf(l, r) == True
	case s.within != nil:
		return s.reached(s.texts.left.of(l, r), s.texts.right.of(l, r))
	}
	v, ok := s.numOf(l, r)
	if !ok {
		return 0, false
	}
	return s.climb(v)
}

// reached gives the value of the first rung that the similarity of two texts reaches.
func (s *ask) reached(l, r int32) (int8, bool) {
	if l == 0 || r == 0 {
		return 0, false
	}
	if k := s.within.Of(s.texts.readyL, l, s.texts.readyR, r); k < len(s.rungs) {
		return s.rungs[k].value, true
	}
	return 0, false
}

// climb gives the value of the first rung that holds.
func (s *ask) climb(v float64) (int8, bool) {
	for k := range s.rungs {
		if r := &s.rungs[k]; r.holds[1+numberOrder(v, r.limit)] {
			return r.value, true
		}
	}
	return 0, false
}
