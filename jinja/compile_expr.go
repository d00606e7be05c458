package jinja

func (c *compiler) expr(n astNode, l level) expr {
	switch n := n.(type) {
	case *constNode:
		v := n.value
		return func(*frame) (Value, error) { return v, nil }
	case *dataNode:
		v := n.text
		return func(*frame) (Value, error) { return v, nil }
	case *nameNode:
		return c.name(n, l)
	case *attrNode:
		return c.attr(n, l)
	case *itemNode:
		return c.item(n, l)
	case *callNode:
		return c.call(n, l)
	case *filterNode:
		return c.filter(n, l)
	case *testNode:
		return c.test(n, l)
	case *binaryNode:
		return c.binary(n, l)
	case *unaryNode:
		return c.unary(n, l)
	case *compareNode:
		return c.compare(n, l)
	case *concatNode:
		return c.concat(n, l)
	case *condNode:
		return c.cond(n, l)
	}
	return c.display(n, l)
}

// display compiles list, tuple, dict and slice.
func (c *compiler) display(n astNode, l level) expr {
	switch n := n.(type) {
	case *listNode:
		items := c.exprs(n.items, l)
		return func(f *frame) (Value, error) {
			vs, err := evalAll(f, items)
			return &List{Items: vs}, err
		}
	case *tupleNode:
		items := c.exprs(n.items, l)
		return func(f *frame) (Value, error) {
			vs, err := evalAll(f, items)
			return &Tuple{Items: vs}, err
		}
	case *dictNode:
		return c.dict(n, l)
	case *sliceNode:
		return c.slice(n, l)
	}
	return func(*frame) (Value, error) { return nil, Raise(kindRuntime, "not an expression") }
}

func (c *compiler) exprs(nodes []astNode, l level) []expr {
	out := make([]expr, len(nodes))
	for i, n := range nodes {
		out[i] = c.expr(n, l)
	}
	return out
}

func evalAll(f *frame, xs []expr) ([]Value, error) {
	if len(xs) == 0 {
		return nil, nil
	}
	out := make([]Value, len(xs))
	for i, x := range xs {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, f.run.spend(1, 16*len(out))
}

func (c *compiler) dict(n *dictNode, l level) expr {
	keys, values := c.exprs(n.keys, l), c.exprs(n.values, l)
	return func(f *frame) (Value, error) {
		d := &Dict{}
		for i := range keys {
			k, err := keys[i](f)
			if err != nil {
				return nil, err
			}
			v, err := values[i](f)
			if err != nil {
				return nil, err
			}
			if err := d.Set(k, v); err != nil {
				return nil, f.fail(n.offset(), err)
			}
		}
		return d, f.run.spend(1, 48*len(keys))
	}
}

func (c *compiler) binary(n *binaryNode, l level) expr {
	left, right, at := c.expr(n.left, l), c.expr(n.right, l), n.offset()
	switch n.op {
	case "and", "or":
		stop := n.op == "or"
		return func(f *frame) (Value, error) {
			v, err := left(f)
			if err != nil || Truth(v) == stop {
				return v, err
			}
			return right(f)
		}
	}
	op := arithmetic(n.op)
	if n.op == "**" && negative(n.left) && named(n.right) {
		op = negatedPower
	}
	return func(f *frame) (Value, error) {
		a, err := left(f)
		if err != nil {
			return nil, err
		}
		b, err := right(f)
		if err != nil {
			return nil, err
		}
		v, err := op(f.run, a, b)
		if err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

func (c *compiler) unary(n *unaryNode, l level) expr {
	x, at, op := c.expr(n.x, l), n.offset(), n.op
	return func(f *frame) (Value, error) {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		if op == "not" {
			return !Truth(v), nil
		}
		if v, err = signed(op, v); err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

func (c *compiler) compare(n *compareNode, l level) expr {
	first, rest, at := c.expr(n.first, l), c.exprs(n.rest, l), n.offset()
	return func(f *frame) (Value, error) {
		a, err := first(f)
		if err != nil {
			return nil, err
		}
		for i, x := range rest {
			b, err := x(f)
			if err != nil {
				return nil, err
			}
			ok, err := compareOp(f, n.ops[i], a, b)
			if err != nil {
				return nil, f.fail(at, err)
			}
			if !ok {
				return false, nil
			}
			a = b
		}
		return true, nil
	}
}

func (c *compiler) concat(n *concatNode, l level) expr {
	items, at := c.exprs(n.items, l), n.offset()
	return func(f *frame) (Value, error) {
		vs, err := evalAll(f, items)
		if err != nil {
			return nil, err
		}
		v, err := concatenate(f.run, vs)
		if err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

func concatenate(r *run, vs []Value) (Value, error) {
	if r.escape {
		return joinEscaped(r, "", vs)
	}
	p := printer{limit: min(maxPrint, max(0, r.limits.Memory-r.memory))}
	for _, v := range vs {
		p.str(v)
	}
	if p.full {
		return nil, Raise(kindMemory, "a text is too long to join")
	}
	return string(p.buf), r.spend(0, len(p.buf))
}

func (c *compiler) cond(n *condNode, l level) expr {
	l.soft = true
	test, then := c.expr(n.test, l), c.expr(n.then, l)
	if n.other == nil {
		line := c.unit.src.place(n.offset()).line
		hint := Raise("", "the inline if-expression on line %d evaluated to false and no else section was defined.", line).Message
		return func(f *frame) (Value, error) {
			v, err := test(f)
			if err != nil {
				return nil, err
			}
			if Truth(v) {
				return then(f)
			}
			return &Undefined{Hint: hint, Lax: f.unit.env.lax}, nil
		}
	}
	other := c.expr(n.other, l)
	return func(f *frame) (Value, error) {
		v, err := test(f)
		if err != nil {
			return nil, err
		}
		if Truth(v) {
			return then(f)
		}
		return other(f)
	}
}
