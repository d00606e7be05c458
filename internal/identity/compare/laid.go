package compare

import (
	"slices"

	"scv/internal/identity/record"
)

// laid is a set whose compared columns lie beside each other, record by record: one
// look into memory for a record, not one for each column.
type laid struct {
	*record.Set
	columns []string
	cells   []int32 // by row, a code for each column
}

// view is a column of a set that is laid out.
type view struct {
	*record.Column
	cells     []int32
	width, at int
}

// code gives the code in a row.
func (v *view) code(row int32) int32 { return v.cells[int(row)*v.width+v.at] }

// Text gives the value in a row; "" for null.
func (v *view) Text(row int32) string { return v.Value(v.code(row)) }

func layOut(comparisons []Comparison, s *record.Set) *laid {
	l := plain(s)
	for _, c := range comparisons {
		for _, name := range c.Columns {
			if s.Has(name) && !slices.Contains(l.columns, name) {
				l.columns = append(l.columns, name)
			}
		}
	}
	l.cells = make([]int32, len(l.columns)*s.Len())
	for k, name := range l.columns {
		at := k
		for _, code := range s.Column(name).Codes {
			l.cells[at] = code
			at += len(l.columns)
		}
	}
	return l
}

// plain is a set as it is.
func plain(s *record.Set) *laid { return &laid{Set: s} }

func (l *laid) view(name string) *view {
	c := l.Column(name)
	if k := slices.Index(l.columns, name); k >= 0 {
		return &view{c, l.cells, len(l.columns), k}
	}
	return &view{c, c.Codes, 1, 0}
}
