package jinja

func (c *compiler) name(n *nameNode, l level) expr {
	v, name := c.variable(n.name, l), n.name
	if v.fn == l.fn {
		slot := v.slot
		return func(f *frame) (Value, error) {
			v := f.slots[slot]
			if isMissing(v) {
				return f.undefined(name), nil
			}
			return v, nil
		}
	}
	get := reader(l.fn, v)
	return func(f *frame) (Value, error) {
		v := get(f)
		if isMissing(v) {
			return f.undefined(name), nil
		}
		return v, nil
	}
}

func (f *frame) undefined(name string) *Undefined {
	return &Undefined{Name: name, Lax: f.unit.env.lax}
}

func (c *compiler) attr(n *attrNode, l level) expr {
	x, name, at := c.expr(n.x, l), n.name, n.offset()
	return func(f *frame) (Value, error) {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		if v, err = f.getattr(v, name); err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

func (c *compiler) item(n *itemNode, l level) expr {
	x, key, at := c.expr(n.x, l), c.expr(n.key, l), n.offset()
	return func(f *frame) (Value, error) {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		k, err := key(f)
		if err != nil {
			return nil, err
		}
		if v, err = f.getitem(v, k); err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

func (c *compiler) slice(n *sliceNode, l level) expr {
	var parts [3]expr
	for i, p := range []astNode{n.start, n.stop, n.step} {
		parts[i] = func(*frame) (Value, error) { return nil, nil }
		if p != nil {
			parts[i] = c.expr(p, l)
		}
	}
	return func(f *frame) (Value, error) {
		vs, err := evalAll(f, parts[:])
		if err != nil {
			return nil, err
		}
		return &sliceValue{vs[0], vs[1], vs[2]}, nil
	}
}
