package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

// An update matches what is new or changed with the rest by the index of keys, and
// makes those clusters again that hang together with something that changed. With
// the same model it gives what matching everything gives: a weight follows from two
// records and the model, whether a block gives pairs from the block, and a cluster
// from what hangs together.

// damagedError says why the index cannot be used.
type damagedError struct{ reason string }

func (e *damagedError) Error() string { return e.reason }

func damaged(format string, args ...any) error { return &damagedError{fmt.Sprintf(format, args...)} }

// errWhole says that matching everything is called for.
var errWhole = errors.New("everything has to be matched")

// mostTouched is the part of the records from which on matching all of them is no
// more work.
const mostTouched = .1

// delta is what an update knows of the records beyond what it reads.
type delta struct {
	before  map[string]state // of records that changed or are gone, and of those whose clusters are made again
	number  map[string]int   // of records that are compared, by id
	next    int              // number that no record has had
	touched map[string]bool  // records whose rows are written again; true: they are compared again, too
	among   [][2]string      // published links between these
}

// state is what identity_state says of a record.
type state struct {
	party     string
	number    int
	component int
}

// mayUpdate says whether an update is worth trying: there is a published version that
// noted what it compared, its models are used, and not too much has changed.
func (b *build) mayUpdate() bool {
	if !b.now.known || !b.versioned() {
		return false
	}
	return slices.ContainsFunc(parties(), b.frozen)
}

// frozen says whether what becomes of a party's records follows from the model that is
// published, with what goes with it, and from what each hangs together with.
func (b *build) frozen(party string) bool {
	if _, anew := b.trained[party]; anew {
		return false
	}
	how, err := b.plan(party, &record.Set{})
	return err == nil && how.local() && how.canUse(b.past.models[party]) && b.past.settled[party] != nil
}

// update builds the version from the published one.
func (b *build) update(ctx context.Context) (int64, error) {
	rows, err := b.sound(ctx)
	var found []matched
	var o assign.Outcome
	if err == nil {
		found, o, err = b.matchTouched(ctx, rows)
	}
	if damage := b.held(); damage != nil {
		err = damage
	}
	if err != nil {
		return 0, err
	}
	if err := b.write(ctx, found, o); err != nil {
		return 0, err
	}
	b.progress.Report(scv.Event{Stage: "identity: update", Unit: "records", Done: int64(len(b.delta.touched)), Total: int64(len(b.delta.touched)), End: true, Note: fmt.Sprintf("(%d are new, changed or gone)", b.now.touched())})
	return rows, nil
}

// matchTouched makes the clusters again that something can have changed for, and gives
// them their ids.
func (b *build) matchTouched(ctx context.Context, rows int64) (found []matched, o assign.Outcome, err error) {
	if err := b.choose(ctx, rows); err != nil {
		return nil, o, err
	}
	b.delta = &delta{before: map[string]state{}, number: map[string]int{}, touched: map[string]bool{}}
	if err := b.begin(ctx); err != nil {
		return nil, o, err
	}
	if found, err = b.updateParties(ctx); err != nil {
		return nil, o, err
	}
	o, err = b.assignTouched(ctx, found)
	return found, o, err
}

// sound sees that the index is what the published version left, and that the records
// are what changes says.
func (b *build) sound(ctx context.Context) (rows int64, err error) {
	t, err := b.s.Table(ctx, statement("counts").Relation("record", beside(b.m.Live, recordTable)).Relation("live", b.m.Live).String())
	if err != nil {
		return 0, err
	}
	rows, _ = t.Rows[0][0].(int64)
	were, _ := t.Rows[0][1].(int64)
	published, _ := t.Rows[0][2].(int64)
	if rows != were+int64(len(b.now.added)-len(b.now.removed)) {
		return 0, errWhole // two rows of one id, or one without: reading them all tells which
	}
	if float64(b.now.touched()) > b.share*float64(max(rows, 1)) {
		return 0, errWhole
	}
	if were != published {
		return 0, damaged("identity_record holds %d records, customer_identity %d", were, published)
	}
	there, err := b.s.Relations(ctx, b.m.Live.Schema)
	if err != nil {
		return 0, err
	}
	for _, name := range []string{stateTable, keyTable, indexTable, decisionTable} {
		if !slices.Contains(there, beside(b.m.Live, name)) {
			return 0, damaged("%s is missing", name)
		}
	}
	return rows, b.soundIndex(ctx, published)
}

func (b *build) soundIndex(ctx context.Context, records int64) error {
	noted, err := readSeals(ctx, b.s, b.m.Live)
	if err != nil {
		return damaged("%v", err)
	}
	if made, err := b.under(); err != nil || noted[0].under != made {
		return errors.Join(err, errWhole)
	}
	b.past.layout, b.past.base = layoutOf(noted), noted[0]
	if b.own() == b.past.layout.base || b.own() == b.past.layout.changes {
		return errWhole // the version that is shown is written again
	}
	if err := b.seal(ctx, noted); err != nil {
		return err
	}
	t, err := b.s.Table(ctx, "select party_type, count(*), max(record_no) from "+warehouse.QuoteRelation(beside(b.m.Live, stateTable))+" group by party_type")
	if err != nil {
		return damaged("%v", err)
	}
	b.past.records = map[string]int{}
	for _, row := range t.Rows {
		party, _ := row[0].(string)
		n, _ := row[1].(int64)
		last, _ := row[2].(int64)
		b.past.records[party] = int(n)
		b.past.next = max(b.past.next, int(last)+1)
		records -= n
	}
	if records != 0 {
		return damaged("it lacks %d records", records)
	}
	return nil
}

// updateParties matches what has to be matched, by party.
func (b *build) updateParties(ctx context.Context) ([]matched, error) {
	if err := b.readBefore(ctx); err != nil {
		return nil, err
	}
	olds, err := b.readOld(ctx)
	if err != nil {
		return nil, err
	}
	news, err := b.readNews(ctx)
	if err != nil {
		return nil, err
	}
	decisions, err := b.decisionsChanged(ctx)
	if err != nil {
		return nil, err
	}
	var parts []*part
	var found []matched
	for _, party := range parties() {
		p := &part{build: b, party: party, seeds: maps.Clone(decisions)}
		if p.how, err = b.plan(party, &record.Set{}); err != nil {
			return nil, err
		}
		if p.olds, err = b.ofParty(olds, party); err != nil {
			return nil, err
		}
		p.news = news.Subset(rowsOf(news, party))
		one, err := p.match(ctx)
		if err != nil {
			return nil, err
		}
		one.model = modelUnder(one.model, b.spec)
		parts, found = append(parts, p), append(found, one)
	}
	return found, b.writeKeys(ctx, parts)
}

// readBefore reads what is noted of the records that changed or are gone.
func (b *build) readBefore(ctx context.Context) error {
	gone := b.now.gone()
	var err error
	if b.delta.before, err = b.statesOf(ctx, gone); err != nil {
		return err
	}
	for _, id := range gone {
		if _, ok := b.delta.before[id]; !ok {
			return damaged("identity_state does not know a record of the published version")
		}
		b.delta.touched[id] = true
	}
	b.delta.next = b.past.next
	for _, id := range b.now.here() {
		b.delta.touched[id] = true
		if old, ok := b.delta.before[id]; ok {
			b.delta.number[id] = old.number
		} else {
			b.delta.number[id] = b.delta.next
			b.delta.next++
		}
	}
	return nil
}

// statesOf reads what is noted of the records whose ids are given.
func (b *build) statesOf(ctx context.Context, ids []string) (map[string]state, error) {
	out := map[string]state{}
	if len(ids) == 0 {
		return out, nil
	}
	if err := b.ask(ctx, ids); err != nil {
		return nil, err
	}
	return out, b.scanStates(ctx, b.past.layout.rows(stateTable, stateColumns, "where old.record_id in (select id from "+askTable+")"), out)
}

func (b *build) scanStates(ctx context.Context, query string, into map[string]state) error {
	return b.s.Scan(ctx, query, func(batch *scv.Batch) error {
		for i := range batch.Len() {
			into[string(batch.Columns[0].Bytes(i))] = stateAt(batch, i)
		}
		return nil
	})
}

// stateAt is a row of identity_state, but for the record's id.
func stateAt(b *scv.Batch, i int) state {
	return state{string(b.Columns[1].Bytes(i)), int(b.Columns[2].Ints[i]), int(b.Columns[3].Ints[i])}
}

// ask fills the table that a question joins with: texts.
func (b *build) ask(ctx context.Context, texts []string) error {
	if _, err := b.s.Exec(ctx, b.s.Dialect().CreateTempTable(askTable, textField("id"))); err != nil {
		return err
	}
	w := writerTo(b.s, scv.Relation{Schema: "temp", Name: askTable}, textField("id"))
	for _, text := range texts {
		if err := w.row(ctx, text); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

const askTable = "_scv_identity_ask"

// asked is the condition on a record that asks for those of ask.
const asked = "where cast(old.record_id as varchar) in (select id from " + askTable + ")"

// readRecords reads new records by id; those that are not there are left out.
func (b *build) readRecords(ctx context.Context, ids []string) (*record.Set, error) {
	if err := b.ask(ctx, ids); err != nil {
		return nil, err
	}
	return b.readAsked(ctx, among(b.columns, b.spec), b.layout)
}

// readNews reads the records that are new or changed: this run has written them.
func (b *build) readNews(ctx context.Context) (*record.Set, error) {
	here := b.now.here()
	if len(here) == 0 {
		return &record.Set{}, nil
	}
	if err := b.ask(ctx, here); err != nil {
		return nil, err
	}
	return b.readAsked(ctx, among(b.columns, b.spec), layout{base: b.own()})
}

// readAsked reads columns of the records of ask.
func (b *build) readAsked(ctx context.Context, columns string, at layout) (*record.Set, error) {
	return readRows(ctx, b.s, "select "+columns+" from ("+at.rows(recordTable, "old.*", asked)+") as old", b.spec)
}

// readOld reads the records that changed or are gone as they were.
func (b *build) readOld(ctx context.Context) (*record.Set, error) {
	gone := b.now.gone()
	if len(gone) == 0 {
		return &record.Set{}, nil
	}
	if err := b.ask(ctx, gone); err != nil {
		return nil, err
	}
	columns, err := selected(ctx, b.s, beside(b.m.Live, recordTable), b.spec)
	if err != nil {
		return nil, err
	}
	return b.readAsked(ctx, columns, b.past.layout)
}

// ofParty gives the records as they were that were of a party.
func (b *build) ofParty(olds *record.Set, party string) (*record.Set, error) {
	rows := rowsOf(olds, party)
	for _, row := range rows {
		if b.delta.before[olds.IDs[row]].party != party {
			return nil, damaged("identity_state and identity_record do not agree on a record")
		}
	}
	return olds.Subset(rows), nil
}

// decisionsChanged gives the records that people have decided about since the
// published version, or no longer, and those of decisions on records that changed.
func (b *build) decisionsChanged(ctx context.Context) (map[string]bool, error) {
	before, err := readDecisions(ctx, b.s, beside(b.m.Live, decisionTable))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, d := range slices.Concat(lacking(before, b.people), lacking(b.people, before)) {
		out[string(d.Left)], out[string(d.Right)] = true, true
	}
	touched := func(id string) bool { return b.now.added[id] || b.now.changed[id] || b.now.removed[id] }
	for _, d := range b.people {
		if l, r := string(d.Left), string(d.Right); touched(l) || touched(r) {
			out[l], out[r] = true, true
		}
	}
	return out, nil
}

// assignTouched gives ids to the clusters that were made again. What an id or a
// cluster of the others is follows from them alone.
func (b *build) assignTouched(ctx context.Context, found []matched) (assign.Outcome, error) {
	if err := b.writeTouched(ctx); err != nil {
		return assign.Outcome{}, err
	}
	if err := readCustomers(ctx, b.s, b.past.layout.rows(b.m.Live.Name, "old.record_id, old.customer_id", ofTouched), b.past.Customer); err != nil {
		return assign.Outcome{}, err
	}
	ids := map[string]bool{}
	for _, id := range b.past.Customer {
		ids[id] = true
	}
	if err := b.ask(ctx, slices.Sorted(maps.Keys(ids))); err != nil {
		return assign.Outcome{}, err
	}
	founded := b.past.layout.rows(registryTable, "old.*", "where old.customer_id in (select id from "+askTable+")")
	if err := readRegistry(ctx, b.s, "("+founded+")", b.past.Registry); err != nil {
		return assign.Outcome{}, err
	}
	if len(b.past.Registry) != len(ids) {
		return assign.Outcome{}, damaged("customer_id_registry lacks an id of customer_identity")
	}
	if _, err := b.s.Exec(ctx, "create or replace temp table _scv_identity_id as select id as customer_id from "+askTable); err != nil {
		return assign.Outcome{}, err
	}
	b.past.Used = map[string]bool{}
	if err := b.readUsed(ctx, found); err != nil {
		return assign.Outcome{}, err
	}
	return assignAll(found, b.past, b.m.AsOf), nil
}

// readUsed reads the ids that the records of the clusters have founded.
func (b *build) readUsed(ctx context.Context, found []matched) error {
	var records []string
	for i := range found {
		records = append(records, found[i].set.IDs...)
	}
	if err := b.ask(ctx, records); err != nil {
		return err
	}
	return b.s.Scan(ctx, b.past.layout.rows(registryTable, "old.customer_id", "where old.founding_record_id in (select id from "+askTable+")"), func(batch *scv.Batch) error {
		for i := range batch.Len() {
			b.past.Used[string(batch.Columns[0].Bytes(i))] = true
		}
		return nil
	})
}

// writeTouched hands the records whose rows are written again to the statements that
// keep the others.
func (b *build) writeTouched(ctx context.Context) error {
	fields := append(textField("record_id"), scv.Field{Name: "redone", Type: scv.Bool})
	if _, err := b.s.Exec(ctx, b.s.Dialect().CreateTempTable("_scv_identity_touched", fields)); err != nil {
		return err
	}
	w := writerTo(b.s, scv.Relation{Schema: "temp", Name: "_scv_identity_touched"}, fields)
	for id, redone := range b.delta.touched {
		value := int64(0)
		if redone {
			value = 1
		}
		if err := w.row(ctx, id, value); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}
