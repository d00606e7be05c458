package demo

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"scv"
)

// Write makes the example company's files below dir: crm/, legacy/, loyalty/,
// weather/, meteo/ and truth/truth.csv. Files of the same names are written over; after an
// error or when ctx ends the folder holds part of them. Nothing is read.
func Write(ctx context.Context, dir string, o Options) error {
	o, noise, err := o.complete()
	if err != nil {
		return err
	}
	g := generate(o, noise)
	for _, list := range g.records {
		slices.SortFunc(list, func(a, b *record) int { return cmp.Compare(a.key, b.key) }) // families do not stand together
	}
	for _, part := range []struct {
		name  string
		write func(dir string) error
	}{{"crm", g.writeCRM}, {"legacy", g.writeLegacy}, {"loyalty", g.writeLoyalty}, {"weather", g.writeWeather}, {"meteo", g.writeMeteo}, {"truth", g.writeTruth}} {
		if err := ctx.Err(); err != nil {
			return err
		}
		o.Progress.Report(scv.Event{Stage: "write example " + part.name})
		if err := part.write(dir); err != nil {
			return fmt.Errorf("write example: %w", err)
		}
		o.Progress.Report(scv.Event{Stage: "write example " + part.name, End: true})
	}
	return nil
}

// writeTruth says which customer each record is of, for every record that can be
// matched.
func (g *generator) writeTruth(dir string) error {
	rows := [][]string{{"record_id", "entity_id"}}
	for _, list := range g.records {
		for _, r := range list {
			if r.fate == living {
				rows = append(rows, []string{string(r.id()), r.of.id})
			}
		}
	}
	return writeCSV(filepath.Join(dir, "truth", "truth.csv"), rows)
}

// create makes a file and its folder; fill writes its content.
func create(path string, fill func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := fill(w); err != nil {
		return err
	}
	return w.Flush()
}

func writeCSV(path string, rows [][]string) error {
	return create(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}
