package compare

import (
	mathbits "math/bits"
	"slices"

	"scv/internal/identity/record"
)

// laid is a set whose compared columns lie beside each other, record by record, and
// behind them how many records hold the values that rarity counts of: one look into
// memory for a record, not one for each column.
type laid struct {
	*record.Set
	columns []string
	width   int     // cells of a row
	cells   []int32 // by row: a code for each column, and the counts
	tallies []tally // by comparison
}

// lineCells is how many cells come into the cache at once.
const lineCells = 16

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

func layOut(comparisons []Comparison, s *record.Set, terms Terms) *laid {
	l := plain(s)
	for _, c := range comparisons {
		for _, name := range c.Columns {
			if s.Has(name) && !slices.Contains(l.columns, name) {
				l.columns = append(l.columns, name)
			}
		}
	}
	l.width = len(l.columns)
	for _, c := range comparisons {
		l.width += len(c.countedIn(s))
	}
	if l.width <= lineCells && l.width > 0 { // no record lies in two lines
		l.width = 1 << mathbits.Len(uint(l.width-1))
	}
	l.cells = make([]int32, l.width*s.Len())
	for k, name := range l.columns {
		l.fill(k, s.Column(name).Codes, nil)
	}
	at := len(l.columns)
	for _, c := range comparisons {
		l.tallies = append(l.tallies, l.tally(c, terms, &at))
	}
	return l
}

// fill writes cells of all rows: codes, or what they stand for.
func (l *laid) fill(at int, codes, meaning []int32) {
	for _, code := range codes {
		if meaning != nil {
			code = meaning[code]
		}
		l.cells[at] = code
		at += l.width
	}
}

// tally lays out how many records hold the values that a comparison counts, from a cell
// on.
func (l *laid) tally(c Comparison, terms Terms, at *int) (out tally) {
	columns := c.countedIn(l.Set)
	if len(columns) == 0 {
		return nil
	}
	records := terms.of(c.Name, columns)
	for _, column := range columns {
		l.fill(*at, column.Codes, records)
		out = append(out, tallied{l.view(column.Name), &view{column, l.cells, l.width, *at}})
		*at++
	}
	return out
}

// plain is a set as it is.
func plain(s *record.Set) *laid { return &laid{Set: s} }

func (l *laid) view(name string) *view {
	if !l.Has(name) { // null in every row
		return &view{&record.Column{Name: name, Dict: record.NewDict()}, make([]int32, 1), 0, 0}
	}
	c := l.Column(name)
	if k := slices.Index(l.columns, name); k >= 0 {
		return &view{c, l.cells, l.width, k}
	}
	return &view{c, c.Codes, 1, 0}
}
