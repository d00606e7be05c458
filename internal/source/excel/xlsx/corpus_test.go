package xlsx

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/source"

	"github.com/xuri/excelize/v2"
)

const corpus = "../../../../../shared/data/workbooks"

func workbooks(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(corpus, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("skipped: the public workbooks of shared/data/workbooks are not here")
	}
	return paths
}

// Each public workbook opens, or is refused with a code, a reason and a hint.
func TestEveryPublicWorkbookOpensOrIsRefusedByName(t *testing.T) {
	opened := 0
	for _, path := range workbooks(t) {
		name := filepath.Base(path)
		rows, err := readWhole(path)
		if err == nil {
			opened++
			continue
		}
		var e *scv.Error
		if !errors.As(err, &e) || e.Hint == "" || scv.ExitOf(err) != scv.ExitUnusable || !strings.Contains(e.Subject, name) {
			t.Errorf("%s: after %d rows: %v", name, rows, err)
		}
		if ext := filepath.Ext(name); (ext == ".xlsx" || ext == ".xlsm") && refusedOnPurpose()[name] != e.Code {
			t.Errorf("refused: %v", err)
		}
	}
	if opened < 60 {
		t.Errorf("only %d workbooks open", opened)
	}
}

// refusedOnPurpose are the workbooks that nobody can read as they are: a password
// nobody has, and bytes that changed on the way (its checksum says so).
func refusedOnPurpose() map[string]scv.Code {
	return map[string]scv.Code{"pass_protected.xlsx": scv.CodeSourceEncrypted, "issue252.xlsx": scv.CodeSourceBroken}
}

func readWhole(path string) (rows int, err error) {
	b, err := Open(path, filepath.Base(path))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for _, s := range b.Sheets {
		if err := b.Rows(s, func(int64, []Cell) error { rows++; return nil }); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// Where excelize reads a workbook, our values are its raw values. What differs on
// purpose is listed: kinds of cells, not files.
func TestValuesAreThoseThatExcelizeReads(t *testing.T) {
	for _, path := range workbooks(t) {
		if ext := filepath.Ext(path); ext != ".xlsx" && ext != ".xlsm" {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) { compare(t, path) })
	}
}

func compare(t *testing.T, path string) {
	ours, err := Open(path, path)
	if err != nil {
		t.Skip("skipped: we refuse it:", err)
	}
	defer ours.Close()
	theirs, err := excelize.OpenFile(path)
	if err != nil {
		t.Skip("skipped: excelize refuses it:", err)
	}
	defer theirs.Close()
	for _, s := range ours.Sheets {
		grid, err := theirs.GetRows(s.Name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Errorf("%q: excelize refuses what we open: %v", s.Name, err)
			continue
		}
		if s.Kind != Worksheet {
			continue
		}
		compareSheet(t, ours, s, grid)
	}
}

// unseen are files of which excelize sees nothing, and what is in them.
func unseen() map[string][][]string {
	return map[string][][]string{
		"empty_s_attribute.xlsx": {{"Name", "Value"}, {"John", "1"}, {"Sophia", "2"}, {"Peter", "3"}, {"Sam", "4"}},
	}
}

func compareSheet(t *testing.T, b *Book, s Sheet, grid [][]string) {
	if known := unseen()[filepath.Base(b.parts.name)]; known != nil && len(grid) == 0 {
		grid = known
	}
	seen := map[string]bool{}
	err := b.Rows(s, func(row int64, cells []Cell) error {
		for _, c := range cells {
			at := fmt.Sprintf("%d:%d", row, c.Column)
			seen[at] = true
			want := ""
			if int(row) <= len(grid) && c.Column < len(grid[row-1]) {
				want = grid[row-1][c.Column]
			}
			if !same(c.Cell, want) {
				t.Errorf("%s row %d column %d: %+v, excelize %q", s.Name, row, c.Column, c.Cell, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for y, row := range grid {
		for x, value := range row {
			if strings.TrimSpace(value) != "" && !seen[fmt.Sprintf("%d:%d", y+1, x)] {
				t.Errorf("%s row %d column %d: excelize sees %q, we see nothing", s.Name, y+1, x, value)
			}
		}
	}
}

// same allows what we do otherwise: dates as dates instead of serials, padded
// numbers, outer blanks dropped, broken cells with a reason.
func same(c source.Cell, raw string) bool {
	switch c.Kind {
	case source.DateTime:
		return sameNumber(c.Number, raw) || len(raw) >= 10 && strings.HasPrefix(c.Text, raw[:10])
	case source.Broken:
		return strings.HasPrefix(raw, "#") || raw == "" || c.Text == raw || strings.HasPrefix(c.Text, "date serial")
	case source.Bool:
		return raw == c.Text || strings.EqualFold(raw, "true") && c.Number == 1 || strings.EqualFold(raw, "false") && c.Number == 0
	case source.Number:
		return strings.TrimLeft(c.Text, "0") == strings.TrimLeft(raw, "0") || fmt.Sprint(c.Number) == raw || sameNumber(c.Number, raw)
	default:
		return strings.TrimSpace(strings.ReplaceAll(c.Text, "\r\n", "\n")) == strings.TrimSpace(strings.ReplaceAll(raw, "\r\n", "\n"))
	}
}

func sameNumber(f float64, raw string) bool {
	var g float64
	_, err := fmt.Sscan(raw, &g)
	return err == nil && f == g
}

func FuzzOpen(f *testing.F) {
	paths, _ := filepath.Glob(filepath.Join(corpus, "*.xlsx"))
	for _, path := range paths[:min(len(paths), 10)] {
		if text, err := os.ReadFile(path); err == nil && len(text) < 20000 {
			f.Add(text)
		}
	}
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "x.xlsx")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readWhole(path); err != nil && scv.ExitOf(err) != scv.ExitUnusable {
			t.Errorf("an error without a code: %v", err)
		}
	})
}

// FuzzSheet reads sheet XML without the zip around it.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`))
	f.Add([]byte(`<x:row><x:c r="B2" s="1"><x:f>A1</x:f><x:v>44197.5</x:v></x:c></x:row><!-- c --><![CDATA[<]]>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := rowReader{book: &Book{styles: []style{{}, {date: true}, {pad: 5}}}, fn: func(row int64, cells []Cell) error {
			for _, c := range cells {
				if c.Column < 0 || c.Column >= maxColumn {
					t.Fatalf("column %d", c.Column)
				}
			}
			return nil
		}}
		s := newScanner(strings.NewReader(string(text)))
		for s.next() == nil {
			if r.take(s) != nil {
				return
			}
		}
	})
}
