package excel

import (
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/source"
	"scv/internal/source/excel/xlsx"
)

// A header further down than this is found only when scv.yml declares its row.
const headerWithin = 50

// header is what a sheet's header row says.
type header struct {
	sheet   string
	row     int64
	hits    int      // columns of it that scv.yml names
	columns []int    // sheet columns with a header, ascending
	texts   []string // their headers
}

// headers finds the header of each wanted sheet of a workbook. Sheets without a
// filled row are left out; when all are empty that is an error.
func (d *Driver) headers(c scv.EntityConfig, p string) (found []header, err error) {
	b, err := d.open(p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	var blank []string
	for _, s := range b.Sheets {
		if !wanted(c, s) {
			continue
		}
		h, err := findHeader(b, s, c)
		switch {
		case err != nil:
			return nil, err
		case h == nil:
			blank = append(blank, s.Name)
		default:
			found = append(found, *h)
		}
	}
	if len(found) == 0 && len(blank) > 0 {
		return nil, &scv.Error{
			Code: scv.CodeSourceEmpty, Op: "read workbook", Subject: fmt.Sprintf("%s!%s", p, blank[0]),
			Err: errors.New("the sheet is empty"), Hint: "Deliver the workbook again; an empty one is never taken as 'everything was deleted'.",
		}
	}
	return related(found), nil
}

// related leaves out sheets with none of the columns that scv.yml names, when
// another sheet has some: notes and pivots beside the list.
func related(found []header) []header {
	some := slices.ContainsFunc(found, func(h header) bool { return h.hits > 0 })
	return slices.DeleteFunc(found, func(h header) bool { return some && h.hits == 0 })
}

var errFound = errors.New("found")

// findHeader finds the declared row, else the first row that names most of the
// columns scv.yml asks for, else the first with two filled text cells or more.
func findHeader(b *xlsx.Book, s xlsx.Sheet, c scv.EntityConfig) (*header, error) {
	asked := askedColumns(c)
	var best *header
	bestHits, any := 0, false
	err := b.Rows(s, func(row int64, cells []xlsx.Cell) error {
		any = true
		if c.Header > 0 {
			if row == int64(c.Header) {
				best = headerOf(s, row, cells, asked)
				return errFound
			}
			return nil
		}
		if row > headerWithin {
			return errFound
		}
		hits := countHits(cells, asked)
		texts := countTexts(cells)
		if hits > bestHits || best == nil && len(asked) == 0 && texts >= 2 {
			best, bestHits = headerOf(s, row, cells, asked), hits
		}
		if bestHits == len(asked) && best != nil {
			return errFound
		}
		return nil
	})
	if err != nil && !errors.Is(err, errFound) {
		return nil, err
	}
	if best == nil && any && c.Header == 0 {
		return firstTexts(b, s)
	}
	return best, nil
}

// firstTexts takes the first row with two texts or more, or else the first
// filled row: so that a column that is not found can be named beside the ones
// that are there.
func firstTexts(b *xlsx.Book, s xlsx.Sheet) (*header, error) {
	var first, best *header
	err := b.Rows(s, func(row int64, cells []xlsx.Cell) error {
		if first == nil {
			first = headerOf(s, row, cells, nil)
		}
		if countTexts(cells) >= 2 {
			best = headerOf(s, row, cells, nil)
			return errFound
		}
		return nil
	})
	if err != nil && !errors.Is(err, errFound) {
		return nil, err
	}
	if best == nil {
		best = first
	}
	return best, nil
}

// askedColumns are the columns that scv.yml names, as bronze will call them.
func askedColumns(c scv.EntityConfig) map[string]bool {
	asked := map[string]bool{}
	for _, k := range c.Key {
		asked[scv.ColumnName(k)] = true
	}
	for _, column := range c.Columns {
		asked[scv.ColumnName(column.Name)] = true
	}
	for _, m := range c.Map {
		for _, column := range m.Columns {
			asked[scv.ColumnName(column)] = true
		}
	}
	return asked
}

func countHits(cells []xlsx.Cell, asked map[string]bool) int {
	hits := map[string]bool{}
	for _, cell := range cells {
		if name := scv.ColumnName(cell.Text); asked[name] {
			hits[name] = true
		}
	}
	return len(hits)
}

func countTexts(cells []xlsx.Cell) int {
	n := 0
	for _, cell := range cells {
		if cell.Kind == source.Text {
			n++
		}
	}
	return n
}

func headerOf(s xlsx.Sheet, row int64, cells []xlsx.Cell, asked map[string]bool) *header {
	h := &header{sheet: s.Name, row: row, hits: countHits(cells, asked)}
	for _, cell := range cells {
		h.columns = append(h.columns, cell.Column)
		h.texts = append(h.texts, cell.Text)
	}
	return h
}

// place adds the sheet's columns to the table where they are new, and says which
// field each column of the sheet is.
func (h header) place(t *source.Table) sheetLayout {
	l := sheetLayout{name: h.sheet, header: h.row}
	for i, name := range scv.ColumnNames(h.texts) {
		for len(l.fields) < h.columns[i] {
			l.fields = append(l.fields, -1)
		}
		l.fields = append(l.fields, fieldOf(t, name, h.texts[i]))
	}
	return l
}

func fieldOf(t *source.Table, name, text string) int {
	for i, f := range t.Fields {
		if f.Name == name {
			return i
		}
	}
	t.Fields = append(t.Fields, source.Field{Field: scv.Field{Name: name, Type: scv.Text}, Header: text})
	return len(t.Fields) - 1
}
