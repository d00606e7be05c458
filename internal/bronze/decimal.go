package bronze

import (
	"math/big"
	"strings"

	"scv"
	"scv/internal/source"
)

// The digits of a decimal column, as the warehouse's dialect declares it.
const (
	wholeDigits    = 28
	fractionDigits = 10
)

// putDecimal keeps a decimal's exact text. Text with more digits behind the point
// than the column holds is refused: it would have to be rounded. A number cell is
// a binary fraction that the workbook itself shows rounded, so it is rounded.
func putDecimal(c *source.Cell, to *scv.Column) why {
	if c.Kind != source.Number && c.Kind != source.Text {
		return why(scv.CodeWrongKind)
	}
	s := trim(c.Text)
	if !plainNumber(s) {
		return why(scv.CodeWrongKind)
	}
	if strings.ContainsAny(s, "eE") || c.Kind == source.Number && tooFine(s) {
		var ok bool
		if s, ok = roundDecimal(s, c.Kind == source.Number); !ok {
			return why(scv.CodeOutOfRange)
		}
	}
	if tooFine(s) || tooWide(s) {
		return why(scv.CodeOutOfRange)
	}
	to.AppendText(canonical(s))
	return fine
}

func tooFine(s string) bool {
	_, behind, _ := strings.Cut(s, ".")
	return len(strings.TrimRight(behind, "0")) > fractionDigits
}

func tooWide(s string) bool {
	whole, _, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	return len(strings.TrimLeft(whole, "0")) > wholeDigits
}

// roundDecimal writes a number without exponent; beyond the column's digits it is
// rounded half away from zero, or refused where rounding is not allowed.
func roundDecimal(s string, round bool) (string, bool) {
	const longest = 60 // an exponent of more digits is out of range anyway
	if i := strings.IndexAny(s, "eE"); i >= 0 && (len(s) > longest || len(s)-i > len("e-99")) {
		return "", false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return "", false
	}
	rounded := r.FloatString(fractionDigits)
	if !round {
		back, ok := new(big.Rat).SetString(rounded)
		if !ok || back.Cmp(r) != 0 {
			return "", false
		}
	}
	return rounded, true
}

// canonical writes equal numbers alike, for the content hash: no plus, no zeros
// in front or at the end, no minus zero.
func canonical(s string) string {
	negative := strings.HasPrefix(s, "-")
	whole, behind, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	whole, behind = strings.TrimLeft(whole, "0"), strings.TrimRight(behind, "0")
	if whole == "" {
		whole = "0"
	}
	out := whole
	if behind != "" {
		out += "." + behind
	}
	if negative && out != "0" {
		return "-" + out
	}
	return out
}
