package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

func (spec percentSpec) integer(v Value) (string, error) {
	n, ok := number(v)
	if f, isF := n.(float64); isF && strings.ContainsRune("diu", spec.verb) {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return "", Raise(kindValue, "cannot convert float to integer")
		}
		x, _ := big.NewFloat(f).Int(nil)
		n = x
	} else if isF {
		ok = false
	}
	if !ok {
		need := "a real number"
		if strings.ContainsRune("xXo", spec.verb) {
			need = "an integer"
		}
		return "", Raise(kindType, "%%%c format: %s is required, not %s", spec.verb, need, typeName(v))
	}
	x := toBig(n)
	base, prefix := 10, ""
	switch spec.verb {
	case 'x', 'X':
		base, prefix = 16, "0"+string(spec.verb)
	case 'o':
		base, prefix = 8, "0o"
	}
	digits := new(big.Int).Abs(x).Text(base)
	if spec.verb == 'X' {
		digits = strings.ToUpper(digits)
	}
	if pad := spec.prec - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	if spec.hash {
		digits = prefix + digits
	}
	return spec.sign(digits, x.Sign() < 0), nil
}

func (spec percentSpec) sign(digits string, negative bool) string {
	digits = strings.TrimPrefix(digits, "-")
	switch {
	case negative:
		return "-" + digits
	case spec.plus:
		return "+" + digits
	case spec.space:
		return " " + digits
	}
	return digits
}

func (spec percentSpec) pad(s string) string {
	gap := spec.width - runeLen(s)
	if gap <= 0 {
		return s
	}
	switch {
	case spec.minus:
		return s + strings.Repeat(" ", gap)
	case spec.zero && strings.ContainsRune("diuxXoeEfFgG", spec.verb):
		i := 0
		if s != "" && strings.IndexByte("+- ", s[0]) >= 0 {
			i = 1
		}
		return s[:i] + strings.Repeat("0", gap) + s[i:]
	}
	return strings.Repeat(" ", gap) + s
}

// formatFloat writes f as C's printf does for e, f and g.
func formatFloat(f float64, verb byte, prec int, keepPoint bool) string {
	switch {
	case math.IsNaN(f):
		return caseOf(verb, "nan")
	case math.IsInf(f, 0):
		s := "inf"
		if f < 0 {
			s = "-inf"
		}
		return caseOf(verb, s)
	}
	lower := verb | 0x20
	if lower == 'g' {
		return caseOf(verb, formatGeneral(f, prec, keepPoint))
	}
	s := strconv.FormatFloat(f, lower, prec, 64)
	if keepPoint && prec == 0 {
		s += "."
	}
	return caseOf(verb, s)
}

func caseOf(verb byte, s string) string {
	if verb >= 'A' && verb <= 'Z' {
		return strings.ToUpper(s)
	}
	return s
}

// formatGeneral is %g: prec significant digits without trailing zeros.
func formatGeneral(f float64, prec int, keepZeros bool) string {
	prec = max(prec, 1)
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	exp, _ := strconv.Atoi(e[strings.IndexByte(e, 'e')+1:])
	if exp < -4 || exp >= prec {
		mantissa, tail, _ := strings.Cut(e, "e")
		if !keepZeros && strings.Contains(mantissa, ".") {
			mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		}
		return mantissa + "e" + tail
	}
	s := strconv.FormatFloat(f, 'f', prec-1-exp, 64)
	if !keepZeros && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
