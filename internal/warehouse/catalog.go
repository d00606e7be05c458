package warehouse

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"scv"
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

// Columns gives a relation's columns in order, nil when there is no such
// relation. Types that scv.Type does not know are Text.
func (w *Warehouse) Columns(ctx context.Context, r scv.Relation) (fields []scv.Field, err error) {
	err = w.Session(ctx, func(s *Session) error {
		fields, err = s.Columns(ctx, r)
		return err
	})
	return fields, err
}

// Relations lists the tables and views of a schema by name; none when there is
// no such schema.
func (w *Warehouse) Relations(ctx context.Context, schema string) (found []scv.Relation, err error) {
	err = w.Session(ctx, func(s *Session) error {
		found, err = s.Relations(ctx, schema)
		return err
	})
	return found, err
}

// Object is a table or view with its columns.
type Object struct {
	scv.Relation
	View    bool
	Columns []scv.Field
}

// Objects lists every table and view of every schema, by schema and name.
func (w *Warehouse) Objects(ctx context.Context) ([]Object, error) {
	t, err := w.Table(ctx, statement("objects"))
	if err != nil {
		return nil, fmt.Errorf("list tables and views: %w", err)
	}
	var found []Object
	for _, row := range t.Rows {
		r := scv.Relation{Schema: fmt.Sprint(row[0]), Name: fmt.Sprint(row[1])}
		if len(found) == 0 || found[len(found)-1].Relation != r {
			found = append(found, Object{Relation: r, View: row[2] == "VIEW"})
		}
		o := &found[len(found)-1]
		o.Columns = append(o.Columns, scv.Field{Name: fmt.Sprint(row[3]), Type: FieldType(fmt.Sprint(row[4]))})
	}
	return found, nil
}

func columns(ctx context.Context, c Conn, r scv.Relation) ([]scv.Field, error) {
	t, err := c.Table(ctx, statement("columns"), r.Name, r.Schema, r.Schema)
	if err != nil {
		return nil, fmt.Errorf("list columns of %s: %w", r, err)
	}
	var fields []scv.Field
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		engine, _ := row[1].(string)
		fields = append(fields, scv.Field{Name: name, Type: FieldType(engine)})
	}
	return fields, nil
}

func relations(ctx context.Context, c Conn, schema string) ([]scv.Relation, error) {
	t, err := c.Table(ctx, statement("relations"), schema)
	if err != nil {
		return nil, fmt.Errorf("list relations of %s: %w", schema, err)
	}
	var found []scv.Relation
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		found = append(found, scv.Relation{Schema: schema, Name: name})
	}
	return found, nil
}

// FieldType gives the type that stands for an engine's type name: Text where
// there is no closer one.
func FieldType(engine string) scv.Type {
	name := strings.ToUpper(engine)
	if i := strings.IndexByte(name, '('); i > 0 && !strings.HasSuffix(name, "]") {
		name = name[:i]
	}
	switch name {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER":
		return scv.Int
	case "DOUBLE", "FLOAT", "REAL":
		return scv.Float
	case "DECIMAL", "NUMERIC", "NUMBER", "HUGEINT", "UHUGEINT", "UBIGINT":
		return scv.Decimal
	case "BOOLEAN":
		return scv.Bool
	case "DATE":
		return scv.Date
	case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NTZ", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS":
		return scv.Timestamp
	default:
		return scv.Text
	}
}
