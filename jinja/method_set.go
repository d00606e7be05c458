package jinja

import (
	"math"
	"math/big"
)

// setMethod finds a method of set, or nil.
func setMethod(name string) methodFunc {
	switch name {
	case "add", "discard", "remove":
		return setChange(name)
	case "union", "intersection", "difference", "symmetric_difference":
		return setCombine(name)
	case "issubset", "issuperset", "isdisjoint":
		return setRelation(name)
	case "copy":
		return func(subject Value, _ *Call) (Value, error) {
			return &Set{members: subject.(*Set).members.Copy()}, nil
		}
	}
	return nil
}

func setChange(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "set."+name, 1, "elem")
		if err != nil {
			return nil, err
		}
		s := subject.(*Set)
		if name == "add" {
			if err := s.members.Set(a[0], nil); err != nil {
				return nil, err
			}
			return nil, c.state.spend(1, 48)
		}
		if !s.members.Delete(a[0]) && name == "remove" {
			return nil, Raise(kindKey, "%s", Repr(a[0]))
		}
		return nil, nil
	}
}

func (s *Set) minus(o *Set) *Set {
	out := &Set{members: &Dict{}}
	for _, e := range s.members.entries {
		if _, ok := o.members.find(e.hash()); !ok && !e.dead() {
			out.members.put(e.hash(), e.key, nil)
		}
	}
	return out
}

func setCombine(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		out := &Set{members: subject.(*Set).members.Copy()}
		for _, arg := range c.Args {
			items, err := elements(c.state, arg)
			if err != nil {
				return nil, err
			}
			o, err := NewSet(items...)
			if err != nil {
				return nil, err
			}
			switch name {
			case "union":
				out.members.merge(o.members)
			case "difference":
				out = out.minus(o)
			case "intersection":
				out = out.minus(out.minus(o))
			default:
				more := o.minus(out)
				out = out.minus(o)
				out.members.merge(more.members)
			}
		}
		return out, c.state.spend(1, 48*out.Len())
	}
}

func setRelation(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "set."+name, 1, "other")
		if err != nil {
			return nil, err
		}
		items, err := elements(c.state, a[0])
		if err != nil {
			return nil, err
		}
		o, err := NewSet(items...)
		if err != nil {
			return nil, err
		}
		s := subject.(*Set)
		switch name {
		case "issubset":
			return subset(s, o), nil
		case "issuperset":
			return subset(o, s), nil
		}
		return s.minus(o).Len() == s.Len(), nil
	}
}

// numberAttr gives the attributes of a number.
func numberAttr(v Value, name string) (Value, bool) {
	n, _ := number(v)
	switch {
	case name == "real", name == "numerator" && !isFloat(n):
		return n, true
	case name == "imag" && isFloat(n):
		return 0.0, true
	case name == "imag":
		return int64(0), true
	case name == "denominator" && !isFloat(n):
		return int64(1), true
	}
	return nil, false
}

// numberMethod finds a method of int and float, or nil.
func numberMethod(name string) methodFunc {
	switch name {
	case "is_integer":
		return func(subject Value, _ *Call) (Value, error) {
			f, _ := subject.(float64)
			return f == math.Trunc(f), nil
		}
	case "as_integer_ratio":
		return func(subject Value, _ *Call) (Value, error) {
			f, _ := toFloat(subject)
			if !isFloat(subject) {
				return NewTuple(normBig(toBig(subject)), int64(1)), nil
			}
			r := new(big.Rat).SetFloat64(f)
			if r == nil {
				return nil, Raise(kindOverflow, "cannot convert Infinity or NaN to integer ratio")
			}
			return NewTuple(normBig(r.Num()), normBig(r.Denom())), nil
		}
	case "conjugate":
		return func(subject Value, _ *Call) (Value, error) { n, _ := number(subject); return n, nil }
	case "bit_length":
		return func(subject Value, _ *Call) (Value, error) {
			return smallInt(new(big.Int).Abs(toBig(subject)).BitLen()), nil
		}
	}
	return nil
}
