package dbt

import (
	"context"
	"errors"
	"slices"
	"time"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
	"scv/internal/warehouse"
	"scv/jinja"
)

var errNoWarehouse = errors.New("no warehouse was given")

// Runs are the nodes that a build of some kinds would run, in their order; no
// kind is all kinds.
func (p *Project) Runs(kinds []graph.Kind) []*graph.Node { return run.Nodes(p.graph, p.only(kinds)) }

// Inline compiles a text that is no node of the project; it may ref all of them.
func (p *Project) Inline(ctx context.Context, sql string) (string, error) {
	n := &graph.Node{
		ID: "operation." + p.config.Name + ".inline_query", Kind: graph.Operation, Package: p.config.Name, Name: "inline_query",
		File: "inline_query", RawCode: sql, First: 1, Config: jinja.NewDict(), Hook: &graph.HookInfo{}, Enabled: true,
	}
	c, err := p.compiler.Compile(ctx, n, p.rendering())
	if err != nil {
		return "", err
	}
	return c.SQL, nil
}

func (p *Project) rendering() compile.Rendering {
	if p.o.Warehouse == nil {
		return compile.Rendering{}
	}
	return compile.Rendering{Conn: p.o.Warehouse}
}

// Preview runs compiled SQL and gives its first rows; a negative limit gives all.
func (p *Project) Preview(ctx context.Context, sql string, limit int) (*warehouse.Table, error) {
	if p.o.Warehouse == nil {
		return nil, errNoWarehouse
	}
	if limit >= 0 {
		sql = "select * from (\n" + sql + "\n) as model_limit_subq\nlimit " + jinja.Str(int64(limit))
	}
	return p.o.Warehouse.Table(ctx, sql)
}

// Visits says whether a build of some kinds has anything to do: a selected ephemeral
// model is nothing to run, but with one the project's hooks are run.
func (p *Project) Visits(kinds []graph.Kind) bool {
	if len(p.Runs(kinds)) > 0 {
		return true
	}
	for id := range p.only(kinds) {
		if p.graph.Nodes[id].Ephemeral() {
			return true
		}
	}
	return false
}

// CompileEach compiles the selected nodes and says of each how it went: a node
// that does not compile is a result, no error. The results are those that dbt lists:
// seeds too, the project's hooks where nothing is asked for, and ephemeral models
// only where nodes are asked for by --select.
func (p *Project) CompileEach(ctx context.Context, begin func(*graph.Node), done func(NodeResult)) (*Result, error) {
	started := p.now()()
	res := &Result{Warnings: p.warnings}
	res.Nodes = p.compileHooks(ctx)
	for _, n := range p.graph.Order() {
		if !p.selected[n.ID] || !compiles(n) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return res, err
		}
		begin(n)
		r := p.compileOne(ctx, n)
		if !n.Ephemeral() || len(p.o.Select) > 0 || r.Status.Bad() {
			res.Nodes = append(res.Nodes, r)
		}
		done(r)
	}
	res.Seconds = p.now()().Sub(started).Seconds()
	if p.o.NoArtifacts || p.o.Dir == "" {
		return res, nil
	}
	p.compileEphemerals(ctx, nil)
	return res, p.write(res)
}

// compileHooks compiles the project's hooks, as dbt's compile does where nothing is
// selected; whether they work is seen when they run.
func (p *Project) compileHooks(ctx context.Context) []NodeResult {
	if len(p.o.Select)+len(p.o.IDs)+len(p.o.Types) > 0 || p.o.Selector != "" {
		return nil
	}
	var out []NodeResult
	for _, id := range p.graph.IDs() {
		if n := p.graph.Nodes[id]; n.Kind == graph.Operation && n.Hook != nil {
			if r := p.compileOne(ctx, n); r.Err == nil {
				out = append(out, r)
			}
		}
	}
	return out
}

func compiles(n *graph.Node) bool {
	return slices.Contains([]graph.Kind{graph.Model, graph.Test, graph.Snapshot, graph.Analysis, graph.Function, graph.Seed}, n.Kind)
}

func (p *Project) compileOne(ctx context.Context, n *graph.Node) NodeResult {
	r := NodeResult{UniqueID: n.ID, Kind: n.Kind, Name: n.Name, Status: Success, Rows: -1, Started: p.now()(), Thread: "main", OnlyCompiled: true}
	var c *graph.Compiled
	var err error
	if n.Kind != graph.Seed {
		c, err = p.compiler.Compile(ctx, n, p.rendering())
	}
	r.Ended = p.now()()
	r.Seconds = r.Ended.Sub(r.Started).Seconds()
	switch {
	case err != nil:
		r.Status, r.Err, r.Message = Error, err, err.Error()
	case c != nil:
		r.Compiled, r.CompiledSQL, r.CompiledAt, n.Compiled = c, c.SQL, r.Ended, c
	}
	return r
}

// Freshness is how old a source's newest row is.
type Freshness = run.Freshness

// Freshness measures the selected sources that have a freshness rule. begin and
// hook are told of the project's hooks and of sources as they begin, hook and done
// of how they ended.
func (p *Project) Freshness(ctx context.Context, begin func(*graph.Node), hook func(NodeResult), done func(Freshness)) ([]Freshness, error) {
	if p.o.Warehouse == nil {
		return nil, errNoWarehouse
	}
	return run.MeasureFreshness(ctx, run.Options{
		Graph: p.graph, Compiler: p.compiler, Warehouse: p.o.Warehouse, AsOf: p.o.AsOf, Now: p.now(), Begin: begin, Done: hook,
	}, p.Measurable(), done)
}

// Measurable are the selected sources that have a freshness rule.
func (p *Project) Measurable() []*graph.Node {
	var sources []*graph.Node
	for _, id := range p.graph.IDs() {
		if n := p.graph.Nodes[id]; p.selected[id] && n.Kind == graph.Source && run.Measurable(n) {
			sources = append(sources, n)
		}
	}
	return sources
}

// WriteFreshness writes sources.json.
func (p *Project) WriteFreshness(all []Freshness, took time.Duration, to string) error {
	return p.writer().Sources(all, took.Seconds(), to)
}

// Operate calls a macro by its name, or "package.macro", with arguments.
func (p *Project) Operate(ctx context.Context, macro string, args *jinja.Dict) (jinja.Value, error) {
	return p.compiler.Operate(ctx, macro, args, p.rendering())
}
