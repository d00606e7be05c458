package bronze

import (
	"context"
	"errors"
	"fmt"

	"scv"
)

// shape brings the bronze table to the source's columns: it is made, or gets the
// columns it lacks. A column that left the source stays and is null from now on.
func (c *commit) shape(ctx context.Context) error {
	have, err := c.session.Columns(ctx, c.to)
	if err != nil {
		return err
	}
	if have == nil {
		return c.create(ctx)
	}
	missing, err := c.missing(have)
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, f := range missing {
		if _, err := c.session.Exec(ctx, c.session.Dialect().AddColumn(c.to, f)); err != nil {
			return fmt.Errorf("add column %s to %s: %w", f.Name, c.to, err)
		}
	}
	return c.view(ctx, append(have, missing...))
}

func (c *commit) create(ctx context.Context) error {
	var fields []scv.Field
	for _, f := range c.table.Fields {
		fields = append(fields, f.Field)
	}
	fields = append(fields, provenance()...)
	if _, err := c.session.Exec(ctx, c.session.Dialect().CreateTable(c.to, fields)); err != nil {
		return fmt.Errorf("create %s: %w", c.to, err)
	}
	return c.view(ctx, fields)
}

// missing lists the source's columns that the table has not.
func (c *commit) missing(have []scv.Field) ([]scv.Field, error) {
	types := map[string]scv.Type{}
	for _, f := range have {
		types[f.Name] = f.Type
	}
	var missing []scv.Field
	for _, f := range c.table.Fields {
		was, ok := types[f.Name]
		switch {
		case !ok:
			missing = append(missing, f.Field)
		case was != f.Type:
			return nil, &scv.Error{
				Code: scv.CodeTypeChanged, Op: "load " + c.table.Source + "/" + c.table.Entity, Subject: "column " + f.Header,
				Hint: fmt.Sprintf("Declare the column as %s under columns: in scv.yml, or give it another name at the source.", was),
				Err:  fmt.Errorf("it is %s now and was %s when %s was loaded before", f.Type, was, c.to),
			}
		}
	}
	if len(c.table.Fields) == 0 {
		return nil, errors.New("table without columns")
	}
	for _, f := range provenance() { // a table from before it had all of them
		if _, ok := types[f.Name]; !ok {
			missing = append(missing, f)
		}
	}
	return missing, nil
}

// view points <table>__current at the table's columns as they are now.
func (c *commit) view(ctx context.Context, fields []scv.Field) error {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	sql := statement("current").
		Relation("view", Current(c.table.Source, c.table.Entity)).
		Relation("table", c.to).
		List("columns", "", names)
	if _, err := c.session.Exec(ctx, sql.String()); err != nil {
		return fmt.Errorf("create view of %s: %w", c.to, err)
	}
	return nil
}
