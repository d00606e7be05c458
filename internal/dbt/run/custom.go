package run

import (
	"context"

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
	config, _ := jinja.To(n.Config).(map[string]any)
	rows, err := m.Materialize(ctx, scv.Model{
		Name: n.Name, Target: scv.Relation{Schema: rel.Schema, Name: rel.Identifier},
		Live: scv.Relation{Schema: n.Schema, Name: n.Alias}, SQL: res.CompiledSQL, Config: config, AsOf: r.o.AsOf,
	})
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

// byMacro builds a model by a materialization that the project defines in Jinja.
// The macro runs its own statements, hooks and transactions.
func (r *runner) byMacro(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	err := r.o.Compiler.Materialize(ctx, n, n.Materialized(), compile.Rendering{Conn: s, Extra: map[string]jinja.Value{
		"sql": res.CompiledSQL, "compiled_code": res.CompiledSQL,
	}})
	if err != nil {
		return err
	}
	rel := r.o.Compiler.Relation(n)
	r.setKind(rel.Schema, rel.Identifier, "table")
	res.Status, res.Message = Success, "OK"
	return nil
}
