package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// The rows of a version's big tables lie in a schema of their own, and the version
// shows them as views. A run that matches everything writes them whole: the base. An
// update writes what its version differs in from the base that the version before it
// differs from: the rows that come, and the keys of those of the base that are hidden.
// So a version is a base and at most one set of changes, however many runs lie between.

// layout says where the rows of a version's big tables lie.
type layout struct {
	base    string // schema of the tables that were written whole
	changes string // schema of what the version differs in; "" = in nothing
}

// hiddenSuffix is what a table's name has behind it that lists hidden rows of the base.
const hiddenSuffix = "__hidden"

// keyOf names the columns by which rows of the base are hidden; nil: none ever is.
func keyOf(name string) []string {
	switch name {
	case keyTable:
		return []string{"record_no"}
	case edgeTable:
		return []string{"left_record_id", "right_record_id"}
	case registryTable:
		return []string{"customer_id"}
	case termTable:
		return []string{"party_type"}
	case eventTable:
		return nil
	}
	return []string{"record_id"} // the target's too, whatever its name
}

func (l layout) added(name string) scv.Relation { return scv.Relation{Schema: l.changes, Name: name} }

func (l layout) hidden(name string) scv.Relation {
	return scv.Relation{Schema: l.changes, Name: name + hiddenSuffix}
}

// rows gives a select of columns of the rows of a table, those for which near holds:
// joins and a condition on old. They are found in the base before the hidden ones are
// left out: near leaves few, and the base is large.
func (l layout) rows(name, columns, near string) string {
	part := func(schema string) string {
		return "select " + columns + " from " + warehouse.QuoteRelation(scv.Relation{Schema: schema, Name: name}) + " as old " + near
	}
	if l.changes == "" {
		return part(l.base)
	}
	base := part(l.base)
	if key := keyOf(name); key != nil {
		base = "select * from (" + base + ") as old " + l.unhidden(name, key)
	}
	return base + "\nunion all\n" + part(l.changes)
}

func (l layout) unhidden(name string, key []string) string {
	var same []string
	for _, column := range key {
		same = append(same, "hidden."+column+" = old."+column)
	}
	return "where not exists (select 1 from " + warehouse.QuoteRelation(l.hidden(name)) + " as hidden where " + strings.Join(same, " and ") + ")"
}

// versioned says whether the build makes a version beside the published one.
func (b *build) versioned() bool {
	return b.s.Dialect().Engine == "duckdb" && b.m.Target.Schema != b.m.Live.Schema
}

// own is the schema that the build writes big tables to.
func (b *build) own() string {
	if b.versioned() {
		return scv.DataSchema(b.m.Target.Schema)
	}
	return b.m.Target.Schema
}

// into is where the build writes the rows of a big table.
func (b *build) into(name string) scv.Relation { return scv.Relation{Schema: b.own(), Name: name} }

// begin makes the build's own schema, with the records.
func (b *build) begin(ctx context.Context) error {
	if b.versioned() {
		if _, err := b.s.Exec(ctx, "create schema if not exists "+warehouse.Quote(b.own())); err != nil {
			return err
		}
	}
	return b.writeRecords(ctx)
}

// show has the version show what there is of a big table.
func (b *build) show(ctx context.Context, name string) error {
	if !b.versioned() {
		return nil
	}
	_, err := b.s.Exec(ctx, "create or replace view "+warehouse.QuoteRelation(b.at(name))+" as "+b.layout.rows(name, "old.*", ""))
	return err
}

// leave says which of a table's published rows an update does not keep.
type leave struct {
	stays string // joins and a condition on old, a row: it stays
	keys  string // select of the keys, as keyOf names them, of rows that do not
}

// open readies a big table for more rows: empty, or in an update with those of the
// published rows that stay.
func (b *build) open(ctx context.Context, name string, fields []scv.Field, l leave) (*writer, error) {
	to := b.into(name)
	if b.delta == nil {
		w, err := newWriter(ctx, b.s, to, fields)
		if err != nil {
			return nil, err
		}
		return w, b.show(ctx, name)
	}
	if err := b.goOn(ctx, name, l); err != nil {
		return nil, err
	}
	return writerTo(b.s, to, fields), b.show(ctx, name)
}

// goOn fills the build's own table with the published rows that stay: all, where it
// writes a new base, else those that the base does not have; and lists what is hidden.
func (b *build) goOn(ctx context.Context, name string, l leave) error {
	to := warehouse.QuoteRelation(b.into(name))
	was := b.past.layout
	if b.layout.changes == "" {
		_, err := b.s.Exec(ctx, "create or replace table "+to+" as select old.* from "+warehouse.QuoteRelation(beside(b.m.Live, name))+" as old "+l.stays)
		return err
	}
	from := "select old.* from " + warehouse.QuoteRelation(was.added(name)) + " as old " + l.stays
	if was.changes == "" {
		from = "from " + warehouse.QuoteRelation(scv.Relation{Schema: was.base, Name: name}) + " limit 0"
	}
	if _, err := b.s.Exec(ctx, "create or replace table "+to+" as "+from); err != nil {
		return err
	}
	if keyOf(name) == nil {
		return nil
	}
	if was.changes != "" {
		l.keys += "\nunion\nfrom " + warehouse.QuoteRelation(was.hidden(name))
	}
	_, err := b.s.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(b.layout.hidden(name))+" as "+l.keys)
	return err
}

// mostChanged is the part of the records from which on a version that differs from its
// base in so many writes a base of its own.
const mostChanged = mostTouched

// choose decides between changes to the base that the published version has, and a
// base of the build's own.
func (b *build) choose(ctx context.Context, records int64) error {
	was := b.past.layout
	b.layout = layout{base: b.own()}
	differs := int64(b.now.touched() + len(b.now.restated))
	if was.changes != "" {
		t, err := b.s.Table(ctx, statement("changed").Relation("added", was.added(recordTable)).Relation("hidden", was.hidden(recordTable)).String())
		if err != nil {
			return damaged("the changes to the base are missing: %v", err)
		}
		n, _ := t.Rows[0][0].(int64)
		differs += n
	}
	if float64(differs) > b.drift*float64(max(records, 1)) {
		return nil
	}
	const describe = "select column_name, column_type from (describe "
	if gone, err := b.keepsGone(ctx, was); err != nil || gone {
		return err
	}
	before, err := b.s.Table(ctx, describe+warehouse.QuoteRelation(scv.Relation{Schema: was.base, Name: recordTable})+")")
	if err != nil {
		return damaged("the records of the base are missing: %v", err)
	}
	now, err := b.s.Table(ctx, describe+newsView+")")
	if err != nil || fmt.Sprint(before.Rows) != fmt.Sprint(now.Rows) {
		return err
	}
	b.layout = layout{was.base, b.own()}
	return nil
}

// keepsGone says whether a base holds rows of records that are gone or were other, and
// outlives the version that it was written for: else such rows would stay without end.
func (b *build) keepsGone(ctx context.Context, was layout) (bool, error) {
	hidden := int64(len(b.now.removed) + len(b.now.changed) + len(b.now.restated))
	if was.changes != "" {
		t, err := b.s.Table(ctx, "select count(*) from "+warehouse.QuoteRelation(was.hidden(recordTable)))
		if err != nil {
			return false, damaged("the list of hidden records is missing: %v", err)
		}
		n, _ := t.Rows[0][0].(int64)
		hidden += n
	}
	if hidden == 0 {
		return false, nil
	}
	there, err := b.s.Columns(ctx, scv.Relation{Schema: strings.TrimSuffix(was.base, scv.DataSchema("")), Name: indexTable})
	return len(there) == 0, err
}

// writeRecords writes the records: all, or what differs from the base.
func (b *build) writeRecords(ctx context.Context) error {
	to := warehouse.QuoteRelation(b.into(recordTable))
	if b.layout.changes == "" {
		if _, err := b.s.Exec(ctx, "create or replace table "+to+" as from "+newsView); err != nil {
			return err
		}
		return b.show(ctx, recordTable)
	}
	if err := b.ask(ctx, ascending(b.now.removed, b.now.changed, b.now.restated)); err != nil {
		return err
	}
	if err := b.goOn(ctx, recordTable, leave{"where cast(old.record_id as varchar) not in (select id from " + askTable + ")", b.past.layout.rows(recordTable, "old.record_id", asked)}); err != nil {
		return err
	}
	if _, err := b.s.Exec(ctx, statement("apart_rows").Relation("record", b.into(recordTable)).String()); err != nil {
		return err
	}
	return b.show(ctx, recordTable)
}

// Carry implements scv.Carrier: the version shows what the one shows that it takes over
// from.
func (x *Materialization) Carry(ctx context.Context, m scv.Model, from scv.Relation) error {
	err := x.warehouse.Tx(ctx, func(s *warehouse.Session) error {
		b := &build{s: s, m: m}
		var err error
		if b.layout, err = readLayout(ctx, s, from); err != nil {
			b.layout = layout{}
		}
		for _, name := range append(sideTables(), m.Target.Name) {
			if err := b.carry(ctx, name, from); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("identity %s: %w", m.Name, err)
	}
	return nil
}

func (b *build) carry(ctx context.Context, name string, from scv.Relation) error {
	if b.layout.base != "" && slices.Contains(bigTables(b.m.Target), name) {
		return b.show(ctx, name)
	}
	_, err := b.s.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(b.at(name))+" as from "+warehouse.QuoteRelation(beside(from, name)))
	return err
}

// bigTables lists the tables whose rows lie in a base and changes to it.
func bigTables(target scv.Relation) []string {
	return []string{target.Name, recordTable, edgeTable, stateTable, keyTable, registryTable, termTable, eventTable}
}
