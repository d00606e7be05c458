package dynamics

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/csvrow"
)

// Read hands out the rows of one partition. A row narrower than model.json is a
// fault, unless the whole file is that narrow: then its trailing columns were
// added to the table after it was written, and are empty.
func (d *Driver) Read(_ context.Context, t *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	known := d.tables[t.Entity]
	width, err := d.width(f, known.attributes)
	if err != nil {
		return nil, err
	}
	return nil, d.rows(f, func(r *csvrow.Row) error {
		return emit(known.row(t, r, width))
	})
}

// width is the number of fields that the rows of a file have: model.json's, or
// fewer where every row of the file, and more than one, is equally narrow. The
// file is read for it only when its first row is narrow.
func (d *Driver) width(f source.File, want int) (int, error) {
	found, count := want, 0
	err := d.rows(f, func(r *csvrow.Row) error {
		if count == 0 {
			found = len(r.Fields)
		}
		if count++; found >= want || len(r.Fields) != found {
			found = want
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return 0, err
	}
	if count == 1 {
		return want, nil
	}
	return found, nil
}

var errStop = errors.New("stop")

func (d *Driver) rows(f source.File, each func(*csvrow.Row) error) error {
	in, err := os.Open(filepath.Join(d.home, filepath.FromSlash(f.Path)))
	if err != nil {
		return source.CannotOpen(f.Path, err)
	}
	defer in.Close()
	r := csvrow.NewReader(in)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &scv.Error{Code: scv.CodeSourceBroken, Op: "read", Subject: f.Path, Err: err, Hint: "Deliver the file again."}
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// row turns a line into a record with its key, version and tombstone mark.
func (k *table) row(t *source.Table, r *csvrow.Row, width int) *source.Row {
	out := &source.Row{Line: r.Line, Cells: make([]source.Cell, len(t.Fields))}
	out.Faults = source.CSVFaults(r, width, "model.json lists")
	if out.Faults != nil {
		out.Raw = strings.ToValidUTF8(string(r.Raw), "\uFFFD")
		return out
	}
	for i, f := range r.Fields {
		if len(f.Value) > 0 || f.Quoted && t.Fields[i].Type == scv.Text {
			out.Cells[i] = source.Cell{Kind: source.Text, Text: string(f.Value)}
		}
	}
	for n, column := range k.labelled {
		if text := k.labels[column].label(out.Cells[column].Text); text != "" {
			out.Cells[k.attributes+n] = source.Cell{Kind: source.Text, Text: text}
		}
	}
	k.identify(out)
	return out
}

// identify reads the system columns. An export without Id has no key: bronze
// derives one from the row.
func (k *table) identify(row *source.Row) {
	text := func(name string) string {
		if i, ok := k.system[name]; ok {
			return row.Cells[i].Text
		}
		return ""
	}
	if _, ok := k.system["id"]; ok {
		row.Key = strings.ToLower(strings.Trim(text("id"), "{} "))
		if row.Key == "" {
			row.Faults = append(row.Faults, source.Fault{Code: scv.CodeRowNoKey, Column: "id", Detail: "the column Id is empty"})
		}
	}
	if v, err := strconv.ParseInt(text("versionnumber"), 10, 64); err == nil {
		row.Version = v
	}
	deleted := text("isdelete")
	row.Deleted = strings.EqualFold(deleted, "true") || deleted == "1"
}
