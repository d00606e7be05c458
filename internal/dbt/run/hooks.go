package run

import (
	"context"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// hooks runs a model's pre-hook or post-hook, those inside the transaction or
// those outside of it.
func (r *runner) hooks(ctx context.Context, s *warehouse.Session, n *graph.Node, key string, inside bool) error {
	list, _ := n.ConfigValue(key).(*jinja.List)
	if list == nil {
		return nil
	}
	for _, item := range list.Items {
		hook, _ := item.(*jinja.Dict)
		if hook == nil {
			continue
		}
		sql, _ := hook.GetStr("sql")
		in, _ := hook.GetStr("transaction")
		if jinja.Truth(in) != inside {
			continue
		}
		text, err := r.o.Compiler.Render(ctx, n, jinja.Str(sql), compile.Rendering{Conn: s})
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if _, err := s.Exec(ctx, text); err != nil {
			return &scv.Error{
				Code: scv.CodeDBTHook, Op: "run " + key + " of " + n.Name, Subject: graph.Place(n, 0),
				Hint: "Correct the hook.", Err: err,
			}
		}
	}
	return nil
}

// operations runs on-run-start or on-run-end.
func (r *runner) operations(ctx context.Context, when string) error {
	for i := 1; ; i++ {
		found := false
		for _, id := range r.o.Graph.IDs() {
			n := r.o.Graph.Nodes[id]
			if n.Kind != graph.Operation || n.Hook.When != when || n.Hook.Index != i {
				continue
			}
			found = true
			if err := r.operation(ctx, n); err != nil {
				return err
			}
		}
		if !found {
			return nil
		}
	}
}

func (r *runner) operation(ctx context.Context, n *graph.Node) error {
	return r.o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		r.o.Begin(n)
		res := r.result(n)
		text, err := r.o.Compiler.Render(ctx, n, n.RawCode, compile.Rendering{Conn: s, Extra: r.endNames(n)})
		if err == nil && strings.TrimSpace(text) != "" {
			_, err = s.Exec(ctx, text)
		}
		res.CompiledSQL, res.Compiled = text, &graph.Compiled{SQL: text, Path: compile.Path(n)}
		res.Ended = r.o.Now()
		res.Seconds, res.Rows = res.Ended.Sub(res.Started).Seconds(), 0
		res.Status, res.Message = Success, fmt.Sprintf("%s.%s.%d passed", n.Package, n.Hook.When, n.Hook.Index-1)
		if err != nil {
			res.Status, res.Err = Error, r.fault(n, "", err)
			res.Message = res.Err.Error()
		}
		r.results = append(r.results, res)
		if r.o.Done != nil {
			r.o.Done(res)
		}
		return res.Err
	})
}

// endNames are what on-run-end hooks see besides: results and schemas.
func (r *runner) endNames(n *graph.Node) map[string]jinja.Value {
	if n.Hook.When != "on-run-end" {
		return nil
	}
	results, schemas := jinja.NewList(), jinja.NewList()
	seen := map[string]bool{}
	for _, res := range r.results {
		node := r.o.Graph.Nodes[res.UniqueID]
		if node.Kind == graph.Operation {
			continue
		}
		results.Items = append(results.Items, resultObject(res, node))
		if (node.Kind.Refable() || storesFailures(node)) && !seen[node.Schema] {
			seen[node.Schema] = true
			schemas.Items = append(schemas.Items, r.o.Compiler.Relation(node).Schema)
		}
	}
	return map[string]jinja.Value{"results": results, "schemas": schemas}
}

// resultObject is one entry of `results`.
func resultObject(res Result, n *graph.Node) jinja.Value {
	var failures jinja.Value
	if (res.Kind == graph.Test || res.Kind == graph.UnitTest) && !(res.Status == Skipped || res.Status == Error) || res.Status == NoOp {
		failures = res.Failures
	}
	return compile.NewObject("RunResult", jinja.NewDict(
		"node", n.Dict(), "status", string(res.Status), "message", res.Message, "failures", failures,
		"execution_time", res.Seconds, "thread_id", res.Thread, "unique_id", res.UniqueID,
		"adapter_response", jinja.NewDict(), "timing", jinja.NewList(),
	))
}

// renderFor renders a text with what a node sees.
func (r *runner) renderFor(ctx context.Context, s *warehouse.Session, n *graph.Node, text string) (string, error) {
	return r.o.Compiler.Render(ctx, n, text, compile.Rendering{Conn: s})
}
