package dbt

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"scv"
	"scv/internal/dbt/artifact"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
)

// NodeResult is what became of one node.
type NodeResult = run.Result

// Sample is some of the rows that a test found.
type Sample = run.Sample

// Status is how a node ended.
type Status = run.Status

// The statuses of a node, in dbt's words.
const (
	Success = run.Success
	Error   = run.Error
	Skipped = run.Skipped
	Pass    = run.Pass
	Fail    = run.Fail
	Warn    = run.Warn
	NoOp    = run.NoOp
	Partial = run.Partial
)

// Rest is what an earlier run left of a microbatch model.
type Rest = run.Rest

// ReusedMessage is the message of a node that was not built because it would come
// out as it is.
const ReusedMessage = run.ReusedMessage

// BuildOptions say how to build.
type BuildOptions struct {
	Threads  int  // 0 = the target's
	FailFast bool // start nothing new after the first error or fail
	// AllChecks lets nothing wait for a test: a failing one holds nothing back, and
	// every test runs. So does dbt's test; its build does not, and there it is for
	// builds that nobody reads before the verdict.
	AllChecks bool
	// Node is called after each node, never twice at one time. It may be nil.
	Node func(NodeResult)
	// Again says by unique id what is to be built of microbatch models that an earlier
	// run left in part. Models that are not named build what is due.
	Again map[string]Rest
	// Begin is called before each node that is built, under Node's promise.
	Begin     func(*graph.Node)
	WarnError bool // a test that would warn fails
	// Only keeps kinds out of the build: nil builds all. `run` is models alone,
	// `test` is tests alone.
	Only []graph.Kind
	// Reuse leaves alone what would come out as it is; nil builds everything, as dbt
	// does.
	Reuse *Reuse
}

// Reuse asks for a build in which nothing is built that would come out as it is.
type Reuse struct {
	Program string            // digest of the program and of what else every node follows from
	Live    map[string]string // schema of Options.SchemaAlias -> where the live version has it; nil = there are no versions
	Full    bool              // build everything, and note what it was built from
	By      string            // the run, as it is noted
}

// Result is what a build did.
type Result struct {
	Nodes    []NodeResult // in the order they ended
	Seconds  float64
	Warnings []Warning
}

// OK says whether nothing failed: dbt's exit code 0.
func (r *Result) OK() bool {
	return !slices.ContainsFunc(r.Nodes, func(n NodeResult) bool { return n.Status.Bad() })
}

// Checks counts the tests that ran. A test that could not run, or was skipped,
// counts as run and failed: nobody knows that its rows are fine.
func (r *Result) Checks() scv.Checks {
	var c scv.Checks
	for _, n := range r.Nodes {
		if n.Kind != graph.Test && n.Kind != graph.UnitTest {
			continue
		}
		c.Run++
		switch n.Status {
		case Pass:
			c.Passed++
			if n.Reused != nil && n.Reused.Action != run.Built {
				c.Carried++
			}
		case Warn:
			c.Warned++
		default:
			c.Failed++
		}
	}
	return c
}

// Node gives the result of a node by its unique id.
func (r *Result) Node(id string) (NodeResult, bool) {
	for _, n := range r.Nodes {
		if n.UniqueID == id {
			return n, true
		}
	}
	return NodeResult{}, false
}

// Build builds the selected nodes. A node that fails is a result, no error; the
// error is for what stops the whole (a hook of on-run-start, the context's end),
// and comes with the results so far.
func (p *Project) Build(ctx context.Context, o BuildOptions) (*Result, error) {
	if p.o.Warehouse == nil {
		return nil, errors.New("build: no warehouse was given")
	}
	started := p.now()()
	threads := o.Threads
	if threads == 0 {
		threads = p.compiler.Target().Threads
	}
	how := p.runOptions(o.Reuse)
	how.Threads, how.FailFast, how.AllChecks, how.Again, how.Done, how.Begin, how.WarnError = threads, o.FailFast, o.AllChecks, o.Again, o.Node, o.Begin, o.WarnError
	nodes, err := run.Build(ctx, how, p.only(o.Only))
	res := &Result{Nodes: nodes, Seconds: p.now()().Sub(started).Seconds(), Warnings: slices.Clone(p.warnings)}
	for i, n := range nodes {
		if notSQL(n.Err) {
			nodes[i].Err = shown(p.o.FS, n.Err)
		}
		res.Warnings = append(res.Warnings, n.Warnings...)
		if node := p.graph.Nodes[n.UniqueID]; n.Compiled != nil {
			node.Compiled = n.Compiled
		}
	}
	if p.o.NoArtifacts || p.o.Dir == "" {
		return res, err
	}
	p.compileEphemerals(ctx, p.only(o.Only))
	return res, errors.Join(err, p.write(res))
}

// compileEphemerals has manifest and target folder show the SQL of models that are
// never built, where dbt compiles them: those that are visited, and those that one
// of the compiled nodes selects from. One that does not compile is told by its
// children.
func (p *Project) compileEphemerals(ctx context.Context, visited map[string]bool) {
	ids := map[string]bool{}
	maps.Copy(ids, visited)
	for _, n := range p.graph.Nodes {
		if n.Compiled == nil || n.Kind == graph.UnitTest { // what a unit test selects from are its inputs
			continue
		}
		for _, cte := range n.Compiled.CTEs {
			ids[cte.ID] = true
		}
	}
	for id := range ids {
		if n := p.graph.Nodes[id]; n != nil && n.Ephemeral() && n.Compiled == nil {
			if c, err := p.compiler.Compile(ctx, n, p.rendering()); err == nil {
				n.Compiled = c
			}
		}
	}
}

// runOptions are what a build takes from the project.
func (p *Project) runOptions(o *Reuse) run.Options {
	how := run.Options{
		Graph: p.graph, Compiler: p.compiler, Warehouse: p.o.Warehouse, Materializations: p.o.Materializations, Seeds: p.seed,
		FullRefresh: p.o.FullRefresh, Strict: p.o.Strict, Start: p.o.Start, End: p.o.End, AsOf: p.o.AsOf, Now: p.now(), Progress: p.o.Progress,
	}
	if o != nil {
		how.Reuse = &run.Reuse{Program: o.Program, Alias: p.o.SchemaAlias, Live: o.Live, Full: o.Full || p.o.FullRefresh, By: o.By}
	}
	return how
}

func (p *Project) now() func() time.Time {
	if p.o.Now != nil {
		return p.o.Now
	}
	return func() time.Time { return p.o.AsOf }
}

func (p *Project) only(kinds []graph.Kind) map[string]bool {
	ids := maps.Clone(p.selected)
	maps.DeleteFunc(ids, func(id string, _ bool) bool {
		return len(kinds) > 0 && !slices.Contains(kinds, p.graph.Nodes[id].Kind)
	})
	return ids
}

func (p *Project) seed(n *graph.Node) ([]byte, error) {
	for _, each := range p.config.All() {
		for _, f := range each.Seeds {
			if each.Name == n.Package && f.Path == n.File {
				return each.ReadSeed(f)
			}
		}
	}
	return nil, errors.New("read seed " + n.File + ": it is not in the project")
}

// Compile renders the selected models, tests, snapshots and analyses in the
// execute phase and gives their SQL by unique id. Macros may ask the warehouse.
func (p *Project) Compile(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	for _, n := range p.graph.Order() {
		if !p.selected[n.ID] {
			continue
		}
		switch n.Kind {
		case graph.Model, graph.Test, graph.Snapshot, graph.Analysis, graph.Function:
		default:
			continue
		}
		r := compile.Rendering{}
		if p.o.Warehouse != nil {
			r.Conn = p.o.Warehouse
		}
		c, err := p.compiler.Compile(ctx, n, r)
		if err != nil {
			return nil, err
		}
		n.Compiled, out[n.ID] = c, c.SQL
	}
	if p.o.NoArtifacts || p.o.Dir == "" {
		return out, nil
	}
	return out, p.writer().Compiled(p.graph)
}

func (p *Project) writer() *artifact.Writer {
	return &artifact.Writer{
		Dir: p.o.Dir, Target: p.targetPath(), Graph: p.graph, Config: p.config, Adapter: p.compiler.Target().Type,
		Invocation: invocation(p.o), At: p.o.AsOf, Env: p.compiler.SeenEnv(), MacroDepends: p.compiler.MacroDepends,
	}
}

func (p *Project) runArgs(res *Result) artifact.Run {
	return artifact.Run{Seconds: res.Seconds, Args: p.args()}
}

func (p *Project) write(res *Result) error {
	w := p.writer()
	return errors.Join(w.Compiled(p.graph), w.Batches(res.Nodes), w.Ran(res.Nodes), w.Manifest(), w.RunResults(res.Nodes, p.runArgs(res)))
}
