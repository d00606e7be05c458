package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// The tables beside the model.
const (
	recordTable   = "identity_record"
	edgeTable     = "identity_edge"
	modelTable    = "identity_model"
	registryTable = "customer_id_registry"
	eventTable    = "identity_event"
)

func trimmed(sql string) string { return strings.TrimRight(strings.TrimSpace(sql), ";") }

func textField(names ...string) []scv.Field {
	var out []scv.Field
	for _, n := range names {
		out = append(out, scv.Field{Name: n, Type: scv.Text})
	}
	return out
}

// writer fills one table batch by batch.
type writer struct {
	s  *warehouse.Session
	to scv.Relation
	b  *scv.Batch
}

const batchRows = 8192

func newWriter(ctx context.Context, s *warehouse.Session, to scv.Relation, fields []scv.Field) (*writer, error) {
	if _, err := s.Exec(ctx, "drop table if exists "+warehouse.QuoteRelation(to)); err != nil {
		return nil, err
	}
	if _, err := s.Exec(ctx, s.Dialect().CreateTable(to, fields)); err != nil {
		return nil, err
	}
	return &writer{s, to, scv.NewBatch(fields)}, nil
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
	if w.b.Len() < batchRows {
		return nil
	}
	return w.flush(ctx)
}

func (w *writer) flush(ctx context.Context) error {
	if w.b.Len() == 0 {
		return nil
	}
	defer w.b.Reset()
	return w.s.Append(ctx, w.to, w.b)
}

// write leaves the target and the tables beside it. The ids of o are in the
// order in which assignAll listed the clusters.
func (x *Materialization) write(ctx context.Context, s *warehouse.Session, m scv.Model, found []matched, o assign.Outcome) error {
	if err := writeTarget(ctx, s, m.Target, found, o.IDs); err != nil {
		return err
	}
	if err := writeEdges(ctx, s, beside(m.Target, edgeTable), found); err != nil {
		return err
	}
	if err := writeModels(ctx, s, beside(m.Target, modelTable), found); err != nil {
		return err
	}
	if err := writeRegistry(ctx, s, beside(m.Target, registryTable), o.Registry); err != nil {
		return err
	}
	return writeEvents(ctx, s, m, o.Events)
}

func writeTarget(ctx context.Context, s *warehouse.Session, to scv.Relation, found []matched, ids []string) error {
	fields := append(textField("record_id", "customer_id", "party_type"),
		scv.Field{Name: "cluster_size", Type: scv.Int}, scv.Field{Name: "min_weight", Type: scv.Float})
	w, err := newWriter(ctx, s, to, fields)
	if err != nil {
		return err
	}
	next := 0
	for i := range found {
		f := &found[i]
		given := make(map[int32]string)
		for row, first := range f.cluster {
			id, ok := given[first]
			if !ok {
				id = ids[next]
				given[first] = id
				next++
			}
			if err := w.row(ctx, f.set.IDs[row], id, f.party, int64(f.size[row]), f.weakest[first]); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

func writeEdges(ctx context.Context, s *warehouse.Session, to scv.Relation, found []matched) error {
	fields := append(textField("left_record_id", "right_record_id", "party_type"), scv.Field{Name: "weight", Type: scv.Float},
		scv.Field{Name: "probability", Type: scv.Float}, scv.Field{Name: "same_customer", Type: scv.Bool})
	w, err := newWriter(ctx, s, to, append(fields, textField("blocking_rule", "levels")...))
	if err != nil {
		return err
	}
	for i := range found {
		f := &found[i]
		for _, e := range f.edges {
			same := int64(0)
			if f.cluster[e.i] == f.cluster[e.j] {
				same = 1
			}
			err := w.row(ctx, f.set.IDs[e.i], f.set.IDs[e.j], f.party, e.weight, score.Probability(e.weight), same,
				f.rules[e.rule], f.model.Describe(e.pattern))
			if err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

func writeModels(ctx context.Context, s *warehouse.Session, to scv.Relation, found []matched) error {
	w, err := newWriter(ctx, s, to, append(textField("party_type"), scv.Field{Name: "records", Type: scv.Int}, scv.Field{Name: "model", Type: scv.Text}))
	if err != nil {
		return err
	}
	for _, f := range found {
		text, err := json.Marshal(f.model)
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
		if err := w.row(ctx, f.party, f.model.Records, string(text)); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

func writeRegistry(ctx context.Context, s *warehouse.Session, to scv.Relation, entries []assign.Entry) error {
	fields := append(textField("customer_id", "founding_record_id"), scv.Field{Name: "generation", Type: scv.Int}, scv.Field{Name: "founded_as_of", Type: scv.Timestamp})
	w, err := newWriter(ctx, s, to, append(fields, textField("state", "merged_into")...))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := w.row(ctx, e.ID, e.Founder, int64(e.Generation), e.Founded.UnixMicro(), e.State, e.Into); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// writeEvents carries the published events on and adds this run's.
func writeEvents(ctx context.Context, s *warehouse.Session, m scv.Model, events []assign.Event) error {
	to := beside(m.Target, eventTable)
	fields := append([]scv.Field{{Name: "as_of", Type: scv.Timestamp}}, textField("kind", "customer_id", "other_customer_id")...)
	w, err := newWriter(ctx, s, to, fields)
	if err != nil {
		return err
	}
	before := beside(m.Live, eventTable)
	if there, err := s.Columns(ctx, before); err != nil {
		return err
	} else if len(there) == len(fields) && before != to {
		if _, err := s.Exec(ctx, "insert into "+warehouse.QuoteRelation(to)+" select * from "+warehouse.QuoteRelation(before)); err != nil {
			return err
		}
	}
	for _, e := range events {
		if err := w.row(ctx, e.At.UnixMicro(), e.Kind, e.ID, e.Other); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}
