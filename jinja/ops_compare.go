package jinja

import "strings"

// compareOp is one comparison of a chain.
func compareOp(f *frame, op string, a, b Value) (bool, error) {
	switch op {
	case "==":
		return equalValues(a, b)
	case "!=":
		eq, err := equalValues(a, b)
		return !eq, err
	case "in":
		return contains(f, b, a)
	case "not in":
		in, err := contains(f, b, a)
		return !in, err
	}
	return ordered(op, a, b)
}

func ordered(op string, a, b Value) (bool, error) {
	if x, ok := setOf(a); ok {
		if y, ok := setOf(b); ok {
			return orderedSets(op, x, y), nil
		}
	}
	c := comparer{}
	n, err := c.compare(a, b, op, 0)
	if err != nil || n == 2 {
		return false, err
	}
	switch op {
	case "<":
		return n < 0, nil
	case "<=":
		return n <= 0, nil
	case ">":
		return n > 0, nil
	}
	return n >= 0, nil
}

func orderedSets(op string, x, y *Set) bool {
	switch op {
	case "<":
		return x.Len() < y.Len() && subset(x, y)
	case "<=":
		return subset(x, y)
	case ">":
		return y.Len() < x.Len() && subset(y, x)
	}
	return subset(y, x)
}

// Container answers "x in object". Without it the elements are searched.
type Container interface {
	Contains(v Value) bool
}

// contains is v in box.
func contains(f *frame, box, v Value) (bool, error) {
	switch b := box.(type) {
	case string, Markup:
		s, ok := text(v)
		if !ok {
			return false, Raise(kindType, "'in <string>' requires string as left operand, not %s", typeName(v))
		}
		whole, _ := text(b)
		return strings.Contains(whole, s), nil
	case *Dict:
		return hashed(b, v)
	case *Set:
		return hashed(b.members, v)
	case *dictView:
		if b.kind == 'k' {
			return hashed(b.d, v)
		}
	case Container:
		return b.Contains(v), nil
	}
	next, err := iterate(box)
	if err != nil {
		return false, Raise(kindType, "argument of type '%s' is not iterable", typeName(box))
	}
	return search(f, next, v)
}

func (u *Undefined) strictErr() error {
	if u.Lax {
		return nil
	}
	return u.err()
}

func hashed(d *Dict, v Value) (bool, error) {
	h, err := hashKey(v)
	if err != nil {
		return false, err
	}
	_, ok := d.find(h)
	return ok, nil
}

func search(f *frame, next nextFunc, v Value) (bool, error) {
	for {
		item, ok, err := next()
		if err != nil || !ok {
			return false, err
		}
		if f != nil {
			if err := f.run.spend(1, 0); err != nil {
				return false, err
			}
		}
		if samePointer(item, v) {
			return true, nil
		}
		if eq, err := equalValues(item, v); err != nil || eq {
			return eq, err
		}
	}
}
