package jinja

import (
	"math"
	"math/big"
)

func divide(r *run, a, b Value) (Value, error) {
	x, okX := toFloat(a)
	y, okY := toFloat(b)
	if !okX || !okY {
		if v, ok, err := hostOp("/", a, b); ok || err != nil {
			return v, err
		}
		return nil, operandError("/", a, b)
	}
	if y == 0 {
		if isFloat(a) || isFloat(b) {
			return nil, Raise(kindZeroDiv, "float division by zero")
		}
		return nil, Raise(kindZeroDiv, "division by zero")
	}
	if isFloat(a) || isFloat(b) {
		return x / y, nil
	}
	q, _ := new(big.Rat).SetFrac(toBig(a), toBig(b)).Float64()
	if math.IsInf(q, 0) {
		return nil, Raise(kindOverflow, "integer division result too large for a float")
	}
	return q, nil
}

func floorDivide(r *run, a, b Value) (Value, error) {
	return division(r, "//", a, b, func(x, y int64) int64 {
		q := x / y
		if x%y != 0 && (x < 0) != (y < 0) {
			q--
		}
		return q
	}, func(x, y *big.Int) *big.Int {
		q, _ := floorDivMod(x, y)
		return q
	}, func(x, y float64) float64 {
		return math.Floor((x - floatMod(x, y)) / y)
	})
}

func modulo(r *run, a, b Value) (Value, error) {
	if s, ok := a.(string); ok {
		return percentFormat(r, s, b)
	}
	if s, ok := a.(Markup); ok {
		v, err := percentFormat(r, string(s), escapedArgs(b))
		out, _ := text(v)
		return Markup(out), err
	}
	return division(r, "%", a, b, func(x, y int64) int64 {
		m := x % y
		if m != 0 && (m < 0) != (y < 0) {
			m += y
		}
		return m
	}, func(x, y *big.Int) *big.Int {
		_, m := floorDivMod(x, y)
		return m
	}, floatMod)
}

// division is // and %, which round down as in Python.
func division(r *run, op string, a, b Value, small func(x, y int64) int64, large func(x, y *big.Int) *big.Int, float func(x, y float64) float64) (Value, error) {
	x, okX := number(a)
	y, okY := number(b)
	if !okX || !okY {
		if v, ok, err := hostOp(op, a, b); ok || err != nil {
			return v, err
		}
		return nil, operandError(op, a, b)
	}
	if !Truth(y) {
		return nil, zeroDivision(op, x, y)
	}
	if isFloat(x) || isFloat(y) {
		fx, _ := toFloat(x)
		fy, _ := toFloat(y)
		return float(fx, fy), nil
	}
	i, okI := x.(int64)
	j, okJ := y.(int64)
	if okI && okJ && (j != -1 || i != math.MinInt64) {
		return small(i, j), nil
	}
	return normBig(large(toBig(x), toBig(y))), nil
}

func zeroDivision(op string, x, y Value) error {
	switch {
	case (isFloat(x) || isFloat(y)) && op == "//":
		return Raise(kindZeroDiv, "float floor division by zero")
	case isFloat(x) || isFloat(y):
		return Raise(kindZeroDiv, "float modulo")
	case op == "%":
		return Raise(kindZeroDiv, "integer modulo by zero")
	}
	return Raise(kindZeroDiv, "integer division or modulo by zero")
}

func floorDivMod(x, y *big.Int) (*big.Int, *big.Int) {
	q, m := new(big.Int).QuoRem(x, y, new(big.Int))
	if m.Sign() != 0 && (m.Sign() < 0) != (y.Sign() < 0) {
		q.Sub(q, big.NewInt(1))
		m.Add(m, y)
	}
	return q, m
}

func floatMod(x, y float64) float64 {
	m := math.Mod(x, y)
	if m != 0 && (m < 0) != (y < 0) {
		m += y
	}
	if m == 0 {
		return math.Copysign(0, y)
	}
	return m
}
