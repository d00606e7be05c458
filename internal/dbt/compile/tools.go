package compile

import (
	"fmt"
	"slices"

	"scv/jinja"
)

// tool answers the functions that know neither node nor warehouse.
func tool(name string) (jinja.Value, bool) {
	switch name {
	case "tojson":
		return jinja.Func(toJSON), true
	case "fromjson":
		return jinja.Func(fromJSON), true
	case "toyaml":
		return jinja.Func(toYAML), true
	case "fromyaml":
		return jinja.Func(fromYAML), true
	case "set", "set_strict":
		return jinja.Func(toSet), true
	case "zip", "zip_strict":
		return jinja.Func(zip), true
	case "diff_of_two_dicts":
		return jinja.Func(diffOfDicts), true
	case "local_md5":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return MD5(jinja.Str(c.Arg(0, "value", ""))), nil
		}), true
	case "write":
		return fixed(""), true
	case "submit_python_job":
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) {
			return nil, jinja.Raise(raised, "Python models do not run here: write the model in SQL")
		}), true
	case "metric":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return nil, jinja.Raise(raised, "metric('%s'): metrics are read, and not queried here", jinja.Str(c.Arg(0, "metric_name", "")))
		}), true
	case "validation":
		return &attributes{name: "Validation", dict: jinja.NewDict("any", anyOf{})}, true
	case "try_or_compiler_error":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if len(c.Args) < 2 {
				return nil, jinja.Raise("TypeError", "try_or_compiler_error needs a message and a function")
			}
			v, err := c.Apply(c.Args[1], c.Args[2:], c.Kwargs)
			if err != nil {
				return nil, jinja.Raise(raised, "%s", jinja.Str(c.Args[0]))
			}
			return v, nil
		}), true
	}
	return nil, false
}

// anyOf is validation.any: validation.any[list] is a check that a materialization
// may name and that lets everything through.
type anyOf struct{}

// Attr has none.
func (anyOf) Attr(string) (jinja.Value, bool) { return nil, false }

// Item gives the check.
func (anyOf) Item(jinja.Value) (jinja.Value, bool) {
	return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return c.Arg(0, "value", nil), nil }), true
}

func elements(v jinja.Value) ([]jinja.Value, bool) {
	switch v := v.(type) {
	case *jinja.List:
		return v.Items, true
	case *jinja.Tuple:
		return v.Items, true
	case *jinja.Dict:
		return v.Keys(), true
	case string:
		out := []jinja.Value{}
		for _, r := range v {
			out = append(out, string(r))
		}
		return out, true
	case jinja.Elementer:
		return v.Elements(), true
	}
	return nil, false
}

func toSet(c *jinja.Call) (jinja.Value, error) {
	if items, ok := elements(c.Arg(0, "value", nil)); ok {
		if set, err := jinja.NewSet(items...); err == nil {
			return set, nil
		}
	}
	return c.Arg(1, "default", nil), nil
}

func zip(c *jinja.Call) (jinja.Value, error) {
	var lists [][]jinja.Value
	shortest := -1
	for _, a := range c.Args {
		items, ok := elements(a)
		if !ok {
			return c.Kwarg("default", nil), nil
		}
		lists = append(lists, items)
		if shortest < 0 || len(items) < shortest {
			shortest = len(items)
		}
	}
	out := jinja.NewList()
	for i := range max(shortest, 0) {
		t := &jinja.Tuple{}
		for _, l := range lists {
			t.Items = append(t.Items, l[i])
		}
		out.Items = append(out.Items, t)
	}
	return out, nil
}

func diffOfDicts(c *jinja.Call) (jinja.Value, error) {
	a, okA := c.Arg(0, "dict_a", nil).(*jinja.Dict)
	b, okB := c.Arg(1, "dict_b", nil).(*jinja.Dict)
	if !okA || !okB {
		return nil, fmt.Errorf("diff_of_two_dicts: two dicts are needed")
	}
	out := jinja.NewDict()
	for k, v := range a.All() {
		mine, _ := elements(v)
		other, _ := b.Get(k)
		theirs, _ := elements(other)
		left := jinja.NewList()
		for _, item := range mine {
			if !slices.ContainsFunc(theirs, func(x jinja.Value) bool { return jinja.Equal(x, item) }) {
				left.Items = append(left.Items, item)
			}
		}
		if len(left.Items) > 0 {
			_ = out.Set(k, left)
		}
	}
	return out, nil
}
