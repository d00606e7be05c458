package excel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/excel/xlsx"
)

// Read hands out the data rows of one workbook, sheet by sheet.
func (d *Driver) Read(_ context.Context, t *source.Table, f source.File, emit func(*source.Row) error) (ignored []source.Ignored, err error) {
	l := d.layouts[t.Entity+"\x00"+f.Path]
	b, err := d.open(f.Path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for _, s := range b.Sheets {
		for _, sl := range l.sheets {
			if sl.name != s.Name {
				continue
			}
			r := reading{table: t, layout: sl, emit: emit}
			err := b.Rows(s, r.row)
			ignored = append(ignored, r.ignored...)
			if err != nil {
				return ignored, err
			}
		}
	}
	return ignored, nil
}

// reading is the state of one pass over a sheet.
type reading struct {
	table   *source.Table
	layout  sheetLayout
	emit    func(*source.Row) error
	ignored []source.Ignored
	last    int64 // row seen last
}

func (r *reading) row(row int64, cells []xlsx.Cell) error {
	defer func() { r.last = row }()
	switch {
	case row < r.layout.header:
		r.ignore(row, row, "title")
		return nil
	case row == r.layout.header:
		r.ignore(row, row, "header")
		return nil
	case row > r.last+1:
		r.ignore(r.last+1, row-1, "blank")
	}
	out := r.record(row, cells)
	if filled(out.Cells) == 0 && len(out.Faults) == 0 {
		r.ignore(row, row, "blank")
		return nil
	}
	if r.isTotal(out) {
		r.ignore(row, row, "totals")
		return nil
	}
	if r.table.Identify != nil {
		r.table.Identify(out)
	}
	return r.emit(out)
}

// ignore reports rows that are no data; neighbours of one reason become one range.
func (r *reading) ignore(from, to int64, reason string) {
	if n := len(r.ignored); n > 0 && r.ignored[n-1].Reason == reason && r.ignored[n-1].To == from-1 {
		r.ignored[n-1].To = to
		return
	}
	r.ignored = append(r.ignored, source.Ignored{Sheet: r.layout.name, From: from, To: to, Reason: reason})
}

func (r *reading) record(row int64, cells []xlsx.Cell) *source.Row {
	out := &source.Row{Sheet: r.layout.name, Line: row, Cells: make([]source.Cell, len(r.table.Fields))}
	for _, c := range cells {
		field := -1
		if c.Column < len(r.layout.fields) {
			field = r.layout.fields[c.Column]
		}
		if blankText(c.Cell) {
			continue
		}
		if field < 0 {
			out.Faults = append(out.Faults, source.Fault{
				Code: scv.CodeRowTooLong, Detail: fmt.Sprintf("a value in column %d, which has no header", c.Column+1),
			})
			continue
		}
		out.Cells[field] = c.Cell
	}
	if out.Faults != nil {
		out.Raw = rawText(cells)
	}
	return out
}

func blankText(c source.Cell) bool {
	return c.Kind == source.Text && strings.TrimSpace(strings.ReplaceAll(c.Text, "\u00a0", " ")) == ""
}

func rawText(cells []xlsx.Cell) string {
	var parts []string
	for _, c := range cells {
		parts = append(parts, c.Text)
	}
	return strings.Join(parts, "\t")
}

func filled(cells []source.Cell) int {
	n := 0
	for _, c := range cells {
		if c.Kind != source.Empty {
			n++
		}
	}
	return n
}

// totalsWords begin a row that sums up others, in the languages of our users.
var totalsWords = []string{
	"total", "totals", "grand total", "subtotal", "sum", "count", "summe", "gesamt", "gesamtsumme", "zwischensumme",
	"anzahl", "endsumme", "gesamtbetrag", "somme", "sous-total", "total général", "totaal", "subtotaal", "eindtotaal", "totale", "subtotale", "totale generale",
	"somma", "suma", "suma total", "total general", "subtotales",
}

// isTotal says whether a row sums up others: its first filled cell is such a word
// (a figure or a colon may follow it), and beside it are only numbers, at most
// half of the columns filled.
func (r *reading) isTotal(row *source.Row) bool {
	first := slices.IndexFunc(row.Cells, func(c source.Cell) bool { return c.Kind != source.Empty })
	if first < 0 || row.Cells[first].Kind != source.Text || !IsTotalsWord(row.Cells[first].Text) {
		return false
	}
	others := 0
	for _, c := range row.Cells[first+1:] {
		switch c.Kind {
		case source.Empty:
		case source.Number:
			others++
		default:
			return false
		}
	}
	return 2*(others+1) <= max(len(row.Cells), 2)
}

// IsTotalsWord says whether a text is what the first cell of a totals row says.
func IsTotalsWord(text string) bool {
	word := strings.ToLower(strings.TrimSpace(text))
	word = strings.TrimSpace(strings.TrimRight(word, ":0123456789.,"))
	return slices.Contains(totalsWords, word)
}
