package compile

import (
	"strings"

	"scv/jinja"
)

// Relation is dbt's Relation: a table, view or CTE as templates see it. It prints
// itself quoted and is never changed.
type Relation struct {
	Database   string
	Schema     string
	Identifier string
	Type       string // table, view, cte, external, "" = not known
	noQuote    [3]bool
	hide       [3]bool
	rows       string // "(select * from %s where ...)": what it prints instead
}

var relationParts = [3]string{"database", "schema", "identifier"}

func (r *Relation) parts() [3]string { return [3]string{r.Database, r.Schema, r.Identifier} }

// String gives the relation as SQL.
func (r *Relation) String() string {
	if r.Type == "cte" {
		return r.Identifier
	}
	var out []string
	for i, p := range r.parts() {
		switch {
		case p == "" || r.hide[i]:
		case r.noQuote[i]:
			out = append(out, p)
		default:
			out = append(out, quote(p))
		}
	}
	if r.rows != "" {
		return strings.Replace(r.rows, "%s", strings.Join(out, "."), 1)
	}
	return strings.Join(out, ".")
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Repr gives what `repr` prints.
func (r *Relation) Repr() string { return "<DuckDBRelation " + r.String() + ">" }

// TypeName is the class name in messages.
func (r *Relation) TypeName() string { return "DuckDBRelation" }

// IsMapping makes `is mapping` true: packages check for it.
func (r *Relation) IsMapping() bool { return true }

// Truth is true: a relation is never empty.
func (r *Relation) Truth() bool { return true }

// EqualTo says whether two relations are the same place.
func (r *Relation) EqualTo(other jinja.Value) bool {
	o, ok := other.(*Relation)
	return ok && o.parts() == r.parts()
}

// Key makes relations keys of a dict.
func (r *Relation) Key() string {
	return strings.Join([]string{r.Database, r.Schema, r.Identifier}, "\x00")
}

// Item answers relation['schema'].
func (r *Relation) Item(key jinja.Value) (jinja.Value, bool) {
	s, ok := key.(string)
	if !ok {
		return nil, false
	}
	return r.Attr(s)
}

func orNone(s string) jinja.Value {
	if s == "" {
		return nil
	}
	return s
}

// Attr gives an attribute or method.
func (r *Relation) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "database":
		return orNone(r.Database), true
	case "schema":
		return orNone(r.Schema), true
	case "identifier", "name", "table":
		return orNone(r.Identifier), true
	case "type":
		return orNone(r.Type), true
	case "is_table":
		return r.Type == "table", true
	case "is_view":
		return r.Type == "view", true
	case "is_cte":
		return r.Type == "cte", true
	case "is_function":
		return r.Type == "function", true
	case "Table", "View", "External", "Function", "MaterializedView", "CTE":
		return map[string]string{"Table": "table", "View": "view", "External": "external", "Function": "function", "MaterializedView": "materialized_view", "CTE": "cte"}[name], true
	case "is_materialized_view", "is_dynamic_table", "is_iceberg_format", "is_pointer":
		return false, true
	case "metadata":
		return jinja.NewDict("type", "DuckDBRelation"), true
	case "include_policy", "quote_policy":
		off := r.hide
		if name == "quote_policy" {
			off = r.noQuote
		}
		return jinja.NewDict("database", !off[0], "schema", !off[1], "identifier", !off[2]), true
	case "dbt_created":
		return false, true
	case "limit", "catalog", "require_alias":
		return nil, true
	case "quote_character":
		return `"`, true
	case "path":
		return jinja.NewDict("database", orNone(r.Database), "schema", orNone(r.Schema), "identifier", orNone(r.Identifier)), true
	case "can_be_renamed", "can_be_replaced", "renameable":
		return r.Type == "table" || r.Type == "view", true
	}
	return r.method(name)
}

func (r *Relation) method(name string) (jinja.Value, bool) {
	switch name {
	case "render":
		whole := *r
		whole.rows = ""
		return fixed(whole.String()), true
	case "render_limited":
		return fixed(r.String()), true
	case "include":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return r.with(c, func(o *Relation, i int, on bool) { o.hide[i] = !on }), nil
		}), true
	case "quote":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return r.with(c, func(o *Relation, i int, on bool) { o.noQuote[i] = !on }), nil
		}), true
	case "incorporate", "replace_path":
		return jinja.Func(r.incorporate), true
	case "without_identifier":
		return fixed(&Relation{Database: r.Database, Schema: r.Schema, noQuote: r.noQuote}), true
	case "information_schema":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			view := jinja.Str(c.Arg(0, "view_name", ""))
			return &Relation{Database: r.Database, Schema: "information_schema", Identifier: view, noQuote: [3]bool{false, true, true}}, nil
		}), true
	case "get", "to_dict":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if v, ok := r.Attr(jinja.Str(c.Arg(0, "key", ""))); ok {
				return v, nil
			}
			return c.Arg(1, "default", nil), nil
		}), true
	case "keys", "values", "items":
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) {
			out := jinja.NewList()
			for _, key := range []string{"path", "type", "quote_character", "include_policy", "quote_policy", "dbt_created", "limit"} {
				v, _ := r.Attr(key)
				switch name {
				case "keys":
					v = key
				case "items":
					v = jinja.NewTuple(key, v)
				}
				out.Items = append(out.Items, v)
			}
			return out, nil
		}), true
	case "quoted":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return quote(jinja.Str(c.Arg(0, "identifier", ""))), nil }), true
	case "matches":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			want := [3]string{}
			for i, part := range relationParts {
				want[i] = jinja.Str(c.Arg(i, part, r.parts()[i]))
			}
			return want == r.parts(), nil
		}), true
	}
	return relationOfFunction(name)
}

func fixed(v jinja.Value) jinja.Func {
	return func(*jinja.Call) (jinja.Value, error) { return v, nil }
}

// with gives a copy on which set ran for each part named in the call.
func (r *Relation) with(c *jinja.Call, set func(o *Relation, part int, on bool)) *Relation {
	o := *r
	for i, part := range relationParts {
		if v := c.Arg(i, part, nil); v != nil {
			set(&o, i, jinja.Truth(v))
		}
	}
	return &o
}

func (r *Relation) incorporate(c *jinja.Call) (jinja.Value, error) {
	o := *r
	if path, ok := c.Arg(0, "path", nil).(*jinja.Dict); ok {
		o.take(path)
	}
	if c.Kwargs != nil {
		o.take(c.Kwargs)
	}
	return &o, nil
}

func (r *Relation) take(d *jinja.Dict) {
	for key, to := range map[string]*string{"database": &r.Database, "schema": &r.Schema, "identifier": &r.Identifier, "type": &r.Type} {
		if v, ok := d.GetStr(key); ok {
			*to = ""
			if v != nil {
				*to = jinja.Str(v)
			}
		}
	}
}

// newRelation is api.Relation.create.
func newRelation(c *jinja.Call) (jinja.Value, error) {
	r := &Relation{}
	for i, to := range []*string{&r.Database, &r.Schema, &r.Identifier, &r.Type} {
		name := "type"
		if i < 3 {
			name = relationParts[i]
		}
		if v := c.Arg(i, name, nil); v != nil {
			*to = jinja.Str(v)
		}
	}
	if q, ok := c.Kwarg("quote_policy", nil).(*jinja.Dict); ok {
		for i, part := range relationParts {
			if v, ok := q.GetStr(part); ok {
				r.noQuote[i] = !jinja.Truth(v)
			}
		}
	}
	return r, nil
}
