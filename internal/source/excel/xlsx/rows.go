package xlsx

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"scv/internal/source"
)

// Cell is a value and its column, from 0.
type Cell struct {
	Column int
	source.Cell
}

// Rows goes through the filled rows of a sheet in order: the 1-based row number
// and its filled cells by column, valid until fn returns. Errors are *scv.Error,
// or fn's own.
func (b *Book) Rows(sheet Sheet, fn func(row int64, cells []Cell) error) error {
	if sheet.Kind != Worksheet {
		return nil
	}
	if !b.parts.has(sheet.part) {
		return damaged(b.parts.name, fmt.Errorf("sheet %q: the part %s is missing", sheet.Name, sheet.part))
	}
	r := rowReader{book: b, fn: fn}
	return b.parts.scan(sheet.part, r.take)
}

// rowReader is the state of one pass over a sheet.
type rowReader struct {
	book  *Book
	fn    func(int64, []Cell) error
	row   int64
	cells []Cell

	column  int // of the current cell
	kind    string
	style   int
	value   []byte
	formula bool
	inline  richText
	inRow   bool
	inCell  bool
	inText  bool
}

const maxColumn = 16384

func (r *rowReader) take(s *scanner) error {
	switch {
	case s.is("row"):
		return r.startRow(s)
	case s.ends("row"):
		return r.endRow()
	case s.is("c"):
		return r.startCell(s)
	case s.ends("c") && r.inCell:
		return r.endCell()
	case s.ends("v") && r.inCell:
		r.value = append(r.value[:0], s.unescape(s.text)...)
	case s.is("f"):
		r.formula = true
	case s.is("is") && r.inCell:
		r.inText, r.inline = s.kind == open, richText{}
	case s.ends("is"):
		r.inText = false
		r.value = append(r.value[:0], r.inline.text()...)
	case r.inText:
		return r.inline.take(s)
	}
	return nil
}

func (r *rowReader) startRow(s *scanner) error {
	r.row++
	if n, err := strconv.ParseInt(string(s.attr("r")), 10, 64); err == nil {
		if n < r.row {
			return contentError{fmt.Errorf("row %d comes after row %d", n, r.row-1)}
		}
		r.row = n
	}
	if r.inCell {
		return contentError{errors.New("a row begins inside a cell")}
	}
	r.cells, r.column = r.cells[:0], -1
	r.inRow = true
	return nil
}

func (r *rowReader) endRow() error {
	r.inRow = false
	if r.inCell {
		return contentError{errors.New("a row ends inside a cell")}
	}
	if len(r.cells) == 0 {
		return nil
	}
	return r.fn(r.row, r.cells)
}

func (r *rowReader) startCell(s *scanner) error {
	if !r.inRow {
		return contentError{errors.New("a cell stands outside every row")}
	}
	r.column++
	if ref := s.attr("r"); len(ref) > 0 {
		c, ok := columnOf(ref)
		if !ok {
			return contentError{fmt.Errorf("cell reference %q", ref)}
		}
		r.column = c
	}
	if r.column >= maxColumn || len(r.cells) >= maxColumn {
		return contentError{errors.New("more columns than a sheet has")}
	}
	r.kind = string(s.attr("t"))
	r.style, _ = strconv.Atoi(string(s.attr("s"))) // absent means style 0
	r.value, r.formula, r.inText = r.value[:0], false, false
	r.inCell = s.kind == open
	return nil
}

// columnOf reads the letters of a reference such as BC12.
func columnOf(ref []byte) (int, bool) {
	n := 0
	for i, c := range ref {
		switch {
		case c >= 'A' && c <= 'Z':
			n = n*26 + int(c-'A') + 1
		case c >= 'a' && c <= 'z':
			n = n*26 + int(c-'a') + 1
		case c >= '0' && c <= '9':
			return n - 1, i > 0
		default:
			return 0, false
		}
		if n > maxColumn {
			return 0, false
		}
	}
	return n - 1, n > 0
}

func (r *rowReader) endCell() error {
	r.inCell = false
	cell := r.book.cell(r.kind, r.value, r.style)
	if cell.Kind == source.Empty && r.formula && r.kind != "str" {
		// A formula that was never calculated has no value: that is not a blank.
		cell = source.Cell{Kind: source.Broken, Text: "formula without a stored result"}
	}
	if cell.Kind != source.Empty {
		r.cells = append(r.cells, Cell{r.column, cell})
	}
	return nil
}

// cell turns what is stored into a value.
func (b *Book) cell(kind string, value []byte, styleIndex int) source.Cell {
	if len(value) == 0 {
		return source.Cell{}
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(value)))
		text, ok := b.strings.get(i)
		if err != nil || !ok {
			return source.Cell{Kind: source.Broken, Text: "shared string " + string(value) + " is missing"}
		}
		return textCell(text)
	case "str":
		return textCell(unescapeControl(string(value)))
	case "inlineStr":
		return textCell(string(value))
	case "b":
		return source.Cell{Kind: source.Bool, Number: float64(value[0] & 1), Text: string(value)}
	case "e":
		return source.Cell{Kind: source.Broken, Text: string(value)}
	case "d":
		return isoCell(string(value))
	default:
		return b.number(strings.TrimSpace(string(value)), styleIndex)
	}
}

func textCell(s string) source.Cell {
	if s == "" {
		return source.Cell{}
	}
	return source.Cell{Kind: source.Text, Text: s}
}
