package quality

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
)

// Probes gives the probes of checks, obligations and values.
func Probes(f Facts) []scv.Probe {
	return slices.Concat(f.checkProbes(), f.obligationProbes(), f.valueProbes(), f.sourceProbes(), f.repairProbes(), f.outputProbes())
}

func (f Facts) checkProbes() []scv.Probe {
	return []scv.Probe{
		f.executed("dq.run[generic]", []string{"1.2.1"}, "Every generic check of the project was executed by the newest run, and none of severity error failed.", generic),
		f.executed("dq.run[custom]", []string{"1.2.2"}, "Every custom check (a query of its own, or a rule of the project's own macros) was executed by the newest run, and none of severity error failed.", custom),
		{Name: "dq.gate", Items: []string{"3.3.2"}, Proves: "Of this release, every check was executed and none of severity error failed; a warning counts only with an owner (`meta: {owner: ...}`).", Run: f.gate},
		{Name: "dq.open_failures", Items: []string{"3.3.4"}, Proves: "No check of the newest run failed, warned or was left out.", Run: f.openFailures},
		{Name: "dq.business", Items: []string{"3.5.3"}, Proves: "Every business rule (a named check with a description) of the models that people read was executed and passed.", Run: f.businessRules},
	}
}

func (f Facts) obligationProbes() []scv.Probe {
	return []scv.Probe{
		f.obliged("dq.obligation[unique]", []string{"3.1.1"}, "Every model declares what names a row (`meta: {key: [...]}`), and a check that it is unique passed in the newest run.", "keys", keys),
		f.obliged("dq.obligation[not_null]", []string{"3.1.2"}, "Every column of a key, and every column that a model declares as required (`meta: {required: [...]}`), has a not_null check that passed in the newest run.", "required columns", required),
		f.obliged("dq.obligation[relationship]", []string{"3.1.3"}, "Every column that has the name of the key of a table its model is built from refers to it by a relationships check; these, and every other such check, passed in the newest run: no orphan on any edge.", "references", references),
		f.obliged("dq.obligation[range]", []string{"3.1.4"}, "Every number column of a model with a key has an accepted_range check that passed in the newest run. The limits are reviewed by a person.", "number columns", ranges),
	}
}

// builtIn are the generic checks that come with dbt; all others are the project's.
var builtIn = []string{"unique", "not_null", "accepted_values", "relationships"}

func generic(n *graph.Node) bool { return n.Test != nil && slices.Contains(builtIn, n.Test.Name) }
func custom(n *graph.Node) bool  { return !generic(n) }

// executed is a probe that wants checks executed and none failed.
func (f Facts) executed(name string, items []string, proves string, pick func(*graph.Node) bool) scv.Probe {
	return scv.Probe{Name: name, Items: items, Proves: proves, Run: func(ctx context.Context) scv.Finding {
		g, run, err := f.look(ctx)
		if err != nil {
			return scv.Cannot(err)
		}
		c := tally(checks(g, pick), run)
		return c.finding(run, c.ok())
	}}
}

// finding tells the figures of the judged run, and the first checks that are not
// fine.
func (c count) finding(run *Judged, good bool) scv.Finding {
	evidence := fmt.Sprintf("%s in run %s (%s)", c, run.RunID, run.Verdict)
	if c.declared == 0 {
		evidence = "no such check is declared"
	}
	if good {
		return scv.Passed(evidence)
	}
	return scv.Failed(evidence+named(slices.Concat(c.bad, c.warnings)), c.remedy())
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
	case c.missing == c.declared:
		return "The run ended before its checks. Type `scv run`: it says why, and what to do."
	case c.failed+c.warned == 0:
		return "Type `scv run --full`: it executes every check."
	}
	return "`scv status` names the failing rows; repair them at their source and type `scv run`."
}

func all(*graph.Node) bool { return true }

func (f Facts) gate(ctx context.Context) scv.Finding {
	g, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	c := tally(checks(g, all), run)
	unowned := 0
	for _, n := range checks(g, all) {
		if owner, _ := meta(n, "owner"); run.Checks[n.ID].Status == "warn" && len(owner) == 0 {
			unowned++
		}
	}
	found := c.finding(run, c.ok() && unowned == 0)
	if unowned > 0 {
		found.Remedy = "Give the checks that warn an owner: `config: {meta: {owner: ...}}`."
	}
	return found
}

func (f Facts) openFailures(ctx context.Context) scv.Finding {
	g, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	c := tally(checks(g, all), run)
	return c.finding(run, c.clean())
}

// businessRules are named checks with a description on models that an exposure
// reads: the rules register of the project.
func (f Facts) businessRules(ctx context.Context) scv.Finding {
	g, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	read := map[string]bool{}
	for _, id := range g.IDs() {
		if g.Nodes[id].Kind == graph.Exposure {
			for _, parent := range g.Parents[id] {
				read[parent] = true
			}
		}
	}
	c := tally(checks(g, func(n *graph.Node) bool { return custom(n) && n.Description != "" && onAny(g, n, read) }), run)
	return c.finding(run, c.clean())
}

func onAny(g *graph.Graph, n *graph.Node, ids map[string]bool) bool {
	return slices.ContainsFunc(g.Parents[n.ID], func(id string) bool { return ids[id] })
}
