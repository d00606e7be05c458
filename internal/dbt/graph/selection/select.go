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
	Indirect Mode    // "" = eager
	Earlier  Earlier // what state:, result: and source_status: compare with; may be nil
}

// Earlier is an earlier run beside the graph: *state.Comparison is one.
type Earlier interface {
	Has(id string) bool
	HasResults() bool
	Modified(n *graph.Node, part string) bool // part "" is any
	Status(id string) string
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
	s := &selecting{g: g, named: o.Named, mode: o.Indirect, earlier: o.Earlier, out: &Selection{}}
	if s.mode == "" {
		s.mode = Eager
	}
	included, err := s.included(o)
	if err != nil {
		return nil, err
	}
	excluded, err := Parse(o.Exclude)
	if err != nil {
		return nil, err
	}
	direct, indirect, err := s.expr(included)
	if err != nil {
		return nil, err
	}
	off, _, err := s.expr(excluded)
	if err != nil {
		return nil, err
	}
	s.incorporate(direct, indirect)
	for id := range off {
		delete(direct, id)
	}
	s.out.IDs = direct
	return s.out, nil
}

func (s *selecting) included(o Options) (Expr, error) {
	name := o.Selector
	if name == "" && len(o.Select) == 0 {
		for _, n := range o.Named {
			if n.Default {
				name = n.Name
			}
		}
	}
	if name != "" {
		e, err := s.byName(name)
		return e, err
	}
	words := o.Select
	if len(words) == 0 {
		words = []string{"fqn:*", "source:*", "exposure:*", "unit_test:*"}
		s.quiet = true
	}
	return Parse(words)
}

type selecting struct {
	g     *graph.Graph
	named []Named
	mode  Mode
	quiet bool
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
	for _, x := range e.Exclude {
		off, _, err := s.expr(x)
		if err != nil {
			return nil, nil, err
		}
		for id := range off {
			delete(direct, id)
		}
	}
	return direct, indirect, nil
}

func (s *selecting) parts(e Expr) (direct, indirect set, err error) {
	direct, indirect = set{}, set{}
	for i, part := range e.Parts {
		d, in, err := s.expr(part)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(indirect, in)
		switch {
		case i == 0 || e.Op == Union:
			maps.Copy(direct, d)
		default:
			maps.DeleteFunc(direct, func(id string, _ bool) bool { return !d[id] })
		}
	}
	if e.Op == Intersection && len(direct) == 0 {
		s.warnEmpty(e.Text)
	}
	return direct, indirect, nil
}

func (s *selecting) warnEmpty(text string) {
	w := fmt.Sprintf("The selection criterion '%s' does not match any enabled nodes", text)
	if !s.quiet && !slices.Contains(s.out.Warnings, w) {
		s.out.Warnings = append(s.out.Warnings, w)
	}
}

func (s *selecting) leaf(e Expr) (direct, indirect set, err error) {
	found, err := s.matches(e.Criterion)
	if err != nil {
		return nil, nil, err
	}
	if len(found) == 0 {
		s.warnEmpty(e.Text)
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
	reachable := found
	if mode == Buildable {
		reachable = s.g.Ancestors(slices.Collect(maps.Keys(found))...)
		maps.Copy(reachable, found)
	}
	for _, id := range slices.Collect(maps.Keys(found)) {
		for _, child := range s.g.Children[id] {
			n := s.g.Nodes[child]
			switch {
			case n.Kind == graph.UnitTest:
				found[child] = true
			case n.Kind != graph.Test || mode == Empty:
			case mode == Eager || within(n.Depends, found) || mode == Buildable && within(n.Depends, reachable):
				found[child] = true
			default:
				waiting[child] = true
			}
		}
	}
	return waiting
}

func within(ids []string, in set) bool {
	for _, id := range ids {
		if !in[id] {
			return false
		}
	}
	return true
}

func (s *selecting) incorporate(direct, indirect set) {
	for id := range indirect {
		if within(s.g.Nodes[id].Depends, direct) {
			direct[id] = true
		}
	}
}
