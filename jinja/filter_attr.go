package jinja

import (
	"strconv"
	"strings"
)

// getter looks up a path such as "a.b.0" in an item.
type getter struct {
	f     *frame
	parts []Value
	def   Value // nil without a default
	lower bool  // strings are compared without case
}

func newGetter(c *Call, attribute, def Value, lower bool) *getter {
	return &getter{f: c.state.f, parts: attributeParts(attribute), def: def, lower: lower}
}

// attributeParts cuts a path at its dots; digits are an index.
func attributeParts(attribute Value) []Value {
	if attribute == nil {
		return nil
	}
	s, ok := text(attribute)
	if !ok {
		return []Value{attribute}
	}
	var parts []Value
	for part := range strings.SplitSeq(s, ".") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil && part[0] != '-' && part[0] != '+' {
			parts = append(parts, n)
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

func (g *getter) get(v Value) (Value, error) {
	for _, part := range g.parts {
		var err error
		if v, err = g.f.getitem(v, part); err != nil {
			return nil, err
		}
		if _, undefined := v.(*Undefined); undefined && g.def != nil {
			v = g.def
		}
	}
	if g.lower {
		v = ignoreCase(v)
	}
	return v, nil
}

func ignoreCase(v Value) Value {
	if s, ok := text(v); ok {
		return strings.ToLower(s)
	}
	return v
}

// multiGetter looks up several paths and gives the values as a list.
func multiGetter(c *Call, attribute Value, lower bool) func(Value) (Value, error) {
	attributes := []Value{attribute}
	if s, ok := text(attribute); ok {
		attributes = nil
		for part := range strings.SplitSeq(s, ",") {
			attributes = append(attributes, part)
		}
	}
	getters := make([]*getter, len(attributes))
	for i, a := range attributes {
		getters[i] = newGetter(c, a, nil, lower)
	}
	return func(v Value) (Value, error) {
		out := &List{Items: make([]Value, len(getters))}
		for i, g := range getters {
			var err error
			if out.Items[i], err = g.get(v); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// generator gives a lazy iterator whose steps cost fuel.
func generator(c *Call, next nextFunc) *Iterator {
	f := c.state.f
	return NewIterator("generator", func() (Value, bool, error) {
		if err := f.run.spend(1, 0); err != nil {
			return nil, false, err
		}
		return next()
	})
}

// failing gives a generator whose first step is err: Python's generators check
// their arguments when they start.
func failing(c *Call, err error) *Iterator {
	return generator(c, func() (Value, bool, error) { return nil, false, err })
}

func filterMap(c *Call) (Value, error) {
	subject := c.Args[0]
	if !Truth(subject) {
		return generator(c, sliceNext(nil)), nil
	}
	fn, err := mapFunc(c)
	if err != nil {
		return failing(c, err), nil
	}
	next, err := iterate(subject)
	if err != nil {
		return failing(c, err), nil
	}
	return generator(c, func() (Value, bool, error) {
		v, ok, err := next()
		if err != nil || !ok {
			return nil, false, err
		}
		v, err = fn(v)
		return v, err == nil, err
	}), nil
}

// mapFunc gives what map applies: an attribute or a filter.
func mapFunc(c *Call) (func(Value) (Value, error), error) {
	args := append([]Value(nil), c.Args[1:]...)
	if len(args) == 0 && c.Kwargs != nil {
		if attribute, ok := c.Kwargs.GetStr("attribute"); ok {
			for k := range c.Kwargs.All() {
				if name, _ := text(k); name != "attribute" && name != "default" {
					return nil, Raise(kindArgument, "Unexpected keyword argument %s", Repr(k))
				}
			}
			return newGetter(c, attribute, c.Kwarg("default", nil), false).get, nil
		}
	}
	if len(args) == 0 {
		return nil, Raise(kindArgument, "map requires a filter argument")
	}
	name, _ := text(args[0])
	fn := c.state.f.unit.env.filter(name)
	if fn == nil {
		return nil, Raise(kindRuntime, "No filter named %s.", reprString(Str(args[0])))
	}
	return applied(c, fn, args[1:]), nil
}

// applied gives a function that calls a filter or test with further arguments.
func applied(c *Call, fn Callable, args []Value) func(Value) (Value, error) {
	state, at, kwargs := c.state, c.at, c.Kwargs
	return func(v Value) (Value, error) {
		vs := append([]Value{v}, args...)
		return callValue(state, at, fn, vs, kwargs)
	}
}

// filterSelect is select, reject, selectattr and rejectattr.
func filterSelect(keep, attr bool) builtin {
	return func(c *Call) (Value, error) {
		if !Truth(c.Args[0]) {
			return generator(c, sliceNext(nil)), nil
		}
		test, err := selectFunc(c, attr)
		if err != nil {
			return failing(c, err), nil
		}
		next, err := iterate(c.Args[0])
		if err != nil {
			return failing(c, err), nil
		}
		f := c.state.f
		return generator(c, func() (Value, bool, error) {
			for {
				v, ok, err := next()
				if err != nil || !ok {
					return nil, false, err
				}
				hit, err := test(v)
				if err != nil || Truth(hit) == keep {
					return v, err == nil, err
				}
				if err := f.run.spend(1, 0); err != nil {
					return nil, false, err
				}
			}
		}), nil
	}
}

// selectFunc gives the condition of a select: a test, or truth.
func selectFunc(c *Call, attr bool) (func(Value) (Value, error), error) {
	args := append([]Value(nil), c.Args[1:]...)
	get := func(v Value) (Value, error) { return v, nil }
	if attr {
		if len(args) == 0 {
			return nil, Raise(kindArgument, "Missing parameter for attribute name")
		}
		get = newGetter(c, args[0], nil, false).get
		args = args[1:]
	}
	test := func(v Value) (Value, error) { return Truth(v), nil }
	if len(args) > 0 {
		name, _ := text(args[0])
		fn := c.state.f.unit.env.test(name)
		if fn == nil {
			return nil, Raise(kindRuntime, "No test named %s.", reprString(Str(args[0])))
		}
		test = applied(c, fn, args[1:])
	}
	return func(v Value) (Value, error) {
		v, err := get(v)
		if err != nil {
			return nil, err
		}
		return test(v)
	}, nil
}

func filterAttr(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_attr", 1, 1, "name")
	if err != nil {
		return nil, err
	}
	name, err := strArg(a[0], "attr")
	if err != nil {
		return nil, err
	}
	f, v := c.state.f, c.Args[0]
	if _, isDict := v.(*Dict); isDict && dictMethod(name) == nil {
		return f.noAttr(v, name), nil
	}
	return f.getattr(v, name)
}
