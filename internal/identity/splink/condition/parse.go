package condition

import (
	"fmt"
	"strconv"
	"strings"
)

// depth is how deep expressions may nest.
const depth = 200

// ParseLevel reads the condition of a comparison level: columns end in _l or _r.
func ParseLevel(sql string) (*Node, error) {
	return parse(sql, func(qualifier, column string) (*Node, bool) {
		base, side := strings.TrimSuffix(column, "_l"), Left
		if len(base) == len(column) {
			base, side = strings.TrimSuffix(column, "_r"), Right
		}
		if len(base) == len(column) {
			base, side = trimFold(column)
		}
		return &Node{Op: Column, Name: base, Side: side}, qualifier == "" && side != Neither && base != ""
	})
}

// trimFold takes _L or _R off.
func trimFold(column string) (string, Side) {
	switch {
	case strings.HasSuffix(column, "_L"):
		return column[:len(column)-2], Left
	case strings.HasSuffix(column, "_R"):
		return column[:len(column)-2], Right
	}
	return column, Neither
}

// ParseRule reads a blocking rule: columns are of the tables l and r.
func ParseRule(sql string) (*Node, error) {
	return parse(sql, func(qualifier, column string) (*Node, bool) {
		switch {
		case strings.EqualFold(qualifier, "l"):
			return &Node{Op: Column, Name: column, Side: Left}, true
		case strings.EqualFold(qualifier, "r"):
			return &Node{Op: Column, Name: column, Side: Right}, true
		}
		return nil, false
	})
}

// resolve makes a column of its name; false where it is of neither record.
type resolve func(qualifier, column string) (*Node, bool)

type parser struct {
	tokens  []token
	at      int
	depth   int
	lambdas []string // parameters in scope
	column  resolve
}

func parse(sql string, column resolve) (*Node, error) {
	tokens, err := lex(sql)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, column: column}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, p.unexpected(t)
	}
	return n, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

// accept takes the next token when it is the word.
func (p *parser) accept(word string) bool {
	if !p.peek().is(word) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(word string) error {
	if t := p.next(); !t.is(word) {
		return &SyntaxError{t.at, fmt.Sprintf("expected %q", word)}
	}
	return nil
}

func (p *parser) unexpected(t token) error {
	if t.kind == end {
		return &SyntaxError{t.at, "the expression is not finished"}
	}
	return &SyntaxError{t.at, fmt.Sprintf("unexpected %q", t.text)}
}

// strengths of the binary operators: what binds more strongly has more.
var strengths = map[string]int{
	"or": 1, "and": 2,
	"=": 4, "==": 4, "<>": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "is": 4, "in": 4, "between": 4, "not": 4, "&&": 4,
	"||": 5, "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7,
}

const (
	strengthNot   = 3
	strengthSum   = 6
	strengthMinus = 8
)

func (p *parser) expression(least int) (*Node, error) {
	if p.depth++; p.depth > depth {
		return nil, &SyntaxError{p.peek().at, "the expression is nested too deeply"}
	}
	defer func() { p.depth-- }()
	left, err := p.prefix()
	for err == nil {
		t := p.peek()
		op := strings.ToLower(t.text)
		s := strengths[op]
		if t.kind != sign && t.kind != name || s == 0 || s < least {
			break
		}
		p.next()
		left, err = p.infix(left, op, s)
	}
	return left, err
}

func (p *parser) prefix() (*Node, error) {
	switch {
	case p.accept("not"):
		x, err := p.expression(strengthNot)
		return &Node{Op: Not, Args: []*Node{x}}, err
	case p.accept("-"):
		x, err := p.expression(strengthMinus)
		if err == nil && x.Op == Number {
			return &Node{Op: Number, Value: -x.Value, Name: "-" + x.Name}, nil
		}
		return &Node{Op: Minus, Args: []*Node{x}}, err
	case p.accept("+"):
		return p.expression(strengthMinus)
	}
	x, err := p.primary()
	for err == nil {
		switch {
		case p.accept("["):
			x, err = p.index(x)
		case p.accept("::"):
			x, err = p.typed(x, false)
		default:
			return x, nil
		}
	}
	return nil, err
}

func (p *parser) index(x *Node) (*Node, error) {
	i, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	return &Node{Op: Index, Args: []*Node{x, i}}, p.expect("]")
}

// infix reads what follows a binary operator.
func (p *parser) infix(left *Node, op string, strength int) (*Node, error) {
	switch op {
	case "is":
		return p.is(left)
	case "in":
		return p.in(left)
	case "between":
		return p.between(left)
	case "not":
		return p.notInfix(left, strength)
	}
	right, err := p.expression(strength + 1)
	switch op {
	case "==":
		op = "="
	case "!=":
		op = "<>"
	}
	return &Node{Op: Binary, Name: op, Args: []*Node{left, right}}, err
}

// is reads IS [NOT] NULL, IS [NOT] TRUE and IS [NOT] DISTINCT FROM.
func (p *parser) is(left *Node) (*Node, error) {
	not := p.accept("not")
	var n *Node
	switch {
	case p.accept("null"):
		n = &Node{Op: IsNull, Args: []*Node{left}}
	case p.accept("distinct"):
		if err := p.expect("from"); err != nil {
			return nil, err
		}
		right, err := p.expression(strengths["="] + 1)
		if err != nil {
			return nil, err
		}
		n, not = &Node{Op: Binary, Name: "is not distinct from", Args: []*Node{left, right}}, !not
	default:
		return nil, p.unexpected(p.peek())
	}
	if not {
		n = &Node{Op: Not, Args: []*Node{n}}
	}
	return n, nil
}

// in reads a list of values: x in (a, b) is x = a or x = b.
func (p *parser) in(left *Node) (*Node, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	items, err := p.items(")")
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, &SyntaxError{p.peek().at, "a list without values"}
	}
	var out *Node
	for _, item := range items {
		one := &Node{Op: Binary, Name: "=", Args: []*Node{left, item}}
		if out == nil {
			out = one
			continue
		}
		out = &Node{Op: Binary, Name: "or", Args: []*Node{out, one}}
	}
	return out, nil
}

func (p *parser) between(left *Node) (*Node, error) {
	low, err := p.expression(strengthSum)
	if err != nil {
		return nil, err
	}
	if err := p.expect("and"); err != nil {
		return nil, err
	}
	high, err := p.expression(strengthSum)
	return &Node{Op: Binary, Name: "and", Args: []*Node{
		{Op: Binary, Name: ">=", Args: []*Node{left, low}},
		{Op: Binary, Name: "<=", Args: []*Node{left, high}},
	}}, err
}

func (p *parser) notInfix(left *Node, strength int) (*Node, error) {
	op := p.next()
	word := strings.ToLower(op.text)
	if op.kind != name || word != "in" && word != "between" {
		return nil, p.unexpected(op)
	}
	n, err := p.infix(left, word, strength)
	return &Node{Op: Not, Args: []*Node{n}}, err
}

func parseNumber(t token) (*Node, error) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(t.text, "_", ""), 64)
	if err != nil {
		return nil, &SyntaxError{t.at, "a number that is none"}
	}
	return &Node{Op: Number, Value: v, Name: t.text}, nil
}
