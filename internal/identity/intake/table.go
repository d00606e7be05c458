package intake

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// table is one file, ready to be read.
type table struct {
	path    string
	columns []string
	rows    func(ctx context.Context, add adder) error
}

// adder takes a block of rows: the values by column and row.
type adder func(rows int, value func(k, row int) []byte) error

// open looks at a file's first bytes and readies it.
func open(ctx context.Context, db warehouse.Conn, path string) (*table, error) {
	head, err := firstBytes(path)
	if err != nil {
		return nil, err
	}
	switch {
	case len(head) == 0:
		return nil, empty(path, "the file has no byte")
	case bytes.HasPrefix(head, []byte("PAR1")):
		return openParquet(ctx, db, path)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return openWorkbook(path)
	}
	return openText(db, path)
}

func firstBytes(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &scv.Error{Code: scv.CodeSourceMissing, Op: "read", Subject: path, Err: errors.New("there is no such file"), Hint: "Check the path: it is relative to the folder you are in."}
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, unreadable(path, err)
	}
	return head[:n], nil
}

func unreadable(path string, err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		err = p.Err
	}
	return &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err, Hint: "Check that it is a file and yours to read."}
}

func empty(path, why string) error {
	return &scv.Error{Code: scv.CodeSourceEmpty, Op: "read", Subject: path, Err: errors.New(why), Hint: "A table needs a header row with the names of its columns, and at least one row below it."}
}

// named makes the names of columns whole: blanks around are dropped, a column
// without a name is column_3, a second one of a name gets a number.
func named(header []string) []string {
	out := make([]string, 0, len(header))
	for k, name := range header {
		name = strings.TrimSpace(strings.ToValidUTF8(name, "?"))
		if name == "" {
			name = "column_" + strconv.Itoa(k+1)
		}
		unique := name
		for n := 2; slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, unique) }); n++ {
			unique = name + "_" + strconv.Itoa(n)
		}
		out = append(out, unique)
	}
	return out
}

// stem is a file's name without folder and endings: what a source is called.
func stem(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}

// scan streams the rows of a statement whose columns are all text.
func scan(ctx context.Context, db warehouse.Conn, sql string, add adder) error {
	return db.Scan(ctx, sql, func(b *scv.Batch) error {
		return add(b.Len(), func(k, row int) []byte { return bytes.TrimSpace(b.Columns[k].Bytes(row)) })
	})
}

func openParquet(ctx context.Context, db warehouse.Conn, path string) (*table, error) {
	damaged := func(err error) error {
		if ctx.Err() != nil {
			return err
		}
		return &scv.Error{Code: scv.CodeSourceBroken, Op: "read", Subject: path, Err: errors.New("it begins as a Parquet file and cannot be read as one"), Hint: "Write the file again."}
	}
	t, err := db.Table(ctx, fmt.Sprintf(parquetColumnsSQL, warehouse.Literal(path)))
	if err != nil {
		return nil, damaged(err)
	}
	var names []string
	for _, row := range t.Rows {
		names = append(names, fmt.Sprint(row[0]))
	}
	return &table{path, named(names), func(ctx context.Context, add adder) error {
		var own error
		err := scan(ctx, db, fmt.Sprintf(parquetSQL, warehouse.Literal(path)), func(rows int, value func(k, row int) []byte) error {
			own = add(rows, value)
			return own
		})
		if err != nil && own == nil {
			return damaged(err)
		}
		return err
	}}, nil
}

// gzipped says whether a reader's next bytes are packed.
func gzipped(r *bufio.Reader) bool {
	magic, _ := r.Peek(2) // a shorter file is no gzip
	return string(magic) == "\x1f\x8b"
}
