package compile

import (
	"context"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Path is where a node's compiled SQL goes below the folder compiled/.
func Path(n *graph.Node) string { return compiledPath(n) }

// NewObject gives an object whose attributes are the entries of a dict.
func NewObject(name string, d *jinja.Dict) jinja.Value { return &attributes{name: name, dict: d} }

func (c *Compiler) materialization(kind string) *definition {
	for _, adapter := range []string{"duckdb", "default"} {
		if d := c.macros.find("materialization_"+kind+"_"+adapter, c.root(), c.root()); d != nil {
			return d
		}
		for _, p := range c.o.Project.Packages {
			if d := c.macros.packages[p.Name]["materialization_"+kind+"_"+adapter]; d != nil {
				return d
			}
		}
	}
	return nil
}

// HasMaterialization says whether the project or a package defines one in Jinja.
func (c *Compiler) HasMaterialization(kind string) bool { return c.materialization(kind) != nil }

// Materialize runs a materialization that is written in Jinja.
func (c *Compiler) Materialize(ctx context.Context, n *graph.Node, kind string, r Rendering) error {
	d := c.materialization(kind)
	s := c.newScope(executing, n)
	s.conn = r.Conn
	for k, v := range r.Extra {
		s.extra[k] = v
	}
	s.extra["__materialization"] = s.bind(d)
	_, err := s.render(ctx, d.info.Path, "{{ __materialization() }}", 1)
	if err != nil {
		return c.undefinedFault(jinjaFault(err, "materialize "+n.Name+" as "+strings.TrimSpace(kind), d.info.Root, d.info.Path), n)
	}
	return nil
}
