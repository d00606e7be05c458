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
	sorted, err := sortBy(c.state, items, key, Truth(or(a[0], false)))
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

func filterUnique(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_unique", 1, 0, "case_sensitive", "attribute")
	if err != nil {
		return nil, err
	}
	g := newGetter(c, or(a[1], nil), nil, !Truth(or(a[0], false)))
	next, err := iterate(c.Args[0])
	if err != nil {
		return failing(c, err), nil
	}
	seen := &Dict{}
	return generator(c, func() (Value, bool, error) {
		for {
			v, ok, err := next()
			if err != nil || !ok {
				return nil, false, err
			}
			k, err := g.get(v)
			if err != nil {
				return nil, false, err
			}
			known, err := hashed(seen, k)
			if err != nil {
				return nil, false, err
			}
			if !known {
				return v, true, seen.Set(k, nil)
			}
		}
	}), nil
}

func filterGroupBy(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_groupby", 1, 1, "attribute", "default", "case_sensitive")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return nil, err
	}
	sensitive := Truth(or(a[2], false))
	key := newGetter(c, a[0], or(a[1], nil), !sensitive).get
	shown := newGetter(c, a[0], or(a[1], nil), false).get
	sorted, err := sortBy(c.state, items, key, false)
	if err != nil {
		return nil, err
	}
	out := &List{}
	var last Value
	for i, v := range sorted {
		k, err := key(v)
		if err != nil {
			return nil, err
		}
		if i == 0 || !Equal(k, last) {
			name, err := shown(v)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, &group{grouper: name, list: &List{}})
			last = k
		}
		g := out.Items[len(out.Items)-1].(*group)
		g.list.Items = append(g.list.Items, v)
	}
	return out, nil
}

func filterSum(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_sum", 1, 0, "attribute", "start")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return nil, err
	}
	g := newGetter(c, or(a[0], nil), nil, false)
	sum := or(a[1], int64(0))
	if _, ok := text(sum); ok {
		return nil, Raise(kindType, "sum() can't sum strings [use ''.join(seq) instead]")
	}
	for _, v := range items {
		if v, err = g.get(v); err != nil {
			return nil, err
		}
		if sum, err = add(c.state.f.run, sum, v); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// filterExtreme is min and max.
func filterExtreme(largest bool) builtin {
	return func(c *Call) (Value, error) {
		a, err := bindArgs(c, "do_min", 1, 0, "case_sensitive", "attribute")
		if err != nil {
			return nil, err
		}
		items, err := elements(c.state, c.Args[0])
		if err != nil {
			return nil, err
		}
		if len(items) == 0 {
			return &Undefined{Hint: "No aggregated item, sequence was empty.", Lax: c.state.f.unit.env.lax}, nil
		}
		g := newGetter(c, or(a[1], nil), nil, !Truth(or(a[0], false)))
		best := items[0]
		bestKey, err := g.get(best)
		if err != nil {
			return nil, err
		}
		for _, v := range items[1:] {
			k, err := g.get(v)
			if err != nil {
				return nil, err
			}
			n, err := compare(k, bestKey)
			if err != nil {
				return nil, err
			}
			if largest && n == 1 || !largest && n == -1 {
				best, bestKey = v, k
			}
		}
		return best, nil
	}
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

func filterBatch(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_batch", 1, 1, "linecount", "fill_with")
	if err != nil {
		return nil, err
	}
	next, err := iterate(c.Args[0])
	if err != nil {
		return failing(c, err), nil
	}
	size, _ := number(a[0])
	fill := or(a[1], nil)
	done := false
	return generator(c, func() (Value, bool, error) {
		var row []Value
		for !done && (len(row) == 0 || !Equal(smallInt(len(row)), size)) {
			v, ok, err := next()
			if err != nil {
				return nil, false, err
			}
			if done = !ok; ok {
				row = append(row, v)
				if err := c.state.spend(1, 16); err != nil {
					return nil, false, err
				}
			}
		}
		if len(row) == 0 {
			return nil, false, nil
		}
		if fill != nil {
			return fillRow(c.state, row, size, fill)
		}
		return &List{Items: row}, true, nil
	}), nil
}

func fillRow(s *State, row []Value, size, fill Value) (Value, bool, error) {
	n, _ := integer(size)
	if n > maxPrint/16 {
		return nil, false, Raise(kindMemory, "a batch is too large")
	}
	for int64(len(row)) < n {
		row = append(row, fill)
	}
	return &List{Items: row}, true, s.spend(1, 16*len(row))
}

func filterSlice(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_slice", 1, 1, "slices", "fill_with")
	if err != nil {
		return nil, err
	}
	n, err := intArg(a[0], 0)
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, c.Args[0])
	if err != nil {
		return failing(c, err), nil
	}
	if n == 0 {
		return failing(c, Raise(kindZeroDiv, "integer division or modulo by zero")), nil
	}
	fill, i, at := or(a[1], nil), 0, 0
	return generator(c, func() (Value, bool, error) {
		if i >= n {
			return nil, false, nil
		}
		size := len(items) / n
		if i < len(items)%n {
			size++
		}
		part := append([]Value(nil), items[at:at+size]...)
		if fill != nil && i >= len(items)%n {
			part = append(part, fill)
		}
		i, at = i+1, at+size
		return &List{Items: part}, true, nil
	}), nil
}

func filterItems(c *Call) (Value, error) {
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
