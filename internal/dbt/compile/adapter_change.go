package compile

import "scv/jinja"

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
	if !jinja.Truth(c.Arg(2, "fetch", false)) {
		_, err := a.s.conn.Exec(c.Context(), sql)
		return jinja.NewTuple("OK", &Table{}), err
	}
	t, err := a.s.conn.Table(c.Context(), sql)
	if err != nil {
		return nil, err
	}
	return jinja.NewTuple("OK", NewTable(t)), nil
}
