package jinja

// Call runs the macro for a host.
func (m *macroFunc) Call(c *Call) (Value, error) {
	if c.state == nil || c.state.f == nil {
		return nil, Raise(kindRuntime, "a macro cannot be called outside of a render")
	}
	return m.invoke(c.state.f, c.at, c.Args, c.Kwargs)
}

// TypeName is Python's name of the type.
func (m *macroFunc) TypeName() string { return "Macro" }

// String prints as Jinja2 does.
func (m *macroFunc) String() string { return "<Macro " + reprString(m.code.name) + ">" }

// Attr gives what Jinja2 shows of a macro.
func (m *macroFunc) Attr(name string) (Value, bool) { return m.code.attr(name) }

func (code *macroCode) attr(name string) (Value, bool) {
	switch name {
	case "name":
		return code.name, true
	case "arguments":
		t := &Tuple{}
		for _, p := range code.params {
			t.Items = append(t.Items, p.name)
		}
		return t, true
	case "catch_kwargs":
		return code.kwargs >= 0, true
	case "catch_varargs":
		return code.varargs >= 0, true
	case "caller":
		return code.caller >= 0 || code.explicit, true
	}
	return nil, false
}

// invoke runs the macro; from is the frame that calls, at the place in it.
func (m *macroFunc) invoke(from *frame, at int, vs []Value, kwargs *Dict) (Value, error) {
	r := from.run
	if err := r.enter(); err != nil {
		return nil, err
	}
	defer r.leave()
	r.callers = append(r.callers, call{macro: m.code.name, unit: from.unit, at: at})
	defer func() { r.callers = r.callers[:len(r.callers)-1] }()
	f := &frame{run: r, unit: m.code.unit, ctx: m.up.ctx, up: m.up, out: &output{run: r}}
	f.slots = make([]Value, len(m.code.fn.slots))
	f.init()
	if err := m.code.bind(f, vs, kwargs); err != nil {
		return nil, err
	}
	if err := f.exec(m.code.body); err != nil {
		return nil, err
	}
	return f.out.result()
}

// bind gives the parameters their values, as Macro.__call__ of Jinja2 does.
func (code *macroCode) bind(f *frame, vs []Value, kwargs *Dict) error {
	for _, p := range code.params {
		f.slots[p.slot] = missing{}
	}
	used, foundCaller := 0, code.explicit && len(vs) >= len(code.params)
	for i, p := range code.params {
		if i < len(vs) {
			f.slots[p.slot] = vs[i]
			continue
		}
		if kwargs != nil {
			if v, ok := kwargs.GetStr(p.name); ok {
				f.slots[p.slot] = v
				used++
			}
		}
		foundCaller = foundCaller || p.name == "caller"
	}
	if err := code.bindSpecial(f, vs, kwargs, used, foundCaller); err != nil {
		return err
	}
	if _, err := code.enter(f); err != nil {
		return err
	}
	return code.bindDefaults(f)
}

func (code *macroCode) bindSpecial(f *frame, vs []Value, kwargs *Dict, used int, foundCaller bool) error {
	if code.caller >= 0 && !foundCaller {
		f.slots[code.caller] = &Undefined{Name: "caller", Hint: "No caller defined", Lax: f.unit.env.lax}
		if kwargs != nil {
			if v, ok := kwargs.GetStr("caller"); ok {
				used++
				if v != nil {
					f.slots[code.caller] = v
				}
			}
		}
	}
	if code.kwargs >= 0 {
		f.slots[code.kwargs] = code.rest(vs, kwargs)
	} else if kwargs != nil && kwargs.Len() > used {
		return code.surplus(vs, kwargs)
	}
	n := len(code.params)
	if code.varargs >= 0 {
		f.slots[code.varargs] = &Tuple{Items: append([]Value(nil), vs[min(n, len(vs)):]...)}
	} else if len(vs) > n {
		return Raise(kindType, "macro %s takes not more than %d argument(s)", reprString(code.name), n)
	}
	return nil
}

// rest gives the keyword arguments that no parameter takes.
func (code *macroCode) rest(vs []Value, kwargs *Dict) *Dict {
	out := &Dict{}
	if kwargs == nil {
		return out
	}
	for k, v := range kwargs.All() {
		if name, _ := text(k); !code.takes(name, len(vs)) {
			out.Put(name, v)
		}
	}
	return out
}

// takes says whether the keyword name goes to a parameter when n arguments are positional.
func (code *macroCode) takes(name string, n int) bool {
	if name == "caller" && code.caller >= 0 {
		return true
	}
	for i := n; i < len(code.params); i++ {
		if code.params[i].name == name {
			return true
		}
	}
	return false
}

func (code *macroCode) surplus(vs []Value, kwargs *Dict) error {
	rest := code.rest(vs, kwargs)
	if _, ok := rest.GetStr("caller"); ok {
		return Raise(kindType, "macro %s was invoked with two values for the special caller argument. This is most likely a bug.", reprString(code.name))
	}
	name, _ := text(rest.Keys()[0])
	return Raise(kindType, "macro %s takes no keyword argument %s", reprString(code.name), reprString(name))
}

func (code *macroCode) bindDefaults(f *frame) error {
	for _, p := range code.params {
		if !isMissing(f.slots[p.slot]) {
			continue
		}
		if p.def == nil {
			hint := "parameter " + reprString(p.name) + " was not provided"
			f.slots[p.slot] = &Undefined{Name: p.name, Hint: hint, Lax: f.unit.env.lax}
			continue
		}
		v, err := p.def(f)
		if err != nil {
			return err
		}
		f.slots[p.slot] = v
	}
	return nil
}

// Call runs the macro for a host, also outside of a render when the host gives
// a Call of its own.
func (m *boundMacro) Call(c *Call) (Value, error) {
	if c.state == nil || c.state.f == nil {
		return nil, Raise(kindRuntime, "a macro cannot be called outside of a render")
	}
	return m.invoke(c.state.f, c.at, c.Args, c.Kwargs)
}

// TypeName is Python's name of the type.
func (m *boundMacro) TypeName() string { return "Macro" }

// String prints as Jinja2 does.
func (m *boundMacro) String() string { return "<Macro " + reprString(m.macro.Name) + ">" }

// Attr gives what Jinja2 shows of a macro.
func (m *boundMacro) Attr(name string) (Value, bool) {
	code, err := m.macro.alone()
	if err != nil {
		return nil, false
	}
	return code.attr(name)
}

func (m *boundMacro) invoke(from *frame, at int, vs []Value, kwargs *Dict) (Value, error) {
	code, err := m.macro.alone()
	if err != nil {
		return nil, err
	}
	if m.opts.Name != "" && m.opts.Name != code.name {
		named := *code
		named.name = m.opts.Name
		code = &named
	}
	sc := &scope{env: m.macro.unit.env, given: m.globals, more: m.opts.Vars}
	up := &frame{run: from.run, unit: m.macro.unit, ctx: sc}
	v, err := (&macroFunc{code: code, up: up.init()}).invoke(from, at, vs, kwargs)
	if r, ok := err.(*ReturnSignal); ok && m.opts.CatchReturn {
		return r.Value, nil
	}
	return v, err
}
