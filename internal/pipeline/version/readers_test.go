package version

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
	"scv/internal/warehouse/remote"
)

// served opens a store whose file other processes read through its socket.
func served(t *testing.T) (v *Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "w.duckdb")
	d, err := duckdb.OpenDriver(t.Context(), duckdb.Options{Path: path, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	w := warehouse.New(remote.Share(d, path, "", remote.Holder{Command: "scv run"}))
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return NewStore(w, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }), path
}

func elsewhere(t *testing.T, path string) *warehouse.Warehouse {
	t.Helper()
	w, err := remote.OpenToRead(t.Context(), remote.Options{Path: path, File: func(context.Context) (warehouse.Driver, error) {
		return nil, &scv.Error{Code: scv.CodeWarehouseInUse, Op: "open warehouse"}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Twenty readers ask without a pause while fifty versions are built, published,
// left again and dropped. Each answer takes both schemas and the list of versions
// from one version, and all answers of one command are of one.
func TestTwentyReadersDuringFiftySwapsSeeWholeVersions(t *testing.T) {
	const readers, swaps = 20, 50
	v, path := served(t)
	prepare(t, v)
	publish(t, v, buildVersion(t, v))
	over := make(chan struct{})
	var all sync.WaitGroup
	counts := make([]int, readers)
	for k := range readers {
		all.Go(func() {
			for done := false; !done; {
				select {
				case <-over:
					done = true // and one more command, which sees the last version
				default:
				}
				if err := command(t, path); err != nil {
					t.Errorf("reader %d: %v", k, err)
					return
				}
				counts[k]++
			}
		})
	}
	for swap := range swaps {
		if swap%5 == 4 {
			if _, _, err := v.Rollback(t.Context(), 0, "kim", "wrong"); err != nil {
				t.Error(err)
			}
			continue
		}
		publish(t, v, buildVersion(t, v))
		if err := v.Trim(t.Context(), 3); err != nil {
			t.Error(err)
		}
	}
	close(over)
	all.Wait()
	for k, n := range counts {
		if n < 2 {
			t.Errorf("reader %d asked %d times", k, n)
		}
	}
}

// command asks twice, as `scv customer show` does: both times two tables.
func command(t *testing.T, path string) error {
	w := elsewhere(t, path)
	defer w.Close()
	var first string
	for i, ask := range []func(context.Context, string) (*warehouse.Table, error){
		func(ctx context.Context, sql string) (*warehouse.Table, error) { return w.Table(ctx, sql) },
		w.ReadOnly,
	} {
		got, err := ask(t.Context(), "select i.n, g.n, v.version from identity.customer_identity as i, gold.dim_customer as g, _scv.versions as v where v.live")
		if err != nil {
			return err
		}
		if len(got.Rows) != 1 || got.Rows[0][0] != got.Rows[0][1] || got.Rows[0][1] != got.Rows[0][2] {
			return fmt.Errorf("a mixture: %v", got.Rows)
		}
		if seen := fmt.Sprint(got.Rows); i == 0 {
			first = seen
		} else if seen != first {
			return fmt.Errorf("one command saw %s and then %s", first, seen)
		}
	}
	return nil
}
