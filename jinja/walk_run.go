package jinja

// Walk calls fn for each call, macro definition and read of a name, outer nodes
// first and otherwise in file order. Branches that never run are walked too.
func (t *Template) Walk(fn func(Node)) {
	w := &walker{src: t.unit.src, fn: fn}
	for _, n := range t.unit.tree {
		if m, ok := n.(*macroNode); ok {
			w.macro = m.name
		}
		w.visit(n)
		w.macro = ""
	}
}

// Walk calls fn for what the macro's body and defaults hold.
func (m *Macro) Walk(fn func(Node)) {
	w := &walker{src: m.unit.src, fn: fn, macro: m.Name}
	eachChild(m.node, w.visit)
}

type walker struct {
	src   *source
	fn    func(Node)
	macro string
}

func (w *walker) visit(n astNode) {
	switch n := n.(type) {
	case *callNode:
		w.call(n)
		return
	case *macroNode:
		if n.name != "caller" {
			p := w.src.place(n.offset())
			w.fn(&MacroNode{Name: n.name, Line: p.line, Col: p.col})
		}
	case *nameNode, *attrNode:
		if name, ok := dotted(n); ok {
			if root := rootName(n); root.use == useLoad {
				p := w.src.place(root.offset())
				w.fn(&NameNode{Name: name, Macro: w.macro, Line: p.line, Col: p.col})
			}
			return
		}
	}
	eachChild(n, w.visit)
}

func (w *walker) call(n *callNode) {
	name, ok := dotted(n.fn)
	if !ok {
		w.visit(n.fn)
	} else {
		at := rootName(n.fn).offset()
		p := w.src.place(at)
		w.fn(staticCall(n, name, w.macro, p))
	}
	n.each(func(nodes ...astNode) {
		for _, c := range nodes {
			if c != nil {
				w.visit(c)
			}
		}
	})
}

func staticCall(n *callNode, name, macro string, p place) *CallNode {
	c := &CallNode{Name: name, Macro: macro, Line: p.line, Col: p.col, Splat: n.splat != nil || n.splat2 != nil}
	for _, a := range n.args {
		c.Args = append(c.Args, static(a))
	}
	if n.splat != nil {
		c.Args = append(c.Args, Dynamic{})
	}
	if len(n.kwargs) > 0 {
		c.Kwargs = map[string]any{}
	}
	for i, a := range n.kwargs {
		c.Kwargs[n.names[i]] = static(a)
	}
	return c
}

func static(n astNode) any {
	if v, ok := constant(n); ok {
		return v
	}
	return Dynamic{}
}

// dotted gives a.b.c for a name or attributes of a name.
func dotted(n astNode) (string, bool) {
	switch n := n.(type) {
	case *nameNode:
		return n.name, true
	case *attrNode:
		name, ok := dotted(n.x)
		return name + "." + n.name, ok
	}
	return "", false
}

func rootName(n astNode) *nameNode {
	for {
		switch x := n.(type) {
		case *nameNode:
			return x
		case *attrNode:
			n = x.x
		default:
			return &nameNode{}
		}
	}
}
