package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/excel/xlsx"
)

// openWorkbook takes the first sheet that has rows; its first filled row with two
// texts or more is the header.
func openWorkbook(path string) (*table, error) {
	t := &table{path: path}
	sheet, header, at, err := findTable(path)
	if err != nil {
		return nil, err
	}
	t.columns = named(header)
	t.rows = func(ctx context.Context, add adder) error {
		b, err := xlsx.Open(path, path)
		if err != nil {
			return err
		}
		values := make([][]byte, len(header))
		err = b.Rows(sheet, func(row int64, cells []xlsx.Cell) error {
			if row <= at {
				return ctx.Err()
			}
			clear(values)
			filled := false
			for _, c := range cells {
				text := strings.TrimSpace(cellText(c.Cell))
				if text == "" {
					continue
				}
				if c.Column >= len(values) {
					return &scv.Error{
						Code: scv.CodeTableRow, Op: "read", Subject: fmt.Sprintf("%s, sheet %s, row %d", path, sheet.Name, row),
						Err: fmt.Errorf("a value stands in column %d, the header has %d", c.Column+1, len(values)), Hint: "Give the column a name in the header row, or remove the value.",
					}
				}
				values[c.Column], filled = []byte(text), true
			}
			if !filled {
				return nil
			}
			return add(1, func(k, _ int) []byte { return values[k] })
		})
		return errors.Join(err, b.Close())
	}
	return t, nil
}

var errFound = errors.New("found")

// findTable gives the sheet, its header and the header's row.
func findTable(path string) (sheet xlsx.Sheet, header []string, at int64, err error) {
	b, err := xlsx.Open(path, path)
	if err != nil {
		return sheet, nil, 0, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for _, s := range b.Sheets {
		if s.Kind != xlsx.Worksheet || s.Hidden {
			continue
		}
		err := b.Rows(s, func(row int64, cells []xlsx.Cell) error {
			if len(cells) < 2 {
				return nil
			}
			header, at = make([]string, cells[len(cells)-1].Column+1), row
			for _, c := range cells {
				header[c.Column] = cellText(c.Cell)
			}
			return errFound
		})
		if err != nil && !errors.Is(err, errFound) {
			return s, nil, 0, err
		}
		if header != nil {
			return s, header, at, nil
		}
	}
	return sheet, nil, 0, empty(path, "no sheet has a header row of two columns or more")
}

// cellText is a cell as text: a day as YYYY-MM-DD, an error value as nothing.
func cellText(c source.Cell) string {
	switch c.Kind {
	case source.Empty, source.Broken:
		return ""
	case source.DateTime:
		if c.Time.Hour() == 0 && c.Time.Minute() == 0 && c.Time.Second() == 0 {
			return c.Time.Format("2006-01-02")
		}
		return c.Time.Format("2006-01-02 15:04:05")
	case source.Bool:
		if c.Number == 0 {
			return "false"
		}
		return "true"
	}
	return c.Text
}
