package identity

import (
	"context"
	"encoding/json"
	"fmt"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

// settled is what a weight follows from besides the two records and the model, and a
// pair besides the records of its block. It is found when a model is learned and
// stays as it is until another one is.
type settled struct {
	Records int           `json:"records"` // among which the terms were counted
	Blocked int           `json:"blocked"` // among which the limits were found
	Limits  block.Limits  `json:"limits"`
	Terms   compare.Terms `json:"-"` // nil = they were not read
	Because string        `json:"-"` // why the model was learned
	At      int64         `json:"-"` // as of when, in microseconds; 0 = nobody knows
}

// outgrown is how many times the records may be more than those that the limits of
// blocks were found among: limits of few records give too many pairs of many.
const (
	outgrown     = 2
	outgrownFrom = 10_000
)

// at gives what holds for so many records.
func (s *settled) at(records int) *settled {
	if s == nil || records <= outgrown*max(s.Blocked, outgrownFrom) {
		return s
	}
	out := *s
	out.Limits = nil
	return &out
}

func (s *settled) limits() block.Limits {
	if s == nil {
		return nil
	}
	return s.Limits
}

func (s *settled) terms() compare.Terms {
	if s == nil {
		return nil
	}
	return s.Terms
}

// settles gives what was settled with a result.
func (m *matched) settles() *settled {
	if m.settling != nil {
		return m.settling
	}
	if m.plan.settled == nil {
		n := m.set.Len()
		return &settled{Records: n, Blocked: n, Limits: m.limits, Terms: compare.CountTerms(m.plan.comparisons, m.set)}
	}
	out := *m.plan.settled
	if out.Limits == nil {
		out.Limits, out.Blocked = m.limits, m.set.Len()
	}
	return &out
}

// readSettled reads what goes with the published models, by party; nothing of a
// version that knew nothing of it.
func readSettled(ctx context.Context, s warehouse.Conn, target scv.Relation) (map[string]*settled, error) {
	out, err := readLimits(ctx, s, target)
	if err != nil || len(out) == 0 {
		return out, err
	}
	return out, readTerms(ctx, s, beside(target, termTable), "", out)
}

// readLimits is readSettled but for the terms.
func readLimits(ctx context.Context, s warehouse.Conn, target scv.Relation) (map[string]*settled, error) {
	out := map[string]*settled{}
	columns, err := columnsOf(ctx, s, beside(target, termTable))
	if err != nil || len(columns) == 0 {
		return out, err
	}
	t, err := s.Table(ctx, "select party_type, settled, reason, epoch_us(learned_as_of) from "+warehouse.QuoteRelation(beside(target, modelTable)))
	if err != nil {
		return nil, fmt.Errorf("read what goes with the models: %w", err)
	}
	for _, row := range t.Rows {
		party, _ := row[0].(string)
		text, _ := row[1].(string)
		own, err := newSettled(party, text)
		if err != nil {
			return nil, err
		}
		own.Because, _ = row[2].(string)
		own.At, _ = row[3].(int64)
		out[party] = own
	}
	return out, nil
}

// counted gives what was settled for a party with how frequent the values of a set were.
func (b *build) counted(ctx context.Context, party string, s *settled, comparisons []compare.Comparison, set *record.Set) (*settled, error) {
	if s == nil || s.Terms != nil {
		return s, nil
	}
	if err := b.ask(ctx, compare.Asked(comparisons, set)); err != nil {
		return nil, err
	}
	own := *s
	return &own, readTerms(ctx, b.s, beside(b.m.Live, termTable), "where value in (select id from "+askTable+")", map[string]*settled{party: &own})
}

// readAllTerms reads how frequent values were of the parties of which that was not read.
func (b *build) readAllTerms(ctx context.Context) error {
	lack := map[string]*settled{}
	for party, s := range b.past.settled {
		if s.Terms == nil {
			lack[party] = s
		}
	}
	if len(lack) == 0 {
		return nil
	}
	return readTerms(ctx, b.s, beside(b.m.Live, termTable), "", lack)
}

// newSettled reads what goes with a model, but for the terms.
func newSettled(party, text string) (*settled, error) {
	own := &settled{}
	if err := json.Unmarshal([]byte(text), own); err != nil {
		return nil, badModel(party, err)
	}
	return own, nil
}

// readTerms reads the terms for which a condition holds.
func readTerms(ctx context.Context, s warehouse.Conn, from scv.Relation, where string, into map[string]*settled) error {
	for _, own := range into {
		own.Terms = compare.Terms{}
	}
	err := s.Scan(ctx, "select party_type, comparison, value, records from "+warehouse.QuoteRelation(from)+" "+where, func(b *scv.Batch) error {
		for i := range b.Len() {
			own := into[string(b.Columns[0].Bytes(i))]
			if own == nil {
				continue
			}
			comparison := string(b.Columns[1].Bytes(i))
			if own.Terms[comparison] == nil {
				own.Terms[comparison] = map[string]int32{}
			}
			own.Terms[comparison][string(b.Columns[2].Bytes(i))] = int32(b.Columns[3].Ints[i])
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read how frequent values are: %w", err)
	}
	return nil
}

// writeTerms writes the terms of the parties that they were counted for; those of the
// others stay.
func (b *build) writeTerms(ctx context.Context, of map[string]*settled) error {
	parties := "''"
	for party := range of {
		parties += ", " + warehouse.Literal(party)
	}
	w, err := b.open(ctx, termTable, termFields(), leave{"where old.party_type not in (" + parties + ")", "select unnest([" + parties + "]) as party_type"})
	if err != nil {
		return err
	}
	return fillTerms(ctx, w, of)
}

func termFields() []scv.Field {
	return append(textField("party_type", "comparison", "value"), scv.Field{Name: "records", Type: scv.Int})
}

func fillTerms(ctx context.Context, w *writer, of map[string]*settled) error {
	for party, own := range of {
		for comparison, values := range own.Terms {
			for value, n := range values {
				if err := w.row(ctx, party, comparison, value, int64(n)); err != nil {
					return err
				}
			}
		}
	}
	return w.flush(ctx)
}
