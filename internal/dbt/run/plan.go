package run

import (
	"maps"
	"slices"

	"scv/internal/dbt/graph"
)

// plan says what waits for what among the nodes to be built.
type plan struct {
	nodes    []*graph.Node
	index    map[string]int
	parents  [][]int // what a node waits for
	children [][]int
}

// buildable says whether a node of the graph is something to run.
func buildable(n *graph.Node) bool {
	switch n.Kind {
	case graph.Model:
		return !n.Ephemeral()
	case graph.Seed, graph.Snapshot, graph.Test, graph.UnitTest, graph.Exposure, graph.Function:
		return true
	}
	return false
}

// Nodes are those of the ids that a build runs, in the order of the graph.
func Nodes(g *graph.Graph, ids map[string]bool) []*graph.Node {
	var out []*graph.Node
	for _, n := range g.Order() {
		if ids[n.ID] && buildable(n) {
			out = append(out, n)
		}
	}
	return out
}

// newPlan takes the selected nodes in the graph's order. A node waits for its
// nearest selected ancestors, and where tests hold back, for the tests that stand
// between.
func newPlan(g *graph.Graph, ids map[string]bool, how hold) *plan {
	p := &plan{index: map[string]int{}, nodes: Nodes(g, ids)}
	for i, n := range p.nodes {
		p.index[n.ID] = i
	}
	waits := make([]map[int]bool, len(p.nodes))
	near := map[string]map[int]bool{}
	for i, n := range p.nodes {
		waits[i] = maps.Clone(p.nearest(g, about(n), near))
	}
	if how != holdNothing {
		p.addTests(g, waits)
		p.addUnitTests(waits)
	}
	if how == holdAny {
		p.addWiderTests(g, waits)
	}
	p.parents, p.children = make([][]int, len(p.nodes)), make([][]int, len(p.nodes))
	for i, w := range waits {
		p.parents[i] = slices.Sorted(maps.Keys(w))
		for _, parent := range p.parents[i] {
			p.children[parent] = append(p.children[parent], i)
		}
	}
	return p
}

// nearest gives the selected nodes met first on each way up from id.
func (p *plan) nearest(g *graph.Graph, id string, memo map[string]map[int]bool) map[int]bool {
	if found, ok := memo[id]; ok {
		return found
	}
	found := map[int]bool{}
	memo[id] = found
	for _, parent := range g.Parents[id] {
		if i, ok := p.index[parent]; ok {
			found[i] = true
			continue
		}
		maps.Copy(found, p.nearest(g, parent, memo))
	}
	return found
}

// about is the node whose parents a node waits for: a unit test runs before its
// model, when what the model reads is there.
func about(n *graph.Node) string {
	if n.Kind == graph.UnitTest && len(n.Depends) > 0 {
		return n.Depends[0]
	}
	return n.ID
}

// addUnitTests has models wait for their unit tests.
func (p *plan) addUnitTests(waits []map[int]bool) {
	for t, test := range p.nodes {
		if test.Kind != graph.UnitTest {
			continue
		}
		if i, ok := p.index[about(test)]; ok {
			waits[i][t] = true
		}
	}
}
