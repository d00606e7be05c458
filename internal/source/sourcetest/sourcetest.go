package sourcetest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/source"

	"github.com/google/go-cmp/cmp"
)

// Setup makes a home with a readable source of at least two rows.
type Setup func(t *testing.T) (home string, c scv.SourceConfig)

// Run runs the suite against a driver.
func Run(t *testing.T, factory source.Factory, setup Setup) {
	for name, check := range map[string]func(*testing.T, source.Factory, Setup){
		"reading twice gives the same":       readsTheSame,
		"cells are parallel to fields":       cellsFit,
		"columns are unique bronze names":    columnsAreNames,
		"files carry size and digest":        filesAreDescribed,
		"an error of emit passes through":    emitErrorPasses,
		"an ended context stops the read":    contextStops,
		"a file that went is named":          missingFileIsNamed,
		"the digest of the tables is stable": digestIsStable,
	} {
		t.Run(name, func(t *testing.T) { check(t, factory, setup) })
	}
}

func open(t *testing.T, factory source.Factory, setup Setup) (*source.Source, string) {
	t.Helper()
	home, c := setup(t)
	s, err := source.New(c, home, map[scv.SourceKind]source.Factory{c.Kind: factory})
	if err != nil {
		t.Fatal(err)
	}
	return s, home
}

func tables(t *testing.T, s *source.Source) []source.Table {
	t.Helper()
	all, err := s.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("the source has no tables")
	}
	return all
}

// read gives every row of a source as JSON: comparable and kept beyond emit.
func read(t *testing.T, s *source.Source) []string {
	t.Helper()
	var rows []string
	for _, table := range tables(t, s) {
		for _, f := range table.Files {
			_, err := s.Read(t.Context(), &table, f, func(r *source.Row) error {
				text, err := json.Marshal(r)
				rows = append(rows, string(text))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(rows) < 2 {
		t.Fatalf("the source has %d rows", len(rows))
	}
	return rows
}

func readsTheSame(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	if diff := cmp.Diff(read(t, s), read(t, s)); diff != "" {
		t.Error(diff)
	}
}

func cellsFit(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	for _, table := range tables(t, s) {
		for _, f := range table.Files {
			_, err := s.Read(t.Context(), &table, f, func(r *source.Row) error {
				if len(r.Cells) != len(table.Fields) {
					t.Errorf("%s:%d: %d cells for %d fields", f.Path, r.Line, len(r.Cells), len(table.Fields))
				}
				if r.Line < 1 {
					t.Errorf("%s: a row on line %d", f.Path, r.Line)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
}

func columnsAreNames(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	for _, table := range tables(t, s) {
		for _, f := range table.Fields {
			if f.Name == "" || scv.ColumnName(f.Name) != f.Name || f.Type == 0 {
				t.Errorf("column %q of type %s", f.Name, f.Type)
			}
		}
	}
}

func filesAreDescribed(t *testing.T, factory source.Factory, setup Setup) {
	s, home := open(t, factory, setup)
	for _, table := range tables(t, s) {
		for _, f := range table.Files {
			want, err := source.Stat(home, f.Path)
			if err != nil || f != want {
				t.Errorf("%+v, want %+v (%v)", f, want, err)
			}
		}
	}
}

func emitErrorPasses(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	mine := errors.New("mine")
	table := tables(t, s)[0]
	_, err := s.Read(t.Context(), &table, table.Files[0], func(*source.Row) error { return mine })
	if !errors.Is(err, mine) {
		t.Errorf("got %v", err)
	}
}

func contextStops(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	table := tables(t, s)[0]
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Read(ctx, &table, table.Files[0], func(*source.Row) error {
		cancel()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func missingFileIsNamed(t *testing.T, factory source.Factory, setup Setup) {
	s, home := open(t, factory, setup)
	table := tables(t, s)[0]
	f := table.Files[0]
	if err := os.Remove(filepath.Join(home, filepath.FromSlash(f.Path))); err != nil {
		t.Fatal(err)
	}
	_, err := s.Read(t.Context(), &table, f, func(*source.Row) error { return nil })
	var e *scv.Error
	if !errors.As(err, &e) || e.Subject != f.Path || scv.ExitOf(err) != scv.ExitUnusable || e.Hint == "" {
		t.Errorf("got %v", err)
	}
}

func digestIsStable(t *testing.T, factory source.Factory, setup Setup) {
	s, _ := open(t, factory, setup)
	first, second := tables(t, s), tables(t, s)
	for i := range first {
		if first[i].Digest == "" || first[i].Digest != second[i].Digest {
			t.Errorf("digests %q and %q", first[i].Digest, second[i].Digest)
		}
	}
}
