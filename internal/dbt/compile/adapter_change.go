package compile

import (
	"context"

	"scv/internal/warehouse"
	"scv/jinja"
)

func (a *adapter) exec(c *jinja.Call, sql string) (jinja.Value, error) {
	_, err := a.s.conn.Exec(c.Context(), sql)
	return nil, err
}

func relationArg(c *jinja.Call, i int, name string) (*Relation, error) {
	r, ok := c.Arg(i, name, nil).(*Relation)
	if !ok {
		return nil, jinja.Raise("TypeError", "%s must be a relation", name)
	}
	return r, nil
}

func (a *adapter) schemaOf(c *jinja.Call) (string, error) {
	r, err := relationArg(c, 0, "relation")
	if err != nil {
		return "", err
	}
	return (&Relation{Database: r.Database, Schema: r.Schema}).String(), nil
}

func (a *adapter) createSchema(c *jinja.Call) (jinja.Value, error) {
	schema, err := a.schemaOf(c)
	if err != nil {
		return nil, err
	}
	return a.exec(c, "create schema if not exists "+schema)
}

func (a *adapter) dropSchema(c *jinja.Call) (jinja.Value, error) {
	schema, err := a.schemaOf(c)
	if err != nil {
		return nil, err
	}
	return a.exec(c, "drop schema if exists "+schema+" cascade")
}

func (a *adapter) dropRelation(c *jinja.Call) (jinja.Value, error) {
	r, err := relationArg(c, 0, "relation")
	if err != nil {
		return nil, err
	}
	kind := "table"
	if r.Type == "view" {
		kind = "view"
	}
	return a.exec(c, "drop "+kind+" if exists "+r.String()+" cascade")
}

func (a *adapter) renameRelation(c *jinja.Call) (jinja.Value, error) {
	from, err := relationArg(c, 0, "from_relation")
	if err != nil {
		return nil, err
	}
	to, err := relationArg(c, 1, "to_relation")
	if err != nil {
		return nil, err
	}
	kind := "table"
	if from.Type == "view" {
		kind = "view"
	}
	return a.exec(c, "alter "+kind+" "+from.String()+" rename to "+quote(to.Identifier))
}

func (a *adapter) truncateRelation(c *jinja.Call) (jinja.Value, error) {
	r, err := relationArg(c, 0, "relation")
	if err != nil {
		return nil, err
	}
	return a.exec(c, "delete from "+r.String())
}

// execute runs SQL: a response, and a table when one was asked for.
func (a *adapter) execute(c *jinja.Call) (jinja.Value, error) {
	sql := jinja.Str(c.Arg(0, "sql", ""))
	if jinja.Truth(c.Arg(1, "auto_begin", false)) {
		if err := a.s.tx.begin(c.Context()); err != nil {
			return nil, err
		}
	}
	if !jinja.Truth(c.Arg(2, "fetch", false)) {
		rows, err := a.s.conn.Exec(c.Context(), sql)
		return jinja.NewTuple(response(rows), &Table{}), err
	}
	t, err := a.s.conn.Table(c.Context(), sql)
	if err != nil {
		return nil, err
	}
	return jinja.NewTuple(response(int64(len(t.Rows))), NewTable(t)), nil
}

// response is what the adapter says of a statement: it prints as OK.
func response(rows int64) jinja.Value {
	return &answer{attributes{name: "AdapterResponse", dict: jinja.NewDict("_message", "OK", "code", "OK", "rows_affected", rows)}}
}

type answer struct{ attributes }

// String is what it prints as.
func (a *answer) String() string { return "OK" }

// described gives the columns of a temporary table or a query.
func (a *adapter) described(ctx context.Context, from string) ([]*Column, error) {
	t, err := a.s.conn.Table(ctx, "describe "+from)
	if err != nil {
		return nil, err
	}
	return columnsOf(t), nil
}

func (a *adapter) columnsOfQuery(c *jinja.Call) (jinja.Value, error) {
	columns, err := a.described(c.Context(), jinja.Str(c.Arg(0, "sql", "")))
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, col := range columns {
		out.Items = append(out.Items, col)
	}
	return out, nil
}

// strategyMacro gives the macro of an incremental strategy: a project may add one.
func (a *adapter) strategyMacro(c *jinja.Call) (jinja.Value, error) {
	name := jinja.Str(c.Arg(1, "strategy_name", "default"))
	macro := StrategyMacro(name)
	if v, ok := a.s.lookup(macro); ok {
		return v, nil
	}
	return nil, jinja.Raise(raised, "dbt could not find an incremental strategy macro with the name '%s' in %s", macro, a.s.c.root())
}

// locationExists says whether a file can be read.
func (a *adapter) locationExists(c *jinja.Call) (jinja.Value, error) {
	_, err := a.s.conn.Table(c.Context(), "select 1 from "+warehouse.Literal(jinja.Str(c.Arg(0, "location", "")))+" where false")
	return err == nil, nil
}

// field is what the profile says under a key, "".
func (a *adapter) field(key string) string {
	if d := a.s.c.o.Target.Fields; d != nil {
		if v, ok := d.GetStr(key); ok && v != nil {
			return jinja.Str(v)
		}
	}
	return ""
}

// addQuery runs SQL without asking for its rows.
func (a *adapter) addQuery(c *jinja.Call) (jinja.Value, error) {
	var values []any
	if list, ok := elements(c.Arg(2, "bindings", nil)); ok {
		for _, v := range list {
			values = append(values, bound(v))
		}
	}
	_, err := a.s.conn.Exec(c.Context(), jinja.Str(c.Arg(0, "sql", "")), values...)
	return nil, err
}

// bound is a value of Jinja as a statement takes it.
func bound(v jinja.Value) any {
	switch v := v.(type) {
	case nil, bool, int64, float64, string:
		return v
	}
	return jinja.Str(v)
}

// runSQL is run_sql_for_tests: nothing, one row or all rows.
func (a *adapter) runSQL(c *jinja.Call) (jinja.Value, error) {
	sql := jinja.Str(c.Arg(0, "sql", ""))
	fetch := jinja.Str(c.Arg(1, "fetch", "None"))
	if fetch != "one" && fetch != "all" {
		return a.exec(c, sql)
	}
	t, err := a.s.conn.Table(c.Context(), sql)
	if err != nil {
		return nil, err
	}
	rows := jinja.NewList(NewTable(t).rowValues()...)
	if fetch == "all" {
		return rows, nil
	}
	if len(rows.Items) == 0 {
		return nil, nil
	}
	return rows.Items[0], nil
}

// columnsInTable is the older get_columns_in_relation, by schema and name.
func (a *adapter) columnsInTable(c *jinja.Call) (jinja.Value, error) {
	found, err := a.columns(c.Context(), &Relation{Database: a.s.c.o.Target.Database, Schema: textArg(c, 0, "schema"), Identifier: textArg(c, 1, "identifier")})
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, col := range found {
		out.Items = append(out.Items, col)
	}
	return out, nil
}
