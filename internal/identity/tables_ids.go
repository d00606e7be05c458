package identity

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/warehouse"
)

// writeRegistry writes the entries, and from all of them which id answers for one
// that is not in use any more.
func (b *build) writeRegistry(ctx context.Context, entries []assign.Entry) error {
	fields := append(textField("customer_id", "founding_record_id"), scv.Field{Name: "generation", Type: scv.Int}, scv.Field{Name: "founded_as_of", Type: scv.Timestamp})
	w, err := b.open(ctx, registryTable, append(fields, textField("state", "merged_into")...),
		leave{"where not exists (select 1 from _scv_identity_id as ids where ids.customer_id = old.customer_id)", "select customer_id from _scv_identity_id"})
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := w.row(ctx, e.ID, e.Founder, int64(e.Generation), e.Founded.UnixMicro(), e.State, e.Into); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	return b.writeRedirects(ctx)
}

// writeRedirects goes through the ids that are not in use any more, and those of the
// others that one leads to: few, of many.
func (b *build) writeRedirects(ctx context.Context) error {
	retired := b.layout.rows(registryTable, "old.customer_id, old.merged_into, old.state", "where old.state <> 'live'")
	alive := b.layout.rows(registryTable, "old.customer_id", "where old.state = 'live' and old.customer_id in (select merged_into from _scv_identity_retired)")
	for _, sql := range []string{
		"create or replace temp table _scv_identity_retired as " + retired,
		"create or replace temp table _scv_identity_alive as " + alive,
		statement("redirect").Relation("redirect", b.at(redirectTable)).String(),
	} {
		if _, err := b.s.Exec(ctx, sql); err != nil {
			return fmt.Errorf("write redirects of ids: %w", err)
		}
	}
	return nil
}

func eventFields() []scv.Field {
	fields := append([]scv.Field{{Name: "as_of", Type: scv.Timestamp}}, textField("kind", "customer_id", "other_customer_id", "cause", "reason", "left_record_id", "right_record_id")...)
	return append(append(fields, scv.Field{Name: "weight", Type: scv.Float}), textField("blocking_rule")...)
}

// writeEvents carries the published events on and adds this run's.
func (b *build) writeEvents(ctx context.Context, found []matched, o assign.Outcome) error {
	events, err := b.because(ctx, found, o)
	if err != nil {
		return err
	}
	w, err := b.openEvents(ctx)
	if err != nil {
		return err
	}
	for _, e := range events {
		err := w.row(ctx, e.At.UnixMicro(), e.Kind, e.ID, e.Other, e.cause, e.text, e.left, e.right, e.weight, e.rule)
		if err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// openEvents readies the table of events, with those that were published.
func (b *build) openEvents(ctx context.Context) (*writer, error) {
	to, before := b.into(eventTable), beside(b.m.Live, eventTable)
	if b.delta != nil {
		return b.open(ctx, eventTable, eventFields(), leave{})
	}
	if before != to {
		return b.carryEvents(ctx, before)
	}
	if there, err := b.s.Columns(ctx, to); err != nil || len(there) != len(eventFields()) {
		return newWriter(ctx, b.s, to, eventFields())
	}
	return writerTo(b.s, to, eventFields()), nil
}

// carryEvents copies the published events; those of an older version have no reason.
func (b *build) carryEvents(ctx context.Context, from scv.Relation) (*writer, error) {
	w, err := b.open(ctx, eventTable, eventFields(), leave{})
	if err != nil {
		return nil, err
	}
	columns, err := columnsOf(ctx, b.s, from)
	if err != nil || len(columns) == 0 {
		return w, err
	}
	list := warehouse.QuoteList(columns)
	_, err = b.s.Exec(ctx, "insert into "+warehouse.QuoteRelation(w.to)+" ("+list+") select "+list+" from "+warehouse.QuoteRelation(from))
	return w, err
}
