package native

import (
	"cmp"
	"math"

	"scv/internal/identity/splink/condition"
)

func (c *compiler) binary(n *condition.Node) (*Expr, error) {
	if e, ok, err := c.limited(n); ok {
		return e, err
	}
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	a, b := args[0], args[1]
	switch n.Name {
	case "and", "or":
		return junction(n.Name, a, b, out)
	case "=", "<>", "is not distinct from", "<", "<=", ">", ">=":
		e, err := compareValues(n.Name, a, b, out)
		if err == nil && a.Kind == NumberKind && !a.single && n.Args[1].Op == condition.Number && orders[n.Name] != nil {
			e.scale = &scale{key: n.Args[0].String(), num: a.Num, numOf: a.numOf, op: n.Name, limit: n.Args[1].Value, apart: a.apart}
		}
		return e, err
	case "+", "-", "*", "/":
		return arithmetic(n.Name, a, b, out)
	case "||":
		return concatenate(a, b, out)
	}
	return nil, unsupported("operator %s", n.Name)
}

// junction is AND and OR: unknown unless one side alone decides.
func junction(op string, a, b *Expr, out Expr) (*Expr, error) {
	if a.Kind != BoolKind || b.Kind != BoolKind {
		return nil, unsupported("%s of values", op)
	}
	decides := False
	if op == "or" {
		decides = True
	}
	out.Kind = BoolKind
	out.Bool = func(p *Pair) Truth {
		x := a.Bool(p)
		if x == decides {
			return x
		}
		y := b.Bool(p)
		if y == decides || x != Unknown {
			return y
		}
		return Unknown
	}
	if a.truthOf != nil && b.truthOf != nil {
		out.truthOf = func(l, r int32) Truth {
			x := a.truthOf(l, r)
			if x == decides {
				return x
			}
			y := b.truthOf(l, r)
			if y == decides || x != Unknown {
				return y
			}
			return Unknown
		}
	}
	if op == "or" {
		out.sieve = either(a.sieve, b.sieve)
		if a.nulls != 0 && b.nulls != 0 {
			out.nulls = a.nulls | b.nulls
		}
	}
	return &out, nil
}

func compareValues(op string, a, b *Expr, out Expr) (*Expr, error) {
	out.Kind = BoolKind
	if a.leaf != nil && b.leaf != nil && a.Kind == b.Kind && (op == "=" || op == "<>") {
		out.cost = cheap
		out.Bool, out.truthOf = equalCodes(op == "=", a, b)
		if op == "=" && a.leaf == b.leaf && a.plain() && a.side != b.side {
			out.sieve = siftEqual(a.ref, b.ref)
		}
		return &out, nil
	}
	order, err := ordering(a, b)
	if err != nil {
		return nil, err
	}
	if op == "is not distinct from" {
		nullA, nullB := a.null(), b.null()
		out.Bool = func(p *Pair) Truth {
			if x, y := nullA(p), nullB(p); x || y {
				return truth(x && y)
			}
			o, _ := order(p)
			return truth(o == 0)
		}
		return &out, nil
	}
	holds := orders[op]
	out.Bool = func(p *Pair) Truth {
		o, ok := order(p)
		if !ok {
			return Unknown
		}
		return truth(holds(o))
	}
	return &out, nil
}

// orders are the operators by how the first value stands to the second.
var orders = map[string]func(int) bool{
	"=": func(o int) bool { return o == 0 }, "<>": func(o int) bool { return o != 0 },
	"<": func(o int) bool { return o < 0 }, "<=": func(o int) bool { return o <= 0 },
	">": func(o int) bool { return o > 0 }, ">=": func(o int) bool { return o >= 0 },
}

// equalCodes compares codes instead of values.
func equalCodes(wanted bool, a, b *Expr) (func(*Pair) Truth, func(l, r int32) Truth) {
	var into []int32
	if a.leaf != b.leaf {
		into = translate(b.leaf, a.leaf)
	}
	left, right := a.ref, b.ref
	decide := func(x, y int32) Truth {
		if x == 0 || y == 0 {
			return Unknown
		}
		if into != nil {
			y = into[y]
		}
		return truth((x == y) == wanted)
	}
	var truthOf func(l, r int32) Truth
	if a.plain() && b.plain() {
		truthOf = func(l, r int32) Truth { return decide(left.of(l, r), right.of(l, r)) }
	}
	return func(p *Pair) Truth {
		x, y := left.code(p), right.code(p)
		if x < 0 {
			p.fail(a.leaf.Errors[-x-1])
			return Unknown
		}
		if y < 0 {
			p.fail(b.leaf.Errors[-y-1])
			return Unknown
		}
		return decide(x, y)
	}, truthOf
}

// ordering compares two values of one kind; false where one is null.
func ordering(a, b *Expr) (func(*Pair) (int, bool), error) {
	switch {
	case a.Kind != b.Kind:
		return nil, unsupported("values of two kinds are compared")
	case a.Kind == NumberKind || a.Kind == TimeKind:
		narrow := a.single && b.literal || b.single && a.literal
		return func(p *Pair) (int, bool) {
			x, ok := a.Num(p)
			if !ok {
				return 0, false
			}
			y, ok := b.Num(p)
			if narrow {
				x, y = float64(float32(x)), float64(float32(y))
			}
			return numberOrder(x, y), ok
		}, nil
	case a.Kind == TextKind:
		return func(p *Pair) (int, bool) {
			x, ok := a.Text(p)
			if !ok {
				return 0, false
			}
			y, ok := b.Text(p)
			return cmp.Compare(x, y), ok
		}, nil
	}
	return nil, unsupported("lists are compared")
}

// numberOrder is SQL's: a number that is none is the largest of all.
func numberOrder(x, y float64) int {
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
		return -cmp.Compare(x, y) * boolInt(math.IsNaN(x) != math.IsNaN(y))
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func arithmetic(op string, a, b *Expr, out Expr) (*Expr, error) {
	if a.Kind != NumberKind || b.Kind != NumberKind || a.single || b.single {
		return nil, unsupported("%s of other kinds than numbers", op)
	}
	apply := map[string]func(x, y float64) float64{
		"+": func(x, y float64) float64 { return x + y },
		"-": func(x, y float64) float64 { return x - y },
		"*": func(x, y float64) float64 { return float64(x * y) },
		"/": func(x, y float64) float64 { return x / y },
	}[op]
	out.Kind = NumberKind
	out.literal = a.literal && b.literal
	out.Num = func(p *Pair) (float64, bool) {
		x, ok := a.Num(p)
		if !ok {
			return 0, false
		}
		y, ok := b.Num(p)
		return apply(x, y), ok
	}
	if a.numOf != nil && b.numOf != nil {
		out.numOf = func(l, r int32) (float64, bool) {
			x, ok := a.numOf(l, r)
			if !ok {
				return 0, false
			}
			y, ok := b.numOf(l, r)
			return apply(x, y), ok
		}
	}
	if op == "-" {
		out.minus = apartOf(a, b)
	}
	return &out, nil
}

func concatenate(a, b *Expr, out Expr) (*Expr, error) {
	if a.Kind != TextKind || b.Kind != TextKind {
		return nil, unsupported("|| of other kinds than texts")
	}
	out.Kind = TextKind
	out.Text = func(p *Pair) (string, bool) {
		x, ok := a.Text(p)
		if !ok {
			return "", false
		}
		y, ok := b.Text(p)
		return x + y, ok
	}
	return &out, nil
}

// numeric applies a function to one number; sure: it never fails.
func (c *compiler) numeric(n *condition.Node, fn func(float64) (float64, error), sure bool) (*Expr, error) {
	args, out, err := c.all([]*condition.Node{n})
	if err != nil {
		return nil, err
	}
	x := args[0]
	if x.Kind != NumberKind {
		return nil, unsupported("a number is needed")
	}
	out.Kind, out.single, out.literal, out.apart = NumberKind, x.single, x.literal, x.minus
	out.Num = func(p *Pair) (float64, bool) {
		v, ok := x.Num(p)
		if !ok {
			return 0, false
		}
		w, err := fn(v)
		if err != nil {
			p.fail(err)
			return 0, false
		}
		return w, true
	}
	if sure && x.numOf != nil {
		out.numOf = func(l, r int32) (float64, bool) {
			v, ok := x.numOf(l, r)
			w, _ := fn(v)
			return w, ok
		}
	}
	return &out, nil
}
