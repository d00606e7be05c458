package main

import (
	"context"
	"database/sql"
	_ "embed" // for the join
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/xuri/excelize/v2"

	"scv"
	"scv/internal/app"
	"scv/internal/bronze"
	"scv/internal/demo"
	"scv/internal/identity/evaluate"
	"scv/internal/source"
	"scv/internal/source/dynamics"
	"scv/internal/source/excel"
	engine "scv/internal/warehouse/duckdb"
)

// comparison is the same work done twice, ours first. Ratio is how many times as
// fast ours is; where a quality can be told it stands beside the speed.
type comparison struct {
	Stage        string  `json:"stage"`
	What         string  `json:"what"`
	Naive        string  `json:"naive"`
	Rows         int64   `json:"rows"`
	Ours         float64 `json:"seconds"` // of CPU; identity: of the clock
	NaiveRows    int64   `json:"naive_rows"`
	NaiveSeconds float64 `json:"naive_seconds"`
	F1           string  `json:"f1,omitempty"`
	NaiveF1      string  `json:"naive_f1,omitempty"`
}

// Ratio compares rows per second: the naive way may do fewer rows.
func (c comparison) Ratio() float64 {
	return float64(c.Rows) / c.Ours / (float64(c.NaiveRows) / c.NaiveSeconds)
}

func (c comparison) ours() string  { return said(c.Rows, c.Ours, c.F1) }
func (c comparison) naive() string { return said(c.NaiveRows, c.NaiveSeconds, c.NaiveF1) }

func said(n int64, took float64, f1 string) string {
	if f1 != "" {
		return rate(n, took) + "/s, F1 " + f1
	}
	return rate(n, took) + "/s"
}

// comparisons lists the stages that have a naive way.
func comparisons() []struct {
	stage   string
	measure func(ctx context.Context, home string, r *result) (comparison, error)
} {
	return []struct {
		stage   string
		measure func(ctx context.Context, home string, r *result) (comparison, error)
	}{{"read", readExport}, {"read", readWorkbook}, {"land", land}, {"identity", identify}}
}

// timed measures what counts rows in seconds of CPU, so that a busy machine does
// not count.
func timed(count func() (int64, error)) (n int64, seconds float64, err error) {
	before := cpuSeconds()
	n, err = count()
	return n, cpuSeconds() - before, err
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func open(home, name string, factory source.Factory) (source.Driver, error) {
	for _, c := range demo.Sources() {
		if c.Name == name {
			return factory(c, home)
		}
	}
	return nil, fmt.Errorf("the example has no source %s", name)
}

// readAll reads every row of a source and hands it on.
func readAll(ctx context.Context, d source.Driver, emit func(*source.Row) error) (n int64, err error) {
	tables, err := d.Tables(ctx)
	if err != nil {
		return 0, err
	}
	for i := range tables {
		for _, f := range tables[i].Files {
			if _, err := d.Read(ctx, &tables[i], f, func(r *source.Row) error { n++; return emit(r) }); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func nothing(*source.Row) error { return nil }

func readExport(ctx context.Context, home string, _ *result) (c comparison, err error) {
	c.What, c.Naive = "export", "encoding/csv, no types, keys or faults"
	d, err := open(home, "crm", dynamics.New)
	if err != nil {
		return c, err
	}
	if c.Rows, c.Ours, err = timed(func() (int64, error) { return readAll(ctx, d, nothing) }); err != nil {
		return c, err
	}
	files, err := filepath.Glob(filepath.Join(home, "crm", "*", "[0-9]*.csv"))
	if err != nil {
		return c, err
	}
	c.NaiveRows, c.NaiveSeconds, err = timed(func() (n int64, err error) {
		for _, path := range files {
			more, err := csvRows(path)
			if n += more; err != nil {
				return n, err
			}
		}
		return n, nil
	})
	return c, err
}

func csvRows(path string) (n int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

func readWorkbook(ctx context.Context, home string, _ *result) (c comparison, err error) {
	c.What, c.Naive = "workbook", "excelize, row by row"
	d, err := open(home, "loyalty", excel.New)
	if err != nil {
		return c, err
	}
	if c.Rows, c.Ours, err = timed(func() (int64, error) { return readAll(ctx, d, nothing) }); err != nil {
		return c, err
	}
	c.NaiveRows, c.NaiveSeconds, err = timed(func() (int64, error) {
		return sheetRows(filepath.Join(home, "loyalty", "loyalty_members.xlsx"))
	})
	return c, err
}

func sheetRows(path string) (n int64, err error) {
	book, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := book.Rows(sheet)
		if err != nil {
			return n, err
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				return n, err
			}
			n++
		}
		if err := rows.Close(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// naiveRows bounds what is inserted row by row.
const naiveRows = 5_000

func land(ctx context.Context, home string, _ *result) (c comparison, err error) {
	c.What, c.Naive = "export, read and landed", "a prepared INSERT per row, one transaction, no types or history"
	d, err := open(home, "crm", dynamics.New)
	if err != nil {
		return c, err
	}
	dir, err := os.MkdirTemp(home, "land")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(dir)
	w, err := engine.Open(ctx, engine.Options{Path: filepath.Join(dir, "w.duckdb")})
	if err != nil {
		return c, err
	}
	loader := bronze.New(bronze.Options{Warehouse: w, Now: time.Now})
	c.Rows, c.Ours, err = timed(func() (int64, error) {
		report, err := loader.Load(ctx, d, "bench")
		return report.Counts().Read, err
	})
	if err = errors.Join(err, w.Close()); err != nil {
		return c, err
	}
	c.NaiveRows, c.NaiveSeconds, err = timed(func() (int64, error) { return insertEach(ctx, d, filepath.Join(dir, "naive.duckdb")) })
	return c, err
}

var errEnough = errors.New("enough rows")

func insertEach(ctx context.Context, d source.Driver, path string) (n int64, err error) {
	connector, err := duckdb.NewConnector(path, nil)
	if err != nil {
		return 0, err
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	tables, err := d.Tables(ctx)
	if err != nil {
		return 0, err
	}
	width := len(tables[0].Fields)
	if err := textTable(ctx, tx, width); err != nil {
		return 0, err
	}
	insert, err := tx.PrepareContext(ctx, "insert into t values ("+strings.Repeat("?, ", width-1)+"?)")
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	n, err = insertRows(ctx, d, insert, width)
	if err != nil && !errors.Is(err, errEnough) {
		return n, errors.Join(err, tx.Rollback())
	}
	return n, tx.Commit()
}

// insertRows inserts rows, one by one, until there are enough.
func insertRows(ctx context.Context, d source.Driver, insert *sql.Stmt, width int) (n int64, err error) {
	values := make([]any, width)
	_, err = readAll(ctx, d, func(r *source.Row) error {
		if n == naiveRows || len(r.Cells) != width {
			return errEnough
		}
		for i, cell := range r.Cells {
			values[i] = cell.Text
		}
		n++
		_, err := insert.ExecContext(ctx, values...)
		return err
	})
	return n, err
}

// textTable makes a table of text columns.
func textTable(ctx context.Context, tx *sql.Tx, width int) error {
	columns := make([]string, width)
	for i := range columns {
		columns[i] = fmt.Sprintf("c%d varchar", i)
	}
	_, err := tx.ExecContext(ctx, "create table t ("+strings.Join(columns, ", ")+")")
	return err
}

// identify takes records for one customer when e-mail, or both names and the
// birth date, are equal after standardising.
func identify(ctx context.Context, home string, r *result) (c comparison, err error) {
	c.What, c.Naive = "records to customers", "a join on equal e-mail, or equal names and birth date"
	c.Rows = r.report.Layers["identity.customer_identity"]
	for _, part := range r.Build {
		if part.Name == "identity" {
			c.Ours = part.Seconds
		}
	}
	c.F1 = r.quality()
	a, err := app.Open(ctx, home, app.Options{Now: time.Now, Env: os.LookupEnv})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	found := groups{}
	started := time.Now() // as the run's parts are timed
	c.NaiveRows, err = found.join(ctx, a)
	c.NaiveSeconds = time.Since(started).Seconds()
	if err != nil {
		return c, err
	}
	truth, err := a.Truth(ctx)
	if err != nil {
		return c, err
	}
	m := evaluate.Compare(truth, found.ids())
	c.NaiveF1 = f1(&m)
	return c, nil
}

//go:embed exact.sql
var exactJoin string

// groups is a disjoint-set forest of record ids.
type groups map[scv.RecordID]scv.RecordID

func (g groups) root(id scv.RecordID) scv.RecordID {
	for g[id] != id {
		g[id] = g[g[id]]
		id = g[id]
	}
	return id
}

func (g groups) ids() map[scv.RecordID]string {
	out := make(map[scv.RecordID]string, len(g))
	for id := range g {
		out[id] = string(g.root(id))
	}
	return out
}

func (g groups) join(ctx context.Context, a *app.App) (n int64, err error) {
	err = a.Warehouse.Scan(ctx, exactJoin, func(b *scv.Batch) error {
		for i := range b.Len() {
			id, other := scv.RecordID(b.Columns[0].Bytes(i)), scv.RecordID(b.Columns[1].Bytes(i))
			for _, x := range []scv.RecordID{id, other} {
				if _, ok := g[x]; !ok {
					g[x] = x
				}
			}
			g[g.root(other)] = g.root(id)
		}
		return nil
	})
	return int64(len(g)), err
}
