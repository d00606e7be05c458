package compile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// configObject is config: while parsing a call notes configs; get answers what
// the node has.
type configObject struct{ s *scope }

// Call notes configs; it prints nothing.
func (o *configObject) Call(c *jinja.Call) (jinja.Value, error) {
	d := jinja.NewDict()
	switch {
	case len(c.Args) == 1 && c.Kwargs == nil:
		given, ok := c.Args[0].(*jinja.Dict)
		if !ok {
			return nil, jinja.Raise(raised, "Invalid inline model config")
		}
		d = given
	case len(c.Args) == 0 && c.Kwargs != nil:
		d = c.Kwargs
	case len(c.Args) > 0:
		return nil, jinja.Raise(raised, "Invalid inline model config")
	}
	if o.s.phase == parsing {
		o.s.found.config = append(o.s.found.config, d.Copy())
	}
	return "", nil
}

// Attr gives get, require and their like.
func (o *configObject) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "get", "meta_get":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			def := c.Arg(1, "default", nil)
			if o.s.phase == parsing {
				return "", nil
			}
			if v, ok := o.value(jinja.Str(c.Arg(0, "name", "")), name == "meta_get"); ok && v != nil {
				return v, nil
			}
			return def, nil
		}), true
	case "require", "meta_require":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			key := jinja.Str(c.Arg(0, "name", ""))
			if o.s.phase == parsing {
				return "", nil
			}
			if v, ok := o.value(key, name == "meta_require"); ok {
				return v, nil
			}
			return nil, jinja.Raise(raised, "Model '%s' does not define a required config parameter '%s'.", nodeID(o.s), key)
		}), true
	case "set":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if o.s.set == nil {
				o.s.set = map[string]jinja.Value{}
			}
			o.s.set[jinja.Str(c.Arg(0, "name", ""))] = c.Arg(1, "value", nil)
			return "", nil
		}), true
	case "persist_relation_docs", "persist_column_docs":
		key := map[string]string{"persist_relation_docs": "relation", "persist_column_docs": "columns"}[name]
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) {
			v, _ := o.value("persist_docs", false)
			d, _ := v.(*jinja.Dict)
			if d == nil {
				return false, nil
			}
			on, _ := d.GetStr(key)
			return jinja.Truth(on), nil
		}), true
	case "model":
		return o.s.model(), true
	}
	return o.value(name, false)
}

func (o *configObject) value(name string, meta bool) (jinja.Value, bool) {
	if v, ok := o.s.set[name]; ok && !meta {
		return v, true
	}
	if o.s.node == nil || o.s.node.Config == nil {
		return nil, false
	}
	from := o.s.node.Config
	if meta {
		m, _ := from.GetStr("meta")
		from, _ = m.(*jinja.Dict)
		if from == nil {
			return nil, false
		}
	}
	if v, ok := from.GetStr(name); ok {
		return v, true
	}
	return from.GetStr(strings.ReplaceAll(name, "_", "-"))
}

// header is the SQL that goes before the statement that builds the node.
func (s *scope) header() string {
	if v, ok := (&configObject{s}).value("sql_header", false); ok && v != nil {
		return strings.TrimSpace(jinja.Str(v))
	}
	return ""
}

// exceptions is the object of that name.
type exceptions struct{ s *scope }

// Attr gives the functions that stop or warn.
func (e exceptions) Attr(name string) (jinja.Value, bool) {
	switch {
	case name == "warn":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			e.s.asked("exceptions.warn")
			e.s.c.o.Log.WarnContext(c.Context(), jinja.Str(c.Arg(0, "msg", "")), "node", nodeID(e.s))
			return "", nil
		}), true
	case strings.HasPrefix(name, "raise_"), name == "missing_config", name == "missing_relation", name == "relation_wrong_type", name == "column_type_missing", name == "CompilationError":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return nil, jinja.Raise(raised, "%s", jinja.Str(c.Arg(0, "msg", "")))
		}), true
	}
	return nil, false
}

func (s *scope) api() jinja.Value {
	relation := &attributes{name: "Relation", dict: jinja.NewDict(
		"create", jinja.Func(newRelation), "create_from", jinja.Func(s.relationOf), "create_from_source", jinja.Func(s.relationOf), "MaterializedView", "materialized_view", "Function", "function", "get_relation_type", &attributes{name: "RelationType", dict: jinja.NewDict("Table", "table", "View", "view", "CTE", "cte", "External", "external")}, "scd_args", jinja.Func(scdArgs), "Table", "table", "View", "view", "CTE", "cte", "External", "external",
		"add_ephemeral_prefix", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return ctePrefix + jinja.Str(c.Arg(0, "name", "")), nil }),
	)}
	return &attributes{name: "api", dict: jinja.NewDict("Relation", relation, "Column", columnClass{})}
}

// graphObject is `graph`: the whole graph as dicts, made once when it is first
// asked for. While parsing it is empty.
func (s *scope) graphObject() jinja.Value {
	if s.phase == parsing || s.c.graph == nil {
		return jinja.NewDict("nodes", jinja.NewDict(), "sources", jinja.NewDict(), "exposures", jinja.NewDict(),
			"metrics", jinja.NewDict(), "groups", jinja.NewDict(), "semantic_models", jinja.NewDict(), "saved_queries", jinja.NewDict(),
			"functions", jinja.NewDict(), "unit_tests", jinja.NewDict())
	}
	nodes, sources, exposures, groups, units, functions := jinja.NewDict(), jinja.NewDict(), jinja.NewDict(), jinja.NewDict(), jinja.NewDict(), jinja.NewDict()
	for _, id := range s.c.graph.IDs() {
		n := s.c.graph.Nodes[id]
		switch n.Kind {
		case graph.Source:
			sources.Put(id, n.Dict())
		case graph.Exposure:
			exposures.Put(id, n.Dict())
		case graph.UnitTest:
			units.Put(id, n.Dict())
		case graph.Function:
			functions.Put(id, n.Dict())
		case graph.Operation:
		default:
			nodes.Put(id, n.Dict())
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.c.graph.Groups)) {
		groups.Put(id, s.c.graph.Groups[id].Dict())
	}
	return jinja.NewDict("nodes", nodes, "sources", sources, "exposures", exposures, "groups", groups,
		"metrics", jinja.NewDict(), "semantic_models", jinja.NewDict(), "saved_queries", jinja.NewDict(),
		"functions", functions, "unit_tests", units)
}

// dispatchFault is the error of adapter.dispatch when no candidate exists.
func dispatchFault(name string, tried []string, names []string) error {
	hint := "Write one of these macros, or install the package."
	if near := scv.Nearest(name, names); near != "" && near != name {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{
		Code: scv.CodeDBTMacro, Op: "dispatch", Hint: hint,
		Err: fmt.Errorf("no macro named '%s' was found, searched for: %s", name, strings.Join(tried, ", ")),
	}
}

var errNoWarehouse = errors.New("the warehouse may not be asked here")

// relationOf is api.Relation.create_from: the relation of a node of the graph.
func (s *scope) relationOf(c *jinja.Call) (jinja.Value, error) {
	for _, arg := range c.Args {
		d, ok := arg.(*jinja.Dict)
		if !ok {
			continue
		}
		if id, ok := d.GetStr("unique_id"); ok && s.c.graph != nil {
			if n := s.c.graph.Nodes[jinja.Str(id)]; n != nil {
				return s.c.Relation(n), nil
			}
		}
	}
	return nil, jinja.Raise("TypeError", "create_from needs a node of the graph")
}
