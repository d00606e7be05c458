package selection

import (
	"fmt"
	"maps"
	"slices"

	"scv/internal/dbt/graph"
)

// Options say what to select.
type Options struct {
	Select   []string
	Exclude  []string
	Selector string // a name of Selectors; excludes Select
	Named    []Named
	Indirect Mode                 // "" = eager
	Takes    func(id string) bool // the kinds that the command takes; nil = all
	Earlier  Earlier              // what state:, result: and source_status: compare with; may be nil
}

// Earlier is an earlier run beside the graph: *state.Comparison is one.
type Earlier interface {
	Has(id string) bool
	HasResults() bool
	Modified(n *graph.Node, part string) bool // part "" is any
	Status(id string) string
	HasFreshness() (before, now bool) // sources.json of the earlier run, and the newest
	Fresher(id string) bool
}

// Selection is what was selected.
type Selection struct {
	IDs      map[string]bool
	Warnings []string // criteria that match nothing
}

// Select answers a selection. Without Select and Selector it is everything, or
// the default selector. Errors are *scv.Error.
func Select(g *graph.Graph, o Options) (*Selection, error) {
	s := &selecting{g: g, named: o.Named, mode: o.Indirect, takes: o.Takes, earlier: o.Earlier, out: &Selection{}}
	if s.mode == "" {
		s.mode = Eager
	}
	e, err := s.wanted(o)
	if err != nil {
		return nil, err
	}
	if s.out.IDs, _, err = s.expr(e); err != nil {
		return nil, err
	}
	return s.out, nil
}

// wanted is what the options ask for. A selector that is named stands alone; the
// default one stands for no words at all.
func (s *selecting) wanted(o Options) (Expr, error) {
	if o.Selector != "" {
		if len(o.Exclude) > 0 {
			s.out.Warnings = append(s.out.Warnings, "--exclude means nothing beside --selector: put it into the selector")
		}
		return s.byName(o.Selector)
	}
	if len(o.Select)+len(o.Exclude) == 0 {
		for _, n := range o.Named {
			if n.Default {
				return n.Expr, nil
			}
		}
	}
	words := o.Select
	if len(words) == 0 {
		words = []string{"fqn:*", "source:*", "exposure:*", "unit_test:*"}
	}
	e, err := Parse(words)
	if err != nil || len(o.Exclude) == 0 {
		return quiet(e, len(o.Select) == 0), err
	}
	off, err := Parse(o.Exclude)
	return Expr{Op: Union, Parts: []Expr{quiet(e, len(o.Select) == 0)}, Exclude: []Expr{off}}, err
}

// quiet makes an expression of words that nobody wrote warn of nothing.
func quiet(e Expr, really bool) Expr {
	if really {
		for i := range e.Parts {
			e.Parts[i].Quiet = true
		}
	}
	return e
}

type selecting struct {
	g     *graph.Graph
	named []Named
	mode  Mode
	takes func(id string) bool
	depth int
	out   *Selection

	earlier Earlier
}

func (s *selecting) byName(name string) (Expr, error) {
	names := []string{}
	for _, n := range s.named {
		if n.Name == name {
			return n.Expr, nil
		}
		names = append(names, n.Name)
	}
	return Expr{}, fault(name, "could not find selector named "+name, nearest(name, names))
}

type set = map[string]bool

// expr gives what an expression selects, and the tests that would come along if
// their other parents were selected too.
func (s *selecting) expr(e Expr) (direct, indirect set, err error) {
	s.depth++
	defer func() { s.depth-- }()
	if s.depth > 50 {
		return nil, nil, fault(e.Text, "selectors name each other in a circle", "Take one of them out.")
	}
	if e.Op == Leaf {
		return s.leaf(e)
	}
	direct, indirect, err = s.parts(e)
	if err != nil {
		return nil, nil, err
	}
	if e.Words {
		s.incorporate(direct, indirect)
	}
	if e.Words && e.Op == Intersection && len(direct) == 0 {
		s.warnEmpty(e)
	}
	for _, x := range e.Exclude {
		off, offIndirect, err := s.expr(x)
		if err != nil {
			return nil, nil, err
		}
		without(direct, off)
		without(indirect, off)
		without(indirect, offIndirect)
	}
	return direct, indirect, nil
}

func without(from, off set) { maps.DeleteFunc(from, func(id string, _ bool) bool { return off[id] }) }

// parts combines the parts of a group: what they select, and that together with
// the tests that wait for more parents.
func (s *selecting) parts(e Expr) (direct, indirect set, err error) {
	direct, indirect = set{}, set{}
	for i, part := range e.Parts {
		d, in, err := s.expr(part)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(in, d)
		if i == 0 || e.Op == Union {
			maps.Copy(direct, d)
			maps.Copy(indirect, in)
			continue
		}
		maps.DeleteFunc(direct, func(id string, _ bool) bool { return !d[id] })
		maps.DeleteFunc(indirect, func(id string, _ bool) bool { return !in[id] })
	}
	return direct, indirect, nil
}

func (s *selecting) warnEmpty(e Expr) {
	w := fmt.Sprintf("The selection criterion '%s' does not match any enabled nodes", e.Text)
	if !e.Quiet && !slices.Contains(s.out.Warnings, w) {
		s.out.Warnings = append(s.out.Warnings, w)
	}
}

func (s *selecting) leaf(e Expr) (direct, indirect set, err error) {
	found, err := s.matches(e.Criterion)
	if err != nil {
		return nil, nil, err
	}
	s.neighbours(e.Criterion, found)
	if e.Criterion.Method == "selector" {
		return found, set{}, nil // it has brought its tests; dbt adds none for neighbours
	}
	mode := s.mode
	if e.Indirect != "" {
		mode = e.Indirect
	}
	indirect = s.expand(found, mode)
	return found, indirect, nil
}

func (s *selecting) neighbours(c Criterion, found set) {
	from := slices.Collect(maps.Keys(found))
	if c.ChildrenParents {
		below := s.g.Descendants(from...)
		maps.Copy(found, below)
		maps.Copy(found, s.g.Ancestors(slices.Collect(maps.Keys(below))...))
		maps.Copy(found, s.g.Ancestors(from...))
	}
	if c.Parents {
		maps.Copy(found, s.g.Near(true, c.ParentsDepth, from...))
	}
	if c.Children {
		maps.Copy(found, s.g.Near(false, c.ChildrenDepth, from...))
	}
}

// expand adds the tests that hang on what was found, by the mode; it gives those
// that would need more parents.
func (s *selecting) expand(found set, mode Mode) set {
	waiting := set{}
	if mode == Empty {
		return waiting
	}
	selected, reachable := maps.Clone(found), set{}
	if mode == Buildable {
		reachable = s.reachable(selected)
		for id, n := range s.g.Nodes {
			reachable[id] = reachable[id] || n.Kind == graph.Source
		}
	}
	for id := range selected {
		for _, child := range s.g.Children[id] {
			n := s.g.Nodes[child]
			switch {
			case n.Kind != graph.UnitTest && n.Kind != graph.Test:
			case mode == Eager || within(n.Depends, selected) || mode == Buildable && within(n.Depends, reachable):
				found[child] = true
			default:
				waiting[child] = true
			}
		}
	}
	return waiting
}

// reachable is what is selected, with all that is built before it.
func (s *selecting) reachable(selected set) set {
	all := s.g.Ancestors(slices.Collect(maps.Keys(selected))...)
	maps.Copy(all, selected)
	return all
}

func within(ids []string, in set) bool {
	for _, id := range ids {
		if !in[id] {
			return false
		}
	}
	return true
}

// incorporate takes in the tests that waited for more parents, where those are
// there now. dbt does so for the groups of a command line only, and not for unit
// tests.
func (s *selecting) incorporate(direct, indirect set) {
	if s.mode != Cautious && s.mode != Buildable {
		return
	}
	there := maps.Clone(direct)
	if s.mode == Buildable {
		there = s.reachable(direct)
	}
	for id := range indirect {
		if n := s.g.Nodes[id]; n.Kind != graph.UnitTest && n.Kind != graph.Source && n.Kind != graph.Exposure && within(n.Depends, there) {
			direct[id] = true
		}
	}
}
