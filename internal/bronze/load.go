package bronze

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"scv"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// Source is what a load reads: source.Driver's methods.
type Source interface {
	Tables(ctx context.Context) ([]source.Table, error)
	Read(ctx context.Context, t *source.Table, f source.File, emit func(*source.Row) error) ([]source.Ignored, error)
}

// Options are what a Loader needs; Progress and Repairs may be nil.
type Options struct {
	Warehouse *warehouse.Warehouse
	Now       func() time.Time
	Progress  scv.Progress
	Repairs   Repairs
}

// Loader lands rows in bronze. Loads of different sources may run at the same
// time; two loads of one source may not.
type Loader struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time
	progress  scv.Progress
	repairs   Repairs
	mu        sync.Mutex // one Prepare at a time: two creators of a table conflict
}

// New makes a Loader.
func New(o Options) *Loader {
	l := &Loader{warehouse: o.Warehouse, now: o.Now, progress: o.Progress, repairs: o.Repairs}
	if l.progress == nil {
		l.progress = scv.NoProgress{}
	}
	return l
}

// Prepare makes the schema and the tables that every load writes to. Load calls
// it; calling it again changes nothing.
func (l *Loader) Prepare(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.warehouse.Exec(ctx, statement("prepare").String()); err != nil {
		return fmt.Errorf("prepare bronze: %w", err)
	}
	have, err := l.warehouse.Columns(ctx, quarantine)
	if err != nil || len(have) >= quarantineColumns {
		return err
	}
	if _, err := l.warehouse.Exec(ctx, statement("add_repairs").String()); err != nil {
		return fmt.Errorf("prepare quarantine: %w", err)
	}
	return nil
}

// Load brings all tables of a source up to date, each in one transaction: after
// an error the tables before it are loaded, it and those behind it are as they
// were, and the next Load continues. loadID must be new.
func (l *Loader) Load(ctx context.Context, src Source, loadID string) (Report, error) {
	return l.load(ctx, src, loadID, nil)
}

// Replay is a Load that also reads the unchanged files of each table again that has a
// row in quarantine which wanted names.
func (l *Loader) Replay(ctx context.Context, src Source, loadID string, wanted func(Held) bool) (Report, error) {
	return l.load(ctx, src, loadID, wanted)
}

func (l *Loader) load(ctx context.Context, src Source, loadID string, wanted func(Held) bool) (Report, error) {
	var report Report
	if err := l.Prepare(ctx); err != nil {
		return report, err
	}
	tables, err := src.Tables(ctx)
	if err != nil {
		return report, err
	}
	if err := distinct(tables); err != nil {
		return report, err
	}
	for i := range tables {
		t, err := l.loadTable(ctx, src, &tables[i], loadID, wanted)
		if err != nil {
			return report, err
		}
		report.Tables = append(report.Tables, t)
	}
	return report, nil
}

func distinct(tables []source.Table) error {
	seen := map[scv.Relation]string{}
	for _, t := range tables {
		r := Relation(t.Source, t.Entity)
		if other, ok := seen[r]; ok {
			return &scv.Error{
				Code: scv.CodeTwoTables, Op: "load " + t.Source, Subject: other + " and " + t.Entity,
				Hint: "Give one of the two entities another name in scv.yml.",
				Err:  fmt.Errorf("both would be %s", r),
			}
		}
		seen[r] = t.Entity
	}
	return nil
}

// loadTable reads the files of a table that are not the ones loaded before.
func (l *Loader) loadTable(ctx context.Context, src Source, t *source.Table, loadID string, wanted func(Held) bool) (TableReport, error) {
	report := TableReport{Source: t.Source, Entity: t.Entity, Issued: t.Issued, Files: make([]FileReport, len(t.Files))}
	l.progress.Report(scv.Event{Stage: stageName(t), Unit: "rows"})
	known, again, err := l.repairsOf(ctx, t, wanted)
	if err != nil {
		return report, err
	}
	todo, err := l.plan(ctx, t, report.Files, again)
	if err != nil || len(todo) == 0 {
		l.end(t, report.Counts(), err)
		return report, err
	}
	err = l.warehouse.Session(ctx, func(s *warehouse.Session) error {
		g, err := newStage(ctx, s, t)
		if err != nil {
			return err
		}
		g.repairs = known
		g.progress = func(n int64) { l.progress.Report(scv.Event{Stage: stageName(t), Unit: "rows", Done: n}) }
		err = read(ctx, src, g, todo, report.Files)
		// What the writer could not do comes first: the reader may only have seen ctx end.
		if err := errors.Join(g.close(), err); err != nil {
			return err
		}
		c := &commit{session: s, stage: g, table: t, loadID: loadID, todo: todo, files: report.Files, now: l.now}
		return s.Tx(ctx, func() error { return c.run(ctx) })
	})
	l.end(t, report.Counts(), err)
	if err != nil {
		return TableReport{}, fmt.Errorf("load %s/%s: %w", t.Source, t.Entity, err)
	}
	return report, nil
}

func stageName(t *source.Table) string { return "load " + t.Source + "/" + t.Entity }

func (l *Loader) end(t *source.Table, c scv.Counts, err error) {
	e := scv.Event{Stage: stageName(t), Unit: "rows", Done: c.Read, End: true}
	switch {
	case err != nil:
		e.Note = "stopped"
	case c.Quarantined > 0:
		e.Note = fmt.Sprintf("%d new, %d unchanged, %d in quarantine", c.Loaded, c.Unchanged, c.Quarantined)
	default:
		e.Note = fmt.Sprintf("%d new, %d unchanged", c.Loaded, c.Unchanged)
	}
	l.progress.Report(e)
}

// read hands every row of the files to the stage.
func read(ctx context.Context, src Source, g *stage, todo []int, files []FileReport) error {
	for _, no := range todo {
		g.startFile(no)
		ignored, err := src.Read(ctx, g.table, g.table.Files[no], func(r *source.Row) error { return g.add(ctx, r) })
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		files[no].Ignored = ignored
	}
	return nil
}
