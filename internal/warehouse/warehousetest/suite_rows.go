package warehousetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
)

func everyTypeComesBack(t *testing.T, w *warehouse.Warehouse) {
	to := scv.Relation{Name: "every type"}
	exec(t, w, w.Dialect().CreateTable(to, allFields()))
	want := sample(11)
	if err := w.Append(t.Context(), to, want); err != nil {
		t.Fatalf("append: %v", err)
	}
	fields, rows := scanAll(t, w, "select * from "+warehouse.QuoteRelation(to))
	if diff := cmp.Diff(allFields(), fields); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(lines(want), rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	got, err := w.Table(t.Context(), `select t, i, f, d, b, "day", "at" from `+warehouse.QuoteRelation(to)+" where i = 1000003 - 5")
	if err != nil {
		t.Fatal(err)
	}
	row := []any{
		"row 1 é", int64(999_998), float64(1) / 3, nil, true,
		time.Date(1967, 10, 25, 0, 0, 0, 0, time.UTC), time.UnixMicro(999_998).UTC(),
	}
	if len(got.Rows) != 1 {
		t.Fatalf("%d rows, want 1", len(got.Rows))
	}
	if diff := cmp.Diff(row, got.Rows[0]); diff != "" {
		t.Errorf("row as a table gives it (-want +got):\n%s", diff)
	}
}

func blocksKeepOrder(t *testing.T, w *warehouse.Warehouse) {
	for _, n := range []int{0, 1, 2047, 2048, 2049, 5000} {
		to := scv.Relation{Name: fmt.Sprintf("blocks_%d", n)}
		exec(t, w, w.Dialect().CreateTable(to, allFields()))
		want := sample(n)
		if err := w.Append(t.Context(), to, want); err != nil {
			t.Fatalf("append %d rows: %v", n, err)
		}
		_, rows := scanAll(t, w, "select * from "+warehouse.QuoteRelation(to))
		if len(rows) != n || n > 0 && cmp.Diff(lines(want), rows) != "" {
			t.Errorf("%d rows came back as %d, or in another order", n, len(rows))
		}
	}
}

func textComesBack(t *testing.T, w *warehouse.Warehouse) {
	to := scv.Relation{Name: "texts"}
	fields := []scv.Field{{Name: "t", Type: scv.Text}}
	exec(t, w, w.Dialect().CreateTable(to, fields))
	b := scv.NewBatch(fields)
	for _, n := range []int{0, 1, 4, 5, 11, 12, 13, 100, 100_000} {
		b.Columns[0].AppendText(strings.Repeat("x", n))
		b.Columns[0].AppendText(strings.Repeat("ü", n/2))
	}
	if err := w.Append(t.Context(), to, b); err != nil {
		t.Fatal(err)
	}
	_, rows := scanAll(t, w, "select t from texts")
	if diff := cmp.Diff(lines(b), rows); diff != "" {
		t.Errorf("texts differ (lengths %d, %d)", b.Len(), len(rows))
	}
	if n := count(t, w, "(select distinct t from texts)"); n != 14 {
		t.Errorf("%d distinct texts, want 14: equal texts must be equal to the engine", n)
	}
}

func badTextIsRefused(t *testing.T, w *warehouse.Warehouse) {
	to := scv.Relation{Name: "utf"}
	fields := []scv.Field{{Name: "i", Type: scv.Int}, {Name: "t", Type: scv.Text}}
	exec(t, w, w.Dialect().CreateTable(to, fields))
	b := scv.NewBatch(fields)
	for i := range 3000 {
		b.Columns[0].AppendInt(int64(i))
		if i == 2500 {
			b.Columns[1].AppendText("secret \xff\xfe")
			continue
		}
		b.Columns[1].AppendText("fine")
	}
	err := w.Append(t.Context(), to, b)
	if scv.CodeOf(err) != scv.CodeBadText {
		t.Fatalf("got %v, want %s", err, scv.CodeBadText)
	}
	if !strings.Contains(err.Error(), "row 2500") || !strings.Contains(err.Error(), "column t") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error must name row and column, not the value: %v", err)
	}
	if n := count(t, w, "utf"); n != 0 {
		t.Errorf("%d rows stayed after a refused append", n)
	}
}

func wrongColumnsAreRefused(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table narrow_one (a bigint)")
	for _, fields := range [][]scv.Field{
		{{Name: "a", Type: scv.Text}},
		{{Name: "a", Type: scv.Bool}},
		{{Name: "a", Type: scv.Int}, {Name: "b", Type: scv.Int}},
	} {
		b := scv.NewBatch(fields)
		for i := range b.Columns {
			b.Columns[i].AppendNull()
		}
		if err := w.Append(t.Context(), scv.Relation{Name: "narrow_one"}, b); scv.CodeOf(err) != scv.CodeAppendMismatch {
			t.Errorf("append %v: got %v, want %s", fields, err, scv.CodeAppendMismatch)
		}
	}
	b := scv.NewBatch([]scv.Field{{Name: "a", Type: scv.Int}})
	if err := w.Append(t.Context(), scv.Relation{Name: "no_such"}, b); scv.CodeOf(err) != scv.CodeSQL {
		t.Errorf("append to no table: got %v, want %s", err, scv.CodeSQL)
	}
}
