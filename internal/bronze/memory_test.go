package bronze_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/source"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// TestMain lets each law be tried 25 times: one try is several loads. The flag
// -rapid.checks wins over it.
func TestMain(m *testing.M) {
	if path := os.Getenv(killEnv); path != "" {
		os.Exit(loadAndTell(path))
	}
	if err := flag.Set("rapid.checks", "25"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// memory is a source whose rows are held in memory.
type memory struct {
	mode   source.Mode
	fields []source.Field
	files  []memoryFile
	digest string
	// identify is source.Table's.
	identify func(*source.Row)
	reads    int
	// stop ends the reading after so many rows, as Ctrl-C would; 0 never.
	stop   int
	cancel context.CancelFunc
}

type memoryFile struct {
	path    string
	rows    []source.Row
	ignored []source.Ignored
}

func (s *memory) Tables(context.Context) ([]source.Table, error) {
	t := source.Table{Source: "crm", Entity: "contact", Mode: s.mode, Fields: s.fields, Digest: s.digest, Identify: s.identify}
	for _, f := range s.files {
		sum := sha256.Sum256(fmt.Append(nil, f.rows))
		t.Files = append(t.Files, source.File{Path: f.path, Size: int64(len(f.rows)), SHA256: hex.EncodeToString(sum[:])})
	}
	return []source.Table{t}, nil
}

func (s *memory) Read(ctx context.Context, _ *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error) {
	for _, file := range s.files {
		if file.path != f.Path {
			continue
		}
		s.reads++
		for i := range file.rows {
			if s.stop > 0 {
				if s.stop--; s.stop == 0 {
					s.cancel()
				}
			}
			r := file.rows[i]
			r.Cells = append([]source.Cell(nil), r.Cells...)
			r.Line = int64(i + 1)
			if err := emit(&r); err != nil {
				return nil, err
			}
		}
		return file.ignored, ctx.Err()
	}
	return nil, fmt.Errorf("no file %s", f.Path)
}

func textField(names ...string) []source.Field {
	var fields []source.Field
	for _, n := range names {
		fields = append(fields, source.Field{Field: scv.Field{Name: n, Type: scv.Text}, Header: strings.ToUpper(n)})
	}
	return fields
}

func text(s string) source.Cell {
	if s == "" {
		return source.Cell{}
	}
	return source.Cell{Kind: source.Text, Text: s}
}

func row(key string, version int64, cells ...string) source.Row {
	r := source.Row{Key: key, Version: version}
	for _, c := range cells {
		r.Cells = append(r.Cells, text(c))
	}
	return r
}

// home is a warehouse with a loader whose clock stands still.
type home struct {
	t      testing.TB
	w      *warehouse.Warehouse
	loader *bronze.Loader
	loads  int
}

func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func newHome(t testing.TB) *home {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 2, MemoryLimit: "4GB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return &home{t: t, w: w, loader: bronze.New(bronze.Options{Warehouse: w, Now: noon})}
}

func (h *home) load(src *memory) bronze.Report {
	h.t.Helper()
	r, err := h.tryLoad(h.t.Context(), src)
	if err != nil {
		h.t.Fatalf("load %d: %v", h.loads, err)
	}
	return r
}

func (h *home) tryLoad(ctx context.Context, src *memory) (bronze.Report, error) {
	h.loads++
	return h.loader.Load(ctx, src, fmt.Sprintf("load-%d", h.loads))
}

// query gives an answer as lines of text.
func (h *home) query(sql string) []string {
	h.t.Helper()
	t, err := h.w.Table(h.t.Context(), sql)
	if err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
	lines := []string{}
	for _, r := range t.Rows {
		parts := make([]string, len(r))
		for i, v := range r {
			parts[i] = fmt.Sprint(v)
		}
		lines = append(lines, strings.Join(parts, "|"))
	}
	return lines
}

// current gives the view's rows: id, then the columns named.
func (h *home) current(columns string) []string {
	h.t.Helper()
	return h.query("select _scv_record_id, " + columns + " from bronze.crm__contact__current order by 1")
}
