package run

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/dbt/reuse"
	"scv/internal/warehouse"
)

// Warehouse is where nodes are built: *warehouse.Warehouse is one.
type Warehouse interface {
	warehouse.Conn
	Session(ctx context.Context, fn func(*warehouse.Session) error) error
}

// Options say how to build.
type Options struct {
	Graph            *graph.Graph
	Compiler         *compile.Compiler
	Warehouse        Warehouse
	Materializations map[string]scv.Materialization
	Seeds            func(n *graph.Node) ([]byte, error) // the bytes of a seed
	Threads          int                                 // nodes built at one time; 0 = 1
	FailFast         bool                                // start nothing new after the first error or fail
	FullRefresh      bool
	AllChecks        bool            // a test that fails holds nothing back: every test runs
	Start, End       time.Time       // as --event-time-start and --event-time-end; zero = not given
	Again            map[string]Rest // by unique id: what a retry builds of a microbatch model
	AsOf             time.Time
	Now              func() time.Time  // for durations; nil = a clock that stands at AsOf
	Progress         scv.Progress      // may be nil
	Begin            func(*graph.Node) // called before each node that is built; may be nil
	Done             func(Result)      // called after each node; neither is called twice at one time; may be nil
	WarnError        bool              // a test that would warn fails
	Strict           bool              // what would be a warning is an error, and a test of several parents holds back what is below any of them
	Reuse            *Reuse            // nil: every node is built
}

// Status is how a node ended, in dbt's words.
type Status string

// The statuses.
const (
	Success Status = "success"
	Error   Status = "error"
	Skipped Status = "skipped"
	Pass    Status = "pass"
	Fail    Status = "fail"
	Warn    Status = "warn"
	NoOp    Status = "no-op"
	Partial Status = "partial success" // some batches of a microbatch model failed
)

// Bad says whether a status is one that fails a run.
func (s Status) Bad() bool { return s == Error || s == Fail || s == Partial }

// Result is what became of one node.
type Result struct {
	UniqueID        string
	Kind            graph.Kind
	Name            string
	Relation        scv.Relation // where it was built: with the schema's alias; of a test, the relation it tests
	Status          Status
	Rows            int64 // in the relation or inserted; -1 where nobody counted (views)
	Seconds         float64
	Message         string // dbt's message
	Failures        int64  // tests: what fail_calc gave
	Severity        string // tests: "error" or "warn"
	Test            string // generic tests: unique, not_null ...
	Column          string // generic tests: the column, ""
	Tested          string // generic tests: unique id of what is tested
	Description     string
	Sample          *Sample // tests that fail or warn: some of the failing rows
	CompiledSQL     string
	Ran             []string          // the statements that built it, in order; of a test the one that asked
	Compiled        *graph.Compiled   // nil when it was never compiled
	OnlyCompiled    bool              // nothing was executed
	Warnings        []project.Warning // what is most likely a mistake, seen while it was built
	Batches         []Batch           // of a microbatch model, in order
	Built           [][2]time.Time    // of a microbatch model: batches that an earlier run built, when this one retries it
	Overloads       []string          // of a function: those that were made, and those that could not be
	FailedOverloads []string
	Err             error // with code and hint, for status error
	Started         time.Time
	CompiledAt      time.Time
	Ended           time.Time
	Thread          string
	SkippedBy       string  // unique id of what kept it from being built
	Reused          *Reused // nil where nobody asked for it, or the node did not end well
	asked           string  // unit tests: the whole statement
}

// IsCheck says whether the node is a test or a unit test.
func (r Result) IsCheck() bool { return r.Kind == graph.Test || r.Kind == graph.UnitTest }

// Batch is one batch of a microbatch model and what became of it.
type Batch struct {
	compile.Batch
	Compiled *graph.Compiled // nil when it was skipped or could not be compiled
	Ran      []string        // the statements that built it
	Rows     int64
	Err      error
	Skipped  bool // the first batch failed
}

// Sample is some of the rows that a test found: whole rows, values and all. Who
// shows them decides which columns may be seen.
type Sample struct {
	Columns []string
	Rows    [][]any
}

// sampleRows is how many failing rows a Sample holds at most.
const sampleRows = 10

// Build builds the nodes named by ids, parents first. The results come in the
// order in which the nodes ended. The error is for what is nobody's node: the
// context's end, a hook of on-run-start, the warehouse itself.
func Build(ctx context.Context, o Options, ids map[string]bool) ([]Result, error) {
	r := newRunner(o, ids)
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if err := r.operations(ctx, "on-run-start"); err != nil {
		return r.results, err
	}
	err := errors.Join(r.all(ctx), r.closeBook(ctx))
	if err == nil {
		err = r.operations(ctx, "on-run-end")
	}
	return r.results, err
}

func newRunner(o Options, ids map[string]bool) *runner {
	r := &runner{o: o, plan: newPlan(o.Graph, ids, holds(o)), kinds: map[string]string{}}
	if r.o.Begin == nil {
		r.o.Begin = func(*graph.Node) {}
	}
	if r.o.Now == nil {
		r.o.Now = func() time.Time { return r.o.AsOf }
	}
	if r.o.Progress == nil {
		r.o.Progress = scv.NoProgress{}
	}
	return r
}

type runner struct {
	o       Options
	plan    *plan
	mu      sync.Mutex
	kinds   map[string]string // table or view, by relation key
	results []Result
	book    *reuse.Book // nil: every node is built
}

// prepare makes the schemas and learns what is there.
func (r *runner) prepare(ctx context.Context) error {
	schemas := map[string]bool{}
	for _, n := range r.plan.nodes {
		if n.HasRelation() && n.Kind != graph.Source || n.Kind == graph.Function || storesFailures(n) {
			rel := r.o.Compiler.Relation(n)
			schemas[rel.Schema] = true
		}
	}
	return r.o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		for schema := range schemas {
			if _, err := s.Exec(ctx, "create schema if not exists "+warehouse.Quote(schema)); err != nil {
				return err
			}
		}
		if err := r.learn(ctx, s, schemas); err != nil {
			return err
		}
		return r.openBook(ctx, s, true)
	})
}

func (r *runner) learn(ctx context.Context, c warehouse.Conn, schemas map[string]bool) error {
	t, err := c.Table(ctx, `select table_schema, table_name, table_type from information_schema.tables
where table_catalog = current_database()`)
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		schema, _ := row[0].(string)
		name, _ := row[1].(string)
		kind, _ := row[2].(string)
		if schemas[schema] {
			r.setKind(schema, name, map[bool]string{true: "view", false: "table"}[strings.Contains(kind, "VIEW")])
		}
	}
	return nil
}

func place(schema, name string) string {
	return strings.ToLower(schema) + "\x00" + strings.ToLower(name)
}

func (r *runner) setKind(schema, name, kind string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kinds[place(schema, name)] = kind
}

// kindAt says what is at a relation: "table", "view" or "".
func (r *runner) kindAt(schema, name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.kinds[place(schema, name)]
}

func storesFailures(n *graph.Node) bool {
	return n.Kind == graph.Test && n.ConfigValue("store_failures") == true
}
