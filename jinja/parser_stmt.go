package jinja

// statement reads the tag at the parser and, where it has one, its body.
func (p *parser) statement() astNode {
	t := p.cur()
	if t.kind != tokName {
		p.fail(t.at, "tag name expected")
		return nil
	}
	p.tags = append(p.tags, t.text)
	defer func() { p.tags = p.tags[:len(p.tags)-1] }()
	p.links = 0
	switch t.text {
	case "for":
		return p.parseFor()
	case "if":
		return p.parseIf()
	case "set":
		return p.parseSet()
	case "do":
		p.next()
		return &doNode{at(t.at), p.tuple(tupleRules{condexpr: true})}
	case "macro":
		return p.parseMacro()
	case "call":
		return p.parseCallBlock()
	case "filter":
		return p.parseFilterBlock()
	case "with":
		return p.parseWith()
	case "print":
		return p.parsePrint()
	}
	return p.statementOther(t)
}

func (p *parser) statementOther(t token) astNode {
	switch t.text {
	case "break":
		p.next()
		return &breakNode{at(t.at)}
	case "continue":
		p.next()
		return &continueNode{at(t.at)}
	case "include":
		return p.parseInclude()
	case "import":
		return p.parseImport()
	case "from":
		return p.parseFrom()
	case "block":
		return p.parseBlock()
	case "extends":
		p.next()
		return &extendsNode{at(t.at), p.expr()}
	case "autoescape":
		p.next()
		n := &autoescNode{at: at(t.at), on: p.expr()}
		n.body = p.statements([]string{"name:endautoescape"}, true)
		return n
	}
	p.tags = p.tags[:len(p.tags)-1]
	p.failUntil(t.text, p.ends)
	p.tags = append(p.tags, t.text)
	return nil
}

func (p *parser) parseFor() astNode {
	n := &forNode{at: at(p.next().at)}
	n.target = p.assignTarget(tupleRules{end: "name:in"})
	p.expect("name:in")
	n.iter = p.tuple(tupleRules{end: "name:recursive"})
	if p.skipIf("name:if") {
		n.test = p.expr()
	}
	n.recursive = p.skipIf("name:recursive")
	n.body = p.statements([]string{"name:endfor", "name:else"}, false)
	if p.next().isName("else") {
		n.other = p.statements([]string{"name:endfor"}, true)
	}
	return n
}

func (p *parser) parseIf() astNode {
	n := &ifNode{at: at(p.next().at)}
	branch := n
	for p.err == nil {
		branch.test = p.tuple(tupleRules{})
		branch.body = p.statements([]string{"name:elif", "name:else", "name:endif"}, false)
		t := p.next()
		if t.isName("elif") {
			branch = &ifNode{at: at(t.at)}
			n.elifs = append(n.elifs, branch)
			continue
		}
		if t.isName("else") {
			n.other = p.statements([]string{"name:endif"}, true)
		}
		break
	}
	return n
}

func (p *parser) parseSet() astNode {
	start := at(p.next().at)
	target := p.assignTarget(tupleRules{namespace: true})
	if p.skipIf("=") {
		return &setNode{start, target, p.tuple(tupleRules{condexpr: true})}
	}
	n := &setBlockNode{at: start, target: target, filter: p.filters(nil, false)}
	n.body = p.statements([]string{"name:endset"}, true)
	return n
}

func (p *parser) parseMacro() astNode {
	begin := p.tagStart()
	n := &macroNode{at: at(p.next().at)}
	n.name = p.nameTarget().name
	p.signature(n)
	p.macroBody(n, begin, "name:endmacro")
	return n
}

// tagStart gives the offset of the {% before the current token.
func (p *parser) tagStart() int {
	for i := p.i; i >= 0; i-- {
		if p.tokens[i].kind == tokBegin {
			return p.tokens[i].at
		}
	}
	return 0
}

func (p *parser) macroBody(n *macroNode, begin int, end string) {
	n.body = p.statements([]string{end}, true)
	n.endAt = p.tagStart()
	if p.err == nil {
		n.source = p.src.text[begin:p.tagEnd()]
	}
}

// tagEnd gives the offset behind the %} of the tag at the parser, without the
// white space that a - removes.
func (p *parser) tagEnd() int {
	t := p.cur()
	if t.kind != tokEnd {
		return t.at
	}
	end := t.at + 2
	if c := p.src.text[t.at]; c == '-' || c == '+' {
		end++
	}
	return end
}

// signature reads parameters with their defaults, and annotations as dbt writes them.
func (p *parser) signature(n *macroNode) {
	p.expect("(")
	for p.err == nil && p.cur().kind != ")" {
		if len(n.params) > 0 {
			p.expect(",")
		}
		param := p.nameTarget()
		param.use = useParam
		typ := ""
		if p.skipIf(":") {
			typ = p.annotation()
		}
		if p.skipIf("=") {
			n.defaults = append(n.defaults, p.expr())
		} else if len(n.defaults) > 0 {
			p.fail(p.cur().at, "non-default argument follows default argument")
		}
		n.params = append(n.params, param)
		n.types = append(n.types, typ)
	}
	p.expect(")")
}

// annotation reads a type such as Dict[str, List[int]] or Optional[str].
func (p *parser) annotation() string {
	from := p.cur().at
	p.enter()
	defer p.leave()
	end := p.expect(string(tokName)).end
	for p.err == nil && p.cur().kind == "." {
		p.next()
		end = p.expect(string(tokName)).end
	}
	if p.skipIf("[") {
		p.annotation()
		for p.err == nil && p.skipIf(",") {
			p.annotation()
		}
		end = p.expect("]").end
	}
	if p.skipIf("|") {
		p.annotation()
		end = p.tokens[p.i-1].end
	}
	if p.err != nil {
		return ""
	}
	return p.src.text[from:end]
}

func (p *parser) parseCallBlock() astNode {
	begin := p.tagStart()
	start := at(p.next().at)
	m := &macroNode{at: start, name: "caller"}
	if p.cur().kind == "(" {
		p.signature(m)
	}
	expr := p.expr()
	call, ok := expr.(*callNode)
	if !ok {
		p.fail(expr.offset(), "expected call")
		call = &callNode{at: start, fn: expr}
	}
	p.macroBody(m, begin, "name:endcall")
	return &callBlockNode{at: start, call: call, macro: m}
}

func (p *parser) parseFilterBlock() astNode {
	n := &filterBlockNode{at: at(p.next().at)}
	n.filter = p.filters(nil, true)
	n.body = p.statements([]string{"name:endfilter"}, true)
	return n
}

func (p *parser) parseWith() astNode {
	n := &withNode{at: at(p.next().at)}
	for p.err == nil && p.cur().kind != tokEnd && p.cur().kind != ":" {
		if len(n.targets) > 0 {
			p.expect(",")
		}
		target := p.assignTarget(tupleRules{})
		setUse(target, useParam)
		p.expect("=")
		n.targets = append(n.targets, target)
		n.values = append(n.values, p.expr())
	}
	n.body = p.statements([]string{"name:endwith"}, true)
	return n
}

func (p *parser) parsePrint() astNode {
	n := &outputNode{at: at(p.next().at)}
	for p.err == nil && p.cur().kind != tokEnd {
		if len(n.parts) > 0 {
			p.expect(",")
		}
		n.parts = append(n.parts, p.expr())
	}
	return n
}
