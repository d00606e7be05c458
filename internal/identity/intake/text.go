package intake

import (
	"bufio"
	"compress/gzip"
	"context"
	_ "embed" // the statements
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/csv.sql
var csvSQL string

//go:embed sql/parquet.sql
var parquetSQL string

//go:embed sql/parquetcolumns.sql
var parquetColumnsSQL string

// text is a CSV file as its first line shows it.
type text struct {
	path        string
	separator   rune
	columns     []string
	compression string // "none" or "gzip"
	encoding    string // "utf-8" or "utf-16"
}

// separators are tried on the header; of equal ones the first wins.
const separators = ",;\t|"

func openText(db warehouse.Conn, path string) (*table, error) {
	t, err := lookAtHeader(path)
	if err != nil {
		return nil, err
	}
	return &table{path, t.columns, func(ctx context.Context, add adder) error {
		var own error
		err := scan(ctx, db, t.statement(), func(rows int, value func(k, row int) []byte) error {
			own = add(rows, value)
			return own
		})
		if err != nil && own == nil && ctx.Err() == nil {
			return t.refused(err)
		}
		return err
	}}, nil
}

// statement reads the file with everything about it said, so that nothing is
// guessed from its rows.
func (t *text) statement() string {
	var columns []string
	for _, name := range t.columns {
		columns = append(columns, warehouse.Literal(name)+": 'varchar'")
	}
	return fmt.Sprintf(csvSQL, warehouse.Literal(t.path), strings.Join(columns, ", "), warehouse.Literal(string(t.separator)), warehouse.Literal(t.compression), warehouse.Literal(t.encoding))
}

// lookAtHeader finds out how the file is packed, coded and separated.
func lookAtHeader(path string) (*text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	t := &text{path: path, compression: "none", encoding: "utf-8"}
	in := bufio.NewReaderSize(f, 1<<16)
	if gzipped(in) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, broken(path, "", "it begins as gzip and cannot be unpacked", "Pack the file again.")
		}
		t.compression, in = "gzip", bufio.NewReaderSize(z, 1<<16)
	}
	line, err := t.header(in)
	if err != nil {
		return nil, err
	}
	for _, sep := range separators {
		if fields := split(line, sep); len(fields) > len(t.columns) {
			t.separator, t.columns = sep, named(fields)
		}
	}
	return t, nil
}

// header gives the text of the first row that holds something.
func (t *text) header(in *bufio.Reader) (string, error) {
	mark, _ := in.Peek(2) // a shorter file has no mark
	var from io.Reader = in
	if m := string(mark); m == "\xff\xfe" || m == "\xfe\xff" {
		t.encoding = "utf-16"
		from = transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	head, err := io.ReadAll(io.LimitReader(from, 1<<20))
	if err != nil {
		return "", broken(t.path, "", "it cannot be unpacked or decoded", "Write the file again, as UTF-8.")
	}
	line := strings.TrimPrefix(string(head), "\ufeff")
	if strings.TrimSpace(line) == "" {
		return "", empty(t.path, "the file has no header row")
	}
	return line, nil
}

// split reads the first row of a text.
func split(text string, separator rune) []string {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.TrimLeadingSpace = separator, true, true
	fields, err := r.Read()
	if err != nil {
		return nil
	}
	return fields
}

var (
	errorLine  = regexp.MustCompile(`CSV Error on Line: (\d+)`)
	errorWidth = regexp.MustCompile(`Expected Number of Columns: (\d+) Found: (\d+)`)
	errorUTF8  = regexp.MustCompile(`(?i)invalid unicode|not utf-8 encoded`)
	errorQuote = regexp.MustCompile(`(?i)unterminated quote|quoted`)
)

// refused says what is wrong with a row, without the row: DuckDB's message shows
// its text.
func (t *text) refused(err error) error {
	message, line := err.Error(), ""
	if m := errorLine.FindStringSubmatch(message); m != nil {
		line = ", line " + m[1]
	}
	width := errorWidth.FindStringSubmatch(message)
	switch {
	case width != nil:
		return &scv.Error{
			Code: scv.CodeTableRow, Op: "read", Subject: t.path + line, Err: fmt.Errorf("the row has %s values, the header %s", width[2], width[1]),
			Hint: "Repair the row: a value that holds the separator or a line break stands in double quotes.",
		}
	case errorUTF8.MatchString(message):
		return &scv.Error{Code: scv.CodeTableRow, Op: "read", Subject: t.path + line, Err: errors.New("the text is not UTF-8"), Hint: "Save the file as CSV UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8."}
	case errorQuote.MatchString(message):
		return &scv.Error{Code: scv.CodeTableRow, Op: "read", Subject: t.path + line, Err: errors.New("a double quote does not end, or goes on after it"), Hint: "Repair the row: a double quote inside a value is written twice."}
	}
	return broken(t.path, line, "it cannot be read as CSV", "Look at the line; open the file in a text editor to see whether it is whole.")
}

func broken(path, line, why, hint string) error {
	return &scv.Error{Code: scv.CodeSourceBroken, Op: "read", Subject: path + line, Err: errors.New(why), Hint: hint}
}
