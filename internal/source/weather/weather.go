package weather

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

// The two tables, told apart by the issue time that only forecasts have.
const (
	Forecast = "forecast_day"
	History  = "history_day"
)

// Driver reads the weather files of one source.
type Driver struct {
	config scv.SourceConfig
	home   string
	files  map[string]file // by path
}

// file is where the table's columns are in one file.
type file struct {
	table string
	at    []int // position of each field of the table, -1 where the file lacks it
}

// New makes the driver; it is a source.Factory.
func New(c scv.SourceConfig, home string) (source.Driver, error) {
	return &Driver{config: c, home: home}, nil
}

// Tables reads the headers of all files and tells forecasts from history. A
// table without files is left out.
func (d *Driver) Tables(context.Context) ([]source.Table, error) {
	paths, err := source.Glob(d.home, d.config.Path, ".csv", ".csv.gz")
	if err != nil {
		return nil, err
	}
	d.files = map[string]file{}
	headers := map[string][]string{}
	columns := map[string][]string{Forecast: nil, History: nil}
	for _, path := range paths {
		header, err := d.header(path)
		if err != nil {
			return nil, err
		}
		name := tableOf(header)
		headers[path] = header
		for _, column := range header {
			if !slices.Contains(columns[name], column) {
				columns[name] = append(columns[name], column)
			}
		}
	}
	var tables []source.Table
	for _, name := range []string{Forecast, History} {
		t, err := d.table(name, columns[name], paths, headers)
		if err != nil {
			return nil, err
		}
		if len(t.Files) > 0 {
			tables = append(tables, *t)
		}
	}
	return tables, nil
}

func tableOf(header []string) string {
	if slices.Contains(header, "time_init_utc") {
		return Forecast
	}
	return History
}

func (d *Driver) table(name string, columns, paths []string, headers map[string][]string) (*source.Table, error) {
	t := &source.Table{Source: d.config.Name, Entity: name, Mode: source.Log, Issued: "date_valid_std"}
	if name == Forecast {
		t.Issued = "time_init_utc"
	}
	for _, column := range columns {
		t.Fields = append(t.Fields, source.Field{Field: scv.Field{Name: column, Type: typeOf(column)}, Header: strings.ToUpper(column)})
	}
	for _, path := range paths {
		if tableOf(headers[path]) != name {
			continue
		}
		f, err := source.Stat(d.home, path)
		if err != nil {
			return nil, err
		}
		t.Files = append(t.Files, f)
		at := make([]int, len(columns))
		for i, column := range columns {
			at[i] = slices.Index(headers[path], column)
		}
		d.files[path] = file{name, at}
	}
	t.Identify = source.IdentifyBy(t.Fields, keyOf(t))
	t.Digest = source.DigestOf(columns)
	return t, nil
}

// typeOf gives the type of a column of the shape; what is not named is a number.
func typeOf(column string) scv.Type {
	switch column {
	case "postal_code", "city_name", "country":
		return scv.Text
	case "date_valid_std":
		return scv.Date
	case "time_init_utc":
		return scv.Timestamp
	case "doy_std":
		return scv.Int
	default:
		return scv.Float
	}
}

// header reads and checks the first line of a file.
func (d *Driver) header(path string) ([]string, error) {
	in, err := source.OpenText(d.home, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	row, err := csvrow.NewReader(in).Read()
	if errors.Is(err, io.EOF) {
		return nil, &scv.Error{Code: scv.CodeSourceEmpty, Op: "read", Subject: path, Err: errors.New("the file is empty"), Hint: "Deliver it again, or take it away."}
	}
	if err != nil {
		return nil, source.Damaged(path, err)
	}
	var names []string
	for _, f := range row.Fields {
		names = append(names, string(f.Value))
	}
	columns := scv.ColumnNames(names)
	for _, need := range []string{"postal_code", "country", "date_valid_std"} {
		if !slices.Contains(columns, need) {
			return nil, noColumn(path, need, columns)
		}
	}
	return columns, nil
}

func noColumn(path, need string, columns []string) error {
	hint := "A weather file has the columns of Weather Source's FORECAST_DAY or HISTORY_DAY, named in its first line."
	if near := scv.Nearest(need, columns); near != "" {
		hint = fmt.Sprintf("Did you mean %q? %s", near, hint)
	}
	return &scv.Error{Code: scv.CodeSourceColumn, Op: "read", Subject: path + ":1", Err: fmt.Errorf("there is no column %s", strings.ToUpper(need)), Hint: hint}
}
