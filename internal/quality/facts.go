package quality

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

func statement(name string) string {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // names are constants; TestStatementsAreThere opens each
	}
	return string(text)
}

// Judged is the run that the boxes about data judge: the newest that ended by
// itself, published or not.
type Judged struct {
	RunID   string
	Verdict control.Verdict
	Release string // digest of program, project and configuration that it ran with
	Report  scv.RunReport
	Checks  map[string]control.CheckResult // by unique id; empty when it ended before its checks
}

// Facts are what the probes of this room look at. The functions give the same
// answer for the length of one look at the checklist.
type Facts struct {
	Release func() string                                                   // of what is here now
	Graph   func(ctx context.Context) (*graph.Graph, error)                 // the parsed project
	Run     func(ctx context.Context) (*Judged, error)                      // nil: there was no run yet
	Ask     func(ctx context.Context, sql string) (*warehouse.Table, error) // silver is of the judged run, gold of the live version
	Sources func() []scv.SourceConfig                                       // as scv.yml declares them
	Live    func(ctx context.Context) ([]warehouse.Object, error)           // every table and view
	Repairs func(ctx context.Context) ([]control.Repair, error)             // what people did about the quarantine
}

var (
	errNoRun = &scv.Error{Op: "judge the newest run", Err: errors.New("there was no run yet"), Hint: "Type `scv run`."}
	errOther = &scv.Error{Op: "judge the newest run", Err: errors.New("it was of another release"), Hint: "Type `scv run`: program, project or scv.yml changed since."}
)

// look gives the project and the judged run, which must be of what is here now.
func (f Facts) look(ctx context.Context) (*graph.Graph, *Judged, error) {
	g, err := f.Graph(ctx)
	if err != nil {
		return nil, nil, err
	}
	run, err := f.Run(ctx)
	switch {
	case err != nil:
		return nil, nil, err
	case run == nil:
		return nil, nil, errNoRun
	case run.Release != f.Release():
		return nil, nil, errOther
	}
	return g, run, nil
}

// checks gives the declared checks that a condition picks, in the order of their ids.
func checks(g *graph.Graph, pick func(*graph.Node) bool) []*graph.Node {
	var out []*graph.Node
	for _, id := range g.IDs() {
		if n := g.Nodes[id]; n.Kind == graph.Test && pick(n) {
			out = append(out, n)
		}
	}
	return out
}

// count is what became of declared checks in the judged run.
type count struct {
	declared, passed, warned, failed, missing int
	bad                                       []string // names of those that failed or did not run
	warnings                                  []string
}

// ok says whether all ran and none failed; clean besides that none warned.
func (c count) ok() bool    { return c.declared > 0 && c.failed == 0 && c.missing == 0 }
func (c count) clean() bool { return c.ok() && c.warned == 0 }

// String gives the figures: declared, executed and what was found.
func (c count) String() string {
	s := fmt.Sprintf("%d of %d checks executed, %d passed", c.declared-c.missing, c.declared, c.passed)
	if c.warned > 0 {
		s += fmt.Sprintf(", %d warned", c.warned)
	}
	if c.failed > 0 {
		s += fmt.Sprintf(", %d failed", c.failed)
	}
	return s
}

// tally counts what became of checks. A skipped check, or one that could not run,
// was not executed.
func tally(nodes []*graph.Node, run *Judged) count {
	c := count{declared: len(nodes)}
	for _, n := range nodes {
		switch run.Checks[n.ID].Status {
		case "pass":
			c.passed++
		case "warn":
			c.warned++
			c.warnings = append(c.warnings, n.Name)
		case "fail":
			c.failed++
			c.bad = append(c.bad, n.Name)
		default:
			c.missing++
			c.bad = append(c.bad, n.Name)
		}
	}
	return c
}
