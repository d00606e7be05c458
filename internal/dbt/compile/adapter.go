package compile

import (
	"cmp"
	"context"
	"strings"

	"scv/internal/warehouse"
	"scv/jinja"
)

// adapter is the object of that name.
type adapter struct{ s *scope }

// TypeName is the class name in messages.
func (a *adapter) TypeName() string { return "DuckDBAdapter" }

// Attr gives a method.
func (a *adapter) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "dispatch":
		return jinja.Func(a.dispatch), true
	case "type":
		return fixed(a.kind()), true
	case "quote":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return quote(jinja.Str(c.Arg(0, "identifier", ""))), nil }), true
	case "quote_as_configured", "quote_seed_column":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if on := c.Arg(1, "quote_config", name == "quote_as_configured"); !jinja.Truth(on) {
				return c.Arg(0, "column", ""), nil
			}
			return quote(jinja.Str(c.Arg(0, "column", ""))), nil
		}), true
	case "external_root":
		return fixed(cmp.Or(a.field("external_root"), ".")), true
	case "get_hard_deletes_behavior":
		return jinja.Func(hardDeletesBehavior), true
	case "get_incremental_strategy_macro":
		return jinja.Func(a.strategyMacro), true
	case "render_raw_columns_constraints":
		return jinja.Func(rawColumns), true
	case "render_raw_model_constraints":
		return jinja.Func(rawConstraints), true
	case "warn_once":
		return exceptions{a.s}.Attr("warn")
	case "Relation":
		return a.s.api().(*attributes).dict.Values()[0], true
	}
	if v, ok := a.answer(name); ok {
		return v, true
	}
	return a.asking(name)
}

// asking gives the methods that ask the warehouse; while parsing they answer
// with nothing.
func (a *adapter) asking(name string) (jinja.Value, bool) {
	type method struct {
		run     func(*jinja.Call) (jinja.Value, error)
		nothing jinja.Value
	}
	methods := map[string]method{
		"get_columns_in_relation":        {a.columnsIn, jinja.NewList()},
		"get_relation":                   {a.getRelation, nil},
		"load_relation":                  {a.getRelation, nil},
		"list_relations":                 {a.listRelations, jinja.NewList()},
		"list_relations_without_caching": {a.listRelations, jinja.NewList()},
		"check_schema_exists":            {a.schemaExists, false},
		"already_exists":                 {a.alreadyExists, false},
		"get_missing_columns":            {a.missingColumns, jinja.NewList()},
		"create_schema":                  {a.createSchema, nil},
		"drop_schema":                    {a.dropSchema, nil},
		"drop_relation":                  {a.dropRelation, nil},
		"rename_relation":                {a.renameRelation, nil},
		"truncate_relation":              {a.truncateRelation, nil},
		"execute":                        {a.execute, jinja.NewTuple(nil, nil)},
		"add_query":                      {a.addQuery, jinja.NewTuple(nil, nil)},
		"run_sql_for_tests":              {a.runSQL, nil},
		"get_columns_in_table":           {a.columnsInTable, jinja.NewList()},
		"commit":                         {a.commit, ""},
		"begin":                          {a.begin, ""},
		"location_exists":                {a.locationExists, false},
		"get_column_schema_from_query":   {a.columnsOfQuery, jinja.NewList()},
		"get_columns_in_query":           {a.columnsOfQuery, jinja.NewList()},
		"valid_snapshot_target":          {a.validSnapshotTarget, nil},
		"assert_valid_snapshot_target_given_strategy": {a.validSnapshotTarget, nil},
	}
	m, ok := methods[name]
	if !ok {
		return nil, false
	}
	if a.s.phase == parsing {
		return fixed(m.nothing), true
	}
	return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		if a.s.conn == nil {
			return nil, errNoWarehouse
		}
		return m.run(c)
	}), true
}

func (a *adapter) kind() string {
	if t := a.s.c.o.Target.Type; t != "" {
		return t
	}
	return "duckdb"
}

// dispatch finds the macro that stands for name on this adapter: in each package
// of the search order `<adapter>__name`, then `default__name`.
func (a *adapter) dispatch(c *jinja.Call) (jinja.Value, error) {
	name := jinja.Str(c.Arg(0, "macro_name", ""))
	if strings.Contains(name, ".") {
		return nil, jinja.Raise(raised, "In adapter.dispatch, got a macro name of \"%s\", but \".\" is not a valid macro name component. Did you mean `adapter.dispatch(\"%s\", macro_namespace=\"%s\")`?",
			name, name[strings.IndexByte(name, '.')+1:], name[:strings.IndexByte(name, '.')])
	}
	space := ""
	if v := c.Arg(1, "macro_namespace", nil); v != nil {
		space = jinja.Str(v)
	}
	d, tried := a.chosen(name, space)
	if d == nil {
		return nil, dispatchFault(name, tried, a.s.c.macros.names())
	}
	return a.s.bind(d), nil
}

// chosen gives the macro that dispatch takes, or nil and what it looked for.
func (a *adapter) chosen(name, space string) (d *definition, tried []string) {
	for _, pkg := range a.searchOrder(space) {
		for _, prefix := range []string{a.kind() + "__", "default__"} {
			if d := a.s.c.macros.in(pkg, prefix+name, a.s.c.root()); d != nil {
				return d, nil
			}
			tried = append(tried, strings.TrimPrefix(pkg+"."+prefix+name, "."))
		}
	}
	return nil, tried
}

func (a *adapter) searchOrder(space string) []string {
	if space == "" {
		return []string{a.s.pkg(), ""}
	}
	for _, d := range a.s.c.o.Project.Dispatch {
		if d.Namespace == space {
			return d.Order
		}
	}
	return []string{a.s.c.root(), space}
}

func (a *adapter) columnsIn(c *jinja.Call) (jinja.Value, error) {
	r, ok := c.Arg(0, "relation", nil).(*Relation)
	if !ok {
		return nil, jinja.Raise("TypeError", "get_columns_in_relation needs a relation")
	}
	columns, err := a.columns(c.Context(), r)
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, col := range columns {
		out.Items = append(out.Items, col)
	}
	return out, nil
}

func (a *adapter) columns(ctx context.Context, r *Relation) ([]*Column, error) {
	if r.Type == "cte" {
		return nil, nil
	}
	if r.Schema == "" {
		return a.described(ctx, r.String())
	}
	const ask = `select column_name, data_type, numeric_precision, numeric_scale from duckdb_columns()
where schema_name = ? and table_name = ? and (? = '' or database_name = ?) order by column_index`
	t, err := a.s.conn.Table(ctx, ask, r.Schema, r.Identifier, r.Database, r.Database)
	if err != nil {
		return nil, err
	}
	return columnsOf(t), nil
}

// columnsOf makes columns of rows of a name and a type.
func columnsOf(t *warehouse.Table) []*Column {
	var out []*Column
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		kind, _ := row[1].(string)
		out = append(out, &Column{Name: name, Type: kind})
	}
	return out
}

func (a *adapter) getRelation(c *jinja.Call) (jinja.Value, error) {
	if r, ok := c.Arg(0, "relation", nil).(*Relation); ok {
		return a.find(c.Context(), r.Database, r.Schema, r.Identifier)
	}
	return a.find(c.Context(), textArg(c, 0, "database"), textArg(c, 1, "schema"), textArg(c, 2, "identifier"))
}

func textArg(c *jinja.Call, i int, name string) string {
	if v := c.Arg(i, name, nil); v != nil {
		return jinja.Str(v)
	}
	return ""
}

const askRelations = `select table_schema, table_name, table_type, table_catalog from information_schema.tables
where table_schema = ? and (? = '' or table_name = ?) and (? = '' or table_catalog = ?) order by table_name`

func (a *adapter) relations(ctx context.Context, database, schema, name string) ([]*Relation, error) {
	t, err := a.s.conn.Table(ctx, askRelations, schema, name, name, database, database)
	if err != nil {
		return nil, err
	}
	var out []*Relation
	for _, row := range t.Rows {
		r := &Relation{Database: database}
		r.Schema, _ = row[0].(string)
		r.Identifier, _ = row[1].(string)
		if kind, _ := row[2].(string); strings.Contains(kind, "VIEW") {
			r.Type = "view"
		} else {
			r.Type = "table"
		}
		out = append(out, r)
	}
	return out, nil
}

func (a *adapter) find(ctx context.Context, database, schema, name string) (jinja.Value, error) {
	found, err := a.relations(ctx, database, schema, name)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (a *adapter) listRelations(c *jinja.Call) (jinja.Value, error) {
	schema := textArg(c, 1, "schema")
	if r, ok := c.Arg(0, "schema_relation", nil).(*Relation); ok {
		schema = r.Schema
	}
	found, err := a.relations(c.Context(), a.s.c.o.Target.Database, schema, "")
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, r := range found {
		out.Items = append(out.Items, r)
	}
	return out, nil
}

func (a *adapter) schemaExists(c *jinja.Call) (jinja.Value, error) {
	t, err := a.s.conn.Table(c.Context(), "select 1 from information_schema.schemata where schema_name = ? limit 1", textArg(c, 1, "schema"))
	if err != nil {
		return nil, err
	}
	return len(t.Rows) > 0, nil
}

func (a *adapter) alreadyExists(c *jinja.Call) (jinja.Value, error) {
	found, err := a.relations(c.Context(), a.s.c.o.Target.Database, textArg(c, 0, "schema"), textArg(c, 1, "name"))
	return len(found) > 0, err
}

func (a *adapter) missingColumns(c *jinja.Call) (jinja.Value, error) {
	from, okA := c.Arg(0, "from_relation", nil).(*Relation)
	to, okB := c.Arg(1, "to_relation", nil).(*Relation)
	if !okA || !okB {
		return nil, jinja.Raise("TypeError", "get_missing_columns needs two relations")
	}
	have, err := a.columns(c.Context(), to)
	if err != nil {
		return nil, err
	}
	want, err := a.columns(c.Context(), from)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, col := range have {
		names[col.Name] = true
	}
	out := jinja.NewList()
	for _, col := range want {
		if !names[col.Name] {
			out.Items = append(out.Items, col)
		}
	}
	return out, nil
}
