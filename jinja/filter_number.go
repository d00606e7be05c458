package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

func filterInt(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_int", 1, 0, "default", "base")
	if err != nil {
		return nil, err
	}
	base, err := intArg(a[1], 10)
	if err != nil {
		return nil, err
	}
	if u, ok := c.Args[0].(*Undefined); ok && !u.Lax {
		return nil, u.err()
	}
	if s, ok := text(c.Args[0]); ok {
		if v, ok := parseInt(s, base); ok {
			return v, nil
		}
		if f, ok := parseFloat(s); ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return truncate(f), nil
		}
		return or(a[0], int64(0)), nil
	}
	switch n, _ := number(c.Args[0]); n := n.(type) {
	case int64, *big.Int:
		return n, nil
	case float64:
		if !math.IsNaN(n) && !math.IsInf(n, 0) {
			return truncate(n), nil
		}
	}
	return or(a[0], int64(0)), nil
}

// truncate is int(f) for a finite float.
func truncate(f float64) Value {
	x, _ := big.NewFloat(f).Int(nil)
	return normBig(x)
}

// parseInt reads text as Python's int does: blanks around, a sign, single
// underscores between digits, and a prefix that fits the base.
func parseInt(s string, base int) (Value, bool) {
	s = strings.ToLower(strings.TrimFunc(s, isSpace))
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	prefixed := false
	if len(s) > 1 && s[0] == '0' {
		prefix := map[byte]int{'x': 16, 'o': 8, 'b': 2}[s[1]]
		if prefix != 0 && (base == 0 || base == prefix) {
			base, s, prefixed = prefix, s[2:], true
		}
	}
	if base == 0 {
		base = 10
	}
	if prefixed {
		s = strings.TrimPrefix(s, "_")
	}
	if s == "" || len(s) > maxDigits || base < 2 || base > 36 || strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") ||
		strings.Contains(s, "__") || strings.ContainsAny(s, "+-") {
		return nil, false
	}
	x, ok := new(big.Int).SetString(sign+strings.ReplaceAll(s, "_", ""), base)
	if !ok {
		return nil, false
	}
	return normBig(x), true
}

// parseFloat reads text as Python's float does.
func parseFloat(s string) (float64, bool) {
	s = strings.TrimFunc(s, isSpace)
	if strings.ContainsAny(s, "xXpP") || strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

func filterFloat(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_float", 1, 0, "default")
	if err != nil {
		return nil, err
	}
	if u, ok := c.Args[0].(*Undefined); ok && !u.Lax {
		return nil, u.err()
	}
	if s, ok := text(c.Args[0]); ok {
		if f, ok := parseFloat(s); ok {
			return f, nil
		}
		return or(a[0], 0.0), nil
	}
	f, ok := toFloat(c.Args[0])
	if !ok {
		return or(a[0], 0.0), nil
	}
	return f, nil
}

func filterAbs(c *Call) (Value, error) {
	switch n, _ := number(c.Args[0]); n := n.(type) {
	case int64:
		if n < 0 {
			return signed("-", n)
		}
		return n, nil
	case *big.Int:
		return new(big.Int).Abs(n), nil
	case float64:
		return math.Abs(n), nil
	}
	return nil, Raise(kindType, "bad operand type for abs(): '%s'", typeName(c.Args[0]))
}

func filterRound(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_round", 1, 0, "precision", "method")
	if err != nil {
		return nil, err
	}
	method, _ := text(or(a[1], "common"))
	n, ok := number(c.Args[0])
	if !ok && (method == "common" || method == "ceil" || method == "floor") {
		if u, undefined := c.Args[0].(*Undefined); undefined && method != "common" {
			return nil, u.err()
		}
		return nil, Raise(kindType, "type %s doesn't define __round__ method", typeName(c.Args[0]))
	}
	prec, err := indexArg(a[0], 0)
	if err != nil {
		return nil, err
	}
	prec = max(-400, min(400, prec))
	scale := math.Pow(10, float64(prec))
	f, _ := toFloat(n)
	switch method {
	case "common":
		if !isFloat(n) {
			return roundInt(toBig(n), prec), nil
		}
		return roundFloat(f, prec), nil
	case "ceil":
		return math.Ceil(f*scale) / scale, nil
	case "floor":
		return math.Floor(f*scale) / scale, nil
	}
	return nil, Raise(kindArgument, "method must be common, ceil or floor")
}

// roundFloat is Python's round: the exact value, half to even.
func roundFloat(f float64, prec int) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return f
	}
	if prec >= 0 {
		out, err := strconv.ParseFloat(strconv.FormatFloat(f, 'f', prec, 64), 64)
		if err != nil {
			return f
		}
		return out
	}
	scale := math.Pow(10, float64(-prec))
	return math.RoundToEven(f/scale) * scale
}

func roundInt(x *big.Int, prec int) Value {
	if prec >= 0 {
		return normBig(x)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-prec)), nil)
	q, m := floorDivMod(x, scale)
	twice := new(big.Int).Lsh(m, 1)
	if c := twice.Cmp(scale); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return normBig(q.Mul(q, scale))
}
