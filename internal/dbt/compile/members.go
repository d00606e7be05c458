package compile

import (
	"slices"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// contextNames are the names of dbt's context that are always there.
func contextNames() []string {
	return []string{
		"ref", "source", "config", "var", "this", "target", "env_var", "adapter", "api", "builtins", "context", "database", "schema",
		"dbt_version", "diff_of_two_dicts", "doc", "exceptions", "execute", "flags", "fromjson", "fromyaml", "graph",
		"invocation_args_dict", "invocation_id", "load_result", "local_md5", "log", "model", "modules", "print", "project_name", "render",
		"return", "run_started_at", "selected_resources", "set", "set_strict", "store_result", "store_raw_result", "thread_id",
		"tojson", "toyaml", "try_or_compiler_error", "write", "zip", "zip_strict", "pre_hooks", "post_hooks", "column_name",
		"column", "dbt_metadata_envs", "defer_relation", "function", "metric", "load_agate_table", "sql_now", "submit_python_job", "validation",
	}
}

// member answers a name of dbt's context.
func (s *scope) member(name string) (jinja.Value, bool) {
	s.asked(name)
	switch name {
	case "ref":
		return &refFunc{s}, true
	case "source":
		return &sourceFunc{s}, true
	case "config":
		return &configObject{s}, true
	case "var":
		return &varObject{s}, true
	case "this":
		return s.this(), true
	case "model":
		return s.model(), true
	case "adapter":
		return &adapter{s}, true
	case "api":
		return s.api(), true
	case "builtins":
		return builtins{s}, true
	case "context":
		return &contextObject{s}, true
	case "exceptions":
		return exceptions{s}, true
	case "graph":
		return s.graphObject(), true
	case "return":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return nil, &jinja.ReturnSignal{Value: c.Arg(0, "data", nil)}
		}), true
	case "env_var":
		return jinja.Func(s.envVar), true
	case "doc":
		return jinja.Func(s.doc), true
	case "log", "print":
		return s.says(name), true
	case "render":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return s.render(c.Context(), "render", jinja.Str(c.Arg(0, "string", "")), 1)
		}), true
	case "load_result":
		return jinja.Func(s.loadResult), true
	case "store_result", "store_raw_result":
		return jinja.Func(s.storeResult), true
	}
	if v, ok := s.rare(name); ok {
		return v, true
	}
	if v, ok := s.fact(name); ok {
		return v, true
	}
	return tool(name)
}

// rare answers names that few projects use.
func (s *scope) rare(name string) (jinja.Value, bool) {
	switch name {
	case "function":
		return &functionFunc{s}, true
	case "column":
		return columnClass{}, true
	case "load_agate_table":
		return jinja.Func(s.loadSeedTable), true
	}
	return nil, false
}

// fact answers names that are plain values.
func (s *scope) fact(name string) (jinja.Value, bool) {
	o := s.c.o
	switch name {
	case "execute":
		return s.phase == executing, true
	case "target":
		return s.c.targetObject(), true
	case "flags":
		return s.c.flags(), true
	case "project_name":
		return s.c.root(), true
	case "dbt_version":
		return Version, true
	case "invocation_id":
		return o.Invocation, true
	case "run_started_at":
		return &Moment{t: o.AsOf.UTC(), zone: true}, true
	case "thread_id":
		return "main", true
	case "database":
		return orNone(o.Target.Database), true
	case "schema":
		return o.Target.Schema, true
	case "selected_resources":
		return graph.TextList(s.c.selected), true
	case "database_schemas", "schemas", "results":
		return jinja.NewList(), true
	case "invocation_args_dict":
		return s.c.invocationArgs(), true
	case "pre_hooks", "post_hooks":
		return s.hooks(name), true
	case "modules":
		return modules(o.AsOf), true
	case "dbt_metadata_envs":
		return jinja.NewDict(), true
	case "defer_relation":
		return nil, true
	case "sql_now":
		return (&Moment{t: o.AsOf.UTC(), zone: true}).iso("T"), true
	case "sql", "compiled_code":
		return nil, false
	}
	return nil, false
}

func (s *scope) hooks(name string) jinja.Value {
	if s.node == nil || s.node.Config == nil {
		return jinja.NewList()
	}
	key := map[string]string{"pre_hooks": "pre-hook", "post_hooks": "post-hook"}[name]
	if v := s.node.ConfigValue(key); v != nil {
		return v
	}
	return jinja.NewList()
}

func (c *Compiler) targetObject() jinja.Value {
	t := c.o.Target
	d := jinja.NewDict()
	if t.Fields != nil {
		d = t.Fields.Copy()
	}
	d.Put("name", t.Name)
	d.Put("target_name", t.Name)
	d.Put("profile_name", t.Profile)
	d.Put("type", t.Type)
	d.Put("schema", t.Schema)
	d.Put("database", orNone(t.Database))
	d.Put("threads", int64(t.Threads))
	return d
}

func (c *Compiler) flags() jinja.Value {
	d := jinja.NewDict(
		"FULL_REFRESH", c.o.FullRefresh, "STORE_FAILURES", false, "WHICH", c.o.Command, "EMPTY", c.o.Empty, "FAIL_FAST", false,
		"INTROSPECT", true, "DEFER", c.o.Defer != nil, "STATE", nil, "TARGET_PATH", nil, "USE_COLORS", false, "PRINT", true, "DEBUG", false,
	)
	if c.o.Flags != nil {
		for k, v := range c.o.Flags.All() {
			d.Put(strings.ToUpper(jinja.Str(k)), v)
		}
	}
	return &attributes{name: "Flags", dict: d}
}

func (c *Compiler) invocationArgs() *jinja.Dict {
	d := jinja.NewDict("which", c.o.Command, "vars", c.o.Vars, "full_refresh", c.o.FullRefresh)
	if c.o.Flags != nil {
		for k, v := range c.o.Flags.All() {
			d.Put(jinja.Str(k), v)
		}
	}
	return d
}

// builtins is dbt's context without macros: what a macro that overrides ref() or
// its like calls. Its members are made when they are asked for.
type builtins struct{ s *scope }

// Attr gives a member, and the methods of a dict that read.
func (b builtins) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "get":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if v, ok := b.member(jinja.Str(c.Arg(0, "key", ""))); ok {
				return v, nil
			}
			return c.Arg(1, "default", nil), nil
		}), true
	case "keys":
		return fixed(graph.TextList(b.names())), true
	case "values", "items":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			d := jinja.NewDict()
			for _, each := range b.names() {
				v, _ := b.member(each)
				d.Put(each, v)
			}
			if name == "values" {
				return jinja.NewList(d.Values()...), nil
			}
			l := jinja.NewList()
			for _, item := range d.Items() {
				l.Items = append(l.Items, item)
			}
			return l, nil
		}), true
	}
	return b.member(name)
}

func (b builtins) names() []string {
	return slices.DeleteFunc(contextNames(), func(name string) bool {
		return name == "builtins" || name == "context" || name == "graph" || name == "column_name"
	})
}

func (b builtins) member(name string) (jinja.Value, bool) {
	if !slices.Contains(b.names(), name) {
		return nil, false
	}
	return b.s.member(name)
}

// Elements gives the names, as of a dict.
func (b builtins) Elements() []jinja.Value { return graph.TextList(b.names()).Items }

// Len counts the names.
func (b builtins) Len() int { return len(b.names()) }

// IsMapping makes `is mapping` true.
func (b builtins) IsMapping() bool { return true }

func (s *scope) log(c *jinja.Call) (jinja.Value, error) {
	s.c.o.Log.InfoContext(c.Context(), jinja.Str(c.Arg(0, "msg", "")), "node", nodeID(s), "info", jinja.Truth(c.Arg(1, "info", false)))
	return "", nil
}

func (s *scope) says(name string) jinja.Func {
	if name == "print" {
		return s.print
	}
	return s.log
}

// PrintKey marks what print() says among the log's records: it goes to the user
// even when the log is quiet.
const PrintKey = "print"

func (s *scope) print(c *jinja.Call) (jinja.Value, error) {
	if s.phase == executing {
		s.c.o.Log.InfoContext(c.Context(), jinja.Str(c.Arg(0, "msg", "")), "node", nodeID(s), PrintKey, true)
	}
	return "", nil
}

func nodeID(s *scope) string {
	if s.node == nil {
		return ""
	}
	return s.node.ID
}

// storeResult keeps what a statement gave, for load_result.
func (s *scope) storeResult(c *jinja.Call) (jinja.Value, error) {
	table := c.Arg(2, "agate_table", nil)
	data := jinja.NewList()
	if t, ok := table.(*Table); ok {
		for _, r := range t.rows {
			data.Items = append(data.Items, jinja.NewTuple(r.values...))
		}
	} else {
		table = &Table{}
	}
	s.results[jinja.Str(c.Arg(0, "name", ""))] = &attributes{name: "ResultSet", dict: jinja.NewDict(
		"response", c.Arg(1, "response", nil), "data", data, "table", table,
	)}
	return "", nil
}

func (s *scope) loadResult(c *jinja.Call) (jinja.Value, error) {
	return s.results[jinja.Str(c.Arg(0, "name", ""))], nil
}

func (s *scope) envVar(c *jinja.Call) (jinja.Value, error) {
	name := jinja.Str(c.Arg(0, "var", ""))
	if s.reads != nil && s.reads.env != nil {
		s.reads.env[name] = true
	}
	const secret = "DBT_ENV_SECRET"
	if len(name) >= len(secret) && name[:len(secret)] == secret {
		return nil, jinja.Raise(raised, "Secret env vars are allowed only in profiles.yml or packages.yml. Found '%s' referenced elsewhere.", name)
	}
	if s.over != nil {
		if v, ok := s.over.env.GetStr(name); ok {
			return jinja.Str(v), nil
		}
	}
	s.askedFor(graph.ReadEnv, name, s.c.envDigest(name))
	if v, ok := s.c.o.Env(name); ok {
		s.c.sawEnv(name, v)
		return v, nil
	}
	if def := c.Arg(1, "default", missingArg{}); def != (missingArg{}) {
		if def == nil {
			return nil, nil
		}
		return jinja.Str(def), nil
	}
	return nil, envFault(name)
}

type missingArg struct{}
