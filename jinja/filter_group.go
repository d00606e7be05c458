package jinja

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
