package duckdb

import (
	"fmt"
	"math/big"
	"strings"
)

// span is duckdb_interval.
type span struct {
	months, days int32
	micros       int64
}

// String writes an interval as DuckDB does: "1 year 2 months 3 days 04:05:06".
func (s span) String() string {
	var parts []string
	for _, p := range []struct {
		n    int32
		unit string
	}{{s.months / 12, "year"}, {s.months % 12, "month"}, {s.days, "day"}} {
		switch {
		case p.n == 1 || p.n == -1:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.unit))
		case p.n != 0:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.unit))
		}
	}
	if s.micros < 0 {
		parts = append(parts, "-"+clock(-s.micros))
	} else if s.micros > 0 || len(parts) == 0 {
		parts = append(parts, clock(s.micros))
	}
	return strings.Join(parts, " ")
}

// uuidText writes a UUID; DuckDB stores it with its first bit flipped, to sort.
func uuidText(h huge) string {
	upper := uint64(h.upper) ^ 1<<63
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", upper>>32, upper>>16&0xFFFF, upper&0xFFFF, h.lower>>48, h.lower&0xFFFFFFFFFFFF)
}

// blobText writes bytes as DuckDB does: printable ASCII as it is, others \xAB.
func blobText(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		if c >= ' ' && c <= '~' && c != '\\' && c != '\'' && c != '"' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, `\x%02X`, c)
	}
	return b.String()
}

// bitText writes a bit string; its first byte says how many bits of the second
// are padding.
func bitText(data []byte) string {
	if len(data) < 2 {
		return ""
	}
	var b strings.Builder
	for _, c := range data[1:] {
		fmt.Fprintf(&b, "%08b", c)
	}
	return b.String()[data[0]:]
}

// bigText writes a BIGNUM: three bytes of header whose first bit is the sign,
// then the magnitude, all inverted for negative numbers.
func bigText(data []byte) string {
	const head = 3
	if len(data) <= head {
		return "0"
	}
	magnitude := append([]byte(nil), data[head:]...)
	negative := data[0]&0x80 == 0
	if negative {
		for i := range magnitude {
			magnitude[i] = ^magnitude[i]
		}
	}
	n := new(big.Int).SetBytes(magnitude)
	if negative {
		n.Neg(n)
	}
	return n.String()
}
