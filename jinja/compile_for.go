package jinja

// forCode is a compiled loop. Its iterable is evaluated by the code around it.
type forCode struct {
	at       int
	target   bind
	enter    stmt
	body     []stmt
	other    []stmt // runs when no turn came to its end
	hasElse  bool
	loopSlot int // of the variable loop, -1 when the body does not name it
	filter   *loopFilter
}

// loopFilter is the condition of {% for x in y if condition %}; it binds the
// target to variables of its own.
type loopFilter struct {
	enter  stmt
	target bind
	test   expr
}

func (c *compiler) forStmt(n *forNode, l level) stmt {
	c.checkLoopName(n)
	iter := c.expr(n.iter, l)
	if n.recursive {
		return c.recursiveLoop(n, iter, l)
	}
	code := c.forCode(n, l.inner(), l.inner(), l.inner())
	return func(f *frame) (flow, error) {
		v, err := iter(f)
		if err != nil {
			return flowNext, err
		}
		return flowNext, code.run(f, v, nil, 0)
	}
}

// recursiveLoop compiles a loop to a function that its body may call again.
func (c *compiler) recursiveLoop(n *forNode, iter expr, l level) stmt {
	fn := newFunction(l.fn)
	in := func() level {
		return level{fn: fn, syms: newSymbols(fn, l.syms), plain: l.plain, soft: l.soft}
	}
	code := c.forCode(n, in(), in(), in())
	return func(f *frame) (flow, error) {
		v, err := iter(f)
		if err != nil {
			return flowNext, err
		}
		if v, err = runRecursive(f, fn, code, v, 0); err == nil {
			err = f.out.value(v)
		}
		return flowNext, err
	}
}

func runRecursive(up *frame, fn *function, code *forCode, v Value, depth int) (Value, error) {
	if err := up.run.enter(); err != nil {
		return nil, up.fail(code.at, err)
	}
	defer up.run.leave()
	f := child(up, fn, &output{run: up.run})
	again := func(v Value) (Value, error) { return runRecursive(up, fn, code, v, depth+1) }
	if err := code.run(f, v, again, depth); err != nil {
		return nil, err
	}
	return f.out.result()
}

func (c *compiler) forCode(n *forNode, body, test, other level) *forCode {
	code := &forCode{at: n.iter.offset(), loopSlot: -1, hasElse: len(n.other) > 0}
	if n.recursive || undeclared(n.body, "loop")["loop"] {
		code.loopSlot = body.syms.param("loop").slot
	}
	body.loops++
	body.syms.targets(n.target)
	body.syms.visitAll(n.body)
	code.target = c.target(n.target, body)
	code.body = c.body(n.body, body)
	code.enter = c.enter(body)
	other.syms.visitAll(n.other)
	code.other = c.scoped(n.other, other)
	if n.test != nil {
		test.syms.prefix = "if"
		test.syms.targets(n.target)
		test.syms.visit(n.test)
		code.filter = &loopFilter{target: c.target(n.target, test), test: c.expr(n.test, test)}
		code.filter.enter = c.enter(test)
	}
	return code
}

// checkLoopName refuses to assign to loop anywhere in a loop.
func (c *compiler) checkLoopName(n *forNode) {
	var visit func(astNode)
	visit = func(n astNode) {
		if name, ok := n.(*nameNode); ok && name.use == useStore && name.name == "loop" {
			c.fail(n.offset(), Raise(kindAssertion, "Can't assign to special loop variable in for-loop target"))
		}
		eachChild(n, visit)
	}
	visit(n.target)
	for _, s := range n.body {
		if set, ok := s.(*setNode); ok {
			visit(set.target)
		}
	}
}

// run executes the loop over v; again runs it recursively.
func (code *forCode) run(f *frame, v Value, again func(Value) (Value, error), depth int) error {
	next, err := iterate(v)
	if err != nil {
		return f.fail(code.at, err)
	}
	if code.filter != nil {
		v = nil
		next = code.filter.apply(f, next)
	}
	turn := next
	if code.loopSlot >= 0 {
		lp := &loopContext{source: v, next: next, again: again, depth: depth, lax: f.unit.env.lax, index: -1}
		f.slots[code.loopSlot] = lp
		turn = lp.step
	}
	completed, err := code.turns(f, turn)
	if err != nil {
		return err
	}
	if !completed && code.hasElse {
		_, err = f.block(code.other)
	}
	return err
}

// turns runs the body and says whether any turn reached the end of the body.
func (code *forCode) turns(f *frame, next nextFunc) (completed bool, err error) {
	for {
		item, ok, err := next()
		if err != nil {
			return completed, f.fail(code.at, err)
		}
		if !ok {
			return completed, nil
		}
		if err := f.run.spend(1, 0); err != nil {
			return completed, f.fail(code.at, err)
		}
		if err := code.target(f, item); err != nil {
			return completed, f.fail(code.at, err)
		}
		if _, err := code.enter(f); err != nil {
			return completed, err
		}
		fl, err := f.block(code.body)
		if err != nil || fl == flowBreak {
			return completed, err
		}
		completed = completed || fl == flowNext
	}
}

// apply gives the elements that pass the condition.
func (lf *loopFilter) apply(f *frame, next nextFunc) nextFunc {
	entered := false
	return func() (Value, bool, error) {
		if !entered {
			entered = true
			if _, err := lf.enter(f); err != nil {
				return nil, false, err
			}
		}
		for {
			item, ok, err := next()
			if err != nil || !ok {
				return nil, false, err
			}
			if err := f.run.spend(1, 0); err != nil {
				return nil, false, err
			}
			if err := lf.target(f, item); err != nil {
				return nil, false, err
			}
			v, err := lf.test(f)
			if err != nil {
				return nil, false, err
			}
			if Truth(v) {
				return item, true, nil
			}
		}
	}
}
