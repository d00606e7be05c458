package quality

import (
	"context"
	"fmt"

	"scv/internal/control"
	"scv/internal/dbt/graph"
)

// Judged is the run that the boxes about data judge: the newest that ended by
// itself, published or not.
type Judged struct {
	RunID   string
	Verdict control.Verdict
	Checks  map[string]control.CheckResult // by unique id; empty when it ended before its checks
}

// Facts are what the probes of this room look at. Both functions give the same
// answer for the length of one look at the checklist.
type Facts struct {
	Graph func(ctx context.Context) (*graph.Graph, error) // the parsed project
	Run   func(ctx context.Context) (*Judged, error)      // nil: there was no run yet
}

// look gives both facts.
func (f Facts) look(ctx context.Context) (*graph.Graph, *Judged, error) {
	g, err := f.Graph(ctx)
	if err != nil {
		return nil, nil, err
	}
	run, err := f.Run(ctx)
	if err != nil {
		return nil, nil, err
	}
	if run == nil {
		return nil, nil, errNoRun
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
}

func (c count) ok() bool { return c.declared > 0 && c.failed == 0 && c.missing == 0 }

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
