package reuse

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

func statement(name string) string {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // names are constants; TestStatementsAreThere opens each
	}
	return string(text)
}

// errNotThere is for a relation that does not exist.
var errNotThere = errors.New("there is no such relation")

// Content gives the digest of a relation's columns and rows, and how many rows there
// are. Equal rows in another order are the same content.
func Content(ctx context.Context, c warehouse.Conn, r scv.Relation) (digest string, rows int64, err error) {
	shape, err := shapeOf(ctx, c, r)
	if err != nil {
		return "", 0, err
	}
	t, err := c.Table(ctx, warehouse.NewStatement(statement("content")).Relation("relation", r).String())
	if err != nil {
		return "", 0, fmt.Errorf("digest rows of %s: %w", r, err)
	}
	row := t.Rows[0]
	rows, _ = row[0].(int64)
	return Digest(shape, fmt.Sprint(row...)), rows, nil
}

// shapeOf gives names and types of a relation's columns as one text.
func shapeOf(ctx context.Context, c warehouse.Conn, r scv.Relation) (string, error) {
	t, err := c.Table(ctx, statement("columns"), r.Schema, r.Name)
	if err != nil {
		return "", fmt.Errorf("list columns of %s: %w", r, err)
	}
	if len(t.Rows) == 0 {
		return "", fmt.Errorf("%s: %w", r, errNotThere)
	}
	return fmt.Sprintf("%q", t.Rows), nil
}
