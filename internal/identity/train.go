package identity

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// Training is what a model that is learned from the published records would change.
type Training struct {
	Records int64        `json:"records"`
	Kept    int          `json:"kept"` // customers with the records they have
	Moved   int          `json:"moved"`
	Merged  int          `json:"merged"`
	Split   int          `json:"split"`
	Created int          `json:"created"`
	Ended   int          `json:"ended"`
	Changes []IDChange   `json:"changes"` // by id
	Levels  []LevelShift `json:"levels"`  // of those that weigh something else now, the farthest first
	// Next tells, by party, what the next run does with what was left for it.
	Next  map[string]string `json:"next,omitempty"`
	found []matched
}

// What a run does with a model that was trained.
const (
	NextUses    = "uses"
	NextSame    = "same"    // it is the published one: the reason is noted
	NextRefused = "refuses" // of too few pairs: the published one stays
)

// IDChange is what would become of one customer.
type IDChange struct {
	Kind  string         `json:"kind"` // "merged", "split", "created", "ended"; "moved": it stays, with other records
	ID    scv.CustomerID `json:"customer_id"`
	Other scv.CustomerID `json:"other_customer_id,omitempty"`
	Was   int            `json:"records_before"`
	Is    int            `json:"records_after"`
}

// LevelShift is how the weight of one level changes: log2 of m through u.
type LevelShift struct {
	Party      string  `json:"party_type"`
	Comparison string  `json:"comparison"`
	Level      string  `json:"level"`
	Before     float64 `json:"bits_before"`
	After      float64 `json:"bits_after"`
}

// Plan learns a model from the published records and tells what it would change. It
// writes nothing.
func (x *Materialization) Plan(ctx context.Context) (*Training, error) {
	var t *Training
	err := x.warehouse.Session(ctx, func(s *warehouse.Session) error {
		var err error
		t, err = x.plan(ctx, s)
		return err
	})
	return t, err
}

func (x *Materialization) plan(ctx context.Context, s *warehouse.Session) (*Training, error) {
	target := live("customer_identity")
	if there, err := s.Columns(ctx, target); err != nil || len(there) == 0 {
		return nil, errors.Join(err, &scv.Error{
			Code: scv.CodeNothingPublished, Op: "train", Subject: "customer_identity", Err: errors.New("nothing is published yet"),
			Hint: "`scv run` learns the first model from what it loads.",
		})
	}
	b := &build{s: s, m: scv.Model{Live: target, Target: target}}
	var err error
	if b.spec, err = x.specs.read(); err != nil {
		return nil, err
	}
	if err := b.holdsPublished(ctx); err != nil {
		return nil, err
	}
	b.matcher = x.keeping(b.spec)
	b.room = &room{limit: x.memory, dir: x.aside}
	defer b.room.close() // nothing of a training follows from its pairs any more
	if b.people, err = x.people.read(ctx); err != nil {
		return nil, err
	}
	if b.past, err = readLearned(ctx, s, target); err != nil {
		return nil, err
	}
	return b.train(ctx)
}

// holdsPublished says whether the published records have what the spec in force names.
func (b *build) holdsPublished(ctx context.Context) error {
	columns, err := columnsOf(ctx, b.s, b.at(recordTable))
	if err != nil {
		return err
	}
	err = b.spec.CheckHome(columns)
	if fault, ok := errors.AsType[*scv.Error](err); ok {
		told := *fault
		told.Hint = strings.TrimSpace(told.Hint + " Models are learned from the published records: where the identity model selects it by now, type `scv run` first.")
		return &told
	}
	return err
}

// train matches the published records with models that are learned from them.
func (b *build) train(ctx context.Context) (*Training, error) {
	if err := b.past.readIDs(ctx, b.s, b.m.Live); err != nil {
		return nil, err
	}
	set, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	t := &Training{Records: int64(set.Len()), Changes: []IDChange{}, Levels: []LevelShift{}}
	for _, party := range parties() {
		of := set.Subset(rowsOf(set, party))
		how, err := b.plan(party, of)
		if err != nil {
			return nil, err
		}
		m, err := b.match(ctx, of, how, nil)
		if err != nil {
			return nil, err
		}
		m.model = modelUnder(m.model, b.spec)
		t.found = append(t.found, m)
		t.Levels = append(t.Levels, shifts(party, b.past.models[party], m.model)...)
	}
	slices.SortStableFunc(t.Levels, func(x, y LevelShift) int {
		return cmp.Compare(math.Abs(y.After-y.Before), math.Abs(x.After-x.Before))
	})
	t.tell(b.past, assignAll(t.found, b.past, b.m.AsOf))
	return t, nil
}

// shifts compares two models level by level.
func shifts(party string, before, after *score.Model) []LevelShift {
	var out []LevelShift
	if before == nil {
		return out
	}
	for k, c := range after.Comparisons {
		if k >= len(before.Comparisons) || before.Comparisons[k].Name != c.Name || len(before.Comparisons[k].Levels) != len(c.Levels) {
			continue
		}
		for g, l := range c.Levels {
			was := before.Comparisons[k].Levels[g]
			s := LevelShift{party, c.Name, l.Name, math.Log2(was.M / was.U), math.Log2(l.M / l.U)}
			if math.Abs(s.After-s.Before) >= .005 {
				out = append(out, s)
			}
		}
	}
	return out
}

// tell compares who has which records, before and with the new ids.
func (t *Training) tell(known past, o assign.Outcome) {
	were, are := map[string][]string{}, map[string][]string{}
	for record, id := range known.Customer {
		were[id] = append(were[id], record)
	}
	next := 0
	for i := range t.found {
		for _, records := range t.found[i].members() {
			are[o.IDs[next]] = records
			next++
		}
	}
	kinds := map[string]assign.Event{}
	for _, e := range o.Events {
		kinds[e.ID] = e
		change := IDChange{e.Kind, scv.CustomerID(e.ID), scv.CustomerID(e.Other), len(were[e.ID]), len(are[e.ID])}
		t.Changes = append(t.Changes, change)
		switch e.Kind {
		case assign.Merged:
			t.Merged++
		case "split":
			t.Split++
		case "created":
			t.Created++
		case assign.Ended:
			t.Ended++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(are)) {
		if _, changed := kinds[id]; changed {
			continue
		}
		slices.Sort(were[id])
		if slices.Equal(were[id], are[id]) {
			t.Kept++
			continue
		}
		t.Moved++
		t.Changes = append(t.Changes, IDChange{"moved", scv.CustomerID(id), "", len(were[id]), len(are[id])})
	}
	slices.SortStableFunc(t.Changes, func(x, y IDChange) int { return cmp.Compare(x.ID, y.ID) })
}

// trained are the tables that hold what the next run takes. They stand beside the
// versions: nothing that is published refers to them.
func trained(name string) scv.Relation { return scv.Relation{Schema: "_scv", Name: name} }

const (
	nextTable     = "identity_next"
	nextTermTable = "identity_next_term"
	trainedTable  = "identity_trained"
)

// Train learns a model, tells what it changes, and leaves it for the next run.
func (x *Materialization) Train(ctx context.Context, reason string) (*Training, error) {
	var t *Training
	err := x.warehouse.Tx(ctx, func(s *warehouse.Session) error {
		var err error
		if t, err = x.plan(ctx, s); err != nil {
			return err
		}
		if _, err := s.Exec(ctx, "create schema if not exists _scv"); err != nil {
			return err
		}
		return t.leave(ctx, s, reason)
	})
	return t, err
}

// foresee tells of each model that was learned what the next run does with it.
func (t *Training) foresee(next []Waiting, now pending) {
	t.Next = map[string]string{}
	for _, n := range next {
		switch {
		case n.waits(now.published):
			t.Next[n.Party] = NextUses
		case stamp(n.model) == n.base:
			t.Next[n.Party] = NextSame
		default:
			t.Next[n.Party] = NextRefused
		}
	}
}

func (t *Training) leave(ctx context.Context, s *warehouse.Session, reason string) error {
	now, err := pendingIn(ctx, s)
	if err != nil {
		return err
	}
	terms := map[string]*settled{}
	var next []Waiting
	for i := range t.found {
		f := &t.found[i]
		terms[f.party] = f.settles()
		model, err := json.Marshal(f.model)
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
		limits, err := json.Marshal(terms[f.party])
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
		next = append(next, Waiting{f.party, reason, string(model), string(limits), now.published[f.party]})
	}
	t.foresee(next, now)
	if err := noteTrained(ctx, s, next, now.has); err != nil {
		return err
	}
	w, err := newWriter(ctx, s, trained(nextTable), textField("party_type", "model", "settled", "reason", "base"))
	if err != nil {
		return err
	}
	for _, n := range next {
		if err := w.row(ctx, n.Party, n.model, n.limits, n.Reason, n.base); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	if w, err = newWriter(ctx, s, trained(nextTermTable), termFields()); err != nil {
		return err
	}
	return fillTerms(ctx, w, terms)
}
