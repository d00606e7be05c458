package pipeline

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/identity/evaluate"
	"scv/internal/pipeline/version"
	"scv/internal/warehouse"
)

// Truth maps record ids to the entity they belong to.
type Truth = map[scv.RecordID]string

// countHeld fills the report's quarantine, most rows first.
func (p *Pipeline) countHeld(ctx context.Context, r *running) error {
	t, err := p.Warehouse.Table(ctx, statement("quarantine"))
	if err != nil {
		return fmt.Errorf("count quarantine: %w", err)
	}
	for _, row := range t.Rows {
		r.report.Held = append(r.report.Held, scv.Held{
			Source: text(row[0]), Entity: text(row[1]), Codes: text(row[2]), Rows: row[3].(int64),
		})
	}
	return nil
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// measure fills the report's figures about the version that was built.
func (p *Pipeline) measure(ctx context.Context, r *running) error {
	if err := p.countLayers(ctx, r); err != nil {
		return err
	}
	gold := version.Schema(scv.Gold, r.version)
	if err := p.countChanged(ctx, r); err != nil {
		return err
	}
	r.report.Customers = r.report.Layers["gold.dim_customer"]
	weather := warehouse.QuoteRelation(scv.Relation{Schema: gold, Name: "fct_customer_weather_day"})
	t, err := p.Warehouse.Table(ctx, fmt.Sprintf(statement("weather"), weather))
	if err != nil {
		return fmt.Errorf("measure weather: %w", err)
	}
	r.report.Weather.Wanted, r.report.Weather.Found = t.Rows[0][0].(int64), t.Rows[0][1].(int64)
	return p.measureMatching(ctx, r, gold)
}

// countLayers counts the rows of every table, under the name readers know.
func (p *Pipeline) countLayers(ctx context.Context, r *running) error {
	for _, layer := range scv.Layers() {
		relations, err := p.relations(ctx, r, layer)
		if err != nil {
			return err
		}
		for name, rel := range relations {
			n, err := p.count(ctx, "select count(*) from "+warehouse.QuoteRelation(rel))
			if err != nil {
				return err
			}
			r.report.Layers[string(layer)+"."+name] = n
		}
	}
	return nil
}

// relations gives a layer's relations by name: of the version that was built where
// it has them, else those that every version shares.
func (p *Pipeline) relations(ctx context.Context, r *running, layer scv.Layer) (map[string]scv.Relation, error) {
	schemas := []string{string(layer), version.Schema(layer, r.version)}
	if _, ok := version.Aliases(r.version)[string(layer)]; ok {
		schemas = schemas[1:]
	}
	found := map[string]scv.Relation{}
	for _, schema := range schemas {
		relations, err := p.Warehouse.Relations(ctx, schema)
		if err != nil {
			return nil, err
		}
		for _, rel := range relations {
			found[rel.Name] = rel
		}
	}
	return found, nil
}

func (p *Pipeline) count(ctx context.Context, sql string) (int64, error) {
	t, err := p.Warehouse.Table(ctx, sql)
	if err != nil {
		return 0, fmt.Errorf("count rows: %w", err)
	}
	return t.Rows[0][0].(int64), nil
}

// countChanged counts, table by table, the gold rows that differ from the live
// version: rows that are new or have another value, or rows that went, whichever
// are more, so that a changed row counts once.
func (p *Pipeline) countChanged(ctx context.Context, r *running) error {
	relations, err := p.Warehouse.Relations(ctx, version.Schema(scv.Gold, r.version))
	if err != nil {
		return err
	}
	for _, rel := range relations {
		if r.same[rel] {
			continue
		}
		before := scv.Relation{Schema: version.Schema(scv.Gold, r.live), Name: rel.Name}
		n, err := p.changedRows(ctx, rel, before)
		if err != nil {
			return err
		}
		r.report.Changed += n
	}
	return nil
}

func (p *Pipeline) changedRows(ctx context.Context, now, before scv.Relation) (int64, error) {
	same, err := p.sameColumns(ctx, now, before)
	if err != nil {
		return 0, err
	}
	a, b := warehouse.QuoteRelation(now), warehouse.QuoteRelation(before)
	if !same {
		return p.count(ctx, "select count(*) from "+a)
	}
	return p.count(ctx, fmt.Sprintf(
		"select greatest((select count(*) from (from %[1]s except all from %[2]s)), (select count(*) from (from %[2]s except all from %[1]s)))", a, b))
}

func (p *Pipeline) sameColumns(ctx context.Context, a, b scv.Relation) (bool, error) {
	left, err := p.Warehouse.Columns(ctx, a)
	if err != nil {
		return false, err
	}
	right, err := p.Warehouse.Columns(ctx, b)
	if err != nil || len(left) != len(right) {
		return false, err
	}
	for i := range left {
		if left[i] != right[i] {
			return false, nil
		}
	}
	return true, nil
}

// measureMatching compares the customers of a version with the truth. It reads
// only the truth and customer_xref.
func (p *Pipeline) measureMatching(ctx context.Context, r *running, gold string) error {
	if p.Truth == nil {
		return nil
	}
	truth, err := p.Truth(ctx)
	if err != nil {
		return err
	}
	xref := warehouse.QuoteRelation(scv.Relation{Schema: gold, Name: "customer_xref"})
	found := map[scv.RecordID]string{}
	err = p.Warehouse.Scan(ctx, "select record_id, customer_id from "+xref, func(b *scv.Batch) error {
		for i := range b.Len() {
			found[scv.RecordID(b.Columns[0].Bytes(i))] = string(b.Columns[1].Bytes(i))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read customer_xref: %w", err)
	}
	m := evaluate.Compare(truth, found)
	r.report.Matching = &m
	return nil
}
