package version

import (
	"context"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// Rehearsal is what going back from the live version comes to.
type Rehearsal struct {
	From, To  Published
	Relations int           // that readers then see
	Took      time.Duration // to point all of them
}

// errRehearsed undoes a rehearsal.
var errRehearsed = errors.New("this was a rehearsal")

// Rehearse goes back as Rollback does, reads every relation as readers then would,
// and undoes it: all in one transaction, of which nobody sees anything.
func (v *Store) Rehearse(ctx context.Context) (r Rehearsal, err error) {
	list, err := v.List(ctx)
	if err != nil {
		return r, err
	}
	if r.From, r.To, err = choose(list, 0); err != nil {
		return r, err
	}
	started := v.now()
	err = v.show(ctx, r.To.Version, func(s *warehouse.Session) error {
		r.Took = v.now().Sub(started)
		r.Relations, err = shows(ctx, s, r.To.Version)
		return errors.Join(err, errRehearsed)
	})
	if err != nil && !errors.Is(err, errRehearsed) {
		return r, fmt.Errorf("rehearse rollback to version %d: %w", r.To.Version, err)
	}
	return r, unlessOnly(err, errRehearsed)
}

// unlessOnly gives what was joined to an error that is expected, nil when nothing was.
func unlessOnly(err, expected error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 1 {
		return many.Unwrap()[0]
	}
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// shows reads every relation that readers of a version see, and counts them.
func shows(ctx context.Context, s *warehouse.Session, version int64) (n int, err error) {
	for _, layer := range layers() {
		relations, err := s.Relations(ctx, Schema(layer, version))
		if err != nil {
			return n, err
		}
		for _, r := range relations {
			view := warehouse.QuoteRelation(scv.Relation{Schema: string(layer), Name: r.Name})
			t, err := s.Table(ctx, "select (select count(*) from "+view+") = (select count(*) from "+warehouse.QuoteRelation(r)+")")
			if err != nil {
				return n, err
			}
			if t.Rows[0][0] != true {
				return n, fmt.Errorf("readers would not see the rows of %s", r)
			}
			n++
		}
	}
	return n, nil
}
