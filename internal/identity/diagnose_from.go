package identity

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/engine"
	"scv/internal/warehouse"
)

// Diagnose matches the records and tells of each party what was learned.
func (n native) Diagnose(ctx context.Context, in engine.Input, o engine.Options) ([]Diagnosis, error) {
	aside := roomOf(o)
	defer aside.close()
	_, found, err := n.match(ctx, in, o, aside)
	if err != nil {
		return nil, err
	}
	var list []Diagnosis
	for k := range found {
		if f := &found[k]; f.set.Len() > 1 {
			d, err := f.diagnose()
			if err != nil {
				return nil, err
			}
			list = append(list, d)
		}
	}
	return list, nil
}

func (p *pairsOf) diagnose() (Diagnosis, error) {
	edges := slices.Collect(p.diagnosed())
	return diagnose(newBasis(p.plan, p.set, p.model, p.set.Len()), block.New(p.plan.rules, p.set), edges), p.edges.unread()
}

// DiagnosePublished tells of each party of the published version what was learned.
func DiagnosePublished(ctx context.Context, w *warehouse.Warehouse) (list []Diagnosis, err error) {
	_, err = eachPublished(ctx, w, func(b *ownBasis, index *block.Index, edges []diagnosed) error {
		list = append(list, diagnose(b, index, edges))
		return nil
	})
	return list, err
}

// eachPublished gives what each party of the published version was matched by, and its
// pairs. Parties of one record alone are named.
func eachPublished(ctx context.Context, w *warehouse.Warehouse, tell func(*ownBasis, *block.Index, []diagnosed) error) (alone []string, err error) {
	v, err := readVersion(ctx, w)
	if err != nil {
		return nil, err
	}
	for _, party := range parties() {
		model, set := v.models[party], v.records.Subset(rowsOf(v.records, party))
		if set.Len() == 1 {
			alone = append(alone, party)
		}
		if model == nil || set.Len() < 2 {
			continue
		}
		if _, _, err := comparisonsOf(model, party); err != nil {
			return nil, err
		}
		how, err := planUnder(v.spec, party, set)
		if err != nil {
			return nil, err
		}
		records := set.Len()
		if how.settled = v.counts[party]; how.settled != nil {
			records = how.settled.Records
		}
		b := newBasis(how, set, model, records)
		edges, err := b.edges(ctx, w)
		if err != nil {
			return nil, err
		}
		index := block.NewUnder(how.rules, set, block.Frozen{Limits: how.settled.at(set.Len()).limits()})
		if err := tell(b, index, edges); err != nil {
			return nil, err
		}
	}
	return alone, nil
}

// edges reads the published pairs of a party.
func (b *ownBasis) edges(ctx context.Context, w *warehouse.Warehouse) ([]diagnosed, error) {
	var out []diagnosed
	query := "select left_record_id, right_record_id, weight, cast(same_customer as bigint) as same_customer from identity.identity_edge where party_type = " + warehouse.Literal(b.plan.party)
	err := w.Scan(ctx, query, func(batch *scv.Batch) error {
		for k := range batch.Len() {
			i, here := b.set.Row(string(batch.Columns[0].Bytes(k)))
			j, there := b.set.Row(string(batch.Columns[1].Bytes(k)))
			if here && there {
				out = append(out, diagnosed{i, j, batch.Columns[2].Floats[k], batch.Columns[3].Ints[k] == 1})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read pairs: %w", err)
	}
	return out, nil
}
