package jinja

import "strings"

// nativeConcat is Jinja2's native_concat: one piece keeps its value, and text is
// read as a Python literal where it is one.
func nativeConcat(nodes []Value) (Value, error) {
	var s string
	switch len(nodes) {
	case 0:
		return nil, nil
	case 1:
		t, ok := text(nodes[0])
		if !ok {
			return nodes[0], nil
		}
		s = t
	default:
		var b strings.Builder
		for _, n := range nodes {
			b.WriteString(Str(n))
			if b.Len() > maxPrint {
				return nil, Raise(kindMemory, "a text is too long to join")
			}
		}
		s = b.String()
	}
	if strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\t") {
		return asIs(nodes, s), nil // Jinja2 parses it as it stands: an indentation is no literal
	}
	if v, err := LiteralEval(s); err == nil {
		return v, nil
	}
	return asIs(nodes, s), nil
}

// asIs gives a single piece with its own type: Markup stays Markup.
func asIs(nodes []Value, s string) Value {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return s
}

// LiteralEval reads s as Python's ast.literal_eval does: numbers, strings,
// tuples, lists, dicts, sets, True, False and None. The error is a ValueError or
// a SyntaxError.
func LiteralEval(s string) (Value, error) {
	trimmed := strings.TrimLeft(s, " \t")
	if trimmed == "" || strings.ContainsAny(trimmed, "|~.") && !strings.ContainsAny(trimmed, "0123456789'\"") {
		return nil, Raise(kindValue, "malformed node or string")
	}
	src := newSource("{{ "+trimmed+"\n}}", 1, true)
	tokens, err := lex("<literal>", src, lexOptions{})
	if err != nil {
		return nil, Raise("SyntaxError", "invalid syntax")
	}
	p := &parser{name: "<literal>", src: src, tokens: tokens}
	p.next()
	v, ok := p.literal()
	if !ok || p.err != nil || p.cur().kind != tokVarEnd || p.look().kind != tokEOF {
		return nil, Raise(kindValue, "malformed node or string")
	}
	return v, nil
}

// literal reads a literal, or literals with commas between them.
func (p *parser) literal() (Value, bool) {
	v, ok := p.literalValue()
	if !ok || p.cur().kind != "," {
		return v, ok
	}
	t := &Tuple{Items: []Value{v}}
	for p.skipIf(",") {
		if p.cur().kind == tokVarEnd || p.cur().kind == ")" {
			break
		}
		if v, ok = p.literalValue(); !ok {
			return nil, false
		}
		t.Items = append(t.Items, v)
	}
	return t, true
}

func (p *parser) literalValue() (Value, bool) {
	p.enter()
	defer p.leave()
	t := p.cur()
	switch t.kind {
	case tokString:
		s := p.stringPrimary().(*constNode)
		return s.value, true
	case tokInt, tokFloat:
		p.next()
		return t.value, true
	case "-", "+":
		p.next()
		v, ok := p.literalValue()
		if _, isNumber := number(v); !ok || !isNumber {
			return nil, false
		}
		v, err := signed(string(t.kind), v)
		return v, err == nil
	case tokName:
		p.next()
		return pythonName(t.text)
	}
	return p.literalDisplay(t)
}

func pythonName(name string) (Value, bool) {
	switch name {
	case "True":
		return true, true
	case "False":
		return false, true
	case "None":
		return nil, true
	}
	return nil, false
}

func (p *parser) literalDisplay(t token) (Value, bool) {
	switch t.kind {
	case "(":
		p.next()
		if p.skipIf(")") {
			return &Tuple{}, true
		}
		v, ok := p.literal()
		return v, ok && p.skipIf(")")
	case "[":
		p.next()
		items, ok := p.literalItems("]")
		return &List{Items: items}, ok
	case "{":
		return p.literalBraces()
	}
	return nil, false
}

func (p *parser) literalItems(end string) ([]Value, bool) {
	var items []Value
	for !p.skipIf(end) {
		v, ok := p.literalValue()
		if !ok {
			return nil, false
		}
		items = append(items, v)
		if !p.skipIf(",") {
			return items, p.skipIf(end)
		}
	}
	return items, true
}

// literalBraces reads a dict or a set.
func (p *parser) literalBraces() (Value, bool) {
	p.next()
	d := &Dict{}
	if p.skipIf("}") {
		return d, true
	}
	isSet := false
	for first := true; ; first = false {
		k, ok := p.literalValue()
		if !ok {
			return nil, false
		}
		if first {
			isSet = p.cur().kind != ":"
		}
		var v Value
		if !isSet {
			if !p.skipIf(":") {
				return nil, false
			}
			if v, ok = p.literalValue(); !ok {
				return nil, false
			}
		}
		if d.Set(k, v) != nil {
			return nil, false
		}
		if !p.skipIf(",") || p.cur().kind == "}" {
			break
		}
	}
	if !p.skipIf("}") {
		return nil, false
	}
	if isSet {
		return &Set{members: d}, true
	}
	return d, true
}
