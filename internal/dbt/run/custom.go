package run

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// custom builds a model in Go.
func (r *runner) custom(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result, m scv.Materialization) error {
	for _, inside := range []bool{false, true} {
		if err := r.hooks(ctx, s, n, "pre-hook", inside); err != nil {
			return err
		}
	}
	rel := r.o.Compiler.Relation(n)
	rows, err := m.Materialize(ctx, r.goModel(n, res.CompiledSQL))
	if err != nil {
		return err
	}
	r.setKind(rel.Schema, rel.Identifier, "table")
	res.Rows, res.Status, res.Message = rows, Success, "OK"
	for _, inside := range []bool{true, false} {
		if err := r.hooks(ctx, s, n, "post-hook", inside); err != nil {
			return err
		}
	}
	return nil
}

// goModel is a model as a materialization in Go is given it.
func (r *runner) goModel(n *graph.Node, sql string) scv.Model {
	config, _ := jinja.To(n.Config).(map[string]any)
	return scv.Model{Name: n.Name, Target: r.relation(n), Live: scv.Relation{Schema: n.Schema, Name: n.Alias}, SQL: sql, Config: config, AsOf: r.o.AsOf}
}

// byMacro builds a model by a materialization that the project defines in Jinja.
// The macro runs its own statements, hooks and transactions.
func (r *runner) byMacro(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	out, err := r.o.Compiler.Materialize(ctx, n, n.Materialized(), compile.Rendering{Conn: s, Header: res.Compiled.Header, Extra: ran(n, res)})
	if err != nil {
		return err
	}
	rel := r.o.Compiler.Relation(n)
	kind, err := kindNow(ctx, s, rel)
	if err != nil {
		return err
	}
	r.setKind(rel.Schema, rel.Identifier, kind)
	res.Rows, res.Status, res.Message = out.Rows, Success, "OK"
	return nil
}

// ran are the names that a materialization sees besides the node's own: the SQL,
// and the node as a dict that holds it.
func ran(n *graph.Node, res *Result) map[string]jinja.Value {
	model := n.Dict()
	model.Put("compiled_code", res.CompiledSQL)
	return map[string]jinja.Value{"sql": res.CompiledSQL, "compiled_code": res.CompiledSQL, "model": model}
}

// kindNow asks what is at a relation: "table", "view" or "".
func kindNow(ctx context.Context, s *warehouse.Session, rel *compile.Relation) (string, error) {
	t, err := s.Table(ctx, "select table_type from information_schema.tables where table_catalog = current_database() and lower(table_schema) = lower(?) and lower(table_name) = lower(?)", rel.Schema, rel.Identifier)
	if err != nil || len(t.Rows) == 0 {
		return "", err
	}
	if t.Rows[0][0] == "VIEW" {
		return "view", nil
	}
	return "table", nil
}

// seedByMacro loads a seed by the materialization in Jinja, where the project
// changes what that is made of.
func (r *runner) seedByMacro(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	table, err := r.seedTable(n)
	if err != nil {
		return err
	}
	extra := map[string]jinja.Value{
		"load_agate_table": jinja.Func(func(*jinja.Call) (jinja.Value, error) { return table.Table(), nil }), "model": n.Dict(), "sql": "",
	}
	if _, err := r.o.Compiler.Materialize(ctx, n, "seed", compile.Rendering{Conn: s, Extra: extra}); err != nil {
		return err
	}
	rel := r.o.Compiler.Relation(n)
	r.setKind(rel.Schema, rel.Identifier, "table")
	count := len(table.Rows.Items)
	res.Rows, res.Status, res.Message = int64(count), Success, fmt.Sprintf("INSERT %d", count)
	return nil
}

// pythonFault is the error of a Python model: what it is made of is not here.
func pythonFault(n *graph.Node) error {
	return &scv.Error{
		Code: scv.CodeDBTMaterialization, Op: "build model " + n.Name, Subject: graph.Place(n, max(n.First, 1)), Hint: "Write the model in SQL, or run it with dbt.",
		Err: errors.New("a Python model does not run here"),
	}
}
