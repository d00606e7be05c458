package demo

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"

	"github.com/xuri/excelize/v2"
)

// workbook writes sheets row by row.
type workbook struct {
	file   *excelize.File
	date   int // style of a date
	head   int // style of a header
	sheets int
}

func newWorkbook() (*workbook, error) {
	w := &workbook{file: excelize.NewFile()}
	var one, two error
	w.date, one = w.file.NewStyle(&excelize.Style{NumFmt: 14})
	w.head, two = w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return w, errors.Join(one, two)
}

// sheet is one sheet that is being written; a nil row is blank.
type sheet struct {
	out   *excelize.StreamWriter
	row   int
	fault error
}

// add begins a sheet; the first one takes the place of the empty one of a new file.
func (w *workbook) add(name string) (*sheet, error) {
	w.sheets++
	var err error
	if w.sheets == 1 {
		err = w.file.SetSheetName("Sheet1", name)
	} else {
		_, err = w.file.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	out, err := w.file.NewStreamWriter(name)
	return &sheet{out: out}, err
}

// put writes a row from column A on; nil cells stay empty. An error is kept for end.
func (s *sheet) put(cells ...any) {
	s.row++
	if len(cells) == 0 || s.fault != nil {
		return
	}
	name, err := excelize.CoordinatesToCellName(1, s.row)
	if err == nil {
		err = s.out.SetRow(name, cells)
	}
	s.fault = err
}

func (s *sheet) end() error { return errors.Join(s.fault, s.out.Flush()) }

// header writes a header row in bold.
func (w *workbook) header(s *sheet, names []string) {
	cells := make([]any, len(names))
	for i, n := range names {
		cells[i] = excelize.Cell{StyleID: w.head, Value: n}
	}
	s.put(cells...)
}

// save writes the workbook below dir and closes it.
func (w *workbook) save(dir string, name ...string) error {
	var b bytes.Buffer
	err := w.file.Write(&b)
	if err == nil {
		err = create(filepath.Join(append([]string{dir}, name...)...), func(out io.Writer) error {
			_, err := b.WriteTo(out)
			return err
		})
	}
	return errors.Join(err, w.file.Close())
}

// textCell leaves an empty text out.
func textCell(s string) any {
	if s == "" {
		return nil
	}
	return s
}
