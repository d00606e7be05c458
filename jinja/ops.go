package jinja

import (
	"math/big"
	"math/bits"
	"strings"
)

// operation is a binary operator within a render, whose limits it heeds.
type operation func(r *run, a, b Value) (Value, error)

func arithmetic(op string) operation {
	switch op {
	case "+":
		return add
	case "-":
		return subtract
	case "*":
		return multiply
	case "/":
		return divide
	case "//":
		return floorDivide
	case "%":
		return modulo
	}
	return power
}

func operandError(op string, a, b Value) error {
	for _, v := range []Value{a, b} {
		if u, ok := v.(*Undefined); ok {
			return u.err()
		}
	}
	if op == "+" {
		if _, ok := text(a); ok {
			return Raise(kindType, "can only concatenate str (not %q) to str", typeName(b))
		}
		switch a.(type) {
		case *List, *Tuple:
			return Raise(kindType, "can only concatenate %s (not %q) to %s", typeName(a), typeName(b), typeName(a))
		}
	}
	if op == "**" {
		op = "** or pow()"
	}
	return Raise(kindType, "unsupported operand type(s) for %s: '%s' and '%s'", op, typeName(a), typeName(b))
}

func add(r *run, a, b Value) (Value, error) {
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			if s := x + y; (s > x) == (y > 0) {
				return s, nil
			}
		}
	}
	if v, ok := numeric(a, b, func(x, y *big.Int) *big.Int { return x.Add(x, y) }, func(x, y float64) float64 { return x + y }); ok {
		return v, nil
	}
	return addOther(r, a, b)
}

func addOther(r *run, a, b Value) (Value, error) {
	x, okX := text(a)
	y, okY := text(b)
	if okX && okY {
		if isMarkup(a) || isMarkup(b) {
			return Markup(escapeText(a) + escapeText(b)), r.spend(0, len(x)+len(y))
		}
		if err := r.spend(0, len(x)+len(y)); err != nil {
			return nil, err
		}
		return x + y, nil
	}
	switch l := a.(type) {
	case *List:
		if m, ok := b.(*List); ok {
			return &List{Items: joined(l.Items, m.Items)}, r.spend(1, 16*(len(l.Items)+len(m.Items)))
		}
	case *Tuple:
		if m, ok := b.(*Tuple); ok {
			return &Tuple{Items: joined(l.Items, m.Items)}, r.spend(1, 16*(len(l.Items)+len(m.Items)))
		}
	}
	if v, ok, err := hostOp("+", a, b); ok || err != nil {
		return v, err
	}
	return nil, operandError("+", a, b)
}

func joined(a, b []Value) []Value {
	return append(append(make([]Value, 0, len(a)+len(b)), a...), b...)
}

func subtract(r *run, a, b Value) (Value, error) {
	if v, ok := numeric(a, b, func(x, y *big.Int) *big.Int { return x.Sub(x, y) }, func(x, y float64) float64 { return x - y }); ok {
		return v, nil
	}
	if x, ok := setOf(a); ok {
		if y, ok := setOf(b); ok {
			return x.minus(y), nil
		}
	}
	if v, ok, err := hostOp("-", a, b); ok || err != nil {
		return v, err
	}
	return nil, operandError("-", a, b)
}

// Operator is a host object that takes part in arithmetic: the result of
// a op b when it is a, or with swapped set, when it is b. Ok is false when it
// has no answer.
type Operator interface {
	Operate(op string, other Value, swapped bool) (v Value, ok bool, err error)
}

func hostOp(op string, a, b Value) (Value, bool, error) {
	if o, ok := a.(Operator); ok {
		if v, ok, err := o.Operate(op, b, false); ok || err != nil {
			return plainGo(v), ok, err
		}
	}
	if o, ok := b.(Operator); ok {
		if v, ok, err := o.Operate(op, a, true); ok || err != nil {
			return plainGo(v), ok, err
		}
	}
	return nil, false, nil
}

func multiply(r *run, a, b Value) (Value, error) {
	if bitLen(a)+bitLen(b) > maxBits {
		return nil, Raise(kindMemory, "an integer is too large")
	}
	if v, ok := numeric(a, b, func(x, y *big.Int) *big.Int { return x.Mul(x, y) }, func(x, y float64) float64 { return x * y }); ok {
		return v, nil
	}
	if v, ok, err := repeated(r, a, b); ok || err != nil {
		return v, err
	}
	if v, ok, err := repeated(r, b, a); ok || err != nil {
		return v, err
	}
	if v, ok, err := hostOp("*", a, b); ok || err != nil {
		return v, err
	}
	return nil, operandError("*", a, b)
}

// repeated is a sequence times an integer.
func repeated(r *run, seq, count Value) (Value, bool, error) {
	n, ok := integer(count)
	if !ok {
		return nil, false, nil
	}
	s, isText := text(seq)
	items, isItems := itemsOf(seq)
	if !isText && !isItems {
		return nil, false, nil
	}
	if _, huge := count.(*big.Int); huge {
		return nil, false, Raise(kindOverflow, "cannot fit 'int' into an index-sized integer")
	}
	times, size := max(0, n), len(s)+16*len(items)
	if hi, lo := bits.Mul64(uint64(size), uint64(times)); hi != 0 || lo > maxPrint {
		return nil, false, Raise(kindMemory, "a repeated value is too large")
	}
	if err := r.spend(1, size*int(times)); err != nil {
		return nil, false, err
	}
	switch seq.(type) {
	case string:
		return strings.Repeat(s, int(times)), true, nil
	case Markup:
		return Markup(strings.Repeat(s, int(times))), true, nil
	}
	out := make([]Value, 0, len(items)*int(times))
	for range times {
		out = append(out, items...)
	}
	if _, ok := seq.(*List); ok {
		return &List{Items: out}, true, nil
	}
	return &Tuple{Items: out}, true, nil
}

func isMarkup(v Value) bool {
	_, ok := v.(Markup)
	return ok
}
