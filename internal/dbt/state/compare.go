package state

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
)

// Comparison is a graph beside an earlier run. It answers selection's questions.
type Comparison struct {
	earlier *Earlier
	graph   *graph.Graph
	depends func(macro string) []string
	status  map[string]string
	current map[string]*loaded
	changed map[string]bool // macros, by id
	walked  map[string]bool // whether a macro or one it calls changed
	now     map[string]*entry
}

// Compare sets a graph beside the earlier run. depends gives the macros that a
// macro calls; target is the folder of the newest artifacts, for source_status.
func (e *Earlier) Compare(g *graph.Graph, depends func(macro string) []string, target string) *Comparison {
	c := &Comparison{earlier: e, graph: g, depends: depends, status: map[string]string{}, walked: map[string]bool{}, now: map[string]*entry{}}
	if e.results != nil {
		for _, r := range e.results.Results {
			c.status[r.ID] = r.Status
		}
	}
	c.current, _ = readSources(target) // source_status is refused without it
	c.changed = c.changedMacros()
	return c
}

func builtin(id string) bool {
	return strings.HasPrefix(id, "macro.dbt.") || strings.HasPrefix(id, "macro.dbt_duckdb.")
}

func (c *Comparison) changedMacros() map[string]bool {
	out := map[string]bool{}
	for id, m := range c.graph.Macros {
		if old := c.earlier.macros[id]; !builtin(id) && (old == nil || old.SQL != m.SQL) {
			out[id] = true
		}
	}
	for id := range c.earlier.macros {
		if c.graph.Macros[id] == nil && !builtin(id) {
			out[id] = true
		}
	}
	return out
}

// HasResults says whether the earlier run left run_results.json.
func (c *Comparison) HasResults() bool { return c.earlier.results != nil }

// Has says whether the earlier run had the node.
func (c *Comparison) Has(id string) bool { return c.earlier.nodes[id] != nil }

// Status is how the node ended in the earlier run, "" when it was not run.
func (c *Comparison) Status(id string) string { return c.status[id] }

// HasFreshness says whether the earlier run left sources.json, and whether the
// target folder holds one.
func (c *Comparison) HasFreshness() (before, now bool) {
	return c.earlier.fresh != nil, c.current != nil
}

// Fresher says whether a source has newer rows than in the earlier run, or was not
// measured then. One whose query failed now is not.
func (c *Comparison) Fresher(id string) bool {
	now := c.current[id]
	if now == nil || now.Max == "" {
		return false
	}
	before := c.earlier.fresh[id]
	return before == nil || moment(now.Max).After(moment(before.Max))
}

// moment reads a time; what is none is before all others.
func moment(s string) time.Time {
	t, _ := time.Parse(time.RFC3339, s)
	return t
}

// Modified says whether a node differs from the earlier run, in one part or, for
// "", in any. A node that is new differs in every part but its macros.
func (c *Comparison) Modified(n *graph.Node, part string) bool {
	if part == "macros" {
		return c.macrosModified(n)
	}
	old := c.earlier.nodes[n.ID]
	if old == nil {
		return true
	}
	now := c.entry(n)
	switch part {
	case "body":
		return !sameBody(old, now)
	case "configs":
		return !sameConfig(old, now)
	case "relation":
		return !sameRelation(old, now)
	case "persisted_descriptions":
		return !sameDescriptions(old, now)
	case "contract":
		return !sameContract(old, now)
	}
	return !same(old, now) || c.macrosModified(n)
}

// entry is a node of the graph as manifest.json would have it.
func (c *Comparison) entry(n *graph.Node) *entry {
	if e := c.now[n.ID]; e != nil {
		return e
	}
	e := &entry{}
	var b bytes.Buffer
	if err := project.WriteJSON(&b, n.Dict(), project.JSONOptions{}); err == nil {
		_ = json.Unmarshal(b.Bytes(), e) // what WriteJSON gave
	}
	c.now[n.ID] = e
	return e
}

// macrosModified says whether a macro that the node calls, or one that that one
// calls, changed.
func (c *Comparison) macrosModified(n *graph.Node) bool {
	for _, id := range n.Macros {
		if c.macroModified(id) {
			return true
		}
	}
	return false
}

func (c *Comparison) macroModified(id string) bool {
	if known, ok := c.walked[id]; ok {
		return known
	}
	c.walked[id] = false // a macro that calls itself
	modified := c.changed[id]
	if !modified && c.depends != nil {
		for _, called := range c.depends(id) {
			if c.macroModified(called) {
				modified = true
				break
			}
		}
	}
	c.walked[id] = modified
	return modified
}

func same(a, b *entry) bool {
	switch b.Kind {
	case string(graph.Source):
		return sameSource(a, b)
	case string(graph.Exposure):
		return sameExposure(a, b)
	case string(graph.UnitTest):
		return sameUnitTest(a, b)
	}
	if b.Kind == string(graph.Function) && !(equal(a.Arguments, b.Arguments) && equal(a.Returns, b.Returns) && equal(a.Overloads, b.Overloads)) {
		return false
	}
	if b.Test != nil {
		return sameConfig(a, b) && sameFQN(a, b)
	}
	return sameBody(a, b) && sameConfig(a, b) && sameDescriptions(a, b) && sameFQN(a, b) && sameRelation(a, b) && sameContract(a, b)
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

func sameFQN(a, b *entry) bool { return equal(a.FQN, b.FQN) }
