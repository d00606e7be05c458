package infer

import (
	"fmt"
	"strings"

	"scv/internal/identity/heading"
	"scv/internal/source"
	"scv/internal/source/excel"
)

// pickKey finds the column that names a record: different in every row, and
// called so, or the first of the table. doubt says why one that is called so was
// not taken.
func pickKey(t *table, chosen map[string]claim) (key *column, reason, doubt string) {
	taken := map[*column]bool{}
	for word, cl := range chosen {
		taken[cl.column] = word != "street_number" && word != "tax_id"
	}
	for _, c := range t.columns {
		if taken[c] || !isKeyHeader(c) || c.filled == 0 {
			continue
		}
		switch missing, doubles := t.rows-c.filled, c.filled-len(c.values)-repeatedTotals(c); {
		case doubles > 0:
			doubt = fmt.Sprintf("%s reads like the key, but %d rows repeat a value of another one", quoteHeader(c), doubles)
		case float64(missing) > few*float64(t.rows):
			doubt = fmt.Sprintf("%s reads like the key, but is empty in %d of %d rows", quoteHeader(c), missing, t.rows)
		case !fitsKey(c):
			doubt = fmt.Sprintf("%s reads like the key, but holds no numbers or codes", quoteHeader(c))
		default:
			return c, "header; different in every row", ""
		}
	}
	if len(t.columns) > 0 {
		if c := t.columns[0]; !taken[c] && t.rows > 1 && c.filled == t.rows && len(c.values) == t.rows && fitsKey(c) {
			return c, "the first column, filled and different in every row", ""
		}
	}
	return nil, "", doubt
}

// repeatedTotals counts the rows that sum up others and say so in this column,
// but for the first of each word: their "key" is no record's.
func repeatedTotals(c *column) int {
	n := 0
	for _, v := range c.values {
		if v.Kind == source.Text && excel.IsTotalsWord(v.Text) {
			n += v.count - 1
		}
	}
	return n
}

func isKeyHeader(c *column) bool {
	for _, r := range heading.Read(c.header) {
		if r.Word == heading.Key && r.Fit >= 0.8 {
			return true
		}
	}
	return false
}

// fitsKey takes numbers and codes: short, with a digit, no dates, no fractions.
func fitsKey(c *column) bool {
	return c.share(func(cell source.Cell) bool {
		s := text(cell)
		coded := len(s) <= 40 && strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(s, "@\n")
		whole := cell.Kind == source.Text && !isIsoLike(s) || cell.Kind == source.Number && cell.Number == float64(int64(cell.Number))
		return coded && whole || cell.Kind == source.Text && excel.IsTotalsWord(s)
	}) > 0.95
}

func quoteHeader(c *column) string { return fmt.Sprintf("%q", c.header) }
