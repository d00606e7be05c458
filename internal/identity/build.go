package identity

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
)

// build is one run of the materialization.
type build struct {
	delta *delta // nil = everything is matched
	matcher
	s *warehouse.Session
	m scv.Model

	warehouse *warehouse.Warehouse // that s is of
	measured  <-chan error         // what the base of the index was found to be; nil = nobody measures it

	people []Decision
	spec   *spec.Spec
	past   past
	now    changes
	share  float64 // of the records, from which on everything is matched
	drift  float64 // of the records, from which on a new base is written
	layout layout  // of what is built

	columns []string // of the records, with their hashes

	trained map[string]string // party -> why its model is one that was trained since
}

// newBuild reads what the run goes on from, and what changed since.
func (x *Materialization) newBuild(ctx context.Context, s *warehouse.Session, m scv.Model) (*build, error) {
	b := &build{s: s, m: m, warehouse: x.warehouse, share: x.share, drift: x.drift, trained: map[string]string{}}
	var err error
	if b.spec, err = x.specs.read(); err != nil {
		return nil, err
	}
	b.matcher = x.keeping(b.spec)
	if b.people, err = x.people.read(ctx); err != nil {
		return nil, err
	}
	if b.now, err = noChanges(ctx, s, m.Live); err != nil {
		return nil, err
	}
	if b.past, err = readLearned(ctx, s, m.Live); err != nil {
		return nil, err
	}
	if err := b.takeTrained(ctx); err != nil {
		return nil, err
	}
	if err := b.past.under(b.spec, b.progress); err != nil {
		return nil, err
	}
	return b, b.take(ctx)
}

// take looks at the records, and sees that the spec goes with them.
func (b *build) take(ctx context.Context) error {
	if err := b.lookAt(ctx, columnsUnder(b.spec)); err != nil {
		return err
	}
	if !slices.Contains(b.columns, "record_id") {
		return noRecordID(b.at(recordTable))
	}
	if err := b.spec.CheckHome(b.columns); err != nil {
		return err
	}
	if err := b.spec.Holds(len(b.people)); err != nil {
		return err
	}
	return b.now.since(ctx, b.s, b.m.Live)
}

// read reads all records.
func (b *build) read(ctx context.Context) (*record.Set, error) {
	return readSet(ctx, b.s, b.at(recordTable), b.spec, "")
}

// plan is how records of a party are matched.
func (b *build) plan(party string, set *record.Set) (plan, error) {
	how, err := planUnder(b.spec, party, set)
	how.people, how.linked = b.people, len(b.spec.MustLink) > 0
	return how, err
}

// errAnew says that an update came to nothing which has written: everything has to be
// matched in a transaction of its own.
var errAnew = errors.New("everything has to be matched anew")

// run builds the version: only what can have changed, where the published version and
// its index allow that, else everything. Both give the same.
func (b *build) run(ctx context.Context) (int64, error) {
	if !b.mayUpdate() {
		return b.whole(ctx)
	}
	rows, err := b.update(ctx)
	damage, damaged := errors.AsType[*damagedError](err)
	if damaged {
		what, _, _ := strings.Cut(damage.Error(), "\n") // a warehouse shows the whole question below
		b.progress.Report(scv.Event{Stage: "identity: index of keys", End: true, Note: "(everything is matched anew, and the index is built again: " + what + ")"})
	}
	switch {
	case !damaged && !errors.Is(err, errWhole):
		return rows, err
	case b.delta != nil:
		return 0, errAnew
	}
	return b.whole(ctx)
}

// manyRecords take so much memory to match that it pays to give back what is not needed
// any more.
const manyRecords = 100_000

// whole matches all records.
func (b *build) whole(ctx context.Context) (int64, error) {
	b.layout = layout{base: b.own()}
	if _, err := b.s.Exec(ctx, "drop table if exists "+apartTable); err != nil { // which can be as large as the records
		return 0, err
	}
	if err := b.readAllTerms(ctx); err != nil {
		return 0, err
	}
	if err := b.begin(ctx); err != nil {
		return 0, err
	}
	found, err := b.matchParties(ctx)
	if err != nil {
		return 0, err
	}
	rows := 0
	for i := range found {
		rows += found[i].set.Len()
	}
	if rows >= manyRecords {
		debug.FreeOSMemory() // what blocking took: the warehouse needs memory to write, and takes it beside ours
	}
	given := make(chan assign.Outcome, 1) // while ids are given, what needs none is written
	go func() { given <- assignAll(found, b.past, b.m.AsOf) }()
	err = b.writeMatched(ctx, found)
	if o := <-given; err == nil {
		err = b.writeAssigned(ctx, found, o)
	}
	return int64(rows), err
}

// matchParties matches all records, by party, and writes their keys.
func (b *build) matchParties(ctx context.Context) ([]matched, error) {
	set, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.past.readIDs(ctx, b.s, b.m.Live); err != nil {
		return nil, err
	}
	keys, err := newKeys(ctx, b.s, b.into(keyTable))
	if err != nil {
		return nil, err
	}
	if err := b.show(ctx, keyTable); err != nil {
		return nil, err
	}
	var found []matched
	base := 0
	for _, party := range parties() {
		one, err := b.matchWhole(ctx, set.Subset(rowsOf(set, party)), party, keys, base)
		if err != nil {
			return nil, errors.Join(err, keys.finish(ctx))
		}
		base += one.set.Len()
		found = append(found, one)
	}
	return found, keys.finish(ctx)
}

// matchWhole matches all records of a party and notes their keys.
func (b *build) matchWhole(ctx context.Context, set *record.Set, party string, keys *keyWriter, base int) (matched, error) {
	how, err := b.plan(party, set)
	if err != nil {
		return matched{}, err
	}
	how.settled = b.past.settled[party].at(set.Len())
	if how.local() {
		how.seen = keys.seen(ctx, party, base)
	}
	m, err := b.match(ctx, set, how, b.past.models[party])
	m.model = modelUnder(m.model, b.spec)
	if err == nil {
		m.letGo()
	}
	return m, err
}

// under is a digest of what an index is made under.
func (b *build) under() (string, error) {
	var plans []plan
	for _, party := range parties() {
		how, err := b.plan(party, &record.Set{})
		if err != nil {
			return "", err
		}
		plans = append(plans, how)
	}
	return under(plans, b.spec.Canonical()), nil
}

// assignAll gives the clusters of all parties their ids.
func assignAll(found []matched, known past, at time.Time) assign.Outcome {
	var clusters [][]string
	for i := range found {
		clusters = append(clusters, found[i].members()...)
	}
	return assign.Assign(clusters, known.Past, at)
}
