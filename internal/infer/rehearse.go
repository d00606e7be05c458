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
	if r.Rows != e.Rows && sameHeader(e.Places) {
		declared := *e
		declared.Header = int(e.Places[0].Header)
		again, err := l.tryLoad(ctx, s, declared)
		if err == nil && again.Rows == e.Rows {
			e.Header, r = declared.Header, again
		}
	}
	if r.Rows != e.Rows {
		e.doubt(fmt.Sprintf("%d rows were seen, %d would be read: look at sheet: and header:", e.Rows, r.Rows))
	}
	if r.Doubles > 0 {
		e.doubt(fmt.Sprintf("%q is no key: %d rows repeat another one's", e.Key[0], r.Doubles))
		e.Key, e.KeyReason = nil, ""
		r, err = l.tryLoad(ctx, s, *e)
	}
	e.Held = r.Held
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

func (l *look) tryLoad(ctx context.Context, s Source, e Entity) (Rehearsal, error) {
	c := s.Config()
	c.Entities = []scv.EntityConfig{e.config()}
	src, err := source.New(c, l.home, drivers())
	if err != nil {
		return Rehearsal{}, err
	}
	all, err := Rehearse(ctx, src, l.options.Rows*max(1, len(e.Places)))
	if err != nil {
		return Rehearsal{}, err
	}
	return all[0], nil
}

// Rehearsal is what a load would make of one table.
type Rehearsal struct {
	Table   source.Table
	Rows    int            // rows that were read, deleted ones left out
	Held    map[string]int // of them, those that would be held aside, by code
	Doubles int            // rows whose key another row of the same delivery has, where rows have no version
}

// Rehearse reads the tables of a source as a load would, up to limit rows each
// (0 = all), and tells what would be held aside. It writes nothing.
func Rehearse(ctx context.Context, src *source.Source, limit int) ([]Rehearsal, error) {
	tables, err := src.Tables(ctx)
	if err != nil {
		return nil, err
	}
	var all []Rehearsal
	for i := range tables {
		r := rehearsing{Rehearsal: Rehearsal{Table: tables[i], Held: map[string]int{}}, keys: map[string]bool{}}
		if err := r.read(ctx, src, limit); err != nil {
			return nil, err
		}
		all = append(all, r.Rehearsal)
	}
	return all, nil
}

// rehearsing is the state of one rehearsal.
type rehearsing struct {
	Rehearsal
	checks []*bronze.Check
	keys   map[string]bool
}

func (r *rehearsing) read(ctx context.Context, src *source.Source, limit int) error {
	for _, f := range r.Table.Fields {
		r.checks = append(r.checks, bronze.NewCheck(f))
	}
	for _, f := range r.Table.Files {
		_, err := src.Read(ctx, &r.Table, f, func(row *source.Row) error {
			if limit > 0 && r.Rows >= limit {
				return errEnough
			}
			r.take(row)
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	return nil
}

func (r *rehearsing) take(row *source.Row) {
	if row.Deleted {
		return
	}
	r.Rows++
	if len(row.Faults) > 0 {
		r.Held[string(row.Faults[0].Code)]++
		return
	}
	for i := range row.Cells {
		if code := r.checks[i].Takes(&row.Cells[i]); code != "" {
			r.Held[string(code)]++
			return
		}
	}
	if row.Key != "" && row.Version == 0 && !excel.IsTotalsWord(row.Key) {
		if r.keys[row.Key] {
			r.Doubles++
		}
		r.keys[row.Key] = true
	}
}
