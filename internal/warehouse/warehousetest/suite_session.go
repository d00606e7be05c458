package warehousetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
)

func transactionRollsBack(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table kept (i bigint)")
	mine := errors.New("mine")
	err := w.Tx(t.Context(), func(s *warehouse.Session) error {
		exec(t, s, "insert into kept values (1)")
		b := scv.NewBatch([]scv.Field{{Name: "i", Type: scv.Int}})
		b.Columns[0].AppendInt(2)
		if err := s.Append(t.Context(), scv.Relation{Name: "kept"}, b); err != nil {
			return err
		}
		if n := count(t, s, "kept"); n != 2 {
			t.Errorf("inside the transaction: %d rows, want 2", n)
		}
		if n := count(t, w, "kept"); n != 0 {
			t.Errorf("outside the transaction: %d rows, want 0", n)
		}
		if w.Dialect().TransactionalDDL {
			exec(t, s, "create table fleeting (i bigint)")
		}
		return mine
	})
	if !errors.Is(err, mine) {
		t.Fatalf("got %v, want fn's error", err)
	}
	if n := count(t, w, "kept"); n != 0 {
		t.Errorf("%d rows stayed after rollback", n)
	}
	if fields, err := w.Columns(t.Context(), scv.Relation{Schema: "main", Name: "fleeting"}); err != nil || fields != nil {
		t.Errorf("table made in a rolled back transaction: %v, %v", fields, err)
	}
}

func transactionCommits(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table kept (i bigint)")
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		exec(t, s, s.Dialect().CreateTempTable("stage", []scv.Field{{Name: "i", Type: scv.Int}}))
		if err := s.Append(t.Context(), scv.Relation{Name: "stage"}, ints(1, 2, 3)); err != nil {
			return err
		}
		return s.Tx(t.Context(), func() error {
			exec(t, s, "insert into kept select i from stage")
			return s.Append(t.Context(), scv.Relation{Name: "kept"}, ints(4))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, w, "kept"); n != 4 {
		t.Errorf("%d rows after commit, want 4", n)
	}
}

func ints(values ...int64) *scv.Batch {
	b := scv.NewBatch([]scv.Field{{Name: "i", Type: scv.Int}})
	for _, v := range values {
		b.Columns[0].AppendInt(v)
	}
	return b
}

func temporaryTables(t *testing.T, w *warehouse.Warehouse) {
	if !w.Dialect().TempTables {
		t.Skip("declared missing: temporary tables")
	}
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		exec(t, s, s.Dialect().CreateTempTable("mine", []scv.Field{{Name: "i", Type: scv.Int}}))
		if err := s.Append(t.Context(), scv.Relation{Name: "mine"}, ints(7)); err != nil {
			return err
		}
		if n := count(t, s, "mine"); n != 1 {
			t.Errorf("%d rows in the temporary table, want 1", n)
		}
		fields, err := s.Columns(t.Context(), scv.Relation{Name: "mine"})
		if diff := cmp.Diff([]scv.Field{{Name: "i", Type: scv.Int}}, fields); diff != "" || err != nil {
			t.Errorf("columns of the temporary table: %v %s", err, diff)
		}
		if _, err := w.Table(t.Context(), "select * from mine"); err == nil {
			t.Error("another connection sees the temporary table")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Table(t.Context(), "select * from mine"); err == nil {
		t.Error("the temporary table outlives its session")
	}
}

// endless takes far longer than any test may.
const endless = "select count(*) from range(10000000000) a, range(1000) b where a.range % 7 = b.range % 5"

func cancelStops(t *testing.T, w *warehouse.Warehouse) {
	if !w.Dialect().Cancels {
		t.Skip("declared missing: cancelling")
	}
	for name, run := range map[string]func(context.Context) error{
		"Table": func(ctx context.Context) error { _, err := w.Table(ctx, endless); return err },
		"Exec":  func(ctx context.Context) error { _, err := w.Exec(ctx, "create table x as "+endless); return err },
		"Scan":  func(ctx context.Context) error { return w.Scan(ctx, endless, func(*scv.Batch) error { return nil }) },
		"ReadOnly": func(ctx context.Context) error {
			_, err := w.ReadOnly(ctx, endless)
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		timer := time.AfterFunc(50*time.Millisecond, cancel)
		err := run(ctx)
		timer.Stop()
		cancel()
		if !errors.Is(err, context.Canceled) || scv.ExitOf(err) != scv.ExitInterrupted {
			t.Errorf("%s: got %v, want context.Canceled and exit 130", name, err)
		}
		if _, err := w.Table(ctx, "select 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("%s after cancel: %v", name, err)
		}
	}
	if n := count(t, w, "(select 1)"); n != 1 {
		t.Error("warehouse is not usable after a cancel")
	}
}

func cancelledTransaction(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table kept (i bigint)")
	ctx, cancel := context.WithCancel(t.Context())
	err := w.Tx(ctx, func(s *warehouse.Session) error {
		exec(t, s, "insert into kept values (1)")
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if n := count(t, w, "kept"); n != 0 {
		t.Errorf("%d rows stayed", n)
	}
}

func streamEndsEarly(t *testing.T, w *warehouse.Warehouse) {
	enough := errors.New("enough")
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		for range 3 {
			seen := 0
			err := s.Scan(t.Context(), "select range as i from range(1000000)", func(b *scv.Batch) error {
				seen += b.Len()
				return enough
			})
			if !errors.Is(err, enough) || seen == 0 || seen >= 1_000_000 {
				t.Errorf("got %v after %d rows, want fn's error after the first block", err, seen)
			}
			if n := count(t, s, "(select 1)"); n != 1 {
				t.Error("session is not usable after a stream that ended early")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sessionsSideBySide(t *testing.T, w *warehouse.Warehouse) {
	const sessions, each = 4, 3000
	var wg sync.WaitGroup
	for k := range sessions {
		exec(t, w, fmt.Sprintf("create table side_%d (i bigint)", k))
		wg.Go(func() {
			err := w.Tx(t.Context(), func(s *warehouse.Session) error {
				values := make([]int64, each)
				for i := range values {
					values[i] = int64(i)
				}
				return s.Append(t.Context(), scv.Relation{Name: fmt.Sprintf("side_%d", k)}, ints(values...))
			})
			if err != nil {
				t.Errorf("session %d: %v", k, err)
			}
		})
	}
	wg.Wait()
	for k := range sessions {
		if n := count(t, w, fmt.Sprintf("side_%d", k)); n != each {
			t.Errorf("session %d: %d rows, want %d", k, n, each)
		}
	}
}

func catalogIsListed(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, `create schema "my schema"`)
	r := scv.Relation{Schema: "my schema", Name: `a "b"`}
	exec(t, w, w.Dialect().CreateTable(r, allFields()))
	exec(t, w, `create view "my schema".z as select t, i + 1 as next from `+warehouse.QuoteRelation(r))
	fields, err := w.Columns(t.Context(), r)
	if diff := cmp.Diff(allFields(), fields); diff != "" || err != nil {
		t.Errorf("columns: %v %s", err, diff)
	}
	found, err := w.Relations(t.Context(), "my schema")
	if diff := cmp.Diff([]scv.Relation{r, {Schema: "my schema", Name: "z"}}, found); diff != "" || err != nil {
		t.Errorf("relations: %v %s", err, diff)
	}
	none, err := w.Columns(t.Context(), scv.Relation{Schema: "my schema", Name: "absent"})
	if none != nil || err != nil {
		t.Errorf("columns of no table: %v, %v", none, err)
	}
	exec(t, w, w.Dialect().AddColumn(r, scv.Field{Name: "more", Type: scv.Date}))
	fields, _ = w.Columns(t.Context(), r)
	if len(fields) != len(allFields())+1 {
		t.Errorf("added column is not listed: %v", fields)
	}
}

func argumentsAreBound(t *testing.T, w *warehouse.Warehouse) {
	at := time.Date(2026, 11, 24, 9, 30, 15, 123000, time.UTC)
	evil := `'; drop table x; --`
	got, err := w.Table(t.Context(), "select ?::varchar, ?::bigint, ?::double, ?::boolean, ?::timestamp, ?::varchar", evil, 42, 2.5, true, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{evil, int64(42), 2.5, true, at, nil}, got.Rows[0]); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
	exec(t, w, "create table arg (i bigint, t varchar); insert into arg values (?, ?); insert into arg values (?, 'x')", 1, "one", 2)
	if n := count(t, w, "arg"); n != 2 {
		t.Errorf("%d rows, want 2", n)
	}
	if n, err := w.Exec(t.Context(), "update arg set t = 'y'"); n != 2 || err != nil {
		t.Errorf("update changed %d rows (%v), want 2", n, err)
	}
	for _, args := range [][]any{{}, {1, 2}, {struct{}{}}} {
		if _, err := w.Table(t.Context(), "select ?::bigint", args...); err == nil {
			t.Errorf("arguments %v for one parameter were taken", args)
		}
	}
}

func readOnlyRefusesWrites(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table ro (i bigint); insert into ro values (1), (2)")
	for _, sql := range []string{
		"select * from ro order by i", "with x as (select i from ro) select i from x order by i;",
		"from ro order by i", "values (1), (2)", "select i from ro order by i -- a comment",
	} {
		got, err := w.ReadOnly(t.Context(), sql)
		if err != nil || len(got.Rows) != 2 {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for _, sql := range []string{
		"insert into ro values (3)", "update ro set i = 0", "delete from ro", "drop table ro", "create table evil (i int)",
		"create or replace view evil as select 1", "alter table ro add column j int", "select 1; delete from ro",
		"begin", "commit", "with x as (select 1) insert into ro select * from x",
	} {
		if _, err := w.ReadOnly(t.Context(), sql); scv.CodeOf(err) != scv.CodeNotReadOnly || scv.ExitOf(err) != scv.ExitUsage {
			t.Errorf("%s: got %v, want %s", sql, err, scv.CodeNotReadOnly)
		}
	}
	if n := count(t, w, "ro"); n != 2 {
		t.Errorf("%d rows after refused writes, want 2", n)
	}
	if found, _ := w.Columns(t.Context(), scv.Relation{Schema: "main", Name: "evil"}); found != nil {
		t.Error("a refused statement made a relation")
	}
}

func errorsHaveCodes(t *testing.T, w *warehouse.Warehouse) {
	exec(t, w, "create table people (name varchar)")
	exec(t, w, "insert into people values ('Ada Secret')")
	for sql, want := range map[string]scv.Code{
		"selec 1":                               scv.CodeSQL,
		"select * from no_such_table":           scv.CodeSQL,
		"select no_such_column from people":     scv.CodeSQL,
		"select no_such_function(1)":            scv.CodeSQL,
		"select cast(name as date) from people": scv.CodeStatement,
		"":                                      scv.CodeSQL,
	} {
		_, err := w.Table(t.Context(), sql)
		if scv.CodeOf(err) != want || scv.HintOf(err) == "" {
			t.Errorf("%q: got %s %v (hint %q), want %s", sql, scv.CodeOf(err), err, scv.HintOf(err), want)
		}
		if err != nil && strings.Contains(err.Error(), "Secret") {
			t.Errorf("%q: a value is in the error: %v", sql, err)
		}
	}
	if _, err := w.ReadOnly(t.Context(), "select cast(name as date) from people"); scv.ExitOf(err) != scv.ExitUsage {
		t.Errorf("a user's failing query ends with %d, want %d", scv.ExitOf(err), scv.ExitUsage)
	}
}
