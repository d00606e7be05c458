package compile

import (
	"slices"
	"strings"

	"scv/jinja"
)

// MacroDepends gives the ids of the macros that a macro calls by name, found
// without running it; candidates of adapter.dispatch included.
func (c *Compiler) MacroDepends(id string) []string {
	pkg, name, _ := strings.Cut(strings.TrimPrefix(id, "macro."), ".")
	d := c.macros.packages[pkg][name]
	if d == nil {
		return nil
	}
	t, err := c.envs[executing].ParseAt(d.info.Path, d.head, d.info.Line)
	if err != nil {
		return nil
	}
	var out []string
	add := func(found *definition) {
		if found != nil && found != d && !slices.Contains(out, found.info.ID) {
			out = append(out, found.info.ID)
		}
	}
	t.Walk(func(n jinja.Node) {
		call, ok := n.(*jinja.CallNode)
		if !ok {
			return
		}
		switch prefix, last, dotted := strings.Cut(call.Name, "."); {
		case call.Name == "adapter.dispatch":
			c.dispatched(call, add)
		case dotted:
			add(c.macros.packages[prefix][last])
		default:
			add(c.macros.find(call.Name, pkg, c.root()))
		}
	})
	return out
}

func (c *Compiler) dispatched(call *jinja.CallNode, add func(*definition)) {
	if len(call.Args) == 0 {
		return
	}
	name, _ := call.Args[0].(string)
	space := ""
	if len(call.Args) > 1 {
		space, _ = call.Args[1].(string)
	} else if s, ok := call.Kwargs["macro_namespace"].(string); ok {
		space = s
	}
	a := &adapter{c.newScope(executing, nil)}
	d, _ := a.chosen(name, space)
	add(d)
}
