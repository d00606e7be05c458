package jinja

import "strings"

func (p *parser) parseInclude() astNode {
	n := &includeNode{at: at(p.next().at), template: p.expr()}
	if p.cur().isName("ignore") && p.look().isName("missing") {
		n.ignoreMissing = true
		p.next()
		p.next()
	}
	n.withContext = true
	p.importContext(&n.withContext)
	return n
}

// importContext reads "with context" or "without context".
func (p *parser) importContext(with *bool) bool {
	t := p.cur()
	if (t.isName("with") || t.isName("without")) && p.look().isName("context") {
		*with = t.text == "with"
		p.next()
		p.next()
		return true
	}
	return false
}

func (p *parser) parseImport() astNode {
	n := &importNode{at: at(p.next().at), template: p.expr()}
	p.expect("name:as")
	n.target = p.nameTarget().name
	p.importContext(&n.withContext)
	return n
}

func (p *parser) parseFrom() astNode {
	n := &fromImportNode{at: at(p.next().at), template: p.expr()}
	p.expect("name:import")
	for p.err == nil {
		if len(n.names) > 0 {
			p.expect(",")
		}
		if p.cur().kind != tokName {
			p.expect(string(tokName))
			break
		}
		if p.importContext(&n.withContext) {
			break
		}
		target := p.nameTarget()
		if strings.HasPrefix(target.name, "_") {
			p.failKind(kindAssertion, target.offset(), "names starting with an underline can not be imported")
		}
		alias := target.name
		if p.skipIf("name:as") {
			alias = p.nameTarget().name
		}
		n.names = append(n.names, target.name)
		n.aliases = append(n.aliases, alias)
		if p.importContext(&n.withContext) || p.cur().kind != "," {
			break
		}
	}
	return n
}

func (p *parser) parseBlock() astNode {
	n := &blockNode{at: at(p.next().at)}
	n.name = p.expect(string(tokName)).text
	n.scoped = p.skipIf("name:scoped")
	n.required = p.skipIf("name:required")
	if p.cur().kind == "-" {
		p.fail(p.cur().at, "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.")
	}
	if p.blockSet[n.name] {
		p.failKind(kindAssertion, n.offset(), "block %s defined twice", reprString(n.name))
	}
	p.blockSet[n.name] = true
	n.body = p.statements([]string{"name:endblock"}, true)
	if n.required && !blank(n.body) {
		p.fail(n.offset(), "Required blocks can only contain comments or whitespace")
	}
	p.skipIf("name:" + n.name)
	return n
}

// blank says whether body is white space only.
func blank(body []astNode) bool {
	for _, n := range body {
		out, ok := n.(*outputNode)
		if !ok {
			return false
		}
		for _, part := range out.parts {
			if d, ok := part.(*dataNode); !ok || trimRight(d.text) != "" {
				return false
			}
		}
	}
	return true
}
