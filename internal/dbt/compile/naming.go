package compile

import (
	"context"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// generated calls one of the macros generate_*_name. Where nobody overrides it,
// the library's answer is given without rendering it: every node asks three times.
func (c *Compiler) generated(ctx context.Context, n *graph.Node, macro string, custom jinja.Value) (string, error) {
	if macro == "generate_database_name" && custom == nil && c.o.Target.Database == "" {
		return "", nil
	}
	if c.isLibrary(macro, n) {
		if name, ok := c.libraryName(n, macro, custom); ok {
			return name, nil
		}
	}
	return c.renderedName(ctx, n, macro, custom)
}

func (c *Compiler) renderedName(ctx context.Context, n *graph.Node, macro string, custom jinja.Value) (string, error) {
	s := c.newScope(parsing, n)
	s.extra["__custom"], s.extra["__node"] = custom, n.Dict()
	out, err := s.render(ctx, macro, "{{ "+macro+"(__custom, __node) }}", 1)
	if err != nil {
		return "", nodeFault(err, "name "+n.Name, n)
	}
	return strings.TrimSpace(out), nil
}

// isLibrary says whether a node that calls a macro of the namespace dbt gets the
// library's own, and the library's own implementation.
func (c *Compiler) isLibrary(macro string, n *graph.Node) bool {
	d := c.macros.find(macro, n.Package, c.root())
	if d == nil || d.info.Package != builtinPackage {
		return false
	}
	a := &adapter{c.newScope(parsing, n)}
	chosen, _ := a.chosen(macro, builtinPackage)
	return chosen != nil && chosen.info.ID == "macro."+builtinPackage+".default__"+macro
}

// libraryName is what library/names.sql gives; false leaves the answer to it.
func (c *Compiler) libraryName(n *graph.Node, macro string, custom jinja.Value) (string, bool) {
	text, isText := custom.(string)
	if custom != nil && !isText {
		return "", false
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case macro == "generate_schema_name" && custom == nil:
		return strings.TrimSpace(c.o.Target.Schema), true
	case macro == "generate_schema_name":
		return strings.TrimSpace(c.o.Target.Schema + "_" + trimmed), true
	case macro == "generate_alias_name" && text != "":
		return trimmed, true
	case macro == "generate_alias_name":
		return n.Name, n.Version == nil
	case macro == "generate_database_name" && custom == nil:
		return strings.TrimSpace(c.o.Target.Database), true
	}
	return trimmed, macro == "generate_database_name"
}
