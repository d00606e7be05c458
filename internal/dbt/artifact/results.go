package artifact

import (
	"time"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
	"scv/jinja"
)

// Run is what run_results.json says of the command.
type Run struct {
	Seconds float64
	Args    *jinja.Dict // the command line, by dbt's names
}

// RunResults writes run_results.json, schema v6.
func (w *Writer) RunResults(results []run.Result, r Run) error {
	list := jinja.NewList()
	for _, res := range results {
		list.Items = append(list.Items, w.result(res))
	}
	return w.putJSON("run_results.json", jinja.NewDict(
		"metadata", w.metadata("run-results/v6"), "results", list, "elapsed_time", r.Seconds,
		"args", r.Args,
	))
}

func (w *Writer) result(res run.Result) *jinja.Dict {
	var relation jinja.Value
	if n := w.Graph.Nodes[res.UniqueID]; n != nil && n.Kind != graph.Seed { // run-operation's macro is no node; of seeds dbt says none
		relation, _ = n.Dict().GetStr("relation_name")
	}
	var failures, message, compiled, code jinja.Value
	if res.Message != "" {
		message = res.Message
	}
	ran := res.Status != run.Skipped && res.Status != run.Error
	if !res.OnlyCompiled && ((res.Kind == graph.Test || res.Kind == graph.UnitTest) && ran || len(res.Batches) > 0 || res.Kind == graph.Operation || res.Status == run.NoOp) {
		failures = res.Failures
	}
	if res.Kind != graph.Seed && res.Status != run.NoOp {
		compiled, code = res.Compiled != nil, res.CompiledSQL
	}
	return jinja.NewDict(
		"status", string(res.Status), "timing", w.timing(res), "thread_id", res.Thread, "execution_time", res.Seconds,
		"adapter_response", response(res), "message", message, "failures", failures, "unique_id", res.UniqueID,
		"compiled", compiled, "compiled_code", code, "relation_name", relation, "batch_results", batches(res),
		"overload_results", overloads(res),
	)
}

// overloads gives which overloads of a function were made.
func overloads(res run.Result) jinja.Value {
	if res.Kind != graph.Function || res.Status != run.Success && res.Status != run.Partial {
		return nil
	}
	return jinja.NewDict("successful", graph.TextList(res.Overloads), "failed", graph.TextList(res.FailedOverloads))
}

// batches gives the spans of a microbatch model that are built and those that are not.
func batches(res run.Result) jinja.Value {
	if len(res.Batches) == 0 {
		return nil
	}
	spans := func(list [][2]time.Time) *jinja.List {
		out := jinja.NewList()
		for _, span := range list {
			const form = "2006-01-02T15:04:05-07:00"
			out.Items = append(out.Items, jinja.NewList(span[0].UTC().Format(form), span[1].UTC().Format(form)))
		}
		return out
	}
	good, bad := res.Spans()
	return jinja.NewDict("successful", spans(good), "failed", spans(bad))
}

func (w *Writer) timing(res run.Result) *jinja.List {
	if res.Status == run.Skipped {
		return jinja.NewList()
	}
	middle := res.CompiledAt
	if middle.IsZero() {
		middle = res.Ended
	}
	step := func(name string, from, to string) *jinja.Dict {
		return jinja.NewDict("name", name, "started_at", from, "completed_at", to)
	}
	return jinja.NewList(
		step("compile", w.stamp(res.Started), w.stamp(middle)),
		step("execute", w.stamp(middle), w.stamp(res.Ended)),
	)
}

func response(res run.Result) *jinja.Dict {
	switch {
	case res.OnlyCompiled || res.Status == run.Error || res.Status == run.Skipped || res.Status == run.NoOp || res.Kind == graph.Operation:
		return jinja.NewDict()
	case res.Kind == graph.Seed:
		return jinja.NewDict("_message", res.Message, "code", "INSERT", "rows_affected", res.Rows)
	}
	return jinja.NewDict("_message", "OK")
}
