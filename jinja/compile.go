package jinja

// A statement or expression is compiled to a Go function once; running a
// template calls these functions.
type (
	stmt func(f *frame) (flow, error)
	expr func(f *frame) (Value, error)
	// bind gives a value to a target of an assignment.
	bind func(f *frame, v Value) error
)

// flow says how a statement ended.
type flow uint8

const (
	flowNext flow = iota
	flowBreak
	flowContinue
)

// compiler turns syntax trees of one unit into functions. The first fault is
// kept in err.
type compiler struct {
	unit    *unit
	err     error
	extends bool // the template extends another somewhere
}

// level is Jinja2's compile-time Frame: where the code that is compiled stands.
type level struct {
	syms  *symbols
	fn    *function
	top   bool // assignments are exported
	soft  bool // unknown filters fail only when they are used
	check bool // nothing is printed once the template extends another
	loops int  // loops around in the same function
	plain bool // no folding of constants: autoescape may be on
}

func (l level) inner() level {
	l.syms = newSymbols(l.fn, l.syms)
	l.top = false
	return l
}

func (c *compiler) fail(at int, e *Error) {
	if c.err == nil {
		c.err = c.unit.src.fail(c.unit.name, at, e)
	}
}

func compileUnit(u *unit) error {
	c := &compiler{unit: u}
	c.extends = hasExtends(u.tree)
	u.root = newFunction(nil)
	l := level{fn: u.root, syms: newSymbols(u.root, nil), top: true, check: true}
	u.self = -1
	if undeclared(u.tree, "self")["self"] {
		u.self = l.syms.param("self").slot
	}
	l.syms.visitAll(u.tree)
	c.blocks(u.tree)
	body := c.body(u.tree, l)
	u.body = append([]stmt{c.enter(l)}, body...)
	return c.err
}

func hasExtends(body []astNode) bool {
	found := false
	var visit func(astNode)
	visit = func(n astNode) {
		if _, ok := n.(*extendsNode); ok {
			found = true
		}
		if !found && isStatement(n) {
			eachChild(n, visit)
		}
	}
	for _, n := range body {
		visit(n)
	}
	return found
}

func isStatement(n astNode) bool {
	switch n.(type) {
	case *ifNode, *forNode, *withNode, *blockNode, *macroNode, *filterBlockNode, *setBlockNode, *callBlockNode, *autoescNode:
		return true
	}
	return false
}

// enter gives the variables of a scope their first values.
func (c *compiler) enter(l level) stmt {
	type step struct {
		slot int
		load load
		get  func(*frame) Value
	}
	var steps []step
	for v, ld := range l.syms.loads {
		s := step{slot: v.slot, load: ld}
		switch ld.kind {
		case loadParam:
			continue
		case loadAlias:
			s.get = reader(l.fn, ld.from)
		}
		steps = append(steps, s)
	}
	return func(f *frame) (flow, error) {
		for i := range steps {
			s := &steps[i]
			switch s.load.kind {
			case loadResolve:
				f.slots[s.slot] = f.ctx.resolve(s.load.name)
			case loadAlias:
				f.slots[s.slot] = s.get(f)
			default:
				f.slots[s.slot] = missing{}
			}
		}
		return flowNext, nil
	}
}

// reader gives the content of v to code of fn, which v's function is or encloses.
func reader(fn *function, v variable) func(*frame) Value {
	slot := v.slot
	switch hops := distance(fn, v.fn); hops {
	case 0:
		return func(f *frame) Value { return f.slots[slot] }
	case 1:
		return func(f *frame) Value { return f.up.slots[slot] }
	default:
		return func(f *frame) Value {
			for range hops {
				f = f.up
			}
			return f.slots[slot]
		}
	}
}

func distance(from, to *function) int {
	n := 0
	for ; from != nil && from != to; from = from.parent {
		n++
	}
	return n
}

// body compiles statements; a text that follows text is merged.
func (c *compiler) body(nodes []astNode, l level) []stmt {
	out := make([]stmt, 0, len(nodes))
	for _, n := range nodes {
		if s := c.stmt(n, l); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// scoped compiles the body of an inner scope, entered before it runs.
func (c *compiler) scoped(nodes []astNode, l level) []stmt {
	body := c.body(nodes, l)
	if len(l.syms.loads) == 0 {
		return body
	}
	return append([]stmt{c.enter(l)}, body...)
}
