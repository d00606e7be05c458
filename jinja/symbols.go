package jinja

import "maps"

// The scoping of Jinja2 is static: which variable a name means is decided when
// a template is compiled. This file follows jinja2/idtracking.py, whose idents
// ("l_1_x") are slots of a function's frame here.

// function is what Jinja2 compiles to a Python function: the root of a template,
// a macro, a block, a recursive loop. Its variables are slots.
type function struct {
	parent *function
	slots  map[slotKey]int
}

// slotKey tells apart variables of one name in several scopes.
type slotKey struct {
	prefix string
	level  int
	name   string
}

// variable is a slot of a function.
type variable struct {
	fn   *function
	slot int
}

func (fn *function) variable(key slotKey) variable {
	i, ok := fn.slots[key]
	if !ok {
		if fn.slots == nil {
			fn.slots = map[slotKey]int{}
		}
		i = len(fn.slots)
		fn.slots[key] = i
	}
	return variable{fn, i}
}

func newFunction(parent *function) *function { return &function{parent: parent} }

// loadKind says how a variable gets its value when its scope is entered.
type loadKind uint8

const (
	loadParam loadKind = iota
	loadResolve
	loadAlias
	loadUndefined
)

type load struct {
	kind loadKind
	name string   // of loadResolve
	from variable // of loadAlias
}

// symbols are the names of one scope. Its maps are made when they get an entry.
type symbols struct {
	fn     *function
	prefix string // separates scopes that share a level
	level  int
	parent *symbols
	refs   map[string]variable
	loads  map[variable]load
	stores map[string]bool
}

func newSymbols(fn *function, parent *symbols) *symbols {
	s := &symbols{fn: fn, parent: parent}
	if parent != nil {
		s.level = parent.level + 1
	}
	return s
}

func (s *symbols) define(name string, l load) variable {
	v := s.fn.variable(slotKey{s.prefix, s.level, name})
	if s.refs == nil {
		s.refs, s.loads = map[string]variable{}, map[variable]load{}
	}
	s.refs[name] = v
	s.loads[v] = l
	return v
}

func (s *symbols) find(name string) (variable, bool) {
	for ; s != nil; s = s.parent {
		if v, ok := s.refs[name]; ok {
			return v, true
		}
	}
	return variable{}, false
}

func (s *symbols) mark(name string) {
	if s.stores == nil {
		s.stores = map[string]bool{}
	}
	s.stores[name] = true
}

func (s *symbols) store(name string) {
	s.mark(name)
	if _, ok := s.refs[name]; ok {
		return
	}
	if outer, ok := s.parent.find(name); ok {
		s.define(name, load{kind: loadAlias, from: outer})
		return
	}
	s.define(name, load{kind: loadUndefined})
}

func (s *symbols) param(name string) variable {
	s.mark(name)
	return s.define(name, load{kind: loadParam})
}

func (s *symbols) load(name string) {
	if _, ok := s.find(name); !ok {
		s.define(name, load{kind: loadResolve, name: name})
	}
}

func (s *symbols) copy() *symbols {
	c := *s
	c.refs, c.loads, c.stores = maps.Clone(s.refs), maps.Clone(s.loads), maps.Clone(s.stores)
	return &c
}

// merge takes over what the branches of an if bind: such a name keeps its outer
// value in the branches that do not bind it.
func (s *symbols) merge(branches ...*symbols) {
	fresh := map[string]bool{}
	for _, b := range branches {
		for name := range b.stores {
			if !s.stores[name] {
				fresh[name] = true
			}
		}
	}
	for _, b := range branches {
		s.refs, s.loads, s.stores = merged(s.refs, b.refs), merged(s.loads, b.loads), merged(s.stores, b.stores)
	}
	for name := range fresh {
		target, _ := s.find(name)
		if outer, ok := s.parent.find(name); ok {
			s.loads[target] = load{kind: loadAlias, from: outer}
		} else {
			s.loads[target] = load{kind: loadResolve, name: name}
		}
	}
}

func merged[K comparable, V any](into, from map[K]V) map[K]V {
	if into == nil {
		return from
	}
	maps.Copy(into, from)
	return into
}

// visible gives the names that scopes around bind, for include and import.
func (s *symbols) visible() map[string]variable {
	out := map[string]variable{}
	for at := s; at != nil; at = at.parent {
		for name := range at.stores {
			if _, ok := out[name]; !ok {
				out[name], _ = s.find(name)
			}
		}
	}
	return out
}

// visitAll is the FrameSymbolVisitor for a sequence of nodes.
func (s *symbols) visitAll(nodes []astNode) {
	for _, n := range nodes {
		s.visit(n)
	}
}

func (s *symbols) visit(n astNode) {
	switch n := n.(type) {
	case *nameNode:
		s.visitName(n)
	case *nsRefNode:
		s.load(n.name)
	case *ifNode:
		s.visitIf(n)
	case *macroNode:
		s.store(n.name)
	case *importNode:
		s.visit(n.template)
		s.store(n.target)
	case *fromImportNode:
		s.visit(n.template)
		for _, alias := range n.aliases {
			s.store(alias)
		}
	case *setNode:
		s.visit(n.value)
		s.visit(n.target)
	case *setBlockNode:
		s.visit(n.target)
	case *forNode:
		s.visit(n.iter)
	case *callBlockNode:
		s.visit(n.call)
	case *filterBlockNode:
		s.visit(n.filter)
	case *withNode:
		s.visitAll(n.values)
	case *blockNode, *autoescNode:
	default:
		eachChild(n, s.visit)
	}
}

func (s *symbols) visitName(n *nameNode) {
	switch n.use {
	case useParam:
		s.param(n.name)
	case useStore:
		s.store(n.name)
	default:
		s.load(n.name)
	}
}

func (s *symbols) visitIf(n *ifNode) {
	s.visit(n.test)
	var branches []*symbols
	if len(n.body) > 0 {
		b := s.copy()
		b.visitAll(n.body)
		branches = append(branches, b)
	}
	if len(n.elifs) > 0 {
		b := s.copy()
		for _, e := range n.elifs {
			b.visit(e)
		}
		branches = append(branches, b)
	}
	if len(n.other) > 0 {
		b := s.copy()
		b.visitAll(n.other)
		branches = append(branches, b)
	}
	s.merge(branches...)
}

// targets declares the names of a loop's target as parameters.
func (s *symbols) targets(n astNode) {
	switch n := n.(type) {
	case *nameNode:
		s.param(n.name)
	case *tupleNode:
		for _, item := range n.items {
			s.targets(item)
		}
	case *nsRefNode:
		s.load(n.name)
	}
}
