package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/identity/assign"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// past is what the published version says: ids, and models by party with what goes
// with them.
type past struct {
	assign.Past
	models  map[string]*score.Model
	settled map[string]*settled
	layout  layout         // of the published version, known from sound on
	base    seal           // of its base
	records map[string]int // that it has, by party
	next    int            // number that no record has

	respecified bool            // it was matched under another spec than is in force now
	retaught    map[string]bool // parties whose model was learned under a spec that teaches something else
}

// readLearned reads the models of the published version; nothing where there is none.
func readLearned(ctx context.Context, s *warehouse.Session, live scv.Relation) (past, error) {
	p := past{
		Past:   assign.Past{Customer: map[string]string{}, Registry: map[string]assign.Entry{}},
		models: map[string]*score.Model{}, settled: map[string]*settled{}, retaught: map[string]bool{},
	}
	there, err := s.Columns(ctx, live)
	if err != nil || there == nil {
		return p, err
	}
	if p.models, err = readModels(ctx, s, beside(live, modelTable)); err != nil {
		return p, err
	}
	p.settled, err = readLimits(ctx, s, live)
	return p, err
}

// readIDs reads all ids of the published version.
func (p *past) readIDs(ctx context.Context, s *warehouse.Session, live scv.Relation) error {
	if there, err := s.Columns(ctx, live); err != nil || there == nil {
		return err
	}
	if err := readCustomers(ctx, s, "select record_id, customer_id from "+warehouse.QuoteRelation(live), p.Customer); err != nil {
		return err
	}
	return readRegistry(ctx, s, warehouse.QuoteRelation(beside(live, registryTable)), p.Registry)
}

func readCustomers(ctx context.Context, s *warehouse.Session, query string, into map[string]string) error {
	err := s.Scan(ctx, query, func(b *scv.Batch) error {
		for i := range b.Len() {
			into[string(b.Columns[0].Bytes(i))] = string(b.Columns[1].Bytes(i))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read published ids: %w", err)
	}
	return nil
}

// readRegistry reads entries from a table or a select.
func readRegistry(ctx context.Context, s *warehouse.Session, from string, into map[string]assign.Entry) error {
	query := "select customer_id, founding_record_id, coalesce(state, ''), coalesce(merged_into, ''), generation, founded_as_of from " + from
	err := s.Scan(ctx, query, func(b *scv.Batch) error {
		for i := range b.Len() {
			e := assign.Entry{
				ID: string(b.Columns[0].Bytes(i)), Founder: string(b.Columns[1].Bytes(i)), State: string(b.Columns[2].Bytes(i)), Into: string(b.Columns[3].Bytes(i)),
				Generation: int(b.Columns[4].Ints[i]), Founded: time.UnixMicro(b.Columns[5].Ints[i]).UTC(),
			}
			into[e.ID] = e
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read registry of ids: %w", err)
	}
	return nil
}

func readModels(ctx context.Context, s warehouse.Conn, from scv.Relation) (map[string]*score.Model, error) {
	t, err := s.Table(ctx, "select party_type, model from "+warehouse.QuoteRelation(from))
	if err != nil {
		return nil, fmt.Errorf("read learned models: %w", err)
	}
	models := map[string]*score.Model{}
	for _, row := range t.Rows {
		party, _ := row[0].(string)
		text, _ := row[1].(string)
		if models[party], err = readModel(party, text); err != nil {
			return nil, err
		}
	}
	return models, nil
}

func readModel(party, text string) (*score.Model, error) {
	m := &score.Model{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil, badModel(party, err)
	}
	if m.Format > score.Format {
		return nil, badModel(party, errors.New("a newer version of this program wrote it"))
	}
	return m, nil
}

func badModel(party string, err error) error {
	return &scv.Error{
		Code: scv.CodeIdentityModel, Op: "read learned model", Subject: party, Err: err,
		Hint: "Use the version of scv that published it.",
	}
}
