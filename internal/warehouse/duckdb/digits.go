package duckdb

import (
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	m "github.com/duckdb/duckdb-go/v2/mapping"
)

// huge is duckdb_hugeint: a two's complement number of 128 bits.
type huge struct {
	lower uint64
	upper int64
}

// digits writes a decimal or a wide whole number exactly.
func (l *logical) digits(v m.Vector, row int) string {
	var s string
	switch l.stored() {
	case m.TypeSmallInt:
		s = strconv.FormatInt(int64(at[int16](v, row)), 10)
	case m.TypeInteger:
		s = strconv.FormatInt(int64(at[int32](v, row)), 10)
	case m.TypeBigInt:
		s = strconv.FormatInt(at[int64](v, row), 10)
	case m.TypeUBigInt:
		s = strconv.FormatUint(at[uint64](v, row), 10)
	case m.TypeUHugeInt:
		h := at[huge](v, row)
		s = unsigned(h.lower, uint64(h.upper))
	default:
		s = at[huge](v, row).String()
	}
	return withPoint(s, int(l.scale))
}

func (l *logical) stored() m.Type {
	if l.id == m.TypeDecimal {
		return l.inner
	}
	return l.id
}

// String writes the number in decimal.
func (h huge) String() string {
	if h.upper >= 0 {
		return unsigned(h.lower, uint64(h.upper))
	}
	lower, carry := bits.Add64(^h.lower, 1, 0)
	return "-" + unsigned(lower, uint64(^h.upper)+carry)
}

func unsigned(lower, upper uint64) string {
	if upper == 0 {
		return strconv.FormatUint(lower, 10)
	}
	n := new(big.Int).SetUint64(upper)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(lower)).String()
}

// withPoint puts a decimal point scale digits from the right.
func withPoint(s string, scale int) string {
	if scale == 0 {
		return s
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if len(s) <= scale {
		s = strings.Repeat("0", scale-len(s)+1) + s
	}
	return sign + s[:len(s)-scale] + "." + s[len(s)-scale:]
}

// parseDecimal reads [+-]digits[.digits] as a whole number of 10^-scale. Digits
// behind the scale must be zero: it never rounds.
func parseDecimal(s []byte, scale int) (huge, error) {
	negative, i := false, 0
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative, i = s[0] == '-', 1
	}
	var lower, upper uint64
	seen, point, behind := 0, false, 0
	for ; i < len(s); i++ {
		ch := s[i]
		if ch == '.' && !point {
			point = true
			continue
		}
		if ch < '0' || ch > '9' {
			return huge{}, errNotDecimal
		}
		seen++
		if point && behind == scale {
			if ch != '0' {
				return huge{}, errTooFine
			}
			continue
		}
		if point {
			behind++
		}
		var ok bool
		if lower, upper, ok = tenTimes(lower, upper, uint64(ch-'0')); !ok {
			return huge{}, errTooWide
		}
	}
	if seen == 0 {
		return huge{}, errNotDecimal
	}
	for ; behind < scale; behind++ {
		var ok bool
		if lower, upper, ok = tenTimes(lower, upper, 0); !ok {
			return huge{}, errTooWide
		}
	}
	if upper > 1<<63-1 {
		return huge{}, errTooWide
	}
	if negative {
		var carry uint64
		lower, carry = bits.Add64(^lower, 1, 0)
		upper = ^upper + carry
	}
	return huge{lower, int64(upper)}, nil
}

func tenTimes(lower, upper, digit uint64) (lo, hi uint64, ok bool) {
	over, lo := bits.Mul64(lower, 10)
	top, hi := bits.Mul64(upper, 10)
	lo, carry := bits.Add64(lo, digit, 0)
	hi, carry2 := bits.Add64(hi, over, carry)
	return lo, hi, top == 0 && carry2 == 0
}

// fits says whether a number has at most width decimal digits.
func (h huge) fits(width uint8) bool {
	return len(strings.TrimPrefix(h.String(), "-")) <= int(width)
}

var (
	errNotDecimal = fmt.Errorf("no decimal number")
	errTooFine    = fmt.Errorf("more digits behind the point than the column holds")
	errTooWide    = fmt.Errorf("more digits than the column holds")
)
