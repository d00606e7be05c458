package excel

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/excel/xlsx"
)

// Driver reads the workbooks of one source.
type Driver struct {
	config  scv.SourceConfig
	home    string
	layouts map[string]layout // by entity and file
}

// layout is where an entity's columns are in one file, sheet by sheet.
type layout struct {
	sheets []sheetLayout
}

type sheetLayout struct {
	name   string
	header int64 // row of the header, from 1
	fields []int // field of each column of the sheet, -1 where the header is blank
}

// New makes the driver; it is a source.Factory.
func New(c scv.SourceConfig, home string) (source.Driver, error) {
	return &Driver{config: c, home: home, layouts: map[string]layout{}}, nil
}

// Tables opens every workbook and finds the headers; rows are not read to the end.
func (d *Driver) Tables(context.Context) ([]source.Table, error) {
	paths, err := source.Glob(d.home, d.config.Path, ".xlsx", ".xlsm")
	if err != nil {
		return nil, err
	}
	var tables []source.Table
	for _, c := range d.config.Entities {
		t, err := d.table(c, paths)
		if err != nil {
			return nil, err
		}
		tables = append(tables, *t)
	}
	return tables, nil
}

func (d *Driver) table(c scv.EntityConfig, paths []string) (*source.Table, error) {
	t := &source.Table{Source: d.config.Name, Entity: c.Name, Mode: source.Snapshot}
	var names []string
	for _, p := range paths {
		found, err := d.headers(c, p)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		f, err := source.Stat(d.home, p)
		if err != nil {
			return nil, err
		}
		t.Files = append(t.Files, f)
		l := layout{}
		for _, h := range found {
			l.sheets = append(l.sheets, h.place(t))
			names = append(names, h.texts...)
		}
		d.layouts[c.Name+"\x00"+p] = l
	}
	if len(t.Files) == 0 {
		return nil, d.noSheet(c, paths)
	}
	return t, d.declare(t, c, names)
}

func (d *Driver) noSheet(c scv.EntityConfig, paths []string) error {
	return &scv.Error{
		Code: scv.CodeSourceEmpty, Op: "find sheets", Subject: strings.Join(paths, ", "),
		Err: fmt.Errorf("no sheet is called %q", c.Sheet), Hint: "Correct sheet: in scv.yml (* stands for anything), or leave it out to read every visible sheet.",
	}
}

// declare gives the fields their declared types and looks for the columns that
// scv.yml names.
func (d *Driver) declare(t *source.Table, c scv.EntityConfig, names []string) error {
	at := map[string]int{}
	for i, f := range t.Fields {
		at[f.Name] = i
	}
	find := func(column string) (int, error) {
		if i, ok := at[scv.ColumnName(column)]; ok {
			return i, nil
		}
		return 0, d.noColumn(t, column, names)
	}
	for _, column := range c.Columns {
		i, err := find(column.Name)
		if err != nil {
			return err
		}
		t.Fields[i].Type, t.Fields[i].Formats = column.Type, column.Formats
	}
	var key []int
	for _, column := range c.Key {
		i, err := find(column)
		if err != nil {
			return err
		}
		key = append(key, i)
	}
	for _, m := range c.Map {
		for _, column := range m.Columns {
			if _, err := find(column); err != nil {
				return err
			}
		}
	}
	t.Identify = source.IdentifyBy(t.Fields, key)
	t.Digest = source.DigestOf(t.Fields, c.Key, c.Sheet, c.Header)
	return nil
}

func (d *Driver) noColumn(t *source.Table, column string, names []string) error {
	hint := "Its columns are: " + strings.Join(names, ", ") + "."
	if near := scv.Nearest(column, names); near != "" {
		hint = fmt.Sprintf("Did you mean %q?", near)
	}
	var files []string
	for _, f := range t.Files {
		files = append(files, f.Path)
	}
	return &scv.Error{
		Code: scv.CodeSourceColumn, Op: "find column", Subject: strings.Join(files, ", "),
		Err: fmt.Errorf("no sheet has a column %q, which scv.yml names for %s", column, t.Entity), Hint: hint,
	}
}

// open opens a workbook of the home.
func (d *Driver) open(p string) (*xlsx.Book, error) {
	b, err := xlsx.Open(filepath.Join(d.home, filepath.FromSlash(p)), p)
	if err == nil {
		return b, nil
	}
	var ours *scv.Error
	if errors.As(err, &ours) {
		return nil, err
	}
	return nil, source.CannotOpen(p, err)
}

// wanted says whether a sheet belongs to an entity: by its pattern, or every
// visible sheet when it has none.
func wanted(c scv.EntityConfig, s xlsx.Sheet) bool {
	if s.Kind != xlsx.Worksheet {
		return false
	}
	if c.Sheet == "" {
		return !s.Hidden
	}
	ok, err := path.Match(strings.ToLower(c.Sheet), strings.ToLower(s.Name))
	return err == nil && ok || strings.EqualFold(c.Sheet, s.Name)
}
