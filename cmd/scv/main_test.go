package main

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"scv/internal/bronze"
	"scv/internal/warehouse/duckdb"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"scv": func() { os.Exit(mainCode()) }})
}

// TestScripts runs every command as a user types it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"workbook": workbook, "exits": exits, "near": near, "damage": damage, "encode": encode, "long": long, "holdwarehouse": holdWarehouse, "waitfile": waitFile, "heldid": heldID},
	})
}

// workbook makes an .xlsx from CSV files: workbook OUT.xlsx SHEET=FILE.csv ...
// A cell that reads as a number becomes one; '0501 stays text.
func workbook(ts *testscript.TestScript, _ bool, args []string) {
	book := excelize.NewFile()
	defer book.Close()
	for i, arg := range args[1:] {
		sheet, file, _ := strings.Cut(arg, "=")
		if i == 0 {
			ts.Check(book.SetSheetName("Sheet1", sheet))
		} else {
			_, err := book.NewSheet(sheet)
			ts.Check(err)
		}
		if file != "" {
			fillSheet(ts, book, sheet, file)
		}
	}
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(book.SaveAs(path))
}

func fillSheet(ts *testscript.TestScript, book *excelize.File, sheet, file string) {
	r := csv.NewReader(strings.NewReader(ts.ReadFile(file)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	ts.Check(err)
	for y, row := range rows {
		for x, value := range row {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			ts.Check(err)
			ts.Check(book.SetCellValue(sheet, cell, cellValue(value)))
		}
	}
}

func cellValue(s string) any {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n
	}
	if s == "" {
		return nil
	}
	return strings.TrimPrefix(s, "'")
}

// exits runs scv and demands an exit code: exits 6 run --dir x. The streams are
// those of the last exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("scv", args[1:]...)
	code := "0"
	if err != nil {
		_, code, _ = strings.Cut(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("scv %s: exit code %s (%v), want %s", strings.Join(args[1:], " "), code, err, args[0])
	}
}

// near demands that a figure of two reports differs by no more than given:
// near KEY 0.01 A.json B.json. The figure must be there, and not be 0.
func near(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: near KEY DIFFERENCE A.json B.json")
	}
	most, err := strconv.ParseFloat(args[1], 64)
	ts.Check(err)
	var figures []float64
	for _, file := range args[2:] {
		m := regexp.MustCompile(`"` + args[0] + `": *([0-9.eE-]+)`).FindStringSubmatch(ts.ReadFile(file))
		if m == nil {
			ts.Fatalf("%s has no %q", file, args[0])
		}
		f, err := strconv.ParseFloat(m[1], 64)
		ts.Check(err)
		figures = append(figures, f)
	}
	if a, b := figures[0], figures[1]; a == 0 || b == 0 || math.Abs(a-b) > most {
		ts.Fatalf("%s is %v in %s and %v in %s", args[0], a, args[2], b, args[3])
	}
}

// holdWarehouse keeps a warehouse open in this process until the script ends.
func holdWarehouse(ts *testscript.TestScript, _ bool, args []string) {
	w, err := duckdb.Open(context.Background(), duckdb.Options{Path: ts.MkAbs(args[0])})
	ts.Check(err)
	ts.Defer(func() { ts.Check(w.Close()) })
}

// waitFile waits until a file is there: what another process makes has no event.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	for range 6000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}

// heldID puts the id of a row in quarantine into a variable: heldid NAME WAREHOUSE
// WORD, where WORD is in the row or is its state.
func heldID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: heldid NAME WAREHOUSE WORD")
	}
	w, err := duckdb.Open(context.Background(), duckdb.Options{Path: ts.MkAbs(args[1])})
	ts.Check(err)
	defer w.Close()
	rows, err := bronze.List(context.Background(), w, bronze.Filter{State: bronze.AnyState})
	ts.Check(err)
	for _, h := range rows {
		h, _, err = bronze.Find(context.Background(), w, h.ID)
		ts.Check(err)
		if strings.Contains(h.Raw, args[2]) || h.State == args[2] {
			ts.Setenv(args[0], h.ID)
			return
		}
	}
	ts.Fatalf("no row in quarantine has %s", args[2])
}
