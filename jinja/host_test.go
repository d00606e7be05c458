package jinja_test

import (
	"fmt"
	"strings"
	"testing"

	"scv/jinja"
)

// host is what the cases expect around a template: small stand-ins for the
// objects that dbt gives.
type host struct {
	env     *jinja.Env
	vars    *jinja.Dict
	results map[string]jinja.Value
}

// object is a host object made of a Go map.
type object struct {
	attrs map[string]jinja.Value
	str   string
}

func (o *object) Attr(name string) (jinja.Value, bool) {
	v, ok := o.attrs[name]
	return v, ok
}

func (o *object) String() string { return o.str }

// callable is an object that can be called too, as config is.
type callable struct {
	object
	fn jinja.Func
}

func (c *callable) Call(call *jinja.Call) (jinja.Value, error) { return c.fn(call) }

// relation prints as "db"."sch"."n".
type relation struct {
	database, name string
}

func (r *relation) String() string {
	s := `"sch"."` + r.name + `"`
	if r.database != "" {
		s = `"` + r.database + `".` + s
	}
	return s
}

func (r *relation) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "identifier":
		return r.name, true
	case "schema":
		return "sch", true
	case "include":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			out := *r
			if c.Kwarg("database", true) == false {
				out.database = ""
			}
			return &out, nil
		}), true
	}
	return nil, false
}

func (r *relation) EqualTo(other jinja.Value) bool {
	o, ok := other.(*relation)
	return ok && *o == *r
}

func column(name, typ string) *object {
	return &object{str: name, attrs: map[string]jinja.Value{
		"name": name, "data_type": typ, "quoted": `"` + name + `"`,
		"is_string": fn(func(*jinja.Call) jinja.Value { return typ == "varchar" }),
	}}
}

func fn(f func(c *jinja.Call) jinja.Value) jinja.Func {
	return func(c *jinja.Call) (jinja.Value, error) { return f(c), nil }
}

// row is a result row, by index and by name.
type row struct {
	names  []string
	values []jinja.Value
}

func (r *row) Item(key jinja.Value) (jinja.Value, bool) {
	for i, name := range r.names {
		if key == name || key == int64(i) {
			return r.values[i], true
		}
	}
	return nil, false
}

// table is what run_query gives.
type table struct {
	object
	rows int
}

func (t *table) Len() int { return t.rows }

func newTable() *table {
	names := []string{"id", "name"}
	rows := [][]jinja.Value{{int64(1), "a"}, {int64(2), "b"}}
	list, columns := jinja.NewList(), jinja.NewList()
	for _, r := range rows {
		list.Items = append(list.Items, &row{names, r})
	}
	for i, name := range names {
		values := jinja.NewList(rows[0][i], rows[1][i])
		columns.Items = append(columns.Items, &object{str: name, attrs: map[string]jinja.Value{
			"name": name, "values": fn(func(*jinja.Call) jinja.Value { return values }),
		}})
	}
	return &table{rows: 2, object: object{attrs: map[string]jinja.Value{"rows": list, "columns": columns}}}
}

func newHost(t *testing.T, macros string) *host {
	t.Helper()
	h := &host{results: map[string]jinja.Value{}}
	h.env = jinja.New(
		jinja.WithFilter("myf", func(c *jinja.Call) (jinja.Value, error) {
			return jinja.Str(c.Args[0]) + jinja.Str(c.Arg(1, "a", nil)) + jinja.Str(c.Kwarg("k", int64(1))), nil
		}),
		jinja.WithFilter("as_number", literal),
		jinja.WithFilter("as_bool", func(c *jinja.Call) (jinja.Value, error) {
			return c.Args[0] == "true", nil
		}),
		jinja.WithLoader(func(name string) (string, error) {
			if name == "lib.sql" {
				return "{% macro hello(x) %}hello {{ x }}{% endmacro %}", nil
			}
			return "", fmt.Errorf("no template %s", name)
		}),
	)
	h.vars = h.globals()
	h.addMacros(t, macros)
	return h
}

func literal(c *jinja.Call) (jinja.Value, error) {
	return jinja.LiteralEval(jinja.Str(c.Args[0]))
}

func (h *host) globals() *jinja.Dict {
	this := &relation{"db", "this"}
	model := jinja.NewDict("name", "m", "resource_type", "model")
	d := jinja.NewDict(
		"ref", fn(func(c *jinja.Call) jinja.Value { return &relation{"db", jinja.Str(c.Args[0])} }),
		"this", this,
		"adapter", h.adapter(),
		"load_relation", fn(func(*jinja.Call) jinja.Value { return nil }),
		"config", h.config(),
		"var", fn(func(c *jinja.Call) jinja.Value { return c.Arg(1, "default", nil) }),
		"target", jinja.NewDict("name", "dev", "schema", "sch"),
		"is_incremental", fn(func(*jinja.Call) jinja.Value { return true }),
		"execute", true,
		"run_query", fn(func(*jinja.Call) jinja.Value { return newTable() }),
		"graph", jinja.NewDict("nodes", jinja.NewDict("model.p.m", model)),
		"col", column("id", "integer"),
		"zip", jinja.Func(zip),
	)
	h.addStatements(d)
	return d
}

func (h *host) addStatements(d *jinja.Dict) {
	d.Put("store_result", fn(func(c *jinja.Call) jinja.Value {
		h.results[jinja.Str(c.Args[0])] = c.Args[1]
		return nil
	}))
	d.Put("load_result", fn(func(c *jinja.Call) jinja.Value { return h.results[jinja.Str(c.Args[0])] }))
	d.Put("return", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		return nil, &jinja.ReturnSignal{Value: c.Arg(0, "data", nil)}
	}))
	d.Put("exceptions", &object{attrs: map[string]jinja.Value{
		"raise_compiler_error": jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return nil, &jinja.Error{Kind: "CompErr", Message: jinja.Str(c.Args[0])}
		}),
	}})
	d.Put("context", d)
}

func (h *host) config() jinja.Value {
	return &callable{
		object: object{attrs: map[string]jinja.Value{
			"get": fn(func(c *jinja.Call) jinja.Value {
				if c.Args[0] == "materialized" {
					return "table"
				}
				return c.Arg(1, "default", nil)
			}),
		}},
		fn: func(*jinja.Call) (jinja.Value, error) { return "", nil },
	}
}

func (h *host) adapter() jinja.Value {
	return &object{attrs: map[string]jinja.Value{
		"get_columns_in_relation": fn(func(*jinja.Call) jinja.Value {
			return jinja.NewList(column("id", "integer"), column("name", "varchar"))
		}),
		"dispatch": jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			for _, prefix := range []string{"duckdb__", "default__"} {
				if v, ok := h.vars.Get(prefix + jinja.Str(c.Args[0])); ok {
					return v, nil
				}
			}
			return nil, fmt.Errorf("no macro %v", c.Args[0])
		}),
	}}
}

func zip(c *jinja.Call) (jinja.Value, error) {
	out := jinja.NewList()
	a, b := c.Args[0].(*jinja.List), c.Args[1].(*jinja.List)
	for i := range min(len(a.Items), len(b.Items)) {
		out.Items = append(out.Items, jinja.NewTuple(a.Items[i], b.Items[i]))
	}
	return out, nil
}

// addMacros makes the macros of one template visible as globals and under pkg,
// each a boundary of return().
func (h *host) addMacros(t *testing.T, macros string) {
	t.Helper()
	tmpl, err := h.env.Parse("pkg.sql", strings.TrimSpace(macros))
	if err != nil {
		t.Fatal(err)
	}
	module, err := tmpl.Module(t.Context(), h.vars)
	if err != nil {
		t.Fatal(err)
	}
	pkg := jinja.NewDict()
	for name, v := range module.All() {
		wrapped := boundary(v)
		pkg.Put(jinja.Str(name), wrapped)
		h.vars.Put(jinja.Str(name), wrapped)
	}
	h.vars.Put("pkg", pkg)
}

// boundary makes a value that is returned inside of macro the call's value.
func boundary(macro jinja.Value) jinja.Func {
	return func(c *jinja.Call) (jinja.Value, error) {
		v, err := c.Apply(macro, c.Args, c.Kwargs)
		if r, ok := err.(*jinja.ReturnSignal); ok {
			return r.Value, nil
		}
		return v, err
	}
}
