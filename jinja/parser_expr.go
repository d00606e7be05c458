package jinja

import "strings"

// tupleRules say how parse_tuple of Jinja2 is to read.
type tupleRules struct {
	simple    bool // names and literals only
	condexpr  bool // a if b else c is allowed
	end       string
	parens    bool // inside parentheses: () is a tuple
	namespace bool // ns.attr is a target
}

func (p *parser) assignTarget(r tupleRules) astNode {
	r.simple, r.condexpr = true, false
	n := p.tuple(r)
	p.checkTarget(n)
	setUse(n, useStore)
	return n
}

func (p *parser) checkTarget(n astNode) {
	kind := ""
	switch n := n.(type) {
	case *nameNode, *nsRefNode:
		return
	case *tupleNode:
		for _, item := range n.items {
			p.checkTarget(item)
		}
		return
	case *listNode:
		kind = "list"
	case *dictNode:
		kind = "dict"
	case *constNode:
		kind = "const"
	default:
		kind = "expression"
	}
	p.fail(n.offset(), "can't assign to '%s'", kind)
}

func setUse(n astNode, u use) {
	switch n := n.(type) {
	case *nameNode:
		n.use = u
	case *tupleNode:
		for _, item := range n.items {
			setUse(item, u)
		}
	}
}

func (p *parser) nameTarget() *nameNode {
	t := p.expect(string(tokName))
	n := &nameNode{at: at(t.at), name: t.text, use: useStore}
	switch t.text {
	case "true", "false", "none", "True", "False", "None":
		p.fail(t.at, "can't assign to 'name'")
	}
	return n
}

func (p *parser) tuple(r tupleRules) astNode {
	start := at(p.cur().at)
	var items []astNode
	isTuple := false
	for p.err == nil {
		if len(items) > 0 {
			p.expect(",")
		}
		if p.tupleEnd(r.end) {
			break
		}
		items = append(items, p.tupleItem(r))
		if p.cur().kind != "," {
			break
		}
		isTuple = true
	}
	if !isTuple {
		if len(items) > 0 {
			return items[0]
		}
		if !r.parens {
			p.fail(p.cur().at, "Expected an expression, got %s", reprString(p.cur().describe()))
		}
	}
	return &tupleNode{at: start, items: items}
}

func (p *parser) tupleItem(r tupleRules) astNode {
	switch {
	case r.simple:
		return p.primary(r.namespace)
	case r.condexpr || r.parens:
		return p.expr()
	}
	return p.or()
}

func (p *parser) tupleEnd(rule string) bool {
	t := p.cur()
	switch t.kind {
	case tokVarEnd, tokEnd, ")":
		return true
	}
	return rule != "" && t.is(rule)
}

// expr reads a whole expression.
func (p *parser) expr() astNode {
	p.enter()
	defer p.leave()
	return p.condexpr()
}

func (p *parser) condexpr() astNode {
	start := at(p.cur().at)
	n := p.or()
	for p.err == nil && p.skipIf("name:if") {
		p.link()
		cond := &condNode{at: start, test: p.or(), then: n}
		if p.skipIf("name:else") {
			p.enter()
			cond.other = p.condexpr()
			p.leave()
		}
		n = cond
	}
	return n
}

func (p *parser) or() astNode {
	left := p.and()
	for p.err == nil && p.cur().isName("or") {
		left = p.binary("or", left, p.and)
	}
	return left
}

func (p *parser) and() astNode {
	left := p.not()
	for p.err == nil && p.cur().isName("and") {
		left = p.binary("and", left, p.not)
	}
	return left
}

// binary consumes the operator at the parser and reads what is right of it.
func (p *parser) binary(op string, left astNode, right func() astNode) astNode {
	p.link()
	t := p.next()
	return &binaryNode{at: at(t.at), op: op, left: left, right: right()}
}

func (p *parser) not() astNode {
	if t := p.cur(); t.isName("not") {
		p.enter()
		defer p.leave()
		p.next()
		return &unaryNode{at: at(t.at), op: "not", x: p.not()}
	}
	return p.compare()
}

func (p *parser) compare() astNode {
	place := at(p.cur().at)
	first := p.math1()
	if p.err != nil {
		return first
	}
	op := p.compareOp()
	if op == "" {
		return first
	}
	n := &compareNode{at: place, first: first}
	for op != "" {
		p.link()
		n.ops = append(n.ops, op)
		n.rest = append(n.rest, p.math1())
		if p.err != nil {
			break
		}
		op = p.compareOp()
	}
	return n
}

// compareOp consumes a comparison operator and names it.
func (p *parser) compareOp() string {
	t := p.cur()
	switch t.kind {
	case "==", "!=", "<", "<=", ">", ">=":
		p.next()
		return string(t.kind)
	case tokName:
		if t.text == "in" {
			p.next()
			return "in"
		}
		if t.text == "not" && p.look().isName("in") {
			p.next()
			p.next()
			return "not in"
		}
	}
	return ""
}

func (p *parser) math1() astNode {
	left := p.concat()
	for p.err == nil && (p.cur().kind == "+" || p.cur().kind == "-") {
		left = p.binary(string(p.cur().kind), left, p.concat)
	}
	return left
}

func (p *parser) concat() astNode {
	start := at(p.cur().at)
	items := []astNode{p.math2()}
	for p.err == nil && p.skipIf("~") {
		items = append(items, p.math2())
	}
	if len(items) == 1 {
		return items[0]
	}
	return &concatNode{at: start, items: items}
}

func (p *parser) math2() astNode {
	left := p.pow()
	for p.err == nil && strings.Contains(" * / // % ", " "+string(p.cur().kind)+" ") {
		left = p.binary(string(p.cur().kind), left, p.pow)
	}
	return left
}

func (p *parser) pow() astNode {
	left := p.unary(true)
	for p.err == nil && p.cur().kind == "**" {
		left = p.binary("**", left, func() astNode { return p.unary(true) })
	}
	return left
}

func (p *parser) unary(withFilter bool) astNode {
	var n astNode
	if t := p.cur(); t.kind == "-" || t.kind == "+" {
		p.enter()
		p.next()
		n = &unaryNode{at: at(t.at), op: string(t.kind), x: p.unary(false)}
		p.leave()
	} else {
		n = p.primary(false)
	}
	n = p.postfix(n)
	if withFilter {
		n = p.filterExpr(n)
	}
	return n
}
