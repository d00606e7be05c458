package run

import (
	"strings"
	"unicode/utf8"
)

// change is one row of a table of differences.
type change struct {
	mark  string // "" unchanged, "→" changed, "+++" only actual, "---" only expected, "..." left out
	cells []string
}

// difference shows how rows differ from those expected, "" when they do not. The
// order of rows does not count. A row that is alike in some cells is shown once,
// with what was expected and what came.
func difference(names []string, expected, actual [][]string) string {
	changes := pair(expected, actual)
	differs := false
	for _, c := range changes {
		differs = differs || c.mark != ""
	}
	if !differs {
		return ""
	}
	rows := append([]change{{mark: "@@", cells: names}}, around(changes)...)
	return table(rows)
}

// pair brings together the rows of both sides: equal ones first, then those that
// share most cells.
func pair(expected, actual [][]string) []change {
	mate := make([]int, len(actual)) // of each actual row, the expected one; -1 = none
	taken := make([]bool, len(expected))
	for i, row := range actual {
		mate[i] = -1
		for k, want := range expected {
			if !taken[k] && alike(row, want) == len(row) {
				mate[i], taken[k] = k, true
				break
			}
		}
	}
	for i, row := range actual {
		best := 0
		for k, want := range expected {
			if same := alike(row, want); mate[i] < 0 && !taken[k] && same > best {
				best = same
			}
		}
		for k, want := range expected {
			if best > 0 && mate[i] < 0 && !taken[k] && alike(row, want) == best && telling(row, want) {
				mate[i], taken[k] = k, true
			}
		}
	}
	var out []change
	for i, row := range actual {
		switch k := mate[i]; {
		case k < 0:
			out = append(out, change{"+++", row})
		default:
			out = append(out, changed(expected[k], row))
		}
	}
	for k, row := range expected {
		if !taken[k] {
			out = append(out, change{"---", row})
		}
	}
	return out
}

func alike(a, b []string) int {
	same := 0
	for i := range a {
		if i < len(b) && a[i] == b[i] {
			same++
		}
	}
	return same
}

// telling says whether two rows share a cell that says something.
func telling(a, b []string) bool {
	for i := range a {
		if a[i] == b[i] && a[i] != "null" && a[i] != "True" && a[i] != "False" {
			return true
		}
	}
	return false
}

func changed(want, got []string) change {
	c := change{cells: make([]string, len(got))}
	for i := range got {
		c.cells[i] = got[i]
		if want[i] != got[i] {
			c.mark, c.cells[i] = "→", want[i]+"→"+got[i]
		}
	}
	return c
}

// around keeps the changes and the rows beside them.
func around(changes []change) []change {
	var out []change
	for i, c := range changes {
		near := c.mark != "" || i > 0 && changes[i-1].mark != "" || i+1 < len(changes) && changes[i+1].mark != ""
		switch {
		case near:
			out = append(out, c)
		case len(out) == 0 || out[len(out)-1].mark != "...":
			dots := make([]string, len(c.cells))
			for k := range dots {
				dots[k] = "..."
			}
			out = append(out, change{"...", dots})
		}
	}
	return out
}

// table sets rows in columns of one width.
func table(rows []change) string {
	widths := make([]int, len(rows[0].cells))
	for _, r := range rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.mark + strings.Repeat(" ", 3-utf8.RuneCountInString(r.mark)))
		for i, cell := range r.cells {
			b.WriteString("," + cell)
			if i < len(r.cells)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
