package term

import (
	"fmt"
	"slices"
	"strings"
)

// without leaves out spare columns, one by one, until the table is no wider than asked;
// it names those that it left out.
func (t *Table) without(width int) (narrow *Table, left []string) {
	narrow = t
	for _, name := range t.Spare {
		if narrow.Width() <= width {
			break
		}
		if i := slices.Index(narrow.Header, name); i >= 0 {
			narrow, left = narrow.drop(i), append(left, name)
		}
	}
	return narrow, left
}

// drop is the table without column i.
func (t *Table) drop(i int) *Table {
	out := *t
	out.Header, out.Rows = without(t.Header, i), make([][]string, len(t.Rows))
	for n, row := range t.Rows {
		out.Rows[n] = without(row, i)
	}
	return &out
}

func without(row []string, i int) []string {
	if i >= len(row) {
		return row
	}
	return slices.Delete(slices.Clone(row), i, i+1)
}

// leftOut tells which columns a narrow terminal does not show.
func leftOut(names []string) string {
	return fmt.Sprintf("left out of a narrow terminal: %s; --json has all", strings.Join(names, ", "))
}
