package jinja

// macroCode is a compiled macro.
type macroCode struct {
	name     string
	unit     *unit
	fn       *function
	params   []paramCode
	enter    stmt // gives free names their values: defaults may use them
	body     []stmt
	caller   int // slots of the special parameters, -1 without
	kwargs   int
	varargs  int
	explicit bool // caller is a declared parameter
}

type paramCode struct {
	name string
	slot int
	def  expr // nil without a default
}

// macroFunc is a macro as a value: its code and the frame it was defined in.
type macroFunc struct {
	code *macroCode
	up   *frame
}

func (c *compiler) macro(n *macroNode, l level) stmt {
	code := c.macroCode(n, l, l.fn)
	slot := c.variable(n.name, l).slot
	name, top := n.name, l.top
	return func(f *frame) (flow, error) {
		m := &macroFunc{code: code, up: f}
		f.slots[slot] = m
		if top {
			f.ctx.assign(name, m, true)
		}
		return flowNext, nil
	}
}

// macroCode compiles a macro inside the scopes of l.
func (c *compiler) macroCode(n *macroNode, l level, parent *function) *macroCode {
	fn := newFunction(parent)
	in := level{fn: fn, syms: newSymbols(fn, l.syms), plain: l.plain}
	code := &macroCode{name: n.name, unit: c.unit, fn: fn}
	c.special(n, code, in.syms)
	for _, p := range n.params {
		in.syms.visit(p)
	}
	in.syms.visitAll(n.defaults)
	in.syms.visitAll(n.body)
	for i, p := range n.params {
		pc := paramCode{name: p.name, slot: c.variable(p.name, in).slot}
		if d := n.defaultOf(i); d != nil {
			pc.def = c.expr(d, in)
		}
		code.params = append(code.params, pc)
	}
	code.body = c.body(n.body, in)
	code.enter = c.enter(in)
	return code
}

// special declares caller, kwargs and varargs where the body names them.
func (c *compiler) special(n *macroNode, code *macroCode, syms *symbols) {
	code.caller, code.kwargs, code.varargs = -1, -1, -1
	named := undeclared(n.body, "caller", "kwargs", "varargs")
	given := map[string]bool{}
	for i, p := range n.params {
		given[p.name] = true
		if p.name == "caller" && named["caller"] {
			code.explicit = true
			if n.defaultOf(i) == nil {
				c.fail(n.offset(), Raise(kindAssertion,
					`When defining macros or call blocks the special "caller" argument must be omitted or be given a default.`))
			}
		}
	}
	if named["caller"] && !given["caller"] {
		code.caller = syms.param("caller").slot
	}
	if named["kwargs"] && !given["kwargs"] {
		code.kwargs = syms.param("kwargs").slot
	}
	if named["varargs"] && !given["varargs"] {
		code.varargs = syms.param("varargs").slot
	}
}

func (c *compiler) callBlock(n *callBlockNode, l level) stmt {
	code := c.macroCode(n.macro, l, l.fn)
	call := n.call
	fn, args, at := c.expr(call.fn, l), c.args(&call.argList, l, 0), call.fn.offset()
	check := l.check && c.extends
	return func(f *frame) (flow, error) {
		target, err := fn(f)
		if err != nil {
			return flowNext, err
		}
		vs, kwargs, err := args.eval(f)
		if err != nil {
			return flowNext, f.fail(at, err)
		}
		if kwargs == nil {
			kwargs = &Dict{}
		}
		kwargs.Put("caller", &macroFunc{code: code, up: f})
		v, err := f.call(at, target, vs, kwargs)
		if err == nil && (!check || f.ctx.parent == nil) {
			err = f.out.value(v)
		}
		if err != nil {
			err = f.fail(at, err)
		}
		return flowNext, err
	}
}

// compileAlone compiles a macro as the only one of its template.
func compileAlone(u *unit, n *macroNode) (*macroCode, error) {
	c := &compiler{unit: u}
	code := c.macroCode(n, level{}, nil)
	return code, c.err
}
