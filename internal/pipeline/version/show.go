package version

import (
	"context"
	"regexp"

	"scv"
	"scv/internal/warehouse"
)

// show lets readers see a version; what record writes is part of the same
// transaction. Its work grows with the number of relations, never with their rows.
func (v *Store) show(ctx context.Context, version int64, record func(*warehouse.Session) error) error {
	return v.tx(ctx, "commit", func(s *warehouse.Session) error {
		for _, layer := range layers() {
			if err := v.pointViews(ctx, s, layer, version); err != nil {
				return err
			}
		}
		if err := v.do(ctx, s, "retire version", statement("retire")); err != nil {
			return err
		}
		return record(s)
	})
}

// pointViews has a layer's schema show a version's relations and nothing else of
// another one.
func (v *Store) pointViews(ctx context.Context, s *warehouse.Session, layer scv.Layer, version int64) error {
	fresh, err := s.Relations(ctx, Schema(layer, version))
	if err != nil {
		return err
	}
	if err := v.clear(ctx, s, layer, fresh); err != nil {
		return err
	}
	for _, r := range fresh {
		view := scv.Relation{Schema: string(layer), Name: r.Name}
		sql := "create or replace view " + warehouse.QuoteRelation(view) + " as select * from " + warehouse.QuoteRelation(r)
		if err := v.do(ctx, s, "show "+view.String(), sql); err != nil {
			return err
		}
	}
	return nil
}

// clear drops what stands in a layer's schema and is not of the version to show:
// views without successor, and a table in the place of a view. Silver holds
// relations that are no version's, too: they stay.
func (v *Store) clear(ctx context.Context, s *warehouse.Session, layer scv.Layer, fresh []scv.Relation) error {
	stay := map[string]bool{}
	for _, r := range fresh {
		stay[r.Name] = true
	}
	t, err := s.Table(ctx, statement("standing"), string(layer))
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		name, definition := row[0].(string), row[1].(string)
		kind := "view"
		switch {
		case definition == "" && !stay[name]: // a table of silver, or one that a probe will name
			continue
		case definition == "":
			kind = "table"
		case stay[name], layer == scv.Silver && !pointing.MatchString(definition):
			continue
		}
		r := scv.Relation{Schema: string(layer), Name: name}
		if err := v.do(ctx, s, "hide "+r.String(), "drop "+kind+" "+warehouse.QuoteRelation(r)); err != nil {
			return err
		}
	}
	return nil
}

// pointing matches the definition of a view that pointViews made in silver.
var pointing = regexp.MustCompile(`(?is)\bas\s+select\s+\*\s+from\s+"?silver__v[0-9]+"?\.("(?:[^"]|"")+"|\w+)\s*;?\s*$`)
