package jinja

import "strings"

func filterDefault(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_default", 1, 0, "default_value", "boolean")
	if err != nil {
		return nil, err
	}
	v := c.Args[0]
	if _, undefined := v.(*Undefined); undefined || Truth(or(a[1], false)) && !Truth(v) {
		return or(a[0], ""), nil
	}
	return v, nil
}

func filterLength(c *Call) (Value, error) {
	if len(c.Args) != 1 || c.NKwargs() > 0 {
		return nil, Raise(kindType, "len() takes exactly one argument (%d given)", len(c.Args))
	}
	n, ok := length(c.Args[0])
	if !ok {
		return nil, Raise(kindType, "object of type '%s' has no len()", typeName(c.Args[0]))
	}
	return smallInt(n), nil
}

// textFilter makes a filter of a function of the subject's text.
func textFilter(name string, fn func(string) string) builtin {
	return func(c *Call) (Value, error) {
		if len(c.Args) != 1 || c.NKwargs() > 0 {
			return nil, Raise(kindType, "do_%s() takes 1 positional argument but %d were given", name, len(c.Args)+c.NKwargs())
		}
		s, err := c.state.f.run.str(c.Args[0])
		if err != nil {
			return nil, err
		}
		return likeSubject(c.Args[0], fn(s)), c.state.spend(0, len(s))
	}
}

func lowerText(s string) string { return strings.ToLower(s) }

// filterTitle differs from str.title: only the first letter behind white space,
// a hyphen or an opening bracket is upper.
func filterTitle(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		if isSpace(r) || strings.ContainsRune("-({[<", r) {
			start = true
			b.WriteRune(r)
			continue
		}
		if start {
			b.WriteString(upper(string(r)))
		} else {
			b.WriteString(strings.ToLower(string(r)))
		}
		start = false
	}
	return b.String()
}

func filterTrim(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_trim", 1, 0, "chars")
	if err != nil {
		return nil, err
	}
	s, err := c.state.f.run.str(c.Args[0])
	if err != nil {
		return nil, err
	}
	inner := &Call{state: c.state}
	if chars := or(a[0], nil); chars != nil {
		inner.Args = []Value{chars}
	}
	return strStrip("strip")(likeSubject(c.Args[0], s), inner)
}

func filterList(c *Call) (Value, error) {
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return nil, err
	}
	return &List{Items: items}, c.state.spend(1, 16*len(items))
}

func filterString(c *Call) (Value, error) {
	if _, err := bindArgs(c, "soft_str", 1, 0); err != nil {
		return nil, err
	}
	if isMarkup(c.Args[0]) {
		return c.Args[0], nil
	}
	return c.state.f.run.str(c.Args[0])
}

func filterReplace(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_replace", 1, 2, "old", "new", "count")
	if err != nil {
		return nil, err
	}
	if or(a[2], nil) == nil {
		a[2] = missing{}
	}
	n, err := intArg(a[2], -1)
	if err != nil {
		return nil, err
	}
	r := c.state.f.run
	if r.escape {
		return strReplace(Markup(escapeText(c.Args[0])), &Call{Args: []Value{a[0], a[1], smallInt(n)}, state: c.state})
	}
	s, err := r.str(c.Args[0])
	if err != nil {
		return nil, err
	}
	old, err := r.str(a[0])
	if err != nil {
		return nil, err
	}
	with, err := r.str(a[1])
	if err != nil {
		return nil, err
	}
	return replaceText(c.state, s, old, with, n)
}
