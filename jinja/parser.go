package jinja

import (
	"slices"
	"strings"
)

const (
	maxNesting = 300    // of expressions and of statements in a source
	maxChain   = 20_000 // operators in one expression
)

// parser builds the syntax tree. The first fault is kept in err and moves the
// parser to the end of the tokens, so that every loop ends.
type parser struct {
	name     string
	src      *source
	tokens   []token
	i        int
	err      error
	lexFault error      // of the token tokBad
	tags     []string   // open tags
	ends     [][]string // what may end each of them
	depth    int
	links    int // operators of the expression being read
	blockSet map[string]bool
}

// parseSource gives the statements of a whole template.
func parseSource(name string, src *source, opt lexOptions) ([]astNode, error) {
	tokens, err := lex(name, src, opt)
	defer recycle(tokens)
	p := &parser{name: name, src: src, tokens: tokens, lexFault: err, blockSet: map[string]bool{}}
	p.meet()
	body := p.subparse(nil)
	return body, p.err
}

func (p *parser) cur() token { return p.tokens[p.i] }

func (p *parser) look() token {
	t := p.tokens[min(p.i+1, len(p.tokens)-1)]
	if t.kind == tokBad {
		p.stop(p.lexFault)
	}
	return t
}

// meet stops at a fault of the lexer once the parser has come to it: what is wrong
// before it is told first, as in Jinja2, whose lexer runs with the parser.
func (p *parser) meet() {
	if p.tokens[p.i].kind == tokBad {
		p.stop(p.lexFault)
	}
}

func (p *parser) stop(err error) {
	if p.err == nil {
		p.err = err
	}
	p.i = len(p.tokens) - 1
}

func (p *parser) next() token {
	t := p.tokens[p.i]
	if p.i < len(p.tokens)-1 {
		p.i++
		p.meet()
	}
	return t
}

func (p *parser) skipIf(rule string) bool {
	if p.cur().is(rule) {
		p.next()
		return true
	}
	return false
}

func (p *parser) fail(at int, format string, args ...any) {
	p.failKind(kindSyntax, at, format, args...)
}

func (p *parser) failKind(k string, at int, format string, args ...any) {
	p.stop(p.src.fail(p.name, at, Raise(k, format, args...)))
}

func (p *parser) expect(rule string) token {
	t := p.cur()
	switch {
	case t.is(rule):
		return p.next()
	case t.kind == tokEOF:
		p.fail(t.at, "unexpected end of template, expected %s.", reprString(describeRule(rule)))
	default:
		p.fail(t.at, "expected token %s, got %s", reprString(describeRule(rule)), reprString(t.describe()))
	}
	return t
}

// enter counts nesting; the caller calls leave.
func (p *parser) enter() {
	p.depth++
	if p.depth > maxNesting {
		p.fail(p.cur().at, "the template is nested more than %d levels deep", maxNesting)
	}
}

func (p *parser) leave() { p.depth-- }

// link counts an operator: a chain is as deep a tree as it is long.
func (p *parser) link() {
	p.links++
	if p.links > maxChain {
		p.fail(p.cur().at, "an expression has more than %d operators", maxChain)
	}
}

// subparse reads statements up to one of ends, or to the end of the template.
func (p *parser) subparse(ends []string) []astNode {
	var body []astNode
	var out *outputNode
	add := func(n astNode) {
		if out == nil {
			out = &outputNode{at: at(n.offset())}
			body = append(body, out)
		}
		out.parts = append(out.parts, n)
	}
	if ends != nil {
		p.ends = append(p.ends, ends)
		defer func() { p.ends = p.ends[:len(p.ends)-1] }()
	}
	for p.err == nil {
		p.links = 0
		switch t := p.cur(); t.kind {
		case tokData:
			add(&dataNode{at: at(t.at), text: t.text})
			p.next()
		case tokVarBegin:
			p.next()
			add(p.tuple(tupleRules{condexpr: true}))
			p.expect(string(tokVarEnd))
		case tokBegin:
			out = nil
			p.next()
			if slices.ContainsFunc(ends, p.cur().is) {
				return body
			}
			if n := p.statement(); n != nil {
				body = append(body, n)
			}
			p.expect(string(tokEnd))
		default:
			return body
		}
	}
	return body
}

// statements reads the body of a tag. The end tag is consumed with drop.
func (p *parser) statements(ends []string, drop bool) []astNode {
	p.skipIf(":") // Jinja allows {% if x: %}
	p.expect(string(tokEnd))
	p.enter()
	body := p.subparse(ends)
	p.leave()
	if p.cur().kind == tokEOF {
		p.failUntil("", append(p.ends, ends))
	}
	if drop {
		p.next()
	}
	return body
}

// failUntil reports an unknown tag, or with tag "" the end of the template.
func (p *parser) failUntil(tag string, ends [][]string) {
	if p.err != nil {
		return
	}
	msg := []string{"Unexpected end of template."}
	if tag != "" {
		msg[0] = "Encountered unknown tag " + reprString(tag) + "."
	}
	if looking, nested := lookingFor(tag, ends); nested {
		msg = append(msg, "You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "+looking+".")
	} else if looking != "" {
		msg = append(msg, "Jinja was looking for the following tags: "+looking+".")
	}
	if n := len(p.tags); n > 0 {
		msg = append(msg, "The innermost block that needs to be closed is "+reprString(p.tags[n-1])+".")
	}
	p.fail(p.cur().at, "%s", strings.Join(msg, " "))
}

func lookingFor(tag string, ends [][]string) (looking string, nested bool) {
	for i, rules := range ends {
		var names []string
		for _, rule := range rules {
			name := describeRule(rule)
			nested = nested || tag != "" && name == tag
			names = append(names, reprString(name))
		}
		if i == len(ends)-1 {
			looking = strings.Join(names, " or ")
		}
	}
	return looking, nested
}
