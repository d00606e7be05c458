package term

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Table is rows under a header. Columns whose cells are all numbers stand to the
// right. Where a terminal is narrower than the table, its spare columns are left out, which
// a line tells, and its widest ones are broken into lines. Widths are what a terminal shows: wide characters count two, combining
// ones none.
type Table struct {
	Header []string
	Rows   [][]string
	Indent int      // blanks before each line
	Widest int      // a cell is cut after so many columns; 0 = 60
	Spare  []string // headings that a narrow terminal goes without, the first first
}

// Add adds a row; it may be shorter than the header.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// Print writes the table, nothing when it has neither header nor rows.
func (t *Table) Print(w io.Writer, s Style) error {
	if s.Width == 0 {
		return t.print(w, s)
	}
	narrow, left := t.without(s.Width)
	if err := narrow.print(w, s); err != nil || len(left) == 0 {
		return err
	}
	for _, line := range Wrap(leftOut(left), s.Width-t.Indent) {
		if _, err := fmt.Fprintln(w, strings.Repeat(" ", t.Indent)+s.Dim(line)); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) print(w io.Writer, s Style) error {
	all := t.Rows
	if len(t.Header) > 0 {
		all = append([][]string{t.Header}, t.Rows...)
	}
	widths := t.widths(all)
	right := t.numeric(len(widths))
	if s.Width > 0 {
		fit(widths, right, s.Width-t.Indent)
	}
	for i, row := range all {
		for _, line := range t.lines(row, widths, right) {
			if i == 0 && len(t.Header) > 0 {
				line = s.Strong(line)
			}
			if _, err := fmt.Fprintln(w, strings.Repeat(" ", t.Indent)+line); err != nil {
				return err
			}
		}
	}
	return nil
}

// lines lays out a row: one line, or several where a cell is wider than its column.
func (t *Table) lines(row []string, widths []int, right []bool) []string {
	broken := make([][]string, len(row))
	most := 1
	for i, cell := range row {
		broken[i] = breakCell(t.cut(cell), widths[i])
		most = max(most, len(broken[i]))
	}
	out := make([]string, most)
	for k := range out {
		cells := make([]string, len(row))
		for i, lines := range broken {
			if k < len(lines) {
				cells[i] = lines[k]
			}
		}
		out[k] = line(cells, widths, right)
		if most > 1 {
			out[k] = strings.TrimRight(out[k], " ")
		}
	}
	return out
}

// Width is how wide the table is by itself.
func (t *Table) Width() int {
	total := t.Indent
	for i, w := range t.widths(append([][]string{t.Header}, t.Rows...)) {
		if i > 0 {
			total += 2
		}
		total += w
	}
	return total
}

func (t *Table) widths(all [][]string) []int {
	var widths []int
	for _, row := range all {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(t.cut(cell)))
		}
	}
	return widths
}

// numeric says which columns hold numbers only.
func (t *Table) numeric(n int) []bool {
	right := make([]bool, n)
	for i := range right {
		filled := false
		right[i] = true
		for _, row := range t.Rows {
			if i >= len(row) || row[i] == "" || row[i] == "–" {
				continue
			}
			filled = true
			right[i] = right[i] && isNumber(row[i])
		}
		right[i] = right[i] && filled
	}
	return right
}

func isNumber(s string) bool {
	digits := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case !strings.ContainsRune("+-.,% ", r):
			return false
		}
	}
	return digits
}

func line(row []string, widths []int, right []bool) string {
	var b strings.Builder
	for i, cell := range row {
		gap := strings.Repeat(" ", max(0, widths[i]-Width(cell)))
		if i > 0 {
			b.WriteString("  ")
		}
		if right[i] {
			b.WriteString(gap + cell)
			continue
		}
		b.WriteString(cell)
		if i < len(row)-1 {
			b.WriteString(gap)
		}
	}
	return b.String()
}

// cut shortens a cell to the widest allowed and keeps it on one line.
func (t *Table) cut(s string) string {
	limit := t.Widest
	if limit == 0 {
		limit = 60
	}
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		return r
	}, s)
	if Width(s) <= limit {
		return s
	}
	for Width(s) > limit-1 {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s + "…"
}

// Width is the number of terminal columns that a text takes; colour takes none.
func Width(s string) int {
	n, escape := 0, false
	for _, r := range s {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		case unicode.Is(unicode.Mn, r) || r == '\u200d' || unicode.IsControl(r):
		default:
			n += runeWidth(r)
		}
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}
