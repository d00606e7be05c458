package compile

import (
	"fmt"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// functionFunc is function('name'), which names a user-defined function.
type functionFunc struct{ s *scope }

// Call resolves the function; functions are not built here.
func (f *functionFunc) Call(c *jinja.Call) (jinja.Value, error) {
	name := jinja.Str(c.Arg(len(c.Args)-1, "name", ""))
	return nil, &scv.Error{
		Code: scv.CodeDBTRef, Op: "compile", Subject: graph.Place(f.s.node, 0), Hint: "Create it in an on-run-start hook and call it by its name.",
		Err: fmt.Errorf("function('%s'): user-defined functions are not built by this version", name),
	}
}

// loadSeedTable is load_agate_table(): the rows of the seed that is rendered.
func (s *scope) loadSeedTable(*jinja.Call) (jinja.Value, error) {
	return nil, jinja.Raise(raised, "load_agate_table: seeds are loaded by the engine, not by a macro")
}
