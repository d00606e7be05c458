package identity

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// An index is believed as far as it holds what was noted of it. The base is large: it is
// measured beside the update, on a connection of its own; what the update writes meanwhile
// is taken back where the base turns out damaged.

// The parts of an index.
const (
	partBase    = "base"
	partChanges = "changes"
)

// seal says what a part of an index holds.
type seal struct {
	under        string
	part         string
	at           string // schema that it lies in
	records      int64  // known, or added and hidden
	keys, parity int64
}

// readSeals reads what the parts of an index held, the base first.
func readSeals(ctx context.Context, s *warehouse.Session, target scv.Relation) ([]seal, error) {
	t, err := s.Table(ctx, "select made_under, part, lies_in, records, keys, parity from "+warehouse.QuoteRelation(beside(target, indexTable))+" order by part")
	if err != nil {
		return nil, fmt.Errorf("read identity_index: %w", err)
	}
	var out []seal
	for k, row := range t.Rows {
		number := func(k int) int64 { n, _ := row[k].(int64); return n }
		text := func(k int) string { s, _ := row[k].(string); return s }
		if part := text(1); k > 1 || part != []string{partBase, partChanges}[k] {
			return nil, errors.New("identity_index has other rows than a base and changes")
		}
		out = append(out, seal{text(0), text(1), text(2), number(3), number(4), number(5)})
	}
	if len(out) == 0 {
		return nil, errors.New("identity_index is empty")
	}
	return out, nil
}

func layoutOf(seals []seal) layout {
	l := layout{base: seals[0].at}
	if len(seals) > 1 {
		l.changes = seals[1].at
	}
	return l
}

func readLayout(ctx context.Context, s *warehouse.Session, target scv.Relation) (layout, error) {
	seals, err := readSeals(ctx, s, target)
	if err != nil {
		return layout{}, err
	}
	return layoutOf(seals), nil
}

// measure tells what a part of an index holds now.
func measure(ctx context.Context, s *warehouse.Session, of seal) (seal, error) {
	l := layout{base: of.at, changes: of.at}
	t, err := s.Table(ctx, statement("seal").Relation("key", l.added(keyTable)).Relation("state", l.added(stateTable)).String())
	if err != nil {
		return seal{}, fmt.Errorf("measure the index of keys: %w", err)
	}
	number := func(k int) int64 { n, _ := t.Rows[0][k].(int64); return n }
	of.records, of.keys, of.parity = number(0), number(1), number(2)
	if of.part == partBase {
		return of, nil
	}
	if t, err = s.Table(ctx, statement("seal_hidden").Relation("key", l.hidden(keyTable)).Relation("state", l.hidden(stateTable)).String()); err != nil {
		return seal{}, fmt.Errorf("measure the index of keys: %w", err)
	}
	of.records += number(0)
	of.parity ^= number(1)
	return of, nil
}

// writeSeals notes what the parts of an index hold.
func (b *build) writeSeals(ctx context.Context, seals []seal) error {
	fields := append(textField("made_under", "part", "lies_in"), scv.Field{Name: "records", Type: scv.Int}, scv.Field{Name: "keys", Type: scv.Int}, scv.Field{Name: "parity", Type: scv.Int})
	w, err := newWriter(ctx, b.s, b.at(indexTable), fields)
	if err != nil {
		return err
	}
	for _, one := range seals {
		if one != b.past.base { // which is what sound found it to be
			if one, err = measure(ctx, b.s, one); err != nil {
				return err
			}
		}
		if err := w.row(ctx, one.under, one.part, one.at, one.records, one.keys, one.parity); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// seal measures the parts of the index: the changes at once, the base aside.
func (b *build) seal(ctx context.Context, noted []seal) error {
	for table, want := range map[string]string{
		keyTable:   "[[slot INTEGER] [hash BIGINT] [record_no INTEGER]]",
		stateTable: "[[record_id VARCHAR] [party_type VARCHAR] [record_no BIGINT] [component BIGINT]]",
	} { // a question to other columns would end the transaction before the measure is known
		is, err := b.s.Table(ctx, "select column_name, column_type from (describe "+warehouse.QuoteRelation(scv.Relation{Schema: noted[0].at, Name: table})+")")
		if err != nil || fmt.Sprint(is.Rows) != want {
			return damaged("%s has other columns: %v", table, err)
		}
	}
	for _, was := range noted[1:] {
		if err := sealed(ctx, b.s, was); err != nil {
			return err
		}
	}
	measured := make(chan error, 1)
	b.measured = measured
	go func() {
		measured <- b.warehouse.Session(ctx, func(s *warehouse.Session) error { return sealed(ctx, s, noted[0]) })
	}()
	return nil
}

// held waits for the measure of the base, and says what is wrong with it.
func (b *build) held() error {
	if b.measured == nil {
		return nil
	}
	err := <-b.measured
	b.measured = nil
	return err
}

// sealed says whether a part of the index holds what was noted of it.
func sealed(ctx context.Context, s *warehouse.Session, was seal) error {
	is, err := measure(ctx, s, was)
	switch {
	case ctx.Err() != nil: // which says nothing of the index
		return err
	case err != nil:
		return damaged("%v", err)
	}
	if is != was {
		return damaged("its %s holds %d keys of %d records, and held %d of %d", was.part, is.keys, is.records, was.keys, was.records)
	}
	return nil
}
