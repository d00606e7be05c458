package jinja

import "slices"

// listMethod finds a method of list, or nil.
func listMethod(name string) methodFunc {
	switch name {
	case "append":
		return listAppend
	case "extend":
		return listExtend
	case "insert":
		return listInsert
	case "pop":
		return listPop
	case "remove":
		return listRemove
	case "index", "count":
		return sequenceFind(name)
	case "sort":
		return listSort
	case "reverse":
		return listReverse
	case "copy":
		return listCopy
	case "clear":
		return listClear
	}
	return nil
}

// tupleMethod finds a method of tuple, or nil.
func tupleMethod(name string) methodFunc {
	if name == "index" || name == "count" {
		return sequenceFind(name)
	}
	return nil
}

func listAppend(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	if len(c.Args) != 1 || c.NKwargs() > 0 {
		return nil, Raise(kindType, "list.append() takes exactly one argument (%d given)", len(c.Args))
	}
	l.Items = append(l.Items, c.Args[0])
	return nil, c.state.spend(1, 16)
}

func listExtend(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	a, err := positional(c, "list.extend", 1, "iterable")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, a[0])
	if err != nil {
		return nil, err
	}
	l.Items = append(l.Items, items...)
	return nil, c.state.spend(1, 16*len(items))
}

func listInsert(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	a, err := positional(c, "list.insert", 2, "index", "object")
	if err != nil {
		return nil, err
	}
	i, err := intArg(a[0], 0)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		i += len(l.Items)
	}
	l.Items = slices.Insert(l.Items, max(0, min(i, len(l.Items))), a[1])
	return nil, c.state.spend(1+len(l.Items)/64, 16)
}

func listPop(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	a, err := positional(c, "list.pop", 0, "index")
	if err != nil {
		return nil, err
	}
	i, err := intArg(a[0], -1)
	if err != nil {
		return nil, err
	}
	if len(l.Items) == 0 {
		return nil, Raise(kindIndex, "pop from empty list")
	}
	at, ok := position(int64(i), len(l.Items))
	if !ok {
		return nil, Raise(kindIndex, "pop index out of range")
	}
	v := l.Items[at]
	l.Items = slices.Delete(l.Items, at, at+1)
	return v, c.state.spend(len(l.Items)/64, 0)
}

// find gives the position of v in items, or -1.
func find(items []Value, v Value) (int, error) {
	for i, item := range items {
		if samePointer(item, v) {
			return i, nil
		}
		if eq, err := equalValues(item, v); err != nil || eq {
			return i, err
		}
	}
	return -1, nil
}

func listRemove(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	a, err := positional(c, "list.remove", 1, "value")
	if err != nil {
		return nil, err
	}
	i, err := find(l.Items, a[0])
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, Raise(kindValue, "list.remove(x): x not in list")
	}
	l.Items = slices.Delete(l.Items, i, i+1)
	return nil, c.state.spend(len(l.Items), 0)
}

// sequenceFind is index and count.
func sequenceFind(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "list."+name, 1, "value", "start", "stop")
		if err != nil {
			return nil, err
		}
		items, ok := itemsOf(subject)
		if !ok {
			if items, err = elements(c.state, subject); err != nil {
				return nil, err
			}
		}
		if err := c.state.spend(len(items), 0); err != nil {
			return nil, err
		}
		if name == "count" {
			return countEqual(items, a[0])
		}
		n := len(items)
		from, err := bound(or(a[1], nil), 0, 0, n, n)
		if err != nil {
			return nil, err
		}
		to, err := bound(or(a[2], nil), n, 0, n, n)
		if err != nil {
			return nil, err
		}
		i, err := find(items[from:max(from, to)], a[0])
		if err != nil {
			return nil, err
		}
		if i < 0 {
			if _, ok := subject.(*List); !ok {
				return nil, Raise(kindValue, "tuple.index(x): x not in tuple")
			}
			return nil, Raise(kindValue, "%s is not in list", Repr(a[0]))
		}
		return smallInt(from + i), nil
	}
}

func countEqual(items []Value, v Value) (Value, error) {
	n := 0
	for _, item := range items {
		eq, err := equalValues(item, v)
		if err != nil {
			return nil, err
		}
		if eq {
			n++
		}
	}
	return smallInt(n), nil
}

func listSort(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	if len(c.Args) > 0 {
		return nil, Raise(kindType, "sort() takes no positional arguments")
	}
	a, err := bindArgs(c, "sort", 0, 0, "key", "reverse")
	if err != nil {
		return nil, err
	}
	key := func(v Value) (Value, error) { return v, nil }
	if fn := or(a[0], nil); fn != nil {
		key = func(v Value) (Value, error) { return callValue(c.state, c.at, fn, []Value{v}, nil) }
	}
	reverse, err := indexArg(a[1], 0)
	if err != nil {
		return nil, err
	}
	sorted, err := sortBy(c.state, l.Items, key, reverse != 0)
	if err == nil {
		l.Items = sorted
	}
	return nil, err
}

func listReverse(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	slices.Reverse(l.Items)
	return nil, c.state.spend(len(l.Items), 0)
}

func listCopy(subject Value, c *Call) (Value, error) {
	l := subject.(*List)
	return &List{Items: slices.Clone(l.Items)}, c.state.spend(1, 16*len(l.Items))
}

func listClear(subject Value, _ *Call) (Value, error) {
	subject.(*List).Items = nil
	return nil, nil
}

// sortBy gives items in the order of their keys. It is stable, also in reverse.
func sortBy(s *State, items []Value, key func(Value) (Value, error), reverse bool) ([]Value, error) {
	type keyed struct{ key, value Value }
	pairs := make([]keyed, len(items))
	for i, v := range items {
		k, err := key(v)
		if err != nil {
			return nil, err
		}
		pairs[i] = keyed{k, v}
	}
	if err := s.spend(len(items), 64*len(items)); err != nil {
		return nil, err
	}
	var fault error
	slices.SortStableFunc(pairs, func(a, b keyed) int {
		n, err := compare(a.key, b.key)
		if err == nil {
			err = s.spend(1, 0)
		}
		if err != nil && fault == nil {
			fault = err
		}
		if reverse {
			return -n
		}
		return n
	})
	out := make([]Value, len(pairs))
	for i, p := range pairs {
		out[i] = p.value
	}
	return out, fault
}
