package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// Waiting is a model that was trained for the next run.
type Waiting struct {
	Party  string `json:"party_type"`
	Reason string `json:"reason"` // why it was
	model  string
	limits string
	base   string // stamp of the published model that it was trained beside
}

// waiting reads what was left for the next run, be it taken since or not.
func waiting(ctx context.Context, s warehouse.Conn) ([]Waiting, error) {
	if there, err := columnsOf(ctx, s, trained(nextTable)); err != nil || len(there) == 0 {
		return nil, err
	}
	t, err := s.Table(ctx, statement("next").Relation("next", trained(nextTable)).String())
	if err != nil {
		return nil, fmt.Errorf("read trained models: %w", err)
	}
	var out []Waiting
	for _, row := range t.Rows {
		text := func(k int) string { s, _ := row[k].(string); return s }
		out = append(out, Waiting{Party: text(0), Reason: text(3), model: text(1), limits: text(2), base: text(4)})
	}
	return out, nil
}

// stamp is a digest of a model.
func stamp(model string) string {
	h := sha256.Sum256([]byte(model))
	return hex.EncodeToString(h[:12])
}

// stampsOf gives the digests of the models of a version, by party.
func stampsOf(ctx context.Context, s warehouse.Conn, from scv.Relation) (map[string]string, error) {
	t, err := s.Table(ctx, "select party_type, model from "+warehouse.QuoteRelation(from))
	if err != nil {
		return nil, fmt.Errorf("read learned models: %w", err)
	}
	out := map[string]string{}
	for _, row := range t.Rows {
		party, _ := row[0].(string)
		model, _ := row[1].(string)
		out[party] = stamp(model)
	}
	return out, nil
}

// takeTrained has the run use the models that were left for it: of each party the one
// that was learned beside the model that is published of it, if a run can use it at all;
// else the published one stays in use. Where it is what is published, no model is new;
// taken, it would be by every run to come.
func (b *build) takeTrained(ctx context.Context) error {
	next, err := waiting(ctx, b.s)
	if err != nil || len(next) == 0 || b.now.first {
		return err
	}
	published, err := stampsOf(ctx, b.s, beside(b.m.Live, modelTable))
	if err != nil {
		return err
	}
	counts := map[string]*settled{}
	for _, n := range next {
		switch {
		case n.base != published[n.Party]:
			continue
		case stamp(n.model) == n.base:
			b.confirm(n)
			continue
		}
		m, err := readModel(n.Party, n.model)
		if err != nil {
			return err
		}
		if usable, err := b.usable(m, n.Party); err != nil || !usable {
			if err != nil {
				return err
			}
			continue
		}
		if counts[n.Party], err = newSettled(n.Party, n.limits); err != nil {
			return err
		}
		counts[n.Party].At, counts[n.Party].Because = b.m.AsOf.UnixMicro(), n.Reason
		b.past.models[n.Party], b.past.settled[n.Party], b.trained[n.Party] = m, counts[n.Party], n.Reason
	}
	if len(counts) == 0 {
		return nil
	}
	return readTerms(ctx, b.s, trained(nextTermTable), "", counts)
}

// usable says whether a model that was trained is one to go by: it was learned from
// enough pairs, under a spec that teaches what the one in force does.
func (b *build) usable(m *score.Model, party string) (bool, error) {
	sp, err := specOf(m)
	if err != nil {
		return false, badModel(party, err)
	}
	how, err := b.plan(party, &record.Set{})
	return err == nil && sp.Teaches(party) == b.spec.Teaches(party) && how.canUse(m), err
}

// confirm notes, once, why a model was learned again that came out as it is published.
func (b *build) confirm(n Waiting) {
	if kept := b.past.settled[n.Party]; kept != nil && kept.Because != n.Reason {
		kept.At, kept.Because = b.m.AsOf.UnixMicro(), n.Reason
	}
}

// TrainedStamp is a digest of what was trained last and not taken back; "" = nothing. A
// version follows from it.
func TrainedStamp(ctx context.Context, w warehouse.Conn) (string, error) {
	now, _, err := stamps(ctx, w)
	return now, err
}

// stamps gives the digest of what was trained last, and of what had been before that.
func stamps(ctx context.Context, s warehouse.Conn) (now, before string, err error) {
	if there, err := columnsOf(ctx, s, trained(trainedTable)); err != nil || len(there) == 0 {
		return "", "", err
	}
	t, err := s.Table(ctx, "select stamp, before from "+warehouse.QuoteRelation(trained(trainedTable)))
	if err != nil || len(t.Rows) == 0 {
		return "", "", err
	}
	now, _ = t.Rows[0][0].(string)
	before, _ = t.Rows[0][1].(string)
	return now, before, nil
}

// note writes the digests.
func note(ctx context.Context, s *warehouse.Session, now, before string) error {
	w, err := newWriter(ctx, s, trained(trainedTable), textField("stamp", "before"))
	if err != nil {
		return err
	}
	if err := w.row(ctx, now, before); err != nil {
		return err
	}
	return w.flush(ctx)
}

// noteTrained notes that another model was trained. What waited until then never was
// part of a version.
func noteTrained(ctx context.Context, s *warehouse.Session, next []Waiting, has func(Waiting) bool) error {
	olds, err := waiting(ctx, s)
	if err != nil {
		return err
	}
	now, before, err := stamps(ctx, s)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(olds, has) {
		before = now
	}
	var all strings.Builder
	for _, n := range next { // in the order of parties
		fmt.Fprintf(&all, "%s %s\n", n.Party, stamp(n.model))
	}
	return note(ctx, s, stamp(all.String()), before)
}

// waits says whether a run that goes on from published models would take it: it was
// trained beside the one of its party, is another one, and was learned from enough.
func (n Waiting) waits(published map[string]string) bool {
	m, err := readModel(n.Party, n.model)
	return err == nil && n.base == published[n.Party] && stamp(n.model) != n.base && !m.Provisional
}

// DropTrained takes away what was trained for the next run, and gives the models that
// it would have taken, be it their reason only. What a run has taken does not wait any
// more.
func DropTrained(ctx context.Context, w *warehouse.Warehouse) ([]Waiting, error) {
	var dropped []Waiting
	err := w.Tx(ctx, func(s *warehouse.Session) error {
		if there, err := s.Columns(ctx, live(modelTable)); err != nil || len(there) == 0 {
			return err
		}
		next, err := pendingIn(ctx, s)
		if err != nil {
			return err
		}
		dropped, err = dropNext(ctx, s, next.has)
		return err
	})
	return dropped, err
}

// pending is what tells whether the next run takes something of what was trained.
type pending struct{ published, reasons map[string]string } // by party: stamp, and why it was learned

// pendingIn is that of the published version.
func pendingIn(ctx context.Context, s warehouse.Conn) (pending, error) {
	published, err := stampsOf(ctx, s, live(modelTable))
	if err != nil {
		return pending{}, err
	}
	reasons, err := reasonsOf(ctx, s)
	return pending{published, reasons}, err
}

func (p pending) has(n Waiting) bool { return n.waits(p.published) || p.confirms(n) }

// confirms says whether the model is the published one, and the next run would note
// another reason for it.
func (p pending) confirms(n Waiting) bool {
	return stamp(n.model) == n.base && n.base == p.published[n.Party] && n.Reason != p.reasons[n.Party]
}

// reasonsOf gives why the published models were learned, by party; "" = by a run itself.
func reasonsOf(ctx context.Context, s warehouse.Conn) (map[string]string, error) {
	past, err := readLimits(ctx, s, live("customer_identity"))
	out := map[string]string{}
	for party, kept := range past {
		if kept != nil {
			out[party] = kept.Because
		}
	}
	return out, err
}

// Untrain is part of a rollback, from the version of one schema to that of another. What
// was trained beside the models that readers go back to, and taken since, would be taken
// again by the next run: it goes, and comes back where somebody trains again.
func Untrain(ctx context.Context, s *warehouse.Session, left, shown string) ([]Waiting, error) {
	var of [2]map[string]string
	for k, schema := range []string{left, shown} {
		models := scv.Relation{Schema: schema, Name: modelTable}
		there, err := s.Columns(ctx, models)
		if err != nil || len(there) == 0 {
			return nil, err
		}
		if of[k], err = stampsOf(ctx, s, models); err != nil {
			return nil, err
		}
	}
	return dropNext(ctx, s, func(n Waiting) bool { return n.waits(of[1]) && n.base != of[0][n.Party] })
}

// dropNext takes away what was trained where it has a model that is meant, and gives
// those.
func dropNext(ctx context.Context, s *warehouse.Session, meant func(Waiting) bool) ([]Waiting, error) {
	next, err := waiting(ctx, s)
	if err != nil {
		return nil, err
	}
	gone := slices.DeleteFunc(next, func(n Waiting) bool { return !meant(n) })
	if len(gone) == 0 {
		return nil, nil
	}
	for _, table := range []string{nextTable, nextTermTable} {
		if _, err := s.Exec(ctx, "delete from "+warehouse.QuoteRelation(trained(table))); err != nil {
			return nil, fmt.Errorf("drop trained model: %w", err)
		}
	}
	_, before, err := stamps(ctx, s)
	if err != nil {
		return nil, err
	}
	return gone, note(ctx, s, before, before)
}
