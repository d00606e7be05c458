package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/memo"
)

// kindsOf are what a verb runs; none is everything.
func kindsOf(verb string) []graph.Kind {
	return map[string][]graph.Kind{
		"run": {graph.Model}, "test": {graph.Test, graph.UnitTest}, "seed": {graph.Seed}, "snapshot": {graph.Snapshot},
	}[verb]
}

// build is build, run, test, seed and snapshot.
func (v *invocation) build(ctx context.Context) error {
	if err := v.load(ctx); err != nil {
		return err
	}
	return v.buildLoaded(ctx)
}

func (v *invocation) buildLoaded(ctx context.Context) error {
	only := kindsOf(v.verb)
	nodes := v.project.Runs(only)
	if !v.project.Visits(only) {
		return v.nothingToDo()
	}
	if err := v.open(ctx); err != nil {
		return err
	}
	if err := v.version().Begin(ctx, v.project); err != nil {
		return err
	}
	reuse, err := v.reuse()
	if err != nil {
		return err
	}
	p := v.newProgress(len(nodes))
	p.concurrency()
	res, err := v.project.Build(ctx, dbt.BuildOptions{
		Threads: v.threads(), FailFast: v.f.FailFast, AllChecks: v.verb == "test", Only: only, Begin: p.begin, Node: p.done,
		WarnError: v.rules.isError("LogTestResult", ""), Again: v.again, Reuse: reuse,
	})
	if res == nil {
		return err
	}
	v.version().Done(res)
	failed := v.summary(res, p)
	if v.verb == "seed" && v.f.Show {
		err = errors.Join(err, v.showSeeds(ctx, res))
	}
	if err != nil && hookFailed(res) { // the hook's error is among the results
		return errFailed
	}
	if err != nil {
		return err
	}
	return failed
}

// reuse is how nodes are left alone that would come out as they are, where
// --skip-unchanged asks for it: dbt builds all that is selected.
func (v *invocation) reuse() (*dbt.Reuse, error) {
	r := &dbt.Reuse{Program: memo.Engine(), By: v.id}
	switch {
	case !v.f.SkipUnchanged:
		return nil, nil //nolint:nilnil // everything is built
	case v.w.Home == nil:
		return r, nil
	}
	var err error
	r.Program, err = v.w.Home.Program()
	return r, err
}

// isReused says whether a node was left alone.
func isReused(r dbt.NodeResult) bool { return r.Reused != nil && r.Message == dbt.ReusedMessage }

// version is what is told of a version that is built; nobody, where none is.
func (v *invocation) version() *Version {
	if v.w.Home != nil && v.w.Home.Version != nil {
		return v.w.Home.Version
	}
	return &Version{Begin: func(context.Context, *dbt.Project) error { return nil }, Done: func(*dbt.Result) {}}
}

func hookFailed(res *dbt.Result) bool {
	for _, r := range res.Nodes {
		if r.Kind == graph.Operation && r.Status == dbt.Error {
			return true
		}
	}
	return false
}

func (v *invocation) nothingToDo() error {
	v.log.emit(event{name: "NothingToDo", code: "Q036", level: "warn", text: "[WARNING]: Nothing to do. Try checking your model configs and model specification args"})
	if !v.f.WriteJSON {
		return nil
	}
	return v.project.WriteResults(&dbt.Result{})
}

func (v *invocation) threads() int {
	if v.f.Threads > 0 {
		return v.f.Threads
	}
	return v.project.Target().Threads
}

// progress counts nodes and prints their lines. The engine calls it from one
// goroutine at a time.
type progress struct {
	v       *invocation
	total   int
	started int
	index   map[string]int
	hooks   map[string]int // how many there are of on-run-start and on-run-end
	hook    map[string]int // how many began
	last    graph.Kind
}

func (v *invocation) newProgress(total int) *progress {
	p := &progress{v: v, total: total, index: map[string]int{}, hooks: map[string]int{}, hook: map[string]int{}}
	for _, n := range v.project.Graph().Nodes {
		if n.Kind == graph.Operation {
			p.hooks[n.Hook.When]++
		}
	}
	return p
}

func (p *progress) concurrency() {
	text := fmt.Sprintf("Concurrency: %d threads (target='%s')", p.v.threads(), p.v.project.Target().Name)
	p.v.log.emit(event{name: "ConcurrencyLine", code: "Q026", level: "info", text: text, data: map[string]any{
		"num_threads": p.v.threads(), "target_name": p.v.project.Target().Name, "node_count": p.total,
	}})
	p.blank()
}

func (p *progress) blank() {
	p.v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
}

// place is "3 of 12", counted when the node is first met.
func (p *progress) place(n *graph.Node) string {
	if n.Kind == graph.Operation {
		if p.index[n.ID] == 0 {
			p.hook[n.Hook.When]++
			p.index[n.ID] = p.hook[n.Hook.When]
		}
		return fmt.Sprintf("%d of %d", p.index[n.ID], p.hooks[n.Hook.When])
	}
	if p.index[n.ID] == 0 {
		p.started++
		p.index[n.ID] = p.started
	}
	return fmt.Sprintf("%d of %d", p.index[n.ID], p.total)
}

func (p *progress) begin(n *graph.Node) {
	if p.last != "" && (n.Kind == graph.Operation) != (p.last == graph.Operation) {
		p.blank()
	}
	if p.last == graph.Operation && n.Kind == graph.Operation && n.Hook.When == "on-run-end" && p.hook["on-run-end"] == 0 { // no node was between
		p.blank()
		p.blank()
	}
	p.last = n.Kind
	if n.Kind == graph.Exposure {
		return
	}
	name, code := "LogStartLine", "Q011"
	if n.Kind == graph.Operation {
		name, code = "LogHookStartLine", "Q032"
	}
	text := p.v.line(p.place(n), "START "+p.v.subject(n), "RUN")
	p.v.log.emit(event{name: name, code: code, level: "info", text: text, data: map[string]any{
		"node_info": p.v.nodeInfo(n, "started"), "index": p.index[n.ID], "total": p.total,
	}})
}

func (p *progress) done(r dbt.NodeResult) {
	n := p.v.project.Graph().Nodes[r.UniqueID]
	p.batches(n, r)
	for _, w := range r.Warnings {
		v := p.v
		v.log.emit(event{name: "GenericWarning", code: "Z050", level: "warn", text: "[WARNING]: " + w.String()})
	}
	text, status := p.v.outcome(n, r)
	name, code, level := ended(n, r)
	p.v.log.emit(event{name: name, code: code, level: level, text: p.v.line(p.place(n), text, status), data: map[string]any{
		"node_info": p.v.nodeInfo(n, string(r.Status)), "status": string(r.Status), "index": p.index[n.ID], "total": p.total,
		"execution_time": r.Seconds, "num_failures": r.Failures,
	}})
}

// batches prints a line for each batch of a microbatch model.
func (p *progress) batches(n *graph.Node, r dbt.NodeResult) {
	for i, b := range r.Batches {
		place, word, level := fmt.Sprintf("Batch %d of %d", i+1, len(r.Batches)), "OK", "info"
		text := "OK created batch "
		switch {
		case b.Skipped:
			word, text = "SKIP", "SKIP batch "
		case b.Err != nil:
			word, text, level = "ERROR", "ERROR creating batch ", "error"
		}
		p.v.log.emit(event{name: "LogBatchResult", code: "Q044", level: level, text: p.v.line(place, text+b.Label()+" of "+p.v.place(n), word), data: map[string]any{
			"node_info": p.v.nodeInfo(n, string(r.Status)), "batch_index": i + 1, "total_batches": len(r.Batches), "status": word,
		}})
	}
}

// nodeInfo is what dbt's events say of a node.
func (v *invocation) nodeInfo(n *graph.Node, status string) map[string]any {
	info := map[string]any{
		"unique_id": n.ID, "node_name": n.Name, "node_path": n.Path, "resource_type": string(n.Kind), "node_status": status,
		"materialized": n.Materialized(), "node_started_at": v.w.Now().UTC().Format(time.RFC3339Nano),
	}
	if r, ok := v.project.Relation(n.ID); ok {
		info["node_relation"] = map[string]any{"database": n.Database, "schema": r.Schema, "alias": r.Name, "relation_name": fmt.Sprintf("%q.%q", r.Schema, r.Name)}
	}
	return info
}
