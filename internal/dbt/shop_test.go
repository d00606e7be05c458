package dbt

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// shopStart is when every build of the tests began.
func shopStart() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

// shopRows is what the sources of testdata/shop hold.
const shopRows = `
create or replace table customers as
select * from (values (1, 'Ann', 'NZ'), (2, 'Bo', 'DE'), (3, 'Cy', 'DE')) t (customer_id, name, country);
create or replace table orders as
select * from (values (10, 1, 'paid', 1.25), (11, 1, 'open', 2.0), (12, 2, 'paid', 3.5)) t (order_id, customer_id, status, amount);`

// openShop gives a warehouse in memory with the rows of the sources.
func openShop(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	exec(t, w, shopRows)
	return w
}

func exec(t *testing.T, w *warehouse.Warehouse, sql string) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func rows(t *testing.T, w *warehouse.Warehouse, sql string) [][]any {
	t.Helper()
	table, err := w.Table(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	return table.Rows
}

// shopFiles are the files of testdata/shop with some changed or added; an empty
// text takes a file away.
func shopFiles(t *testing.T, change map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("testdata/shop")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range change {
		files[name] = &fstest.MapFile{Data: []byte(text)}
		if text == "" {
			delete(files, name)
		}
	}
	return files
}

// asTable is a materialization in Go that keeps what it was called with.
type asTable struct {
	w      *warehouse.Warehouse
	mu     sync.Mutex
	called []scv.Model
}

// Materialize builds the table that the model's SQL gives.
func (a *asTable) Materialize(ctx context.Context, m scv.Model) (int64, error) {
	a.mu.Lock()
	a.called = append(a.called, m)
	a.mu.Unlock()
	return a.w.Exec(ctx, "create or replace table "+warehouse.Quote(m.Target.Schema)+"."+warehouse.Quote(m.Target.Name)+" as "+m.SQL)
}

// shop is a loaded testdata/shop with its warehouse.
type shop struct {
	*Project
	w        *warehouse.Warehouse
	identity *asTable
	o        Options
}

// loadShop loads the project over a warehouse; change may alter the options.
func loadShop(t *testing.T, w *warehouse.Warehouse, change func(*Options)) *shop {
	t.Helper()
	s := &shop{w: w, identity: &asTable{w: w}}
	s.o = Options{
		Dir: "testdata/shop", FS: shopFiles(t, nil), NoArtifacts: true, Target: Target{Schema: "main", Threads: 2}, AsOf: shopStart(),
		Now: shopStart, Warehouse: w, Materializations: map[string]scv.Materialization{"identity": s.identity},
	}
	if change != nil {
		change(&s.o)
	}
	p, err := Load(t.Context(), s.o)
	if err != nil {
		t.Fatal(err)
	}
	s.Project = p
	return s
}

func (s *shop) build(t *testing.T, o BuildOptions) *Result {
	t.Helper()
	res, err := s.Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// statuses gives the status of each node by its name; of a generic test by kind
// and column.
func statuses(r *Result) map[string]string {
	out := map[string]string{}
	for _, n := range r.Nodes {
		name := n.Name
		if n.Test != "" {
			name = n.Test + " " + n.Column
		}
		if old, ok := out[name]; ok && old != string(n.Status) {
			out[name] = old + "," + string(n.Status)
			continue
		}
		out[name] = string(n.Status)
	}
	return out
}

// goodShop is how every node of testdata/shop ends.
func goodShop(change map[string]string) map[string]string {
	out := map[string]string{
		"shop-on-run-start-0": "success", "shop-on-run-end-0": "success", "countries": "success",
		"stg_customers": "success", "stg_orders": "success", "customer_identity": "success", "dim_customer": "success",
		"order_log": "success", "rpt_country": "success", "doubled": "success", "board": "no-op", "no_negative_total": "pass",
		"not_null order_id": "pass", "unique customer_id": "pass", "not_null customer_id": "pass", "unique order_id": "pass",
		"relationships customer_id": "pass", "accepted_values status": "pass", "at_least cents": "pass",
	}
	maps.Copy(out, change)
	return out
}
