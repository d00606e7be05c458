package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/compare"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// The tables beside the model.
const (
	recordTable   = "identity_record"
	edgeTable     = "identity_edge"
	modelTable    = "identity_model"
	termTable     = "identity_term"
	decisionTable = "identity_decision"
	stateTable    = "identity_state"
	keyTable      = "identity_key"
	indexTable    = "identity_index"
	registryTable = "customer_id_registry"
	redirectTable = "customer_id_redirect"
	eventTable    = "identity_event"
)

// sideTables lists them.
func sideTables() []string {
	return []string{
		recordTable, edgeTable, modelTable, termTable, decisionTable, stateTable, keyTable, indexTable, registryTable, redirectTable, eventTable,
	}
}

func trimmed(sql string) string { return strings.TrimRight(strings.TrimSpace(sql), ";") }

func textField(names ...string) []scv.Field {
	var out []scv.Field
	for _, n := range names {
		out = append(out, scv.Field{Name: n, Type: scv.Text})
	}
	return out
}

// writer fills one table batch by batch: a full batch is added while the next one is
// filled. Nothing else may use the session until flush has ended it, also after an
// error.
type writer struct {
	s     *warehouse.Session
	to    scv.Relation
	b     *scv.Batch
	spare *scv.Batch // the batch that is being added, or was
	added chan error // what came of adding it; nil = none is being added
}

const batchRows = 1 << 15

func newWriter(ctx context.Context, s *warehouse.Session, to scv.Relation, fields []scv.Field) (*writer, error) {
	if _, err := s.Exec(ctx, "drop table if exists "+warehouse.QuoteRelation(to)); err != nil {
		return nil, err
	}
	if _, err := s.Exec(ctx, s.Dialect().CreateTable(to, fields)); err != nil {
		return nil, err
	}
	return writerTo(s, to, fields), nil
}

// writerTo adds to a table that is there.
func writerTo(s *warehouse.Session, to scv.Relation, fields []scv.Field) *writer {
	return &writer{s: s, to: to, b: scv.NewBatch(fields)}
}

// row adds one row; a value is string ("" = null), int64, float64 (NaN and
// infinities = null) or bool as 0 and 1 in int64.
func (w *writer) row(ctx context.Context, values ...any) error {
	for i, v := range values {
		c := &w.b.Columns[i]
		switch v := v.(type) {
		case string:
			if v == "" {
				c.AppendNull()
			} else {
				c.AppendText(v)
			}
		case int64:
			c.AppendInt(v)
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				c.AppendNull()
			} else {
				c.AppendFloat(v)
			}
		default:
			return fmt.Errorf("write %s: a value of type %T", w.to, v)
		}
	}
	return w.next(ctx)
}

// next goes on with an empty batch where this one is full.
func (w *writer) next(ctx context.Context) error {
	if w.b.Len() < batchRows {
		return nil
	}
	if err := w.wait(); err != nil {
		return err
	}
	full, added := w.b, make(chan error, 1)
	if w.b, w.spare, w.added = w.spare, full, added; w.b == nil {
		w.b = emptied(full)
	}
	go func() { added <- w.s.Append(ctx, w.to, full) }()
	return nil
}

// emptied is a batch of the same columns without rows.
func emptied(b *scv.Batch) *scv.Batch {
	var fields []scv.Field
	for _, c := range b.Columns {
		fields = append(fields, c.Field)
	}
	return scv.NewBatch(fields)
}

// wait lets the batch that is being added come to its end.
func (w *writer) wait() error {
	if w.added == nil {
		return nil
	}
	err := <-w.added
	w.added = nil
	w.spare.Reset()
	return err
}

// flush adds what is left.
func (w *writer) flush(ctx context.Context) error {
	if err := w.wait(); err != nil || w.b.Len() == 0 {
		return err
	}
	defer w.b.Reset()
	return w.s.Append(ctx, w.to, w.b)
}

// at is where the build has a table.
func (b *build) at(name string) scv.Relation { return beside(b.m.Target, name) }

// untouched is the condition on published rows of records that are not touched.
const untouched = "where not exists (select 1 from _scv_identity_touched as touched where touched.record_id = old.record_id)"

const touched = "select record_id from _scv_identity_touched"

// write leaves the target and the tables beside it. The ids of o are in the
// order in which assignAll listed the clusters.
func (b *build) write(ctx context.Context, found []matched, o assign.Outcome) error {
	if err := b.writeMatched(ctx, found); err != nil {
		return err
	}
	return b.writeAssigned(ctx, found, o)
}

// writeMatched leaves the tables in which no id stands.
func (b *build) writeMatched(ctx context.Context, found []matched) error {
	return inTurn(
		func() error { return b.writeEdges(ctx, found) },
		func() error { return b.writeModels(ctx, found) },
		func() error { return b.writeDecisions(ctx) },
		func() error { return b.writeStates(ctx, found) },
		func() error { return b.writeSeal(ctx) },
	)
}

// writeAssigned leaves the tables of ids.
func (b *build) writeAssigned(ctx context.Context, found []matched, o assign.Outcome) error {
	return inTurn(
		func() error { return b.writeTarget(ctx, found, o.IDs) },
		func() error { return b.writeRegistry(ctx, o.Registry) },
		func() error { return b.writeEvents(ctx, found, o) },
		func() error { return unread(found) }, // components and reasons of events follow from the edges, too
	)
}

// inTurn takes steps until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// unread is why edges of some party could not be read again.
func unread(found []matched) error {
	for i := range found {
		if err := found[i].edges.unread(); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) writeTarget(ctx context.Context, found []matched, ids []string) error {
	fields := append(textField("record_id", "customer_id", "party_type"),
		scv.Field{Name: "cluster_size", Type: scv.Int}, scv.Field{Name: "min_weight", Type: scv.Float})
	w, err := b.open(ctx, b.m.Target.Name, fields, leave{untouched, touched})
	if err != nil {
		return err
	}
	next := 0
	for i := range found {
		f := &found[i]
		given := make([]string, len(f.cluster)) // by the first row of a cluster
		for row, first := range f.cluster {
			if int32(row) == first {
				given[first] = ids[next]
				next++
			}
			id := given[first]
			if err := w.row(ctx, f.set.IDs[row], id, f.party, int64(f.size[row]), f.weakest[first]); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

// edgesStay leaves out published edges of records that are compared again, and those
// between two whose clusters are made again.
const edgesStay = `
left join _scv_identity_touched as lefts on old.left_record_id = lefts.record_id
left join _scv_identity_touched as rights on old.right_record_id = rights.record_id
where not coalesce(lefts.redone, false)
    and not coalesce(rights.redone, false)
    and (lefts.record_id is null or rights.record_id is null)`

// edgesAmong leaves the links among the records that are asked for.
const edgesAmong = `
inner join _scv_identity_ask as lefts on old.left_record_id = lefts.id
inner join _scv_identity_ask as rights on old.right_record_id = rights.id`

// ofTouched leaves the rows of records that are touched.
const ofTouched = "inner join _scv_identity_touched as touched on old.record_id = touched.record_id"

// edgesLeave selects the ends of the links of the base that do not stay. Those among the
// touched records were read; others have an end that is compared again and was there.
func (b *build) edgesLeave(ctx context.Context) (string, error) {
	for id, redone := range b.delta.touched {
		if _, was := b.delta.before[id]; was && redone {
			return statement("edges_leave").Relation("edge", scv.Relation{Schema: b.past.layout.base, Name: edgeTable}).String(), nil
		}
	}
	fields := textField("left_record_id", "right_record_id")
	if _, err := b.s.Exec(ctx, b.s.Dialect().CreateTempTable("_scv_identity_among", fields)); err != nil {
		return "", err
	}
	w := writerTo(b.s, scv.Relation{Schema: "temp", Name: "_scv_identity_among"}, fields)
	for _, ends := range b.delta.among {
		if err := w.row(ctx, ends[0], ends[1]); err != nil {
			return "", err
		}
	}
	return "from _scv_identity_among", w.flush(ctx)
}

func (b *build) writeEdges(ctx context.Context, found []matched) error {
	fields := append(textField("left_record_id", "right_record_id", "party_type"), scv.Field{Name: "weight", Type: scv.Float},
		scv.Field{Name: "probability", Type: scv.Float}, scv.Field{Name: "same_customer", Type: scv.Bool})
	l := leave{stays: edgesStay}
	if b.delta != nil {
		keys, err := b.edgesLeave(ctx)
		if err != nil {
			return err
		}
		l.keys = keys
	}
	w, err := b.open(ctx, edgeTable, append(fields, textField("blocking_rule", "levels")...), l)
	if err != nil {
		return err
	}
	levels := map[compare.Pattern]string{}
	described := func(f *matched, p compare.Pattern) string {
		text, ok := levels[p]
		if !ok {
			text = f.model.Describe(p)
			levels[p] = text
		}
		return text
	}
	write := func(f *matched, left, right string, e edge, same int64) error {
		return w.row(ctx, left, right, f.party, e.weight, score.Probability(e.weight), same, f.rules[e.rule], described(f, e.pattern))
	}
	for i := range found {
		f := &found[i]
		clear(levels)
		for e := range f.edges.all() {
			same := int64(0)
			if f.cluster[e.i] == f.cluster[e.j] {
				same = 1
			}
			if err := write(f, f.set.IDs[e.i], f.set.IDs[e.j], e, same); err != nil {
				return err
			}
		}
		if err := f.edges.unread(); err != nil {
			return errors.Join(err, w.flush(ctx))
		}
		for _, e := range f.outward {
			if err := write(f, e.left, e.right, e.edge, 0); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

// writeModels writes the models and what goes with them.
func (b *build) writeModels(ctx context.Context, found []matched) error {
	fields := append(textField("party_type"), scv.Field{Name: "records", Type: scv.Int})
	fields = append(append(fields, textField("model", "settled", "reason")...), scv.Field{Name: "learned_as_of", Type: scv.Timestamp})
	w, err := newWriter(ctx, b.s, b.at(modelTable), fields)
	if err != nil {
		return err
	}
	counted := map[string]*settled{}
	for i := range found {
		f := &found[i]
		own := f.settles()
		model, err := json.Marshal(f.model)
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
		if f.plan.settled == nil {
			own.At, own.Because = b.m.AsOf.UnixMicro(), b.learnedBecause(f)
			before, err := json.Marshal(b.past.models[f.party])
			if kept := b.past.settled[f.party]; err == nil && kept != nil && bytes.Equal(before, model) {
				own.At, own.Because = kept.At, kept.Because // learned again, and nothing new
			}
		}
		if b.delta == nil || f.plan.settled == nil || b.trained[f.party] != "" {
			counted[f.party] = own
		}
		limits, err := json.Marshal(own)
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
		if err := w.row(ctx, f.party, f.model.Records, string(model), string(limits), own.Because, own.At); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	return b.writeTerms(ctx, counted)
}

// learnedBecause says why a model is learned in this run.
func (b *build) learnedBecause(f *matched) string {
	switch before := b.past.models[f.party]; {
	case b.past.retaught[f.party]:
		return "the spec has other columns, rules or comparisons than the model before was learned under"
	case !f.learned:
		return "the version before kept no counts beside its model"
	case before == nil:
		return "there was no model"
	case before.Provisional:
		return "the model before was learned from too few pairs"
	}
	return "what is compared is not what the model before was learned for"
}

// writeDecisions writes what people had decided when the version was built.
func (b *build) writeDecisions(ctx context.Context) error {
	fields := append(textField("left_record_id", "right_record_id"), scv.Field{Name: "same", Type: scv.Bool})
	fields = append(append(fields, textField("decided_by", "reason")...), scv.Field{Name: "decided_at", Type: scv.Timestamp})
	w, err := newWriter(ctx, b.s, b.at(decisionTable), fields)
	if err != nil {
		return err
	}
	for _, d := range b.people {
		same := int64(0)
		if d.Same {
			same = 1
		}
		if err := w.row(ctx, string(d.Left), string(d.Right), same, d.Who, d.Reason, d.At.UnixMicro()); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

func (b *build) writeStates(ctx context.Context, found []matched) error {
	w, err := b.open(ctx, stateTable, stateFields(), leave{untouched, touched})
	if err != nil {
		return err
	}
	base := 0
	for i := range found {
		number := func(row int32) int { return base + int(row) }
		if b.delta != nil {
			number = func(row int32) int { return b.delta.number[found[i].set.IDs[row]] }
		}
		if err := writeStates(ctx, w, &found[i], number); err != nil {
			return err
		}
		base += found[i].set.Len()
	}
	return nil
}

func (b *build) writeSeal(ctx context.Context) error {
	made, err := b.under()
	if err != nil {
		return err
	}
	base := seal{under: made, part: partBase, at: b.layout.base}
	if b.layout.changes == "" {
		return b.writeSeals(ctx, []seal{base})
	}
	return b.writeSeals(ctx, []seal{b.past.base, {under: made, part: partChanges, at: b.layout.changes}})
}
