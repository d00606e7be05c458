package dynamics

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"scv"
	"scv/internal/source"
)

// Driver reads one export.
type Driver struct {
	config scv.SourceConfig
	home   string
	tables map[string]*table
}

// table is what Read needs to know of an entity.
type table struct {
	attributes int               // columns of the files, in their order
	system     map[string]int    // lower-case system column -> position
	labels     map[int]optionSet // column -> its labels, in the order of the extra fields
	labelled   []int             // the columns with labels
}

// New makes the driver of an export; it is a source.Factory.
func New(c scv.SourceConfig, home string) (source.Driver, error) {
	return &Driver{config: c, home: home, tables: map[string]*table{}}, nil
}

// Tables reads model.json and looks whether the files of the declared entities
// are there.
func (d *Driver) Tables(context.Context) ([]source.Table, error) {
	m, err := readModel(d.home, d.config.Path)
	if err != nil {
		return nil, err
	}
	options, err := readOptions(d.home, d.config.Path)
	if err != nil {
		return nil, err
	}
	var tables []source.Table
	for _, c := range d.config.Entities {
		e, names := m.find(c.Name)
		if e == nil {
			return nil, d.noEntity(c.Name, names)
		}
		t, err := d.table(c, e, options)
		if err != nil {
			return nil, err
		}
		tables = append(tables, *t)
	}
	return tables, nil
}

func (d *Driver) noEntity(name string, names []string) error {
	hint := "It lists: " + strings.Join(names, ", ") + "."
	if near := scv.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("Did you mean %q?", near)
	}
	return &scv.Error{
		Code: scv.CodeSourceEntity, Op: "find entity", Subject: path.Join(d.config.Path, "model.json"),
		Err: fmt.Errorf("it lists no entity %q", name), Hint: hint,
	}
}

func (d *Driver) table(c scv.EntityConfig, e *entity, options optionSets) (*source.Table, error) {
	t := &source.Table{Source: d.config.Name, Entity: c.Name, Mode: source.Log}
	known := &table{attributes: len(e.Attributes), system: map[string]int{}, labels: map[int]optionSet{}}
	var headers []string
	for _, a := range e.Attributes {
		headers = append(headers, a.Name)
	}
	for i, name := range scv.ColumnNames(headers) {
		a := e.Attributes[i]
		t.Fields = append(t.Fields, source.Field{Field: scv.Field{Name: name, Type: typeOf(a.DataType)}, Header: a.Name})
		known.system[strings.ToLower(a.Name)] = i
	}
	if err := declare(t, c, d.config.Path); err != nil {
		return nil, err
	}
	known.addLabels(t, e, options)
	t.Identify = known.identify
	t.Digest = source.DigestOf(e.Attributes, t.Fields, options[strings.ToLower(e.Name)])
	d.tables[c.Name] = known
	return t, d.addFiles(t, e)
}

// declare applies the types that scv.yml declares over those of model.json, and
// checks the columns that its mapping names.
func declare(t *source.Table, c scv.EntityConfig, dir string) error {
	at := map[string]int{}
	var names []string
	for i, f := range t.Fields {
		at[scv.ColumnName(f.Header)] = i
		names = append(names, f.Header)
	}
	find := func(column string) (int, error) {
		if i, ok := at[scv.ColumnName(column)]; ok {
			return i, nil
		}
		hint := "Its columns are in model.json."
		if near := scv.Nearest(column, names); near != "" {
			hint = fmt.Sprintf("Did you mean %q?", near)
		}
		return 0, &scv.Error{
			Code: scv.CodeSourceColumn, Op: "find column", Subject: path.Join(dir, "model.json"),
			Err: fmt.Errorf("entity %s has no column %q", c.Name, column), Hint: hint,
		}
	}
	for _, column := range c.Columns {
		i, err := find(column.Name)
		if err != nil {
			return err
		}
		t.Fields[i].Type, t.Fields[i].Formats = column.Type, column.Formats
	}
	for _, m := range c.Map {
		for _, column := range m.Columns {
			if _, err := find(strings.TrimSuffix(column, labelSuffix)); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFiles lists the partitions in model.json's order.
func (d *Driver) addFiles(t *source.Table, e *entity) error {
	for _, p := range e.Partitions {
		name := p.file(d.config.Path, e.Name)
		if _, err := os.Stat(filepath.Join(d.home, filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
			return &scv.Error{
				Code: scv.CodeSourceMissing, Op: "open", Subject: path.Join(d.config.Path, "model.json"),
				Err: fmt.Errorf("entity %s lists the file %s, which is not there", e.Name, name), Hint: "Deliver the export whole: model.json and every file it lists.",
			}
		}
		f, err := source.Stat(d.home, name)
		if err != nil {
			return err
		}
		t.Files = append(t.Files, f)
	}
	return nil
}
