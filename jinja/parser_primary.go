package jinja

func (p *parser) primary(namespace bool) astNode {
	t := p.cur()
	switch t.kind {
	case tokName:
		p.next()
		return p.namePrimary(t, namespace)
	case tokString:
		return p.stringPrimary()
	case tokInt, tokFloat:
		p.next()
		return &constNode{at(t.at), t.value}
	case "(":
		p.next()
		p.enter()
		n := p.tuple(tupleRules{condexpr: true, parens: true})
		p.leave()
		p.expect(")")
		return n
	case "[":
		return p.list()
	case "{":
		return p.dict()
	}
	p.fail(t.at, "unexpected %s", reprString(t.describe()))
	return &constNode{at: at(t.at)}
}

func (p *parser) namePrimary(t token, namespace bool) astNode {
	switch t.text {
	case "true", "True":
		return &constNode{at(t.at), true}
	case "false", "False":
		return &constNode{at(t.at), false}
	case "none", "None":
		return &constNode{at(t.at), nil}
	}
	if namespace && p.cur().kind == "." {
		p.next()
		return &nsRefNode{at(t.at), t.text, p.expect(string(tokName)).text}
	}
	return &nameNode{at: at(t.at), name: t.text}
}

// stringPrimary joins literals that stand side by side.
func (p *parser) stringPrimary() astNode {
	t := p.next()
	s, _ := text(t.value)
	if p.cur().kind == tokString {
		b := []byte(s)
		for p.cur().kind == tokString {
			more, _ := text(p.next().value)
			b = append(b, more...)
		}
		s = string(b)
	}
	return &constNode{at(t.at), s}
}

func (p *parser) list() astNode {
	n := &listNode{at: at(p.next().at)}
	for p.err == nil && p.cur().kind != "]" {
		if len(n.items) > 0 {
			p.expect(",")
			if p.cur().kind == "]" {
				break
			}
		}
		n.items = append(n.items, p.expr())
	}
	p.expect("]")
	return n
}

func (p *parser) dict() astNode {
	n := &dictNode{at: at(p.next().at)}
	for p.err == nil && p.cur().kind != "}" {
		if len(n.keys) > 0 {
			p.expect(",")
			if p.cur().kind == "}" {
				break
			}
		}
		n.keys = append(n.keys, p.expr())
		p.expect(":")
		n.values = append(n.values, p.expr())
	}
	p.expect("}")
	return n
}

func (p *parser) postfix(n astNode) astNode {
	for p.err == nil {
		switch p.cur().kind {
		case ".", "[":
			n = p.subscript(n)
		case "(":
			n = p.call(n)
		default:
			return n
		}
		p.link()
	}
	return n
}

func (p *parser) filterExpr(n astNode) astNode {
	for p.err == nil {
		switch t := p.cur(); {
		case t.kind == "|":
			n = p.filters(n, false)
		case t.isName("is"):
			n = p.test(n)
		case t.kind == "(":
			n = p.call(n)
		default:
			return n
		}
		p.link()
	}
	return n
}

func (p *parser) subscript(x astNode) astNode {
	t := p.next()
	if t.kind == "." {
		name := p.next()
		switch name.kind {
		case tokName:
			return &attrNode{at(name.at), x, name.text}
		case tokInt:
			return &itemNode{at(t.at), x, &constNode{at(name.at), name.value}}
		}
		p.fail(name.at, "expected name or number")
		return x
	}
	var keys []astNode
	for p.err == nil && p.cur().kind != "]" {
		if len(keys) > 0 {
			p.expect(",")
		}
		keys = append(keys, p.subscribed())
	}
	p.expect("]")
	if len(keys) == 1 {
		return &itemNode{at(t.at), x, keys[0]}
	}
	return &itemNode{at(t.at), x, &tupleNode{at(t.at), keys}}
}

// subscribed reads a key or a slice.
func (p *parser) subscribed() astNode {
	n := &sliceNode{at: at(p.cur().at)}
	if p.cur().kind != ":" {
		key := p.expr()
		if p.cur().kind != ":" {
			return key
		}
		n.start = key
	}
	p.next()
	n.stop = p.slicePart()
	if p.skipIf(":") {
		n.step = p.slicePart()
	}
	return n
}

func (p *parser) slicePart() astNode {
	switch p.cur().kind {
	case ":", "]", ",":
		return nil
	}
	return p.expr()
}

func (p *parser) call(fn astNode) astNode {
	return &callNode{at: at(p.cur().at), fn: fn, argList: p.arguments()}
}

func (p *parser) arguments() argList {
	var a argList
	open := p.expect("(")
	for first := true; p.err == nil && p.cur().kind != ")"; first = false {
		if !first {
			p.expect(",")
			if p.cur().kind == ")" {
				break
			}
		}
		if !p.argument(&a) {
			p.fail(open.at, "invalid syntax for function call expression")
		}
	}
	p.expect(")")
	return a
}

// argument reads one argument; false means that it stands in the wrong place.
func (p *parser) argument(a *argList) bool {
	t := p.cur()
	switch {
	case t.kind == "*":
		p.next()
		ok := a.splat == nil && a.splat2 == nil
		a.splat = p.expr()
		return ok
	case t.kind == "**":
		p.next()
		ok := a.splat2 == nil
		a.splat2 = p.expr()
		return ok
	case t.kind == tokName && p.look().kind == "=":
		p.next()
		p.next()
		a.names = append(a.names, t.text)
		a.kwargs = append(a.kwargs, p.expr())
		return a.splat2 == nil
	}
	ok := a.splat == nil && a.splat2 == nil && len(a.kwargs) == 0
	a.args = append(a.args, p.expr())
	return ok
}

// filters reads |a|b(c); with inline the first name has no bar before it.
func (p *parser) filters(x astNode, inline bool) *filterNode {
	var n *filterNode
	for p.err == nil && (p.cur().kind == "|" || inline) {
		if !inline {
			p.next()
		}
		t := p.cur()
		n = &filterNode{at: at(t.at), x: x, name: p.dottedName()}
		if p.cur().kind == "(" {
			n.argList = p.arguments()
		}
		x, inline = n, false
		p.link()
	}
	if n == nil && x != nil {
		n = &filterNode{at: at(x.offset()), x: x}
	}
	return n
}

func (p *parser) dottedName() string {
	name := p.expect(string(tokName)).text
	for p.err == nil && p.skipIf(".") {
		name += "." + p.expect(string(tokName)).text
	}
	return name
}

func (p *parser) test(x astNode) astNode {
	start := at(p.next().at)
	negated := p.skipIf("name:not")
	n := &testNode{at: start, x: x, name: p.dottedName()}
	switch t := p.cur(); {
	case t.kind == "(":
		n.argList = p.arguments()
	case t.isName("is"):
		p.fail(t.at, "You cannot chain multiple tests with is")
	case startsOperand(t):
		n.args = []astNode{p.postfix(p.primary(false))}
	}
	if negated {
		return &unaryNode{at: start, op: "not", x: n}
	}
	return n
}

// startsOperand says whether t can be the argument of a test without parentheses.
func startsOperand(t token) bool {
	switch t.kind {
	case tokName:
		return t.text != "else" && t.text != "or" && t.text != "and"
	case tokString, tokInt, tokFloat, "[", "{":
		return true
	}
	return false
}
