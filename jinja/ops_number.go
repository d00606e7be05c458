package jinja

import (
	"math"
	"math/big"
)

// maxBits bounds integers: 10,000 decimal digits print in good time.
const maxBits = 1 << 16

func isFloat(v Value) bool {
	_, ok := v.(float64)
	return ok
}

// integer gives v as an int64; floats are none, and big integers are clipped.
func integer(v Value) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case bool:
		return boolInt(v), true
	case *big.Int:
		if v.Sign() < 0 {
			return math.MinInt64, true
		}
		return math.MaxInt64, true
	}
	return 0, false
}

func toFloat(v Value) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case bool:
		return float64(boolInt(v)), true
	case float64:
		return v, true
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f, true
	}
	return 0, false
}

func toBig(v Value) *big.Int {
	switch v := v.(type) {
	case int64:
		return big.NewInt(v)
	case bool:
		return big.NewInt(boolInt(v))
	case *big.Int:
		return new(big.Int).Set(v)
	}
	return new(big.Int)
}

func bitLen(v Value) int {
	switch v := v.(type) {
	case *big.Int:
		return v.BitLen()
	case int64:
		return 64
	}
	return 0
}

// numeric applies an operator to two numbers: to floats when one is a float.
func numeric(a, b Value, large func(x, y *big.Int) *big.Int, float func(x, y float64) float64) (Value, bool) {
	x, ok := number(a)
	if !ok {
		return nil, false
	}
	y, ok := number(b)
	if !ok {
		return nil, false
	}
	if isFloat(x) || isFloat(y) {
		fx, _ := toFloat(x)
		fy, _ := toFloat(y)
		return float(fx, fy), true
	}
	return normBig(large(toBig(x), toBig(y))), true
}

func power(_ *run, a, b Value) (Value, error) {
	x, okX := number(a)
	y, okY := number(b)
	if !okX || !okY {
		if v, ok, err := hostOp("**", a, b); ok || err != nil {
			return v, err
		}
		return nil, operandError("**", a, b)
	}
	n, isInt := integer(y)
	if isFloat(x) || !isInt || n < 0 {
		return floatPower(x, y)
	}
	base := toBig(x)
	if base.BitLen() > 1 && (n > maxBits || int64(base.BitLen())*n > maxBits) {
		return nil, Raise(kindMemory, "an integer is too large")
	}
	if base.BitLen() <= 1 {
		n = min(n, 2+n%2) // 0, 1 and -1 only know odd and even
	}
	return normBig(base.Exp(base, big.NewInt(n), nil)), nil
}

// negatedPower is what Jinja2 makes of -2 ** n: it folds -2 into a constant and
// writes Python's -2 ** n, which is -(2 ** n).
func negatedPower(r *run, a, b Value) (Value, error) {
	a, err := signed("-", a)
	if err != nil {
		return nil, err
	}
	v, err := power(r, a, b)
	if err != nil {
		return nil, err
	}
	return signed("-", v)
}

func floatPower(x, y Value) (Value, error) {
	fx, _ := toFloat(x)
	fy, _ := toFloat(y)
	if fx == 0 && fy < 0 {
		return nil, Raise(kindZeroDiv, "0.0 cannot be raised to a negative power")
	}
	f := math.Pow(fx, fy)
	if math.IsInf(f, 0) && !math.IsInf(fx, 0) && !math.IsInf(fy, 0) {
		return nil, Raise(kindOverflow, "(34, 'Numerical result out of range')")
	}
	if math.IsNaN(f) && !math.IsNaN(fx) && !math.IsNaN(fy) {
		return nil, Raise(kindValue, "complex numbers are not supported")
	}
	return f, nil
}

// signed is -v or +v.
func signed(op string, v Value) (Value, error) {
	switch n := v.(type) {
	case *Undefined:
		return nil, n.err()
	case bool:
		v = boolInt(n)
	}
	if op == "+" {
		if _, ok := number(v); ok {
			return v, nil
		}
		return nil, Raise(kindType, "bad operand type for unary +: '%s'", typeName(v))
	}
	switch n := v.(type) {
	case int64:
		if n != math.MinInt64 {
			return -n, nil
		}
		return normBig(new(big.Int).Neg(big.NewInt(n))), nil
	case *big.Int:
		return normBig(new(big.Int).Neg(n)), nil
	case float64:
		return -n, nil
	}
	return nil, Raise(kindType, "bad operand type for unary -: '%s'", typeName(v))
}
