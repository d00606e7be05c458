package condition

import (
	"slices"
	"strings"
)

// primary reads what stands between operators.
func (p *parser) primary() (*Node, error) {
	t := p.next()
	switch t.kind {
	case number:
		return parseNumber(t)
	case text:
		return &Node{Op: Text, Name: t.text}, nil
	case quoted:
		return p.identifier(t)
	case name:
		return p.word(t)
	case sign:
		switch t.text {
		case "(":
			n, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			return n, p.expect(")")
		case "[":
			items, err := p.items("]")
			return &Node{Op: List, Args: items}, err
		}
	}
	return nil, p.unexpected(t)
}

// word reads what begins with a bare word.
func (p *parser) word(t token) (*Node, error) {
	switch word := strings.ToLower(t.text); word {
	case "null":
		return &Node{Op: Null}, nil
	case "true":
		return &Node{Op: Bool, Value: 1}, nil
	case "false":
		return &Node{Op: Bool}, nil
	case "case":
		return p.cases()
	case "cast", "try_cast":
		if p.accept("(") {
			return p.cast(word == "try_cast")
		}
	case "lambda":
		return p.lambda(":")
	case "or", "and", "is", "then", "when", "else", "end", "between", "in", "as":
		return nil, p.unexpected(t)
	}
	switch next := p.peek(); {
	case next.is("("):
		p.next()
		args, err := p.items(")")
		return &Node{Op: Call, Name: strings.ToLower(t.text), Args: args}, err
	case next.is("->"):
		p.at-- // the parameter is read again
		return p.lambda("->")
	}
	return p.identifier(t)
}

// identifier reads a column, or what a lambda calls its element.
func (p *parser) identifier(t token) (*Node, error) {
	qualifier, column := "", t
	if p.accept(".") {
		qualifier, column = t.text, p.next()
		if column.kind != name && column.kind != quoted {
			return nil, p.unexpected(column)
		}
	}
	if qualifier == "" && slices.Contains(p.lambdas, strings.ToLower(t.text)) {
		return &Node{Op: Column, Name: strings.ToLower(t.text)}, nil
	}
	n, ok := p.column(qualifier, column.text)
	if !ok {
		return nil, &SyntaxError{t.at, column.text + " is a column of neither record"}
	}
	return n, nil
}

// lambda reads `x -> body` and `lambda x : body`.
func (p *parser) lambda(arrow string) (*Node, error) {
	parameter := p.next()
	if parameter.kind != name {
		return nil, p.unexpected(parameter)
	}
	if err := p.expect(arrow); err != nil {
		return nil, err
	}
	word := strings.ToLower(parameter.text)
	p.lambdas = append(p.lambdas, word)
	body, err := p.expression(0)
	p.lambdas = p.lambdas[:len(p.lambdas)-1]
	return &Node{Op: Lambda, Name: word, Args: []*Node{body}}, err
}

// items reads expressions up to a closing sign.
func (p *parser) items(closing string) ([]*Node, error) {
	var out []*Node
	if p.accept(closing) {
		return out, nil
	}
	for {
		n, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		if p.accept(closing) {
			return out, nil
		}
		if err := p.expect(","); err != nil {
			return nil, err
		}
	}
}

// cases reads CASE WHEN; CASE x WHEN y is CASE WHEN x = y.
func (p *parser) cases() (*Node, error) {
	var subject *Node
	var err error
	if !p.peek().is("when") {
		if subject, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	out := &Node{Op: Case}
	for p.accept("when") {
		if err := p.when(out, subject); err != nil {
			return nil, err
		}
	}
	last := &Node{Op: Null}
	if p.accept("else") {
		if last, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	if len(out.Args) == 0 {
		return nil, p.unexpected(p.peek())
	}
	out.Args = append(out.Args, last)
	return out, p.expect("end")
}

func (p *parser) when(out, subject *Node) error {
	test, err := p.expression(0)
	if err != nil {
		return err
	}
	if err := p.expect("then"); err != nil {
		return err
	}
	then, err := p.expression(0)
	if err != nil {
		return err
	}
	if subject != nil {
		test = &Node{Op: Binary, Name: "=", Args: []*Node{subject, test}}
	}
	out.Args = append(out.Args, test, then)
	return nil
}

func (p *parser) cast(try bool) (*Node, error) {
	x, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	n, err := p.typed(x, try)
	if err != nil {
		return nil, err
	}
	return n, p.expect(")")
}

// typed reads the name of a type: one or two words; types with parameters stay
// unknown to native and go to DuckDB as they are.
func (p *parser) typed(x *Node, try bool) (*Node, error) {
	t := p.next()
	if t.kind != name {
		return nil, p.unexpected(t)
	}
	kind := strings.ToLower(t.text)
	if kind == "double" {
		p.accept("precision")
	}
	for p.accept("(") || p.accept("[") {
		kind += "("
		for !p.accept(")") && !p.accept("]") {
			if p.peek().kind == end {
				return nil, p.unexpected(p.peek())
			}
			kind += p.next().text
		}
		kind += ")"
	}
	return &Node{Op: Cast, Name: kind, Try: try, Args: []*Node{x}}, nil
}
