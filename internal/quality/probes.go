package quality

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
)

var errNoRun = errors.New("there was no run yet")

// Probes gives the probes of checks and obligations.
func Probes(f Facts) []scv.Probe {
	return []scv.Probe{
		f.executed("dq.run[generic]", []string{"1.2.1"}, "Every generic check of the project was executed by the newest run, and none of severity error failed.", generic),
		f.executed("dq.run[custom]", []string{"1.2.2"}, "Every custom check (a query of its own, or a rule of the project's own macros) was executed by the newest run, and none of severity error failed.", custom),
	}
}

// builtIn are the generic checks that come with dbt; all others are the project's.
var builtIn = []string{"unique", "not_null", "accepted_values", "relationships"}

func generic(n *graph.Node) bool { return n.Test != nil && contains(builtIn, n.Test.Name) }
func custom(n *graph.Node) bool  { return !generic(n) }

func contains(list []string, s string) bool {
	for _, each := range list {
		if each == s {
			return true
		}
	}
	return false
}

// executed is a probe that wants checks executed and none failed.
func (f Facts) executed(name string, items []string, proves string, pick func(*graph.Node) bool) scv.Probe {
	return scv.Probe{Name: name, Items: items, Proves: proves, Run: func(ctx context.Context) scv.Finding {
		g, run, err := f.look(ctx)
		if err != nil {
			return cannot(err)
		}
		c := tally(checks(g, pick), run)
		if !c.ok() {
			return scv.Failed(c.in(run), c.remedy())
		}
		return scv.Passed(c.in(run))
	}}
}

func cannot(err error) scv.Finding {
	f := scv.Cannot(err)
	if errors.Is(err, errNoRun) {
		f.Remedy = "Type `scv run`."
	}
	return f
}

// in adds the run that was judged, and the first checks that are not fine.
func (c count) in(run *Judged) string {
	s := fmt.Sprintf("%s in run %s (%s)", c, run.RunID, run.Verdict)
	if c.declared == 0 {
		return "no such check is declared"
	}
	return s + named(c.bad)
}

// named adds the first names of a list to a line.
func named(bad []string) string {
	if len(bad) == 0 {
		return ""
	}
	more := ""
	if len(bad) > 3 {
		more = fmt.Sprintf(" and %d more", len(bad)-3)
	}
	return ": " + strings.Join(bad[:min(3, len(bad))], ", ") + more
}

func (c count) remedy() string {
	switch {
	case c.declared == 0:
		return "Declare it in project/models and type `scv run`."
	case c.failed == 0:
		return "Type `scv run --full`: it executes every check."
	}
	return "`scv status` names the failing rows; repair them at their source and type `scv run`."
}
