package native

import (
	"scv/internal/identity/splink/condition"
)

// compiler turns nodes into expressions. Alone: the nodes are of one record, and
// their columns have no side.
type compiler struct {
	program *Program
	alone   bool
}

// column gives an expression over one record as a column.
func (c *compiler) column(n *condition.Node) (*Column, error) {
	if n.Op == condition.Column {
		return c.named(n.Name)
	}
	return c.program.derive(n)
}

func (c *compiler) named(name string) (*Column, error) {
	column, ok := c.program.frame.Column(name)
	if !ok {
		return nil, &NoColumnError{name}
	}
	return column, nil
}

func (c *compiler) compile(n *condition.Node) (*Expr, error) {
	if !c.alone && n.Op != condition.Column && n.Op != condition.IsNull { // whether a value is null its code says
		if left, right := n.Sides(); left != right {
			column, err := c.program.derive(n.Unsided())
			if err != nil {
				return nil, err
			}
			side := 0
			if right {
				side = 1
			}
			return c.program.leaf(column, side), nil
		}
	}
	switch n.Op {
	case condition.Column:
		return c.read(n)
	case condition.Text, condition.Number, condition.Bool:
		return constant(n), nil
	case condition.Binary:
		return c.binary(n)
	case condition.Call:
		return c.call(n)
	default:
		return c.other(n)
	}
}

func (c *compiler) read(n *condition.Node) (*Expr, error) {
	column, err := c.named(n.Name)
	if err != nil {
		return nil, err
	}
	switch {
	case c.alone || n.Side == condition.Left:
		return c.program.leaf(column, 0), nil
	case n.Side == condition.Right:
		return c.program.leaf(column, 1), nil
	}
	return nil, unsupported("%s outside its list", n.Name)
}

func (c *compiler) other(n *condition.Node) (*Expr, error) {
	switch n.Op {
	case condition.Not:
		return c.not(n)
	case condition.IsNull:
		return c.isNull(n)
	case condition.Minus:
		return c.numeric(n.Args[0], func(v float64) (float64, error) { return -v, nil }, true)
	case condition.Case:
		return c.cases(n)
	case condition.Cast:
		return c.cast(n)
	}
	return nil, unsupported("%s", n)
}

// all compiles the arguments and joins what decides them.
func (c *compiler) all(nodes []*condition.Node) (args []*Expr, joined Expr, err error) {
	for _, n := range nodes {
		e, err := c.compile(n)
		if err != nil {
			return nil, joined, err
		}
		args = append(args, e)
		joined.deps = joined.deps.and(e.deps)
		joined.cost += e.cost
	}
	joined.cost++
	return args, joined, nil
}

func (c *compiler) not(n *condition.Node) (*Expr, error) {
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	x := args[0].Bool
	if x == nil {
		return nil, unsupported("not of a value")
	}
	out.Kind = BoolKind
	out.Bool = func(p *Pair) Truth {
		switch x(p) {
		case True:
			return False
		case False:
			return True
		}
		return Unknown
	}
	return &out, nil
}

func (c *compiler) isNull(n *condition.Node) (*Expr, error) {
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	null := args[0].null()
	if at := args[0].ref; args[0].plain() {
		out.truthOf = func(l, r int32) Truth { return truth(at.of(l, r) == 0) }
		out.sieve, out.nulls = siftNull(at), nullAsBase(at)
	}
	out.Kind = BoolKind
	out.Bool = func(p *Pair) Truth { return truth(null(p)) }
	return &out, nil
}

// plain says that an expression is the value of a column, all of whose values
// could be computed.
func (e *Expr) plain() bool { return e.leaf != nil && len(e.leaf.Errors) == 0 }

// null says whether an expression is null.
func (e *Expr) null() func(*Pair) bool {
	if at := e.ref; e.plain() {
		return func(p *Pair) bool { return at.code(p) == 0 }
	}
	switch e.Kind {
	case TextKind:
		return func(p *Pair) bool { _, ok := e.Text(p); return !ok }
	case NumberKind, TimeKind:
		return func(p *Pair) bool { _, ok := e.Num(p); return !ok }
	case ListKind:
		return func(p *Pair) bool { _, ok := e.List(p); return !ok }
	case VectorKind:
		return func(p *Pair) bool { _, ok := e.Vec(p); return !ok }
	}
	return func(p *Pair) bool { return e.Bool(p) == Unknown }
}

func (c *compiler) cases(n *condition.Node) (*Expr, error) {
	var tests, values []*condition.Node
	for k := 0; k+1 < len(n.Args); k += 2 {
		tests, values = append(tests, n.Args[k]), append(values, n.Args[k+1])
	}
	last := n.Args[len(n.Args)-1]
	hasElse := last.Op != condition.Null
	if hasElse {
		values = append(values, last)
	}
	when, out, err := c.all(tests)
	if err != nil {
		return nil, err
	}
	then, more, err := c.all(values)
	if err != nil {
		return nil, err
	}
	out.deps, out.cost, out.Kind = out.deps.and(more.deps), out.cost+more.cost, then[0].Kind
	for _, e := range then {
		if e.Kind != out.Kind || e.Kind != NumberKind && e.Kind != TextKind {
			return nil, unsupported("case with values of other kinds than numbers or texts")
		}
	}
	for _, e := range when {
		if e.Kind != BoolKind {
			return nil, unsupported("case without a condition")
		}
	}
	chosen := func(p *Pair) *Expr {
		for k, test := range when {
			if test.Bool(p) == True {
				return then[k]
			}
		}
		if hasElse {
			return then[len(then)-1]
		}
		return nil
	}
	out.Num = func(p *Pair) (float64, bool) {
		if e := chosen(p); e != nil {
			return e.Num(p)
		}
		return 0, false
	}
	out.Text = func(p *Pair) (string, bool) {
		if e := chosen(p); e != nil {
			return e.Text(p)
		}
		return "", false
	}
	return &out, nil
}
