package jinja

import "math/big"

// namespace is what namespace() gives: attributes that templates may assign.
type namespace struct{ attrs *Dict }

// Attr gives an attribute.
func (n *namespace) Attr(name string) (Value, bool) { return n.attrs.GetStr(name) }

// String prints as Jinja2 does.
func (n *namespace) String() string { return "<Namespace " + Repr(n.attrs) + ">" }

// TypeName is Python's name of the type.
func (n *namespace) TypeName() string { return "Namespace" }

func defaultGlobals() *Dict {
	return NewDict(
		"range", builtin(rangeOf),
		"dict", builtin(dictOf),
		"namespace", builtin(namespaceOf),
		"cycler", builtin(cyclerOf),
		"joiner", builtin(joinerOf),
		"lipsum", builtin(lipsum),
	)
}

func rangeOf(c *Call) (Value, error) {
	if len(c.Args) == 0 || len(c.Args) > 3 || c.NKwargs() > 0 {
		return nil, Raise(kindType, "range expected 1 to 3 arguments, got %d", len(c.Args))
	}
	var n [3]int64
	for i, v := range c.Args {
		x, ok := v.(int64)
		if b, isBool := v.(bool); isBool {
			x, ok = boolInt(b), true
		}
		if _, isBig := v.(*big.Int); isBig {
			return nil, Raise(kindOverflow, "Python int too large to convert to C ssize_t")
		}
		if !ok {
			return nil, Raise(kindType, "'%s' object cannot be interpreted as an integer", typeName(v))
		}
		n[i] = x
	}
	r := &Range{0, n[0], 1}
	if len(c.Args) > 1 {
		r = &Range{n[0], n[1], 1}
	}
	if len(c.Args) > 2 {
		r.Step = n[2]
	}
	return r, r.check(c.state)
}

func (r *Range) check(s *State) error {
	if r.Step == 0 {
		return Raise(kindValue, "range() arg 3 must not be zero")
	}
	if limit := s.f.run.limits.Range; r.Len() > limit || r.Len() < 0 {
		return Raise(kindOverflow, "Range too big. The sandbox blocks ranges larger than MAX_RANGE (%d).", limit)
	}
	return nil
}

func dictOf(c *Call) (Value, error) {
	d := &Dict{}
	if len(c.Args) > 1 {
		return nil, Raise(kindType, "dict expected at most 1 argument, got %d", len(c.Args))
	}
	for _, v := range c.Args {
		if err := updateFrom(c.state, d, v); err != nil {
			return nil, err
		}
	}
	if c.Kwargs != nil {
		d.merge(c.Kwargs)
	}
	return d, nil
}

func namespaceOf(c *Call) (Value, error) {
	d, err := dictOf(c)
	if err != nil {
		return nil, err
	}
	return &namespace{d.(*Dict)}, nil
}

// updateFrom adds a mapping, or pairs, to d.
func updateFrom(s *State, d *Dict, v Value) error {
	switch src := v.(type) {
	case *Dict:
		d.merge(src)
		return nil
	case *Undefined:
		return src.strictErr()
	}
	if m, ok := mappingOf(v); ok {
		d.merge(m)
		return nil
	}
	items, err := elements(s, v)
	if err != nil {
		return err
	}
	for i, item := range items {
		kv, err := elements(s, item)
		if err != nil {
			return Raise(kindType, "cannot convert dictionary update sequence element #%d to a sequence", i)
		}
		if len(kv) != 2 {
			return Raise(kindValue, "dictionary update sequence element #%d has length %d; 2 is required", i, len(kv))
		}
		if err := d.Set(kv[0], kv[1]); err != nil {
			return err
		}
	}
	return nil
}

// cycler gives its items in turn.
type cycler struct {
	items []Value
	at    int
}

func cyclerOf(c *Call) (Value, error) {
	if len(c.Args) == 0 {
		return nil, Raise(kindRuntime, "at least one item has to be provided")
	}
	return &cycler{items: append([]Value(nil), c.Args...)}, nil
}

// Attr gives the methods next and reset and the current item.
func (cy *cycler) Attr(name string) (Value, bool) {
	switch name {
	case "next":
		return builtin(func(*Call) (Value, error) {
			v := cy.items[cy.at]
			cy.at = (cy.at + 1) % len(cy.items)
			return v, nil
		}), true
	case "reset":
		return builtin(func(*Call) (Value, error) {
			cy.at = 0
			return nil, nil
		}), true
	case "current":
		return cy.items[cy.at], true
	}
	return nil, false
}

// TypeName is Python's name of the type.
func (cy *cycler) TypeName() string { return "Cycler" }

// joinerOf gives a function that is empty at its first call.
func joinerOf(c *Call) (Value, error) {
	sep, used := c.Arg(0, "sep", ", "), false
	return builtin(func(*Call) (Value, error) {
		if !used {
			used = true
			return "", nil
		}
		return sep, nil
	}), nil
}

// lipsum is refused: its text is random, and nothing here is.
func lipsum(*Call) (Value, error) {
	return nil, Raise(kindRuntime, "lipsum() is random and not available")
}
