package infer

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/bronze"
	"scv/internal/source"
	"scv/internal/source/dynamics"
	"scv/internal/source/excel"
)

// drivers are the sources that have entities.
func drivers() map[scv.SourceKind]source.Factory {
	return map[scv.SourceKind]source.Factory{scv.Dynamics: dynamics.New, scv.Excel: excel.New}
}

// rehearse reads an entity as the proposal says and tells what would be held
// aside. Where the reader finds another header than the look did, the row is
// declared; a key that is not one is taken back.
func (l *look) rehearse(ctx context.Context, s Source, e *Entity) error {
	r, err := l.tryLoad(ctx, s, *e)
	if err != nil {
		return err
	}
	if r.rows != e.Rows && sameHeader(e.Places) {
		declared := *e
		declared.Header = int(e.Places[0].Header)
		again, err := l.tryLoad(ctx, s, declared)
		if err == nil && again.rows == e.Rows {
			e.Header, r = declared.Header, again
		}
	}
	if r.rows != e.Rows {
		e.doubt(fmt.Sprintf("%d rows were seen, %d would be read: look at sheet: and header:", e.Rows, r.rows))
	}
	if r.doubles > 0 {
		e.doubt(fmt.Sprintf("%q is no key: %d rows repeat another one's", e.Key[0], r.doubles))
		e.Key, e.KeyReason = nil, ""
		r, err = l.tryLoad(ctx, s, *e)
	}
	e.Held = r.held
	return err
}

func sameHeader(places []Place) bool {
	for _, p := range places {
		if p.Header != places[0].Header || p.Header == 0 {
			return false
		}
	}
	return true
}

// trial is what one rehearsal saw.
type trial struct {
	rows, doubles int
	held          map[string]int
}

func (l *look) tryLoad(ctx context.Context, s Source, e Entity) (trial, error) {
	r := trial{held: map[string]int{}}
	c := s.Config()
	c.Entities = []scv.EntityConfig{e.config()}
	src, err := source.New(c, l.home, drivers())
	if err != nil {
		return r, err
	}
	tables, err := src.Tables(ctx)
	if err != nil {
		return r, err
	}
	t := &tables[0]
	checks := make([]*bronze.Check, len(t.Fields))
	for i, f := range t.Fields {
		checks[i] = bronze.NewCheck(f)
	}
	keys := map[string]bool{}
	for _, f := range t.Files {
		_, err := src.Read(ctx, t, f, func(row *source.Row) error {
			if l.options.Rows > 0 && r.rows >= l.options.Rows*max(1, len(e.Places)) {
				return errEnough
			}
			r.take(row, checks, keys)
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return r, err
		}
	}
	return r, nil
}

func (r *trial) take(row *source.Row, checks []*bronze.Check, keys map[string]bool) {
	if row.Deleted {
		return
	}
	r.rows++
	if len(row.Faults) > 0 {
		r.held[string(row.Faults[0].Code)]++
		return
	}
	for i := range row.Cells {
		if code := checks[i].Takes(&row.Cells[i]); code != "" {
			r.held[string(code)]++
			return
		}
	}
	if row.Key != "" && row.Version == 0 && !excel.IsTotalsWord(row.Key) {
		if keys[row.Key] {
			r.doubles++
		}
		keys[row.Key] = true
	}
}
