package run

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
)

// hold says what a test keeps waiting, and from being built when it fails.
type hold int

const (
	holdNothing hold = iota
	holdAll          // what is downstream of all its parents: dbt's rule
	holdAny          // what is downstream of any of them, unless the test itself waits for it
)

func holds(o Options) hold {
	switch {
	case o.AllChecks:
		return holdNothing
	case o.Strict:
		return holdAny
	}
	return holdAll
}

// addTests has nodes wait for the tests whose parents are all their ancestors.
func (p *plan) addTests(g *graph.Graph, waits []map[int]bool) {
	below := map[string]map[string]bool{}
	for t, test := range p.nodes {
		if test.Kind != graph.Test || len(test.Depends) == 0 {
			continue
		}
		for i, n := range p.nodes {
			if holdable(n) && p.under(g, about(n), test.Depends, below) {
				waits[i][t] = true
			}
		}
	}
}

// holdable says whether a node waits for tests: dbt holds back neither tests nor
// what only describes.
func holdable(n *graph.Node) bool {
	return n.Kind != graph.Test && n.Kind != graph.Exposure && n.Kind != graph.Function
}

// under says whether id is downstream of all of some nodes.
func (p *plan) under(g *graph.Graph, id string, of []string, memo map[string]map[string]bool) bool {
	for _, parent := range of {
		if !p.below(g, parent, memo)[id] {
			return false
		}
	}
	return true
}

func (p *plan) below(g *graph.Graph, id string, memo map[string]map[string]bool) map[string]bool {
	if memo[id] == nil {
		memo[id] = g.Descendants(id)
	}
	return memo[id]
}

// addWiderTests has nodes wait for the tests of several parents of which some are
// their ancestors, where that makes no circle.
func (p *plan) addWiderTests(g *graph.Graph, waits []map[int]bool) {
	memo := map[string]map[string]bool{}
	for t, test := range p.nodes {
		if test.Kind != graph.Test || len(test.Depends) < 2 {
			continue
		}
		before := map[int]bool{}
		upwards(waits, t, before)
		for _, i := range p.partly(g, test, memo) {
			if !before[i] {
				waits[i][t] = true
			}
		}
	}
}

// upwards collects all that a node waits for.
func upwards(waits []map[int]bool, i int, seen map[int]bool) {
	for parent := range waits[i] {
		if !seen[parent] {
			seen[parent] = true
			upwards(waits, parent, seen)
		}
	}
}

// partly lists the nodes that are downstream of some of a test's parents but not
// of all: dbt builds them although the test fails.
func (p *plan) partly(g *graph.Graph, test *graph.Node, memo map[string]map[string]bool) []int {
	found := map[int]bool{}
	for _, parent := range test.Depends {
		for id := range p.below(g, parent, memo) {
			i, ok := p.index[id]
			if ok && holdable(p.nodes[i]) && !slices.Contains(test.Depends, id) && !p.under(g, id, test.Depends, memo) {
				found[i] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// letThrough warns of what a failed test of several parents did not keep from
// being built.
func (r *runner) letThrough(test *graph.Node) (w project.Warning, some bool) {
	if holds(r.o) != holdAll || test.Kind != graph.Test || len(test.Depends) < 2 {
		return w, false
	}
	var names []string
	for _, i := range r.plan.partly(r.o.Graph, test, map[string]map[string]bool{}) {
		if n := r.plan.nodes[i]; n.Kind != graph.UnitTest {
			names = append(names, n.Name)
		}
	}
	if len(names) == 0 {
		return w, false
	}
	shown, more := names[:min(len(names), 5)], ""
	if len(names) > len(shown) {
		more = fmt.Sprintf(" and %d more", len(names)-len(shown))
	}
	return project.Warning{
		Code: scv.CodeDBTTest, File: graph.File(test), Line: max(test.Line, 1),
		Text: fmt.Sprintf("test %s failed, which does not hold back %s%s: a test of several parents holds back what is downstream of all of them", test.Name, strings.Join(shown, ", "), more),
		Hint: "--strict holds back what is downstream of any",
	}, true
}
