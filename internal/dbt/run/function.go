package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// function makes a user-defined function by the materialization of its name. The
// library's own makes a macro of DuckDB that holds all overloads; where the project
// says how a function is made, each overload is made by itself, as dbt does.
func (r *runner) function(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	if err := checkFunction(n); err != nil {
		return err
	}
	info, err := r.o.Compiler.CompileOverloads(ctx, n, compile.Rendering{Conn: s})
	if err != nil {
		return err
	}
	whole := *n
	whole.Func, whole.Compiled = info, res.Compiled
	if err := r.makeFunction(ctx, s, &whole, res.CompiledSQL); err != nil {
		return err
	}
	res.Rows, res.Status, res.Message = -1, Success, "OK"
	own := r.o.Compiler.Overrides("function")
	for _, o := range info.Overloads {
		if own {
			err = r.makeFunction(ctx, s, overloaded(&whole, o), o.Compiled)
		}
		if err != nil {
			res.FailedOverloads = append(res.FailedOverloads, o.DefinedIn)
			res.Status, res.Message = Partial, fmt.Sprintf("PARTIAL SUCCESS %s: overload %s: %v", n.Name, o.DefinedIn, err)
			continue
		}
		res.Overloads = append(res.Overloads, o.DefinedIn)
	}
	return nil
}

// overloaded is a function as one of its overloads has it.
func overloaded(n *graph.Node, o graph.Overload) *graph.Node {
	out := *n
	info := *n.Func
	info.Arguments = o.Arguments
	if o.Returns != nil {
		info.Returns = o.Returns
	}
	out.Func = &info
	return &out
}

func (r *runner) makeFunction(ctx context.Context, s *warehouse.Session, n *graph.Node, sql string) error {
	model := n.Dict()
	model.Put("compiled_code", sql)
	extra := map[string]jinja.Value{"sql": sql, "compiled_code": sql, "model": model}
	if !r.o.Compiler.HasMaterialization(n.Materialized()) {
		return r.unknown(n, n.Materialized())
	}
	_, err := r.o.Compiler.Materialize(ctx, n, n.Materialized(), compile.Rendering{Conn: s, Extra: extra})
	return err
}

// checkFunction refuses what no function can be made of.
func checkFunction(n *graph.Node) error {
	fault := func(text, hint string) error {
		return &scv.Error{Code: scv.CodeDBTConfig, Op: "build function " + n.Name, Subject: graph.Place(n, max(n.First, 1)), Hint: hint, Err: errors.New(text)}
	}
	switch kind := n.ConfigText("type"); {
	case !slices.Contains([]string{"scalar", "aggregate", "table"}, kind):
		return fault(fmt.Sprintf("'%s' is not a valid type of a function", kind), "Use scalar or aggregate.")
	case n.Func.Returns == nil:
		return fault("a function needs properties that say what it returns", "Describe it under `functions:` with `arguments` and `returns`.")
	case n.Language != "python":
	case n.ConfigText("runtime_version") == "":
		return fault("a `runtime_version` is required for python functions", "Set it in the function's config.")
	case n.ConfigText("entry_point") == "":
		return fault("an `entry_point` is required for python functions", "Set it in the function's config.")
	}
	return nil
}
