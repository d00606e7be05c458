package compile

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// functionFunc is function('name') or function('package', 'name'): where a
// user-defined function is.
type functionFunc struct{ s *scope }

// Call notes the function while parsing, and names it afterwards.
func (f *functionFunc) Call(c *jinja.Call) (jinja.Value, error) {
	var r graph.FunctionRef
	switch len(c.Args) {
	case 1:
		r.Name = jinja.Str(c.Args[0])
	case 2:
		r.Package, r.Name = jinja.Str(c.Args[0]), jinja.Str(c.Args[1])
	default:
		return nil, jinja.Raise(raised, "function() takes one or two arguments (%d given)", len(c.Args))
	}
	if f.s.phase == parsing {
		f.s.found.calls = append(f.s.found.calls, r)
		return f.s.this(), nil
	}
	n, err := f.s.c.graph.Function(r, f.s.node)
	if err != nil {
		return nil, err
	}
	if !f.s.knows(n) {
		return nil, notInferred(f.s.node, n, "function")
	}
	at := f.s.c.Relation(n)
	at.Type = "function"
	return at, nil
}

// signature takes arguments, what is returned and the overloads of a function from
// its properties.
func (c *Compiler) signature(n *graph.Node, p *patch) error {
	n.Func = &graph.FunctionInfo{}
	if n.Language == "javascript" && c.adapterKind() == "duckdb" {
		return &scv.Error{
			Code: scv.CodeDBTConfig, Op: "read", Subject: graph.Place(n, 1), Hint: "Write it in SQL.",
			Err: fmt.Errorf("function '%s' uses JavaScript, which is not supported on 'duckdb'", n.Name),
		}
	}
	if p == nil {
		return nil
	}
	e := p.entry
	if !e.Get("returns").Has("data_type") {
		return propertyFault(p.q, scv.CodeDBTProperties, e, fmt.Sprintf("function %q: 'returns' is a required property", n.Name), "Add `returns: {data_type: ...}`.")
	}
	n.Func.Returns = returned(e.Get("returns"))
	var err error
	if n.Func.Arguments, err = arguments(p.q, n.Name, e); err != nil {
		return err
	}
	for _, o := range nodesOf(e.Get("overloads")) {
		args, err := arguments(p.q, n.Name, o)
		if err != nil {
			return err
		}
		over := graph.Overload{DefinedIn: o.Get("defined_in").Text(), Arguments: args, Description: o.Get("description").Any(), Line: o.Line}
		if o.Has("returns") {
			over.Returns = returned(o.Get("returns"))
		}
		n.Func.Overloads = append(n.Func.Overloads, over)
	}
	return nil
}

func returned(e *project.Node) *jinja.Dict {
	return jinja.NewDict("data_type", e.Get("data_type").Text(), "description", e.Get("description").Any())
}

// arguments reads those of a function or overload; one without a default may not
// come after one with.
func arguments(q *project.Properties, name string, e *project.Node) ([]graph.Argument, error) {
	var out []graph.Argument
	for _, a := range nodesOf(e.Get("arguments")) {
		arg := graph.Argument{
			Name: a.Get("name").Text(), Type: a.Get("data_type").Text(), Description: a.Get("description").Any(), Default: a.Get("default_value").Any(), Line: a.Line,
		}
		if arg.Name == "" || arg.Type == "" {
			return nil, propertyFault(q, scv.CodeDBTProperties, a, fmt.Sprintf("an argument of function %q lacks name or data_type", name), "Write `- {name: ..., data_type: ...}`.")
		}
		if arg.Default == nil && len(out) > 0 && out[len(out)-1].Default != nil {
			return nil, propertyFault(q, scv.CodeDBTProperties, a,
				fmt.Sprintf("argument '%s' of function '%s' has no default and comes after one that has", arg.Name, name), "Put the arguments with default_value last.")
		}
		out = append(out, arg)
	}
	return out, nil
}

// takeOverloads makes the files that functions name as overloads part of them:
// they are no nodes of their own, and what they depend on the function does.
func (c *Compiler) takeOverloads(context.Context) error {
	owner := map[string]string{}
	for _, id := range c.graph.IDs() {
		n := c.graph.Nodes[id]
		if n == nil || n.Kind != graph.Function {
			continue
		}
		for i := range n.Func.Overloads {
			o := &n.Func.Overloads[i]
			from := "function." + n.Package + "." + o.DefinedIn
			body := c.graph.Nodes[from]
			if body == nil || body == n {
				return c.overloadFault(n, o, owner[from])
			}
			owner[from] = id
			o.Body, o.First = body.RawCode, body.First
			n.Refs, n.Sources = addNew(n.Refs, body.Refs), addNew(n.Sources, body.Sources)
			n.Calls = addNew(n.Calls, body.Calls)
			delete(c.graph.Nodes, from)
		}
	}
	return nil
}

func addNew[T comparable](have, more []T) []T {
	for _, v := range more {
		if !slices.Contains(have, v) {
			have = append(have, v)
		}
	}
	return have
}

func (c *Compiler) overloadFault(n *graph.Node, o *graph.Overload, owner string) error {
	text := fmt.Sprintf("overload '%s' of function '%s' was not found: functions/%s.sql is expected", o.DefinedIn, n.Name, o.DefinedIn)
	switch {
	case o.DefinedIn == n.Name:
		text = fmt.Sprintf("function '%s' cannot list itself in overloads", n.Name)
	case owner != "":
		text = fmt.Sprintf("overload '%s' is already used by '%s'", o.DefinedIn, owner)
	}
	p := c.patchOf("functions", n.Package, n.Name)
	return propertyFault(p.q, scv.CodeDBTProperties, &project.Node{Line: o.Line}, text, "Name a file of its own.")
}

// CompileOverloads renders the bodies of a function's overloads into a copy of its info.
func (c *Compiler) CompileOverloads(ctx context.Context, n *graph.Node, r Rendering) (*graph.FunctionInfo, error) {
	info := *n.Func
	info.Overloads = slices.Clone(n.Func.Overloads)
	for i := range info.Overloads {
		o := &info.Overloads[i]
		s := c.newScope(executing, n)
		s.conn = r.Conn
		sql, err := s.render(ctx, n.File, o.Body, o.First)
		if err != nil {
			return nil, c.undefinedFault(nodeFault(err, "compile overload "+o.DefinedIn+" of function "+n.Name, n), n)
		}
		o.Compiled = sql
	}
	return &info, nil
}

// loadSeedTable is load_agate_table(): the rows of the seed that is rendered.
func (s *scope) loadSeedTable(*jinja.Call) (jinja.Value, error) {
	return nil, jinja.Raise(raised, "load_agate_table: seeds are loaded by the engine, not by a macro")
}
