package infer

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/heading"
	"scv/internal/identity/standardise"
	"scv/internal/source"
	"scv/internal/source/excel"
	"scv/internal/source/excel/xlsx"
)

// Skipped is something that was looked at and is not proposed.
type Skipped struct {
	Subject string `json:"subject"` // file, file!sheet or folder/entity
	Reason  string `json:"reason"`
}

// book is a workbook with the tables of its sheets.
type book struct {
	file   string
	tables []*table
	sheets []xlsx.Sheet // all of them, also those that are not read
}

// readBook reads every visible sheet of a workbook.
func (l *look) readBook(ctx context.Context, file string) (*book, error) {
	b, err := xlsx.Open(filepath.Join(l.home, filepath.FromSlash(file)), file)
	if err != nil {
		return nil, opening(file, err)
	}
	heads, err := l.heads(b, file)
	if err = errors.Join(err, b.Close()); err != nil {
		return nil, err
	}
	out := &book{file: file, sheets: b.Sheets}
	for _, h := range heads {
		d, err := excel.New(oneTable(scv.Excel, globSafe(file), scv.EntityConfig{Name: "sheet", Sheet: h.sheet, Header: int(h.row)}), l.home)
		if err != nil {
			return nil, err
		}
		t, err := readTable(ctx, d, l.options.Rows)
		if err != nil {
			return nil, err
		}
		subject := file + "!" + h.sheet
		if t.rows == 0 {
			l.skip(subject, "no rows below its header")
			continue
		}
		t.entity = ""
		t.places = []Place{{File: file, Sheet: h.sheet, Header: h.row, Rows: t.rows}}
		if h.doubtful {
			l.doubt(subject + ": the first row looks like data, not like a header; put a row with names above it if so")
		}
		out.tables = append(out.tables, t)
	}
	return out, nil
}

func opening(file string, err error) error {
	var ours *scv.Error
	if errors.As(err, &ours) {
		return err
	}
	return source.CannotOpen(file, err)
}

// head is where a sheet's header was found.
type head struct {
	sheet    string
	row      int64
	doubtful bool
}

func (l *look) heads(b *xlsx.Book, file string) ([]head, error) {
	var out []head
	for _, s := range b.Sheets {
		subject := file + "!" + s.Name
		switch {
		case s.Kind != xlsx.Worksheet:
			l.skip(subject, "no sheet of rows")
			continue
		case s.Hidden:
			l.skip(subject, "hidden")
			continue
		}
		h, err := findHead(b, s)
		if err != nil {
			return nil, err
		}
		if h == nil {
			l.skip(subject, "empty")
			continue
		}
		out = append(out, *h)
	}
	return out, nil
}

// A header further down is not looked for, nor are more rows compared with it.
const (
	headerWithin = 50
	rowsBelow    = 30
)

// topRow is a row near the top of a sheet.
type topRow struct {
	row   int64
	cells []xlsx.Cell
}

// findHead takes the row that reads most like a header of the rows below it.
func findHead(b *xlsx.Book, s xlsx.Sheet) (*head, error) {
	var top []topRow
	err := b.Rows(s, func(row int64, cells []xlsx.Cell) error {
		top = append(top, topRow{row, slices.Clone(cells)})
		if row > headerWithin+rowsBelow || len(top) > headerWithin+rowsBelow {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	best, bestScore := -1, 0.0
	for i, r := range top {
		if r.row > headerWithin {
			break
		}
		if score := r.score(top[i+1:]); best < 0 || score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return nil, nil
	}
	return &head{s.Name, top[best].row, top[best].looksLikeData()}, nil
}

// score is high for a row of distinct texts, known headers among them, that is
// as wide as the rows below it, and low where it holds values.
func (r topRow) score(below []topRow) float64 {
	seen := map[string]bool{}
	score := 0.0
	for _, c := range r.cells {
		name := heading.Squeeze(c.Text)
		switch {
		case c.Kind != source.Text || seen[name]:
			score -= 2
		case isValue(c.Cell):
			score -= 3
		case heading.Read(c.Text) != nil && len(c.Text) < 60:
			score += 3
		default:
			score++
		}
		seen[name] = true
	}
	return score - 2*max(0, typicalWidth(below)-float64(len(r.cells)))
}

// typicalWidth is the median number of filled cells.
func typicalWidth(rows []topRow) float64 {
	var widths []int
	for _, r := range rows[:min(len(rows), rowsBelow)] {
		widths = append(widths, len(r.cells))
	}
	if len(widths) == 0 {
		return 0
	}
	slices.Sort(widths)
	return float64(widths[len(widths)/2])
}

// isValue is a cell that no header looks like.
func isValue(c source.Cell) bool {
	if isEmail(c) || looksDialled(c) || isIsoLike(strings.TrimSpace(c.Text)) {
		return true
	}
	l, d, _ := standardise.Signs(c.Text)
	return d > l
}

func (r topRow) looksLikeData() bool {
	values := 0
	for _, c := range r.cells {
		if c.Kind != source.Text || isValue(c.Cell) {
			values++
		}
	}
	return values*3 > len(r.cells)
}

// globSafe writes a file's name so that a glob finds just it.
func globSafe(file string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(file)
}
