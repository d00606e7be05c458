package excel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/source"
	"scv/internal/source/sourcetest"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// sheets are rows by sheet name, in the order of names.
type sheets struct {
	names []string
	rows  map[string][][]any
}

func writeBook(t *testing.T, path string, s sheets) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, name := range s.names {
		var err error
		if i == 0 {
			err = book.SetSheetName("Sheet1", name)
		} else {
			_, err = book.NewSheet(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range s.rows[name] {
			for x, v := range row {
				cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if err := book.SetCellValue(name, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

func config() scv.SourceConfig {
	return scv.SourceConfig{Name: "legacy", Kind: scv.Excel, Path: "books/*.xlsx", Entities: []scv.EntityConfig{{
		Name: "customer", Key: []string{"Kunden-Nr."},
		Columns: []scv.ColumnConfig{{Name: "Geburtsdatum", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}}},
		Map:     []scv.Mapping{{To: "full_name", Columns: []string{"Name"}}},
	}}}
}

func legacy(t *testing.T) string {
	home := t.TempDir()
	writeBook(t, filepath.Join(home, "books", "a.xlsx"), sheets{
		names: []string{"Nord", "Süd", "Leer"},
		rows: map[string][][]any{
			"Nord": {
				{"Kundenliste 2024"},
				{},
				{"Kunden-Nr.", "Name", "Geburtsdatum", nil, "Umsatz"},
				{"K1", "Anna Arndt", time.Date(1980, 2, 3, 0, 0, 0, 0, time.UTC), nil, 12.5},
				{},
				{"K2", "Bernd \u00a0", "31.02.1985"},
				{nil, "ohne Nummer"},
				{"K3", "Carla", nil, "daneben"},
				{"Summe:", nil, nil, nil, 3},
			},
			"Süd": {{"Name", "Ort", "Kunden-Nr."}, {"Dora", "Ulm", "K4"}, {"Total Eclipse Ltd", "Köln", "K5"}},
		},
	})
	return home
}

func open(t *testing.T, home string, c scv.SourceConfig) *source.Source {
	t.Helper()
	s, err := source.New(c, home, map[scv.SourceKind]source.Factory{scv.Excel: New})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDriverPassesTheSuite(t *testing.T) {
	sourcetest.Run(t, New, func(t *testing.T) (string, scv.SourceConfig) { return legacy(t), config() })
}

func TestALegacyWorkbookIsReadAsPeopleKeepIt(t *testing.T) {
	s := open(t, legacy(t), config())
	tables, err := s.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	table := tables[0]
	var lines []string
	for _, f := range table.Fields {
		lines = append(lines, f.Name+" "+f.Type.String())
	}
	ignored, err := s.Read(t.Context(), &table, table.Files[0], func(r *source.Row) error {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		line := fmt.Sprintf("%s!%d key=%s %s", r.Sheet, r.Line, r.Key, strings.Join(cells, "|"))
		for _, fault := range r.Faults {
			line += " " + string(fault.Code)
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range ignored {
		lines = append(lines, fmt.Sprintf("ignored %s!%d-%d %s", i.Sheet, i.From, i.To, i.Reason))
	}
	want := []string{
		"kunden_nr text", "name text", "geburtsdatum date", "umsatz text", "ort text",
		"Nord!4 key=K1 K1|Anna Arndt|1980-02-03|12.5|",
		"Nord!6 key=K2 K2|Bernd \u00a0|31.02.1985||",
		"Nord!7 key= |ohne Nummer||| SCV-S104",
		"Nord!8 key=K3 K3|Carla||| SCV-S102",
		"Süd!2 key=K4 K4|Dora|||Ulm",
		"Süd!3 key=K5 K5|Total Eclipse Ltd|||Köln",
		"ignored Nord!1-1 title", "ignored Nord!3-3 header", "ignored Nord!5-5 blank", "ignored Nord!9-9 totals", "ignored Süd!1-1 header",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestBadWorkbooksAreNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare  func(t *testing.T, home string)
		change   func(*scv.SourceConfig)
		code     scv.Code
		contains []string
	}{
		"no file":     {func(*testing.T, string) {}, nil, scv.CodeSourceMissing, []string{"books/*.xlsx"}},
		"text file":   {writeText("a,b\n"), nil, scv.CodeSourceKind, []string{"books/a.xlsx", "text file"}},
		"old excel":   {writeText("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), nil, scv.CodeSourceKind, []string{"97-2003", ".xlsx"}},
		"no bytes":    {writeText(""), nil, scv.CodeSourceEmpty, []string{"empty"}},
		"cut off":     {writeText("PK\x03\x04 cut"), nil, scv.CodeSourceBroken, []string{"books/a.xlsx"}},
		"no rows":     {emptySheet, nil, scv.CodeSourceEmpty, []string{"books/a.xlsx!Nichts"}},
		"wrong key":   {legacyBook, func(c *scv.SourceConfig) { c.Entities[0].Key = []string{"Kunde-Nr"} }, scv.CodeSourceColumn, []string{"books/a.xlsx", `mean "Kunden-Nr."`}},
		"no such tab": {legacyBook, func(c *scv.SourceConfig) { c.Entities[0].Sheet = "West*" }, scv.CodeSourceEmpty, []string{"West*"}},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			tc.prepare(t, home)
			c := config()
			if tc.change != nil {
				tc.change(&c)
			}
			_, err := open(t, home, c).Tables(t.Context())
			if scv.CodeOf(err) != tc.code || scv.ExitOf(err) != scv.ExitUnusable {
				t.Fatalf("code %s of %v", scv.CodeOf(err), err)
			}
			text := err.Error() + " " + scv.HintOf(err) + " " + subject(err)
			for _, want := range tc.contains {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %q", want, text)
				}
			}
		})
	}
}

func subject(err error) string {
	if e, ok := errors.AsType[*scv.Error](err); ok {
		return e.Subject
	}
	return ""
}

func writeText(text string) func(*testing.T, string) {
	return func(t *testing.T, home string) {
		if err := os.MkdirAll(filepath.Join(home, "books"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, "books", "a.xlsx"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func emptySheet(t *testing.T, home string) {
	writeBook(t, filepath.Join(home, "books", "a.xlsx"), sheets{names: []string{"Nichts"}})
}

func legacyBook(t *testing.T, home string) {
	writeBook(t, filepath.Join(home, "books", "a.xlsx"), sheets{
		names: []string{"Nord"}, rows: map[string][][]any{"Nord": {{"Kunden-Nr.", "Name", "Geburtsdatum"}, {"K1", "A", "x"}}},
	})
}
