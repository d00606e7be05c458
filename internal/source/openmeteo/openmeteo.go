package openmeteo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/source"
	"scv/internal/source/csvrow"
)

// Daily is the one table: days at places.
const Daily = "daily"

// placesFile lists the places that the answers of its folder are about.
const placesFile = "places.csv"

// Driver reads the answers of one source.
type Driver struct {
	config scv.SourceConfig
	home   string
	files  map[string]*file // by path
}

// file is one answer.
type file struct {
	fetched string           // when it was asked for, as text of a timestamp
	places  map[string]place // by location_id, "" where the answer has none
	header  []string         // of its second block, bronze names
	at      []int            // position of each field of the table, -1 where the file lacks it
}

// place is what places.csv says of a location.
type place struct{ country, postal, city string }

// own are the columns that do not stand in an answer: from places.csv and the name.
func own() []string { return []string{"country", "postal_code", "city", "fetched_at"} }

// New makes the driver; it is a source.Factory.
func New(c scv.SourceConfig, home string) (source.Driver, error) {
	return &Driver{config: c, home: home}, nil
}

// Tables reads the headers and places of all files.
func (d *Driver) Tables(context.Context) ([]source.Table, error) {
	paths, err := d.answers()
	if err != nil {
		return nil, err
	}
	d.files = map[string]*file{}
	columns := append(own(), "time")
	lists := map[string]map[string]place{} // places by folder
	var about []any
	for _, p := range paths {
		folder := path.Dir(p)
		if lists[folder] == nil {
			if lists[folder], err = d.places(path.Join(folder, placesFile)); err != nil {
				return nil, err
			}
			about = append(about, folder, lists[folder])
		}
		f, err := d.answer(p, lists[folder])
		if err != nil {
			return nil, err
		}
		d.files[p] = f
		for _, c := range f.header {
			if c != "location_id" && !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	t, err := d.table(paths, columns)
	if err != nil {
		return nil, err
	}
	t.Digest = source.DigestOf(append(about, columns)...)
	return []source.Table{*t}, nil
}

// answers lists the files without the lists of places.
func (d *Driver) answers() ([]string, error) {
	paths, err := source.Glob(d.home, d.config.Path, ".csv", ".csv.gz")
	if err != nil {
		return nil, err
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return path.Base(p) == placesFile })
	if len(paths) == 0 {
		return nil, &scv.Error{
			Code: scv.CodeSourceMissing, Op: "find files", Subject: d.config.Path, Err: errors.New("only places.csv is there, no answer"),
			Hint: "Put an answer of Open-Meteo (format=csv) beside it, named by when it was asked for: 2026-11-24T06.csv.",
		}
	}
	return paths, nil
}

func (d *Driver) table(paths, columns []string) (*source.Table, error) {
	t := &source.Table{Source: d.config.Name, Entity: Daily, Mode: source.Log, Issued: "fetched_at"}
	for _, c := range columns {
		t.Fields = append(t.Fields, source.Field{Field: scv.Field{Name: c, Type: typeOf(c)}, Header: c})
	}
	for _, p := range paths {
		f, err := source.Stat(d.home, p)
		if err != nil {
			return nil, err
		}
		t.Files = append(t.Files, f)
		at := make([]int, len(columns))
		for i, c := range columns {
			at[i] = slices.Index(d.files[p].header, c)
		}
		d.files[p].at = at
	}
	t.Identify = identify
	return t, nil
}

// typeOf gives the type of a column; what is not named is a number.
func typeOf(column string) scv.Type {
	switch column {
	case "country", "postal_code", "city":
		return scv.Text
	case "fetched_at":
		return scv.Timestamp
	case "time":
		return scv.Date
	case "sunrise", "sunset":
		return scv.Text
	default:
		return scv.Float
	}
}

// answer reads a file up to the header of its second block.
func (d *Driver) answer(p string, places map[string]place) (*file, error) {
	fetched, err := fetchedAt(p)
	if err != nil {
		return nil, err
	}
	in, err := source.OpenText(d.home, p)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	header, _, err := skipPlaces(csvrow.NewReader(in))
	if errors.Is(err, io.EOF) {
		return nil, &scv.Error{
			Code: scv.CodeSourceColumn, Op: "read", Subject: p, Err: errors.New("there is no block of days: no line begins with time or location_id,time"),
			Hint: "An answer has two blocks; ask Open-Meteo for daily values with format=csv, and deliver it as it came.",
		}
	}
	if err != nil {
		return nil, source.Damaged(p, err)
	}
	return &file{fetched: fetched, places: places, header: header}, nil
}

// skipPlaces reads up to the header of the block of days and gives it, with its
// line. A file without one ends in io.EOF.
func skipPlaces(r *csvrow.Reader) (header []string, line int64, err error) {
	for {
		row, err := r.Read()
		if err != nil {
			return nil, 0, err
		}
		var names []string
		for _, f := range row.Fields {
			names = append(names, string(f.Value))
		}
		if slices.Contains(names[:min(2, len(names))], "time") {
			return scv.ColumnNames(names), row.Line, nil
		}
	}
}

// fetchedAt reads from a file's name when the answer was asked for.
func fetchedAt(p string) (string, error) {
	name, _, _ := strings.Cut(path.Base(p), ".")
	for _, layout := range []string{"2006-01-02T1504", "2006-01-02T15", time.DateOnly} {
		if len(name) < len(layout) {
			continue
		}
		if at, err := time.Parse(layout, name[:len(layout)]); err == nil {
			return at.Format(time.RFC3339), nil
		}
	}
	return "", &scv.Error{
		Code: scv.CodeSourceKind, Op: "read", Subject: p, Err: fmt.Errorf("its name does not say when it was asked for"),
		Hint: "Begin the name with the day, or the day and hour (UTC): 2026-11-24T06.csv.",
	}
}
