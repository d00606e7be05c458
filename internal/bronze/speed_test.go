package bronze_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/source"
	"scv/internal/warehouse/duckdb"
)

// wide gives n rows of 30 columns without holding them.
type wide struct {
	n, from int
	fields  []source.Field
	keyed   bool
}

func newWide(n int, keyed bool) *wide {
	s := &wide{n: n, keyed: keyed}
	for i := range 30 {
		typ := scv.Text
		switch {
		case i >= 27:
			typ = scv.Date
		case i >= 25:
			typ = scv.Float
		case i >= 22:
			typ = scv.Int
		}
		s.fields = append(s.fields, source.Field{Field: scv.Field{Name: fmt.Sprintf("c%d", i), Type: typ}})
	}
	return s
}

func (s *wide) Tables(context.Context) ([]source.Table, error) {
	f := source.File{Path: "wide.csv", SHA256: fmt.Sprint(s.n, s.from)}
	return []source.Table{{Source: "crm", Entity: "contact", Fields: s.fields, Files: []source.File{f}}}, nil
}

func (s *wide) Read(_ context.Context, _ *source.Table, _ source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	r := source.Row{Cells: make([]source.Cell, len(s.fields))}
	buf := make([]byte, 0, 64)
	for i := s.from; i < s.from+s.n; i++ {
		for c := range r.Cells {
			switch {
			case c >= 27:
				r.Cells[c] = source.Cell{Kind: source.Text, Text: "1987-06-" + strconv.Itoa(10+i%20)}
			case c >= 22:
				r.Cells[c] = source.Cell{Kind: source.Text, Text: strconv.Itoa(i + c)}
			case c%5 == 4:
				r.Cells[c] = source.Cell{}
			default:
				buf = append(strconv.AppendInt(buf[:0], int64(i*(c+1)%50_000), 10), " Some Street"...)
				r.Cells[c] = source.Cell{Kind: source.Text, Text: string(buf)}
			}
		}
		r.Line, r.Version = int64(i+1), 1
		if s.keyed {
			r.Key = "0f8fad5b-d9cb-469f-a165-" + strconv.Itoa(100_000_000_000+i)
		}
		if err := emit(&r); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// newFileHome is newHome on a disk.
func newFileHome(b *testing.B) *home {
	b.Helper()
	w, err := duckdb.Open(b.Context(), duckdb.Options{Path: filepath.Join(b.TempDir(), "w.duckdb")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close() })
	return &home{t: b, w: w, loader: bronze.New(bronze.Options{Warehouse: w, Now: noon})}
}

// BenchmarkLoad is a first load, then the same rows in a file that looks new.
// One iteration: go test -bench Load -benchtime 1x ./internal/bronze.
func BenchmarkLoad(b *testing.B) {
	const rows = 1_000_000
	for b.Loop() {
		h := newFileHome(b)
		src := newWide(rows, true)
		for _, name := range []string{"first", "again"} {
			start := time.Now()
			report, err := h.loader.Load(b.Context(), src, name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), name+"_s")
			if c := report.Counts(); !c.Conserved() || c.Read != int64(src.n) {
				b.Fatalf("%+v", c)
			}
			src.n++
		}
	}
}
