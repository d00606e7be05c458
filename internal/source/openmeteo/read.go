package openmeteo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/csvrow"
)

// places reads a list of places.
func (d *Driver) places(p string) (map[string]place, error) {
	in, err := source.OpenText(d.home, p)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := csvrow.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, source.Damaged(p, err)
	}
	var names []string
	for _, f := range header.Fields {
		names = append(names, string(f.Value))
	}
	names = scv.ColumnNames(names)
	for _, need := range []string{"country", "postal_code"} {
		if !slices.Contains(names, need) {
			return nil, &scv.Error{
				Code: scv.CodeSourceColumn, Op: "read", Subject: p + ":1", Err: fmt.Errorf("there is no column %s", need),
				Hint: "A list of places has the columns location_id, country, postal_code and, if you like, city.",
			}
		}
	}
	return listPlaces(p, r, names)
}

func listPlaces(p string, r *csvrow.Reader, names []string) (map[string]place, error) {
	list := map[string]place{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err == nil {
			err = row.Err
		}
		if err != nil {
			return nil, source.Damaged(p, err)
		}
		value := func(name string) string {
			if i := slices.Index(names, name); i >= 0 && i < len(row.Fields) {
				return strings.TrimSpace(string(row.Fields[i].Value))
			}
			return ""
		}
		list[value("location_id")] = place{value("country"), value("postal_code"), value("city")}
	}
}

// Read hands out the days of one answer; what stands before them is reported as
// header.
func (d *Driver) Read(_ context.Context, t *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	in, err := source.OpenText(d.home, f.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := csvrow.NewReader(in)
	header, line, err := skipPlaces(r)
	if err != nil {
		return nil, source.Damaged(f.Path, err)
	}
	ignored := []source.Ignored{{From: 1, To: line, Reason: "header"}}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return ignored, nil
		}
		if err != nil {
			return ignored, source.Damaged(f.Path, err)
		}
		if err := emit(d.files[f.Path].row(t, row, header)); err != nil {
			return ignored, err
		}
	}
}

// row makes a row of a day.
func (f *file) row(t *source.Table, r *csvrow.Row, header []string) *source.Row {
	out := &source.Row{Line: r.Line, Cells: make([]source.Cell, len(t.Fields))}
	if out.Faults = source.CSVFaults(r, len(header), "the header has"); out.Faults != nil {
		out.Raw = strings.ToValidUTF8(string(r.Raw), "\uFFFD")
		return out
	}
	at := f.places[f.location(r, header)]
	given := []string{at.country, at.postal, at.city, f.fetched}
	for i, position := range f.at {
		value := ""
		switch {
		case i < len(given):
			value = given[i]
		case position >= 0:
			value = string(r.Fields[position].Value)
		}
		if value != "" {
			out.Cells[i] = source.Cell{Kind: source.Text, Text: value}
		}
	}
	identify(out)
	return out
}

// identify makes the key of a row: place, day and when it was asked for. Its first
// cells are country, postal code, city, time of asking and day.
func identify(row *source.Row) {
	key := []string{row.Cells[0].Text, row.Cells[1].Text, row.Cells[4].Text, row.Cells[3].Text}
	for i, column := range []string{"country", "postal_code", "time"} {
		if strings.TrimSpace(key[i]) == "" {
			row.Faults = append(row.Faults, source.Fault{Code: scv.CodeRowNoKey, Column: column, Detail: "places.csv or the answer does not say it"})
		}
	}
	row.Key = strings.Join(key, "|")
}

func (f *file) location(r *csvrow.Row, header []string) string {
	if i := slices.Index(header, "location_id"); i >= 0 {
		return strings.TrimSpace(string(r.Fields[i].Value))
	}
	if len(f.places) == 1 { // one place needs no number
		for id := range f.places {
			return id
		}
	}
	return ""
}
