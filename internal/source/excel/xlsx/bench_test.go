package xlsx

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// big writes a workbook of 12 mixed columns; the layout is that of the peers'
// comparison: text ids with leading zeros, padded numbers, dates, decimals,
// booleans, some empty cells.
func big(tb testing.TB, rows int) string {
	tb.Helper()
	book := excelize.NewFile()
	defer book.Close()
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	for i := range rows {
		row := []any{
			fmt.Sprintf("%08d", i), i % 99999,
			excelize.Cell{StyleID: date, Value: 40000 + i%3000},
			float64(i) * 1.37, i%2 == 0,
			"Straße " + fmt.Sprint(i%500), nil, "name" + fmt.Sprint(i%10000), i * 17, "x", nil, float64(i) / 3,
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "big.xlsx")
	if err := book.SaveAs(path); err != nil {
		tb.Fatal(err)
	}
	return path
}

func BenchmarkRows(b *testing.B) {
	path := big(b, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if n, err := readWhole(path); err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkExcelizeRawRows(b *testing.B) {
	path := big(b, 100_000)
	for b.Loop() {
		f, err := excelize.OpenFile(path)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
				b.Fatal(err)
			}
		}
		f.Close()
	}
}
