package jinja

import "slices"

func (c *compiler) stmt(n astNode, l level) stmt {
	switch n := n.(type) {
	case *outputNode:
		return c.output(n, l)
	case *ifNode:
		return c.ifStmt(n, l)
	case *forNode:
		return c.forStmt(n, l)
	case *setNode:
		return c.set(n, l)
	case *setBlockNode:
		return c.setBlock(n, l)
	case *macroNode:
		return c.macro(n, l)
	case *callBlockNode:
		return c.callBlock(n, l)
	case *filterBlockNode:
		return c.filterBlock(n, l)
	case *withNode:
		return c.with(n, l)
	case *doNode:
		x := c.expr(n.x, l)
		return func(f *frame) (flow, error) {
			_, err := x(f)
			return flowNext, err
		}
	case *breakNode:
		return c.jump(n.offset(), "break", flowBreak, l)
	case *continueNode:
		return c.jump(n.offset(), "continue", flowContinue, l)
	}
	return c.loadStmt(n, l)
}

func (c *compiler) loadStmt(n astNode, l level) stmt {
	switch n := n.(type) {
	case *includeNode:
		return c.include(n, l)
	case *importNode:
		return c.importStmt(n, l)
	case *fromImportNode:
		return c.fromImport(n, l)
	case *blockNode:
		return c.blockStmt(n, l)
	case *extendsNode:
		return c.extendsStmt(n, l)
	case *autoescNode:
		return c.autoescape(n, l)
	}
	return nil
}

func (c *compiler) jump(at int, word string, fl flow, l level) stmt {
	if l.loops == 0 {
		c.fail(at, Raise(kindSyntax, "'%s' outside loop", word))
	}
	return func(*frame) (flow, error) { return fl, nil }
}

// output compiles text and expressions; constants become text.
func (c *compiler) output(n *outputNode, l level) stmt {
	var parts []stmt
	var pending []byte
	flush := func() {
		if len(pending) > 0 {
			s := string(pending)
			parts = append(parts, func(f *frame) (flow, error) { return flowNext, f.out.write(s) })
			pending = nil
		}
	}
	for _, part := range n.parts {
		if d, ok := part.(*dataNode); ok {
			pending = append(pending, d.text...)
			continue
		}
		if v, ok := constant(part); ok && !l.plain {
			pending = append(pending, Str(v)...)
			continue
		}
		flush()
		parts = append(parts, c.print(part, l))
	}
	flush()
	if l.check && c.extends {
		return func(f *frame) (flow, error) {
			if f.ctx.parent != nil {
				return flowNext, nil
			}
			return f.block(parts)
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return func(f *frame) (flow, error) { return f.block(parts) }
}

func (c *compiler) print(n astNode, l level) stmt {
	x, at := c.expr(n, l), n.offset()
	return func(f *frame) (flow, error) {
		v, err := x(f)
		if err == nil {
			if err = f.out.value(v); err != nil {
				err = f.fail(at, err)
			}
		}
		return flowNext, err
	}
}

func (c *compiler) ifStmt(n *ifNode, l level) stmt {
	l.soft = true
	tests := []expr{c.expr(n.test, l)}
	bodies := [][]stmt{c.body(n.body, l)}
	for _, e := range n.elifs {
		tests = append(tests, c.expr(e.test, l))
		bodies = append(bodies, c.body(e.body, l))
	}
	other := c.body(n.other, l)
	return func(f *frame) (flow, error) {
		for i, test := range tests {
			v, err := test(f)
			if err != nil {
				return flowNext, err
			}
			if Truth(v) {
				return f.block(bodies[i])
			}
		}
		return f.block(other)
	}
}

func (c *compiler) set(n *setNode, l level) stmt {
	x, target, at := c.expr(n.value, l), c.target(n.target, l), n.target.offset()
	return func(f *frame) (flow, error) {
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

func (c *compiler) nsBind(n *nsRefNode, l level) bind {
	get := reader(l.fn, c.variable(n.name, l))
	return func(f *frame, v Value) error {
		ns, ok := get(f).(*namespace)
		if !ok {
			return Raise(kindRuntime, "cannot assign attribute on non-namespace object")
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
