package jinja

func (c *compiler) set(n *setNode, l level) stmt {
	x, target, at := c.expr(n.value, l), c.target(n.target, l), n.target.offset()
	checks := c.nsChecks(n.target, l)
	return func(f *frame) (flow, error) {
		for _, check := range checks {
			if err := check(f); err != nil {
				return flowNext, f.fail(at, err)
			}
		}
		v, err := x(f)
		if err == nil {
			if err = target(f, v); err != nil {
				err = f.fail(at, err)
			}
		}
		return flowNext, err
	}
}

func (c *compiler) setBlock(n *setBlockNode, l level) stmt {
	in := l.inner()
	in.check = false
	in.syms.visitAll(n.body)
	if n.filter != nil {
		in.syms.visit(n.filter)
	}
	body, target := c.scoped(n.body, in), c.target(n.target, l)
	apply := c.blockFilter(n.filter, in)
	return func(f *frame) (flow, error) {
		v, fl, err := capture(f, body)
		if err != nil || fl != flowNext {
			return fl, err
		}
		if v, err = apply(f, v); err != nil {
			return flowNext, err
		}
		if err = target(f, v); err != nil {
			err = f.fail(n.offset(), err)
		}
		return flowNext, err
	}
}

// capture runs body and gives what it printed.
func capture(f *frame, body []stmt) (Value, flow, error) {
	outer := f.out
	f.out = &output{run: f.run}
	defer func() { f.out = outer }()
	fl, err := f.block(body)
	if err != nil {
		return nil, fl, err
	}
	v, err := f.out.result()
	return v, fl, err
}

// blockFilter compiles the filters of a block, whose innermost subject is the text.
func (c *compiler) blockFilter(n *filterNode, l level) func(*frame, Value) (Value, error) {
	if n == nil {
		return func(_ *frame, v Value) (Value, error) { return v, nil }
	}
	inner := func(_ *frame, v Value) (Value, error) { return v, nil }
	if x, ok := n.x.(*filterNode); ok {
		inner = c.blockFilter(x, l)
	}
	fn := c.filterFunc(n, l)
	args := c.args(&n.argList, l, 1)
	at := n.offset()
	return func(f *frame, v Value) (Value, error) {
		v, err := inner(f, v)
		if err != nil {
			return nil, err
		}
		return applyFunc(f, at, fn, v, args)
	}
}

func (c *compiler) filterBlock(n *filterBlockNode, l level) stmt {
	in := l.inner()
	in.syms.visitAll(n.body)
	in.syms.visit(n.filter)
	check := l.check && c.extends
	in.check = false
	body, apply := c.scoped(n.body, in), c.blockFilter(n.filter, in)
	return func(f *frame) (flow, error) {
		v, fl, err := capture(f, body)
		if err != nil || fl != flowNext {
			return fl, err
		}
		if v, err = apply(f, v); err != nil || check && f.ctx.parent != nil {
			return flowNext, err
		}
		if _, ok := text(v); !ok && !f.run.native { // Jinja2 joins it as it is
			return flowNext, f.fail(n.offset(), Raise(kindType, "sequence item 0: expected str instance, %s found", typeName(v)))
		}
		return flowNext, f.out.value(v)
	}
}

func (c *compiler) with(n *withNode, l level) stmt {
	in := l.inner()
	in.syms.visitAll(n.targets)
	in.syms.visitAll(n.body)
	var values []expr
	var targets []bind
	for i := range n.targets {
		values = append(values, c.expr(n.values[i], l))
		targets = append(targets, c.target(n.targets[i], in))
	}
	body := c.body(n.body, in)
	enter := c.enter(in)
	return func(f *frame) (flow, error) {
		if _, err := enter(f); err != nil {
			return flowNext, err
		}
		for i, x := range values {
			v, err := x(f)
			if err != nil {
				return flowNext, err
			}
			if err := targets[i](f, v); err != nil {
				return flowNext, f.fail(n.offset(), err)
			}
		}
		return f.block(body)
	}
}

func (c *compiler) autoescape(n *autoescNode, l level) stmt {
	in := l.inner()
	in.plain = true
	in.syms.visitAll(n.body)
	in.syms.visit(n.on)
	on, body := c.expr(n.on, in), c.body(n.body, in)
	enter := c.enter(in)
	return func(f *frame) (flow, error) {
		if _, err := enter(f); err != nil {
			return flowNext, err
		}
		v, err := on(f)
		if err != nil {
			return flowNext, err
		}
		defer func(old bool) { f.run.escape = old }(f.run.escape)
		f.run.escape = Truth(v)
		return f.block(body)
	}
}
