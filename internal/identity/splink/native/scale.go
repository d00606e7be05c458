package native

import "math"

// scale is a number that a condition holds against a limit. Conditions on one
// number that follow each other are answered together: it is computed once, and
// not at all where its bound says that it is below every limit.
type scale struct {
	key  string // equal for the same number
	num  func(*Pair) (float64, bool)
	most func(*Pair) (float64, bool) // more than the number, or equal; nil = nobody knows

	numOf, mostOf func(l, r int32) (float64, bool) // num and most by code, as Expr has it; mostOf says what is null
	op            string
	limit         float64
}

// ask is a condition of a choice, or several on one number.
type ask struct {
	holds   func(*Pair) Truth
	holdsOf func(l, r int32) Truth // by code; nil = not known so
	value   int8
	*scale
	rungs []rung
	least float64 // below it no rung holds
}

type rung struct {
	holds func(order int) bool // of the number to the limit
	limit float64
	value int8
}

// asks puts conditions on one number together.
func asks(conditions []*Expr, values []int8) (out []ask) {
	for k, e := range conditions {
		if e.scale == nil {
			out = append(out, ask{holds: e.Bool, holdsOf: e.truthOf, value: values[k]})
			continue
		}
		if k == 0 || conditions[k-1].scale == nil || conditions[k-1].scale.key != e.scale.key {
			out = append(out, ask{scale: e.scale, least: math.Inf(1)})
		}
		s := &out[len(out)-1]
		s.rungs = append(s.rungs, rung{orders[e.scale.op], e.scale.limit, values[k]})
		s.least = min(s.least, e.scale.limit)
		if e.scale.op != ">" && e.scale.op != ">=" {
			s.least = math.Inf(-1)
		}
	}
	return out
}

// answer gives what the first condition of them that holds stands for.
func (s *ask) answer(p *Pair) (int8, bool) {
	if s.rungs == nil {
		return s.value, s.holds(p) == True
	}
	if s.most != nil {
		if most, ok := s.most(p); !ok || most < s.least {
			return 0, false
		}
	}
	v, ok := s.num(p)
	if !ok {
		return 0, false
	}
	return s.climb(v)
}

// byCode says that answerOf can be asked.
func (s *ask) byCode() bool { return s.holdsOf != nil || s.rungs != nil && s.numOf != nil }

// answerOf is answer by the codes of the columns that decide.
func (s *ask) answerOf(l, r int32) (int8, bool) {
	if s.rungs == nil {
		return s.value, s.holdsOf(l, r) == True
	}
	if s.mostOf != nil {
		if most, ok := s.mostOf(l, r); !ok || most < s.least {
			return 0, false
		}
	}
	v, ok := s.numOf(l, r)
	if !ok {
		return 0, false
	}
	return s.climb(v)
}

// climb gives the value of the first rung that holds.
func (s *ask) climb(v float64) (int8, bool) {
	for _, r := range s.rungs {
		if r.holds(numberOrder(v, r.limit)) {
			return r.value, true
		}
	}
	return 0, false
}
