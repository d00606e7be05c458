package jinja

import "slices"

func filterJoin(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_join", 1, 0, "d", "attribute")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return nil, err
	}
	if attribute := or(a[1], nil); attribute != nil {
		g := newGetter(c, attribute, nil, false)
		for i := range items {
			if items[i], err = g.get(items[i]); err != nil {
				return nil, err
			}
		}
	}
	r, sep := c.state.f.run, or(a[0], "")
	if r.escape && (isMarkup(sep) || slices.ContainsFunc(items, isMarkup)) {
		return joinEscaped(r, sep, items)
	}
	parts := make([]string, len(items))
	for i, item := range items {
		if parts[i], err = r.str(item); err != nil {
			return nil, err
		}
	}
	s, err := r.str(sep)
	if err != nil {
		return nil, err
	}
	return joinText(c.state, s, parts)
}

func filterFirst(c *Call) (Value, error) {
	if _, err := bindArgs(c, "first", 1, 0); err != nil {
		return nil, err
	}
	next, err := iterate(c.Args[0])
	if err != nil {
		return nil, err
	}
	v, ok, err := next()
	if err != nil || ok {
		return v, err
	}
	return &Undefined{Hint: "No first item, sequence was empty.", Lax: c.state.f.unit.env.lax}, nil
}

// reversible says whether Python's reversed takes v.
func reversible(v Value) bool {
	switch v.(type) {
	case *Iterator, *Set:
		return false
	}
	return true
}

func filterLast(c *Call) (Value, error) {
	v := c.Args[0]
	if items, ok := itemsOf(v); ok && len(items) > 0 {
		return items[len(items)-1], nil
	}
	if !reversible(v) {
		return nil, Raise(kindType, "'%s' object is not reversible", typeName(v))
	}
	items, err := elements(c.state, v)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return &Undefined{Hint: "No last item, sequence was empty.", Lax: c.state.f.unit.env.lax}, nil
	}
	return items[len(items)-1], nil
}

func filterSort(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_sort", 1, 0, "reverse", "case_sensitive", "attribute")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return nil, err
	}
	key := multiGetter(c, or(a[2], nil), !Truth(or(a[1], false)))
	reverse, err := indexArg(a[0], 0)
	if err != nil {
		return nil, err
	}
	sorted, err := sortBy(c.state, items, key, reverse != 0)
	return &List{Items: sorted}, err
}

func filterDictSort(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_dictsort", 1, 0, "case_sensitive", "by", "reverse")
	if err != nil {
		return nil, err
	}
	by, _ := text(or(a[1], "key"))
	if by != "key" && by != "value" {
		return nil, Raise(kindArgument, `You can only sort by either "key" or "value"`)
	}
	d, ok := mappingOf(c.Args[0])
	if !ok {
		if u, isUndefined := c.Args[0].(*Undefined); isUndefined {
			return nil, u.err()
		}
		return nil, Raise(kindAttribute, "'%s' object has no attribute 'items'", typeName(c.Args[0]))
	}
	items := make([]Value, 0, d.Len())
	for _, t := range d.Items() {
		items = append(items, t)
	}
	pos := 0
	if by == "value" {
		pos = 1
	}
	sensitive := Truth(or(a[0], false))
	sorted, err := sortBy(c.state, items, func(v Value) (Value, error) {
		k := v.(*Tuple).Items[pos]
		if !sensitive {
			k = ignoreCase(k)
		}
		return k, nil
	}, Truth(or(a[2], false)))
	return &List{Items: sorted}, err
}

func filterReverse(c *Call) (Value, error) {
	v := c.Args[0]
	if s, ok := text(v); ok {
		runes := []rune(s)
		slices.Reverse(runes)
		return likeSubject(v, string(runes)), c.state.spend(0, len(s))
	}
	items, err := elements(c.state, v)
	if err != nil {
		return nil, Raise(kindArgument, "argument must be iterable")
	}
	slices.Reverse(items)
	if !reversible(v) {
		return &List{Items: items}, nil
	}
	return NewIterator("list_reverseiterator", sliceNext(items)), nil
}

func filterItems(c *Call) (Value, error) {
	if _, err := bindArgs(c, "do_items", 1, 0); err != nil {
		return nil, err
	}
	if _, ok := c.Args[0].(*Undefined); ok {
		return generator(c, sliceNext(nil)), nil
	}
	d, ok := mappingOf(c.Args[0])
	if !ok {
		return failing(c, Raise(kindType, "Can only get item pairs from a mapping.")), nil
	}
	return generator(c, dictNext(&dictView{d, 'i'})), nil
}

// filterRandom is refused: nothing that a template gives may be random.
func filterRandom(*Call) (Value, error) {
	return nil, Raise(kindRuntime, "the filter random is not available: renders are repeatable")
}
