package jinja

const compareBudget = 5_000_000

// comparer bounds the work of one comparison: values may hold themselves.
type comparer struct{ steps int }

// Equal is Python's a == b. Values nested too deeply to compare are not equal.
func Equal(a, b Value) bool {
	c := comparer{}
	eq, err := c.equal(a, b, 0)
	return err == nil && eq
}

func equalValues(a, b Value) (bool, error) {
	c := comparer{}
	return c.equal(a, b, 0)
}

func (c *comparer) step(depth int) error {
	c.steps++
	if depth > maxDepth || c.steps > compareBudget {
		return Raise(kindRecursion, "maximum recursion depth exceeded in comparison")
	}
	return nil
}

func (c *comparer) equal(a, b Value, depth int) (bool, error) {
	if err := c.step(depth); err != nil {
		return false, err
	}
	if x, ok := text(a); ok {
		y, ok := text(b)
		if !ok {
			return hostEqual(b, a), nil
		}
		return x == y, nil
	}
	if cmp, ok := compareNumbers(a, b); ok {
		return cmp == 0, nil
	}
	return c.equalOther(a, b, depth)
}

func (c *comparer) equalOther(a, b Value, depth int) (bool, error) {
	switch x := a.(type) {
	case nil:
		return b == nil, nil
	case *Undefined:
		_, ok := b.(*Undefined)
		return ok, nil
	case *List:
		y, ok := b.(*List)
		if !ok {
			return hostEqual(b, a), nil
		}
		return c.equalItems(x.Items, y.Items, depth)
	case *Tuple:
		y, ok := b.(*Tuple)
		if !ok {
			return false, nil
		}
		return c.equalItems(x.Items, y.Items, depth)
	case *Dict:
		y, ok := b.(*Dict)
		if !ok {
			return hostEqual(b, a), nil
		}
		return c.equalDicts(x, y, depth)
	}
	return c.equalRest(a, b, depth)
}

func (c *comparer) equalRest(a, b Value, depth int) (bool, error) {
	switch x := a.(type) {
	case *Set:
		y, ok := setOf(b)
		return ok && x.Len() == y.Len() && subset(x, y), nil
	case *dictView:
		return equalViews(x, b), nil
	case *Range:
		y, ok := b.(*Range)
		return ok && x.Len() == y.Len() && (x.Len() == 0 || x.Start == y.Start && (x.Len() == 1 || x.Step == y.Step)), nil
	case *group:
		return c.equal(x.tuple(), b, depth+1)
	}
	if _, ok := b.(*group); ok {
		return c.equal(b, a, depth+1)
	}
	return hostEqual(a, b) || hostEqual(b, a), nil
}

func equalViews(x *dictView, b Value) bool {
	if y, ok := b.(*dictView); ok && x.kind == 'v' {
		return x == y
	}
	l, ok := setOf(x)
	r, ok2 := setOf(b)
	return ok && ok2 && l.Len() == r.Len() && subset(l, r)
}

func subset(x, y *Set) bool {
	for _, v := range x.Elements() {
		if !y.Has(v) {
			return false
		}
	}
	return true
}

// hostEqual asks a about b; without an answer only the same object is equal.
func hostEqual(a, b Value) bool {
	if e, ok := a.(Equaler); ok {
		return e.EqualTo(b)
	}
	ha, err := hashKey(a)
	if err != nil {
		return a == nil && b == nil || samePointer(a, b)
	}
	hb, err := hashKey(b)
	return err == nil && ha == hb
}

func (c *comparer) equalItems(a, b []Value, depth int) (bool, error) {
	if len(a) != len(b) {
		return false, nil
	}
	for i := range a {
		if samePointer(a[i], b[i]) {
			continue
		}
		if eq, err := c.equal(a[i], b[i], depth+1); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

func (c *comparer) equalDicts(a, b *Dict, depth int) (bool, error) {
	if a == b {
		return true, nil
	}
	if a.Len() != b.Len() {
		return false, nil
	}
	for _, e := range a.entries {
		if e.dead() {
			continue
		}
		other, ok := b.find(e.hash())
		if !ok {
			return false, nil
		}
		if eq, err := c.equal(e.value, other, depth+1); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

// samePointer is Python's "is" for lists and dicts.
func samePointer(a, b Value) bool {
	switch x := a.(type) {
	case *List:
		y, ok := b.(*List)
		return ok && x == y
	case *Dict:
		y, ok := b.(*Dict)
		return ok && x == y
	}
	return false
}

// itemsOf gives the items of a list or tuple without copying.
func itemsOf(v Value) ([]Value, bool) {
	switch v := v.(type) {
	case *List:
		return v.Items, true
	case *Tuple:
		return v.Items, true
	case *group:
		return v.tuple().Items, true
	}
	return nil, false
}
