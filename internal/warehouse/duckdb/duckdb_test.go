package duckdb_test

import (
	"path/filepath"
	"testing"

	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
	"scv/internal/warehouse/warehousetest"
)

func open(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "w.duckdb"), Threads: 2, MemoryLimit: "1GB"})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return w
}

func TestSuite(t *testing.T) { warehousetest.RunAll(t, open) }
