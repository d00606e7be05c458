package compile

import "scv/jinja"

// itertoolsModule is the part of Python's itertools that templates use: each
// function gives a list.
func itertoolsModule() jinja.Value {
	list := func(fn func(pools [][]jinja.Value, c *jinja.Call) []jinja.Value) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			var pools [][]jinja.Value
			for _, a := range c.Args {
				if items, ok := elements(a); ok {
					pools = append(pools, items)
				}
			}
			return jinja.NewList(fn(pools, c)...), nil
		}
	}
	chain := list(func(pools [][]jinja.Value, _ *jinja.Call) []jinja.Value {
		var out []jinja.Value
		for _, p := range pools {
			out = append(out, p...)
		}
		return out
	})
	return &attributes{name: "itertools", dict: jinja.NewDict(
		"chain", &callableAttributes{attributes{name: "chain", dict: jinja.NewDict("from_iterable", jinja.Func(chainOf))}, chain},
		"product", list(func(pools [][]jinja.Value, c *jinja.Call) []jinja.Value {
			repeat, ok := c.Kwarg("repeat", int64(1)).(int64)
			all := pools
			for i := int64(1); ok && i < repeat; i++ {
				all = append(all, pools...)
			}
			return product(all)
		}),
		"combinations", list(func(pools [][]jinja.Value, c *jinja.Call) []jinja.Value { return choices(pools, c, true) }),
		"permutations", list(func(pools [][]jinja.Value, c *jinja.Call) []jinja.Value { return choices(pools, c, false) }),
		"zip_longest", list(func(pools [][]jinja.Value, c *jinja.Call) []jinja.Value {
			return zipLongest(pools, c.Kwarg("fillvalue", nil))
		}),
		"repeat", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			n, _ := c.Arg(1, "times", int64(0)).(int64)
			out := jinja.NewList()
			for range min(n, 100000) {
				out.Items = append(out.Items, c.Arg(0, "object", nil))
			}
			return out, nil
		}),
	)}
}

func chainOf(c *jinja.Call) (jinja.Value, error) {
	out := jinja.NewList()
	lists, _ := elements(c.Arg(0, "iterable", nil))
	for _, l := range lists {
		items, _ := elements(l)
		out.Items = append(out.Items, items...)
	}
	return out, nil
}

func product(pools [][]jinja.Value) []jinja.Value {
	rows := [][]jinja.Value{nil}
	for _, pool := range pools {
		var next [][]jinja.Value
		for _, row := range rows {
			for _, v := range pool {
				next = append(next, append(row[:len(row):len(row)], v))
			}
		}
		rows = next
	}
	return tuples(rows)
}

func tuples(rows [][]jinja.Value) []jinja.Value {
	out := make([]jinja.Value, len(rows))
	for i, row := range rows {
		out[i] = jinja.NewTuple(row...)
	}
	return out
}

// choices gives the ways to take r of a list: in its order, or in every order.
func choices(pools [][]jinja.Value, c *jinja.Call, ordered bool) []jinja.Value {
	if len(pools) == 0 {
		return nil
	}
	pool := pools[0]
	r := len(pool)
	if n, ok := c.Arg(1, "r", nil).(int64); ok {
		r = int(n)
	}
	var rows [][]jinja.Value
	used := make([]bool, len(pool))
	var take func(row []jinja.Value, from int)
	take = func(row []jinja.Value, from int) {
		if len(row) == r {
			rows = append(rows, row)
			return
		}
		for i := from; i < len(pool); i++ {
			if used[i] {
				continue
			}
			used[i] = true
			next := 0
			if ordered {
				next = i + 1
			}
			take(append(row[:len(row):len(row)], pool[i]), next)
			used[i] = false
		}
	}
	take(nil, 0)
	return tuples(rows)
}

func zipLongest(pools [][]jinja.Value, fill jinja.Value) []jinja.Value {
	longest := 0
	for _, p := range pools {
		longest = max(longest, len(p))
	}
	rows := make([][]jinja.Value, longest)
	for i := range rows {
		for _, p := range pools {
			v := fill
			if i < len(p) {
				v = p[i]
			}
			rows[i] = append(rows[i], v)
		}
	}
	return tuples(rows)
}
