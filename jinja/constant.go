package jinja

// constant gives the value of an expression that needs no render, for the few
// kinds that Jinja2 folds into the text and that are cheap to compute here.
func constant(n astNode) (Value, bool) {
	switch n := n.(type) {
	case *constNode:
		return n.value, true
	case *listNode:
		items, ok := constants(n.items)
		return &List{Items: items}, ok
	case *tupleNode:
		items, ok := constants(n.items)
		return &Tuple{Items: items}, ok
	case *dictNode:
		return constantDict(n)
	case *unaryNode:
		v, ok := constant(n.x)
		if !ok {
			return nil, false
		}
		if n.op == "not" {
			return !Truth(v), true
		}
		v, err := signed(n.op, v)
		return v, err == nil
	}
	return nil, false
}

// negative says whether Jinja2 writes n as a constant that begins with a minus.
func negative(n astNode) bool {
	v, ok := constant(n)
	if !ok {
		return false
	}
	f, isNumber := toFloat(v)
	return isNumber && f < 0
}

// named says whether an expression depends on a name: then it is not folded.
func named(n astNode) bool {
	if _, ok := n.(*nameNode); ok {
		return true
	}
	found := false
	eachChild(n, func(child astNode) { found = found || named(child) })
	return found
}

func constants(nodes []astNode) ([]Value, bool) {
	out := make([]Value, len(nodes))
	for i, n := range nodes {
		v, ok := constant(n)
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

func constantDict(n *dictNode) (Value, bool) {
	d := &Dict{}
	for i := range n.keys {
		k, ok := constant(n.keys[i])
		if !ok {
			return nil, false
		}
		v, ok := constant(n.values[i])
		if !ok || d.Set(k, v) != nil {
			return nil, false
		}
	}
	return d, true
}
