package jinja

import "slices"

// eachChild calls fn for the children of n in the order of Jinja2's node fields.
// Nil children are left out.
func eachChild(n astNode, fn func(astNode)) {
	one := func(nodes ...astNode) {
		for _, c := range nodes {
			if c != nil {
				fn(c)
			}
		}
	}
	switch n := n.(type) {
	case *tupleNode:
		one(n.items...)
	case *listNode:
		one(n.items...)
	case *dictNode:
		for i := range n.keys {
			one(n.keys[i], n.values[i])
		}
	case *condNode:
		one(n.test, n.then, n.other)
	case *binaryNode:
		one(n.left, n.right)
	case *unaryNode:
		one(n.x)
	case *compareNode:
		one(n.first)
		one(n.rest...)
	case *concatNode:
		one(n.items...)
	case *attrNode:
		one(n.x)
	case *itemNode:
		one(n.x, n.key)
	case *sliceNode:
		one(n.start, n.stop, n.step)
	case *callNode:
		one(n.fn)
		n.each(one)
	case *filterNode:
		one(n.x)
		n.each(one)
	case *testNode:
		one(n.x)
		n.each(one)
	default:
		eachChildOfStatement(n, one)
	}
}

func (a *argList) each(one func(...astNode)) {
	one(a.args...)
	one(a.kwargs...)
	one(a.splat, a.splat2)
}

func eachChildOfStatement(n astNode, one func(...astNode)) {
	switch n := n.(type) {
	case *outputNode:
		one(n.parts...)
	case *forNode:
		one(n.target, n.iter)
		one(n.body...)
		one(n.other...)
		one(n.test)
	case *ifNode:
		one(n.test)
		one(n.body...)
		for _, e := range n.elifs {
			one(e)
		}
		one(n.other...)
	case *macroNode:
		for _, p := range n.params {
			one(p)
		}
		one(n.defaults...)
		one(n.body...)
	case *callBlockNode:
		one(n.call, n.macro)
	case *filterBlockNode:
		one(n.body...)
		one(n.filter)
	case *setNode:
		one(n.target, n.value)
	case *setBlockNode:
		one(n.target)
		if n.filter != nil {
			one(n.filter)
		}
		one(n.body...)
	case *withNode:
		one(n.targets...)
		one(n.values...)
		one(n.body...)
	default:
		eachChildOfLoad(n, one)
	}
}

func eachChildOfLoad(n astNode, one func(...astNode)) {
	switch n := n.(type) {
	case *doNode:
		one(n.x)
	case *autoescNode:
		one(n.on)
		one(n.body...)
	case *blockNode:
		one(n.body...)
	case *extendsNode:
		one(n.template)
	case *includeNode:
		one(n.template)
	case *importNode:
		one(n.template)
	case *fromImportNode:
		one(n.template)
	}
}

// undeclared says which of names are read in body before anything binds them.
func undeclared(body []astNode, names ...string) map[string]bool {
	out := make(map[string]bool, len(names))
	var bound []string
	var visit func(n astNode)
	visit = func(n astNode) {
		if name, ok := n.(*nameNode); ok {
			switch {
			case !slices.Contains(names, name.name):
			case name.use != useLoad:
				bound = append(bound, name.name)
			case !slices.Contains(bound, name.name):
				out[name.name] = true
			}
			return
		}
		if _, ok := n.(*blockNode); !ok {
			eachChild(n, visit)
		}
	}
	for _, n := range body {
		visit(n)
	}
	return out
}
