package block

import (
	"cmp"
	"slices"
	"strings"

	"scv/internal/identity/record"
)

// What too many share, and nothing divides, may be one customer of thousands of
// records. Such records are compared with those beside them when they are sorted by
// what they say: their pairs grow with the records and not with their square.

// besideWindow is how many records in a row are compared with each other; windows
// overlap by half.
const besideWindow = 6

// sortedBy is what records of one key are sorted by.
var sortedBy = []string{
	"given_name_std", "family_name_std", "organisation_name_std", "birth_date_std", "street_std", "street_number_std", "email_std", "phone_std",
}

// beside makes blocks of the records that a division has not found.
func (d *divider) beside(s *record.Set) {
	columns := make([]*record.Column, len(sortedBy))
	for k, name := range sortedBy {
		columns[k] = s.Column(name)
	}
	left, met := d.budget, make([]bool, s.Len())
	each(inOrder(d.large), func(_ uint64, rows []int32) {
		if left -= int64(len(rows)) * besideWindow; left < 0 || d.mostlyRescued(rows) {
			return
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(row int32) bool { return met[row] })
		slices.SortFunc(rows, func(a, b int32) int {
			for _, c := range columns {
				if x, y := c.Codes[a], c.Codes[b]; x != y {
					return strings.Compare(c.Value(x), c.Value(y))
				}
			}
			return cmp.Compare(a, b)
		})
		for _, row := range rows {
			met[row] = true
		}
		d.windows(rows)
	})
}

func (d *divider) mostlyRescued(rows []int32) bool {
	n := 0
	for _, row := range rows {
		if d.rescued[row] {
			n++
		}
	}
	return 2*n > len(rows)
}

// windows makes blocks of rows in a row: whole windows, and those that begin half a
// window later.
func (d *divider) windows(rows []int32) {
	for _, first := range [...]int{0, -besideWindow / 2} {
		for from := first; from < len(rows); from += besideWindow {
			window := slices.Clone(rows[max(from, 0):min(from+besideWindow, len(rows))])
			if len(window) < 2 {
				continue
			}
			slices.Sort(window)
			start := uint32(len(d.rows))
			d.rows = append(d.rows, window...)
			d.blocks = append(d.blocks, block{start, uint32(len(d.rows)), int32(d.rule)})
		}
	}
}
