package jinja

import "slices"

// target compiles what stands left of an assignment.
func (c *compiler) target(n astNode, l level) bind {
	switch n := n.(type) {
	case *nameNode:
		return c.nameBind(n.name, l)
	case *nsRefNode:
		return c.nsBind(n, l)
	case *tupleNode:
		var items []bind
		for _, item := range n.items {
			items = append(items, c.target(item, l))
		}
		return func(f *frame, v Value) error { return unpack(f, v, items) }
	}
	return func(*frame, Value) error { return Raise(kindSyntax, "can't assign") }
}

func (c *compiler) nameBind(name string, l level) bind {
	v := c.variable(name, l)
	slot, top := v.slot, l.top
	if distance(l.fn, v.fn) != 0 {
		c.fail(0, Raise(kindSyntax, "can't assign to %s here", reprString(name)))
	}
	if !top {
		return func(f *frame, v Value) error {
			f.slots[slot] = v
			return nil
		}
	}
	return func(f *frame, v Value) error {
		f.slots[slot] = v
		f.ctx.assign(name, v, true)
		return nil
	}
}

// nsChecks gives the checks that a {% set %} makes before it reads its value: that
// what gets an attribute is a namespace.
func (c *compiler) nsChecks(target astNode, l level) []func(*frame) error {
	switch n := target.(type) {
	case *nsRefNode:
		get := reader(l.fn, c.variable(n.name, l))
		return []func(*frame) error{func(f *frame) error {
			_, err := asNamespace(get(f))
			return err
		}}
	case *tupleNode:
		var out []func(*frame) error
		for _, item := range n.items {
			out = append(out, c.nsChecks(item, l)...)
		}
		return out
	}
	return nil
}

func asNamespace(v Value) (*namespace, error) {
	if ns, ok := v.(*namespace); ok {
		return ns, nil
	}
	return nil, Raise(kindRuntime, "cannot assign attribute on non-namespace object")
}

func (c *compiler) nsBind(n *nsRefNode, l level) bind {
	get := reader(l.fn, c.variable(n.name, l))
	return func(f *frame, v Value) error {
		ns, err := asNamespace(get(f))
		if err != nil {
			return err
		}
		ns.attrs.Put(n.attr, v)
		return nil
	}
}

// variable finds the variable of a name that the scopes of l know.
func (c *compiler) variable(name string, l level) variable {
	if v, ok := l.syms.find(name); ok {
		return v
	}
	l.syms.load(name)
	v, _ := l.syms.find(name)
	return v
}

// unpack assigns the elements of v to targets, as many as there are.
func unpack(f *frame, v Value, targets []bind) error {
	items, err := exactly(f, v, len(targets))
	if err != nil {
		return err
	}
	for i, t := range targets {
		if err := t(f, items[i]); err != nil {
			return err
		}
	}
	return nil
}

// exactly gives the elements of v, which must be as many as want.
func exactly(f *frame, v Value, want int) ([]Value, error) {
	items, ok := itemsOf(v)
	if !ok {
		var err error
		if items, err = unpackItems(f, v, want); err != nil {
			return nil, err
		}
	}
	switch {
	case len(items) < want:
		return nil, Raise(kindValue, "not enough values to unpack (expected %d, got %d)", want, len(items))
	case len(items) > want:
		return nil, Raise(kindValue, "too many values to unpack (expected %d)", want)
	}
	return slices.Clone(items), nil
}

func unpackItems(f *frame, v Value, want int) ([]Value, error) {
	next, err := iterate(v)
	if err != nil {
		return nil, Raise(kindType, "cannot unpack non-iterable %s object", typeName(v))
	}
	var items []Value
	for len(items) <= want {
		item, ok, err := next()
		if err != nil || !ok {
			return items, err
		}
		items = append(items, item)
	}
	return items, f.run.spend(want, 0)
}
