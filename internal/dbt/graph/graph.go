package graph

import (
	"cmp"
	"slices"

	"scv/jinja"
)

// Graph is a parsed project. It does not change once Link has run.
type Graph struct {
	Project  string
	Nodes    map[string]*Node   // enabled ones, sources, exposures and unit tests included
	Disabled map[string][]*Node // by id
	Macros   map[string]*Macro
	Docs     map[string]*Doc
	Groups   map[string]*Group

	Restricted map[string]bool // packages whose models others may ref only when they are public
	Unresolved []error         // of tests that name what is not there: *scv.Error

	Parents  map[string][]string // sorted ids
	Children map[string][]string // sorted ids

	byName map[string][]*Node // refable ones
	order  []*Node
}

// New gives an empty graph.
func New(project string) *Graph {
	return &Graph{
		Project: project, Nodes: map[string]*Node{}, Disabled: map[string][]*Node{},
		Macros: map[string]*Macro{}, Docs: map[string]*Doc{}, Groups: map[string]*Group{},
		Parents: map[string][]string{}, Children: map[string][]string{}, byName: map[string][]*Node{},
	}
}

// Add puts a node in; a disabled one is kept apart. It gives the node that is
// already there under the same id, or nil.
func (g *Graph) Add(n *Node) *Node {
	if !n.Enabled {
		g.Disabled[n.ID] = append(g.Disabled[n.ID], n)
		return nil
	}
	if old, ok := g.Nodes[n.ID]; ok {
		return old
	}
	g.Nodes[n.ID] = n
	if n.Kind.Refable() {
		g.byName[n.Name] = append(g.byName[n.Name], n)
	}
	return nil
}

// IDs gives the ids of all enabled nodes, sorted.
func (g *Graph) IDs() []string {
	ids := make([]string, 0, len(g.Nodes))
	for id := range g.Nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Order gives the nodes so that parents come before children, and among those
// that could come next the smallest id first. It is empty before Link.
func (g *Graph) Order() []*Node { return g.order }

// Ancestors gives the ids of all that must be there before id, without it.
func (g *Graph) Ancestors(ids ...string) map[string]bool { return g.reach(g.Parents, -1, ids) }

// Descendants gives the ids of all that is built from id, without it.
func (g *Graph) Descendants(ids ...string) map[string]bool { return g.reach(g.Children, -1, ids) }

// Near is Ancestors or Descendants up to a number of steps; a negative depth is
// without bound.
func (g *Graph) Near(up bool, depth int, ids ...string) map[string]bool {
	if up {
		return g.reach(g.Parents, depth, ids)
	}
	return g.reach(g.Children, depth, ids)
}

func (g *Graph) reach(next map[string][]string, depth int, from []string) map[string]bool {
	seen := map[string]bool{}
	level := from
	for step := 0; len(level) > 0 && (depth < 0 || step < depth); step++ {
		var following []string
		for _, id := range level {
			for _, other := range next[id] {
				if !seen[other] {
					seen[other] = true
					following = append(following, other)
				}
			}
		}
		level = following
	}
	return seen
}

// CompareVersions orders two versions of a model: as numbers where both are, else
// as text.
func CompareVersions(a, b jinja.Value) int {
	x, okA := number(a)
	y, okB := number(b)
	if okA && okB {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(jinja.Str(a), jinja.Str(b))
}

func number(v jinja.Value) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
