package compile

import (
	"context"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Path is where a node's compiled SQL goes below the folder compiled/.
func Path(n *graph.Node) string { return compiledPath(n) }

// NewObject gives an object whose attributes are the entries of a dict.
func NewObject(name string, d *jinja.Dict) jinja.Value { return &attributes{name: name, dict: d} }

// materialization finds one that is written in Jinja: of the root project, of a
// package, of the library.
func (c *Compiler) materialization(kind string) *definition {
	packages := []string{c.root()}
	for _, p := range c.o.Project.Packages {
		packages = append(packages, p.Name)
	}
	for _, pkg := range append(packages, builtinPackage) {
		for _, adapter := range []string{c.adapterKind(), "default"} {
			if d := c.macros.packages[pkg]["materialization_"+kind+"_"+adapter]; d != nil {
				return d
			}
		}
	}
	return nil
}

func (c *Compiler) adapterKind() string { return (&adapter{c.newScope(executing, nil)}).kind() }

// HasMaterialization says whether one is written in Jinja.
func (c *Compiler) HasMaterialization(kind string) bool { return c.materialization(kind) != nil }

// Overrides says whether the root project defines one of the macros that a native
// materialization stands for, or the materialization itself: then the library's
// one in Jinja runs, which calls them.
func (c *Compiler) Overrides(kind string) bool {
	own := c.macros.packages[c.root()]
	for _, adapter := range []string{c.adapterKind(), "default"} {
		if own["materialization_"+kind+"_"+adapter] != nil {
			return true
		}
	}
	for _, name := range hooks[kind] {
		for _, prefix := range []string{"", c.adapterKind() + "__", "default__"} {
			if own[prefix+name] != nil {
				return true
			}
		}
	}
	return false
}

// hooks are the macros by which a project changes how a kind is built.
var hooks = map[string][]string{
	"table": {"create_table_as", "get_create_table_as_sql", "get_create_sql", "apply_grants", "persist_docs", "alter_relation_comment", "alter_column_comment", "get_assert_columns_equivalent"},
	"view":  {"create_view_as", "get_create_view_as_sql", "get_create_sql", "apply_grants", "persist_docs", "alter_relation_comment", "alter_column_comment"},
	"incremental": {
		"create_table_as", "get_create_table_as_sql", "process_schema_changes", "check_for_schema_changes", "sync_column_schemas", "alter_column_type",
		"alter_relation_add_remove_columns", "apply_grants", "persist_docs", "alter_relation_comment", "alter_column_comment", "get_incremental_default_sql",
	},
	"seed": {"create_csv_table", "reset_csv_table", "load_csv_rows", "get_csv_sql", "get_binding_char", "get_batch_size", "get_seed_column_quoted_csv"},
	"function": {
		"function_execute_build_sql", "scalar_function_sql", "scalar_function_create_replace_signature_sql", "scalar_function_body_sql",
		"formatted_scalar_function_args_sql", "scalar_function_volatility_sql", "scalar_function_python", "aggregate_function_sql", "aggregate_function_python",
	},
	"test": {"get_test_sql", "get_limit_subquery_sql", "get_limit_sql", "should_store_failures"},
}

// Materialize runs a materialization that is written in Jinja, in one transaction
// unless it commits earlier.
func (c *Compiler) Materialize(ctx context.Context, n *graph.Node, kind string, r Rendering) (*Outcome, error) {
	d := c.materialization(kind)
	s := c.newScope(executing, n)
	s.conn, s.tx = r.Conn, &transaction{conn: r.Conn}
	if r.Header != "" {
		s.set = map[string]jinja.Value{"sql_header": r.Header}
	}
	for k, v := range r.Extra {
		s.extra[k] = v
	}
	s.extra["__materialization"] = s.bind(d)
	_, err := s.render(ctx, "materialization", "{{ __materialization() }}", 1)
	if err == nil {
		err = s.tx.commit(ctx)
	}
	if err != nil {
		s.tx.rollback(ctx)
		return nil, c.undefinedFault(nodeFault(err, "materialize "+n.Name+" as "+strings.TrimSpace(kind), n), n)
	}
	return s.outcome(), nil
}

// Outcome is what the statement `main` of a materialization gave.
type Outcome struct {
	Rows  int64  // affected; -1 when there was no such statement
	Table *Table // nil when nothing was fetched
}

func (s *scope) outcome() *Outcome {
	out := &Outcome{Rows: -1}
	main, _ := s.results["main"].(*attributes)
	if main == nil {
		return out
	}
	if v, ok := main.dict.GetStr("response"); ok {
		if a, ok := v.(*answer); ok {
			rows, _ := a.dict.GetStr("rows_affected")
			out.Rows, _ = rows.(int64)
		}
	}
	table, _ := main.dict.GetStr("table")
	out.Table, _ = table.(*Table)
	return out
}

// First is the first row that main fetched, as the warehouse would give it; nil
// when there is none.
func (o *Outcome) First() []any {
	if o.Table == nil || len(o.Table.rows) == 0 {
		return nil
	}
	out := make([]any, len(o.Table.rows[0].values))
	copy(out, o.Table.rows[0].values)
	return out
}

// Call calls a macro with a node's context and gives what it returns or prints.
func (c *Compiler) Call(ctx context.Context, n *graph.Node, macro string, r Rendering, args ...jinja.Value) (jinja.Value, error) {
	s := c.newScope(executing, n)
	s.conn, s.batch = r.Conn, r.Batch
	for k, v := range r.Extra {
		s.extra[k] = v
	}
	s.extra["__args"] = jinja.NewList(args...)
	var v jinja.Value
	s.extra["__keep"] = jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		v = c.Args[0]
		return nil, nil
	})
	_, err := s.render(ctx, macro, "{% do __keep("+macro+"(*__args)) %}", 1)
	if err != nil {
		return nil, c.undefinedFault(nodeFault(err, "call "+macro+" for "+n.Name, n), n)
	}
	return v, nil
}

// StrategyMacro names the macro of an incremental strategy.
func StrategyMacro(strategy string) string {
	return "get_incremental_" + strings.ReplaceAll(strategy, "+", "_") + "_sql"
}

// Own says whether the project or a package defines a macro.
func (c *Compiler) Own(name string) bool {
	d := c.macros.find(name, c.root(), c.root())
	return d != nil && d.info.Package != builtinPackage
}
