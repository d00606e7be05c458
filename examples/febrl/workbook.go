package main

import (
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"
)

// writeWorkbook writes people as an old customer list: a title above the header,
// every value as text.
func writeWorkbook(path string, all []person) error {
	book := excelize.NewFile()
	defer book.Close()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	rows := [][]any{
		{"Members, exported from the old system"},
		{},
		{"No", "Given name", "Surname", "Street number", "Street", "Address 2", "Suburb", "Postcode", "State", "Date of birth"},
	}
	for _, p := range all {
		row := []any{p.number()}
		for _, value := range p[1:10] {
			row = append(row, value)
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := w.SetRow(cell, row); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return book.SaveAs(path)
}
