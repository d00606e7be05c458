package weather

import (
	"context"
	"errors"
	"io"
	"strings"

	"scv/internal/source"
	"scv/internal/source/csvrow"
)

// Read hands out the rows of one file; its first line is reported as header.
func (d *Driver) Read(_ context.Context, t *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	in, err := source.OpenText(d.home, f.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := csvrow.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, source.Damaged(f.Path, err)
	}
	width := len(header.Fields)
	ignored := []source.Ignored{{From: header.Line, To: header.Line, Reason: "header"}}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return ignored, nil
		}
		if err != nil {
			return ignored, source.Damaged(f.Path, err)
		}
		if err := emit(d.row(t, d.files[f.Path].at, row, width)); err != nil {
			return ignored, err
		}
	}
}

// keyOf gives the positions of the columns that name a record.
func keyOf(t *source.Table) []int {
	var key []int
	for _, name := range []string{"country", "postal_code", "date_valid_std", "time_init_utc"} {
		for i, f := range t.Fields {
			if f.Name == name {
				key = append(key, i)
			}
		}
	}
	return key
}

func (d *Driver) row(t *source.Table, at []int, r *csvrow.Row, width int) *source.Row {
	out := &source.Row{Line: r.Line, Cells: make([]source.Cell, len(t.Fields))}
	if out.Faults = source.CSVFaults(r, width, "the header has"); out.Faults != nil {
		out.Raw = strings.ToValidUTF8(string(r.Raw), "\uFFFD")
		return out
	}
	for i, position := range at {
		if position < 0 || len(r.Fields[position].Value) == 0 {
			continue
		}
		out.Cells[i] = source.Cell{Kind: source.Text, Text: string(r.Fields[position].Value)}
	}
	t.Identify(out)
	return out
}
