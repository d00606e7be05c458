package jinja

import (
	"math"
	"math/big"
	"strings"
)

// compareNumbers compares two numbers exactly; ok is false for other values. A
// NaN is unequal to everything: it gives 2.
func compareNumbers(a, b Value) (int, bool) {
	x, ok := number(a)
	if !ok {
		return 0, false
	}
	y, ok := number(b)
	if !ok {
		return 0, false
	}
	if i, ok := x.(int64); ok {
		if j, ok := y.(int64); ok {
			return compareInts(i, j), true
		}
	}
	return compareMixed(x, y), true
}

func compareInts(i, j int64) int {
	switch {
	case i < j:
		return -1
	case i > j:
		return 1
	}
	return 0
}

func compareMixed(x, y Value) int {
	if isNaN(x) || isNaN(y) {
		return 2
	}
	if f, ok := x.(float64); ok && math.IsInf(f, 0) {
		if g, ok := y.(float64); ok && f == g {
			return 0
		}
		return int(math.Copysign(1, f))
	}
	if g, ok := y.(float64); ok && math.IsInf(g, 0) {
		return -int(math.Copysign(1, g))
	}
	return bigFloat(x).Cmp(bigFloat(y))
}

func isNaN(v Value) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}

// bigFloat gives a finite number exactly.
func bigFloat(v Value) *big.Float {
	switch v := v.(type) {
	case int64:
		return new(big.Float).SetPrec(64).SetInt64(v)
	case *big.Int:
		return new(big.Float).SetInt(v)
	case float64:
		return big.NewFloat(v)
	}
	return new(big.Float)
}

// number gives v as int64, *big.Int or float64; True is 1.
func number(v Value) (Value, bool) {
	switch v := v.(type) {
	case int64, *big.Int, float64:
		return v, true
	case bool:
		return boolInt(v), true
	}
	return nil, false
}

// compare orders a before b as Python's < does; values without an order are a TypeError.
func compare(a, b Value) (int, error) {
	c := comparer{}
	return c.compare(a, b, "<", 0)
}

func (c *comparer) compare(a, b Value, op string, depth int) (int, error) {
	if err := c.step(depth); err != nil {
		return 0, err
	}
	if n, ok := compareNumbers(a, b); ok {
		return n, nil
	}
	if x, ok := text(a); ok {
		if y, ok := text(b); ok {
			return strings.Compare(x, y), nil
		}
	}
	if x, ok := itemsOf(a); ok {
		if y, ok := itemsOf(b); ok && typeName(a) == typeName(b) {
			return c.compareItems(x, y, op, depth)
		}
	}
	for _, v := range []Value{a, b} {
		if u, ok := v.(*Undefined); ok {
			return 0, u.err()
		}
	}
	return 0, Raise(kindType, "'%s' not supported between instances of '%s' and '%s'", op, typeName(a), typeName(b))
}

func (c *comparer) compareItems(a, b []Value, op string, depth int) (int, error) {
	for i := 0; i < len(a) && i < len(b); i++ {
		eq, err := c.equal(a[i], b[i], depth+1)
		if err != nil {
			return 0, err
		}
		if !eq {
			return c.compare(a[i], b[i], op, depth+1)
		}
	}
	return compareInts(int64(len(a)), int64(len(b))), nil
}
