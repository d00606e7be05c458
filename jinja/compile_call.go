package jinja

// args are compiled arguments; the first lead places are left for the subject
// of a filter or test.
type args struct {
	lead   int
	pos    []expr
	names  []string
	kw     []expr
	splat  expr
	splat2 expr
}

func (c *compiler) args(a *argList, l level, lead int) *args {
	out := &args{lead: lead, pos: c.exprs(a.args, l), names: a.names, kw: c.exprs(a.kwargs, l)}
	if a.splat != nil {
		out.splat = c.expr(a.splat, l)
	}
	if a.splat2 != nil {
		out.splat2 = c.expr(a.splat2, l)
	}
	return out
}

// eval gives positional and keyword arguments; kwargs is nil when there are none.
func (a *args) eval(f *frame) ([]Value, *Dict, error) {
	vs := make([]Value, a.lead, a.lead+len(a.pos))
	for _, x := range a.pos {
		v, err := x(f)
		if err != nil {
			return nil, nil, err
		}
		vs = append(vs, v)
	}
	if a.kw == nil && a.splat == nil && a.splat2 == nil {
		return vs, nil, nil
	}
	kwargs := &Dict{}
	for i, x := range a.kw {
		v, err := x(f)
		if err != nil {
			return nil, nil, err
		}
		kwargs.Put(a.names[i], v)
	}
	return a.splats(f, vs, kwargs)
}

func (a *args) splats(f *frame, vs []Value, kwargs *Dict) ([]Value, *Dict, error) {
	if a.splat != nil {
		v, err := a.splat(f)
		if err != nil {
			return nil, nil, err
		}
		more, err := elements(&f.state, v)
		if err != nil {
			return nil, nil, Raise(kindType, "argument after * must be an iterable, not %s", typeName(v))
		}
		vs = append(vs, more...)
	}
	if a.splat2 != nil {
		v, err := a.splat2(f)
		if err != nil {
			return nil, nil, err
		}
		if err := addKwargs(kwargs, v); err != nil {
			return nil, nil, err
		}
	}
	if kwargs.Len() == 0 {
		kwargs = nil
	}
	return vs, kwargs, nil
}

func addKwargs(kwargs *Dict, v Value) error {
	d, ok := v.(*Dict)
	if !ok {
		return Raise(kindType, "argument after ** must be a mapping, not %s", typeName(v))
	}
	for k, item := range d.All() {
		name, ok := text(k)
		if !ok {
			return Raise(kindType, "keywords must be strings")
		}
		if _, ok := kwargs.GetStr(name); ok {
			return Raise(kindType, "got multiple values for keyword argument %s", reprString(name))
		}
		kwargs.Put(name, item)
	}
	return nil
}

func (c *compiler) call(n *callNode, l level) expr {
	args, at := c.args(&n.argList, l, 0), n.offset()
	if a, ok := n.fn.(*attrNode); ok {
		return c.methodCall(a, args, l)
	}
	fn := c.expr(n.fn, l)
	if name, ok := n.fn.(*nameNode); ok {
		at = name.offset()
	}
	return func(f *frame) (Value, error) {
		target, err := fn(f)
		if err != nil {
			return nil, err
		}
		vs, kwargs, err := args.eval(f)
		if err != nil {
			return nil, f.fail(at, err)
		}
		v, err := f.call(at, target, vs, kwargs)
		if err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

// methodCall compiles x.name(...) so that a method of a built-in type needs no
// bound value.
func (c *compiler) methodCall(n *attrNode, args *args, l level) expr {
	x, name, at := c.expr(n.x, l), n.name, n.offset()
	return func(f *frame) (Value, error) {
		subject, err := x(f)
		if err != nil {
			return nil, err
		}
		m := methodOf(subject, name)
		var target Value
		if m == nil {
			if target, err = f.getattr(subject, name); err != nil {
				return nil, f.fail(at, err)
			}
		}
		vs, kwargs, err := args.eval(f)
		if err != nil {
			return nil, f.fail(at, err)
		}
		var v Value
		if m != nil {
			if err = f.run.spend(1, 0); err == nil {
				v, err = m(subject, &Call{Args: vs, Kwargs: kwargs, state: &f.state})
			}
		} else {
			v, err = f.call(at, target, vs, kwargs)
		}
		if err != nil {
			err = f.fail(at, err)
		}
		return v, err
	}
}

// call runs a callable that was called at an offset of the frame's source.
func (f *frame) call(at int, fn Value, vs []Value, kwargs *Dict) (Value, error) {
	if err := f.run.spend(1, 0); err != nil {
		return nil, err
	}
	if m, ok := fn.(*macroFunc); ok {
		return m.invoke(f, at, vs, kwargs)
	}
	if m, ok := fn.(*boundMacro); ok {
		return m.invoke(f, at, vs, kwargs)
	}
	return callValue(&f.state, at, fn, vs, kwargs)
}

// callValue calls fn in a running render, at an offset of the caller's source.
func callValue(s *State, at int, fn Value, vs []Value, kwargs *Dict) (Value, error) {
	c := &Call{Args: vs, Kwargs: kwargs, state: s, at: at}
	switch fn := fn.(type) {
	case *Undefined:
		if fn.Lax {
			return fn, nil
		}
		return nil, fn.err()
	case builtin:
		return fn(c)
	case *macroFunc:
		return fn.Call(c)
	case *boundMacro:
		return fn.Call(c)
	case *method:
		return fn.fn(fn.subject, c)
	case Callable:
		plainArgs(c)
		v, err := fn.Call(c)
		return plainGo(v), err
	}
	return nil, Raise(kindType, "'%s' object is not callable", typeName(fn))
}

// plainArgs gives a host strings instead of Markup.
func plainArgs(c *Call) {
	for i, v := range c.Args {
		if m, ok := v.(Markup); ok {
			c.Args[i] = string(m)
		}
	}
	if c.Kwargs == nil {
		return
	}
	for i := range c.Kwargs.entries {
		if m, ok := c.Kwargs.entries[i].value.(Markup); ok {
			c.Kwargs.entries[i].value = string(m)
		}
	}
}

func (c *compiler) filter(n *filterNode, l level) expr {
	if n.x == nil {
		c.fail(n.offset(), Raise(kindSyntax, "a filter needs a subject"))
		return func(*frame) (Value, error) { return nil, nil }
	}
	x, fn := c.expr(n.x, l), c.filterFunc(n, l)
	args, at := c.args(&n.argList, l, 1), n.offset()
	return func(f *frame) (Value, error) {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		return applyFunc(f, at, fn, v, args)
	}
}

func applyFunc(f *frame, at int, fn Callable, subject Value, a *args) (Value, error) {
	vs, kwargs, err := a.eval(f)
	if err == nil {
		vs[0] = subject
		if err = f.run.spend(1, 0); err == nil {
			var v Value
			if v, err = callValue(&f.state, at, fn, vs, kwargs); err == nil {
				return v, nil
			}
		}
	}
	return nil, f.fail(at, err)
}

// filterFunc finds a filter. An unknown one is an error at once, unless it
// stands in a branch that may never run.
func (c *compiler) filterFunc(n *filterNode, l level) Callable {
	if fn := c.unit.env.filter(n.name); fn != nil {
		return fn
	}
	return c.unknown("filter", n.name, n.offset(), l)
}

func (c *compiler) unknown(what, name string, at int, l level) Callable {
	if !l.soft {
		c.fail(at, Raise(kindAssertion, "No %s named %s.", what, reprString(name)))
	}
	return Func(func(*Call) (Value, error) {
		return nil, Raise(kindRuntime, "No %s named %s found.", what, reprString(name))
	})
}

func (e *Env) filter(name string) Callable {
	if fn, ok := e.filters[name]; ok {
		return fn
	}
	if fn := filterNamed(name); fn != nil {
		return fn
	}
	return nil
}

func (e *Env) test(name string) Callable {
	if fn, ok := e.tests[name]; ok {
		return fn
	}
	if fn := testNamed(name); fn != nil {
		return fn
	}
	return nil
}

func (c *compiler) test(n *testNode, l level) expr {
	fn := c.unit.env.test(n.name)
	if fn == nil {
		fn = c.unknown("test", n.name, n.offset(), l)
	}
	x, args, at := c.expr(n.x, l), c.args(&n.argList, l, 1), n.offset()
	return func(f *frame) (Value, error) {
		v, err := x(f)
		if err != nil {
			return nil, err
		}
		return applyFunc(f, at, fn, v, args)
	}
}
