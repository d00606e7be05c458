package version

import (
	"context"
	"fmt"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// Carry copies relations of a version into the one that is being built, so that
// what increments or keeps history changes the copy: a refused run leaves no trace,
// and after a rollback the next run goes on from what readers see. Relations are
// named as readers name them. One that the version does not have is left out: it
// is built from its beginning.
func (v *Store) Carry(ctx context.Context, from, to int64, relations []scv.Relation) error {
	for _, r := range relations {
		layer := scv.Layer(r.Schema)
		old := scv.Relation{Schema: Schema(layer, from), Name: r.Name}
		columns, err := v.w.Columns(ctx, old)
		if err != nil || len(columns) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		if err := v.openLayer(ctx, layer, to); err != nil {
			return err
		}
		if err := v.copy(ctx, old, scv.Relation{Schema: Schema(layer, to), Name: r.Name}); err != nil {
			return fmt.Errorf("carry %s over to version %d: %w", r, to, err)
		}
	}
	return nil
}

// Relations lists what a version has, as readers name it.
func (v *Store) Relations(ctx context.Context, version int64) ([]scv.Relation, error) {
	var found []scv.Relation
	for _, layer := range layers() {
		there, err := v.w.Relations(ctx, Schema(layer, version))
		if err != nil {
			return nil, err
		}
		for _, r := range there {
			found = append(found, scv.Relation{Schema: string(layer), Name: r.Name})
		}
	}
	return found, nil
}

// copy makes a table like another one, with its constraints and rows.
func (v *Store) copy(ctx context.Context, from, to scv.Relation) error {
	create, err := v.madeLike(ctx, from, to)
	if err != nil {
		return err
	}
	return v.tx(ctx, "commit "+to.String(), func(s *warehouse.Session) error {
		target, source := warehouse.QuoteRelation(to), warehouse.QuoteRelation(from)
		if create == "" {
			return v.do(ctx, s, "carry "+to.String(), "create table "+target+" as select * from "+source)
		}
		if err := v.do(ctx, s, "make "+to.String(), create); err != nil {
			return err
		}
		return v.do(ctx, s, "carry "+to.String(), "insert into "+target+" select * from "+source)
	})
}

// madeLike gives the statement that makes a table like another one, empty; "" where
// the engine cannot tell, and of views.
func (v *Store) madeLike(ctx context.Context, from, to scv.Relation) (string, error) {
	query := v.w.Dialect().MadeBy
	if query == "" {
		return "", nil
	}
	t, err := v.w.Table(ctx, query, from.Schema, from.Name)
	if err != nil || len(t.Rows) == 0 {
		return "", err
	}
	text, _ := t.Rows[0][0].(string)
	for _, name := range []string{from.Name, warehouse.Quote(from.Name)} {
		if columns, ok := strings.CutPrefix(text, "CREATE TABLE "+from.Schema+"."+name+"("); ok {
			return "create table " + warehouse.QuoteRelation(to) + "(" + columns, nil
		}
	}
	return "", nil
}

// Freeze makes tables of the views of a version: a view may read what the next run
// changes, and a version never changes. What a version's data schema holds nobody
// changes: views of that stay.
func (v *Store) Freeze(ctx context.Context, version int64) error {
	for _, layer := range layers() {
		schema := Schema(layer, version)
		t, err := v.w.Table(ctx, statement("standing"), schema)
		if err != nil {
			return err
		}
		var views []string
		for _, row := range t.Rows {
			if definition := row[1].(string); definition != "" && !data.MatchString(definition) {
				views = append(views, row[0].(string))
			}
		}
		if err := v.freeze(ctx, schema, views); err != nil {
			return fmt.Errorf("make tables of the views of version %d: %w", version, err)
		}
	}
	return nil
}

// freeze fills all tables before the first view goes: views may read each other.
func (v *Store) freeze(ctx context.Context, schema string, views []string) error {
	if len(views) == 0 {
		return nil
	}
	whole := func(name string) string { return warehouse.Quote(name + "__whole") }
	return v.tx(ctx, "commit "+schema, func(s *warehouse.Session) error {
		for _, name := range views {
			r := scv.Relation{Schema: schema, Name: name}
			if err := v.do(ctx, s, "freeze "+r.String(), "create table "+warehouse.Quote(schema)+"."+whole(name)+" as select * from "+warehouse.QuoteRelation(r)); err != nil {
				return err
			}
		}
		for _, name := range views {
			r := scv.Relation{Schema: schema, Name: name}
			sql := "drop view " + warehouse.QuoteRelation(r) + "; alter table " + warehouse.Quote(schema) + "." + whole(name) + " rename to " + warehouse.Quote(name)
			if err := v.do(ctx, s, "replace "+r.String(), sql); err != nil {
				return err
			}
		}
		return nil
	})
}
