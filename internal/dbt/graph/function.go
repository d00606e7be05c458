package graph

import (
	"fmt"
	"slices"

	"scv"
	"scv/jinja"
)

// FunctionInfo is what only user-defined functions have.
type FunctionInfo struct {
	Arguments []Argument
	Returns   *jinja.Dict // data_type, description; nil without properties
	Overloads []Overload
}

// Argument is one of a function.
type Argument struct {
	Name, Type  string
	Description jinja.Value // nil or text
	Default     jinja.Value // nil = it must be given
	Line        int
}

// Overload is a function of the same name for other arguments; its body is a file
// of its own, which is no node.
type Overload struct {
	DefinedIn   string
	Arguments   []Argument
	Returns     *jinja.Dict // nil = as the function's
	Description jinja.Value
	Body        string
	Compiled    string
	First, Line int
}

// FunctionRef is one call of function().
type FunctionRef struct {
	Name    string
	Package string // "" when the call names none
}

// Function finds the function that a call names: of the package it names, else of
// the root project, of the caller's package, of any.
func (g *Graph) Function(r FunctionRef, from *Node) (*Node, error) {
	packages := []string{r.Package}
	if r.Package == "" {
		packages = []string{g.Project, from.Package}
	}
	for _, pkg := range packages {
		if n := g.Nodes["function."+pkg+"."+r.Name]; n != nil {
			return n, nil
		}
	}
	var names []string
	for _, id := range g.IDs() {
		if n := g.Nodes[id]; n.Kind == Function {
			if n.Name == r.Name && r.Package == "" {
				return n, nil
			}
			names = append(names, n.Name)
		}
	}
	fault := &scv.Error{
		Code: scv.CodeDBTRef, Op: "resolve function in", Subject: Place(from, from.lineOf("function", r.Name)),
		Hint: didYouMean(r.Name, names, "Write it as a file of functions/, or correct the name."),
		Err:  fmt.Errorf("%s depends on a function named '%s' which was not found", from.ID, r.Name),
	}
	for _, pkg := range slices.Concat(packages, []string{from.Package}) {
		if off := g.Disabled["function."+pkg+"."+r.Name]; len(off) > 0 {
			fault.Err = fmt.Errorf("%s depends on a function named '%s' which is %w", from.ID, r.Name, errDisabled)
			fault.Hint = "Set `enabled: true` for " + off[0].File + "."
		}
	}
	return nil, fault
}

func (n *Node) functionKeys(d *jinja.Dict) {
	d.Put("arguments", argumentList(n.Func.Arguments))
	var returns jinja.Value
	if n.Func.Returns != nil {
		returns = n.Func.Returns
	}
	d.Put("returns", returns)
	overloads := jinja.NewList()
	for _, o := range n.Func.Overloads {
		var own, compiled jinja.Value
		if o.Returns != nil {
			own = o.Returns
		}
		if n.Compiled != nil {
			compiled = o.Compiled
		}
		overloads.Items = append(overloads.Items, jinja.NewDict(
			"defined_in", o.DefinedIn, "arguments", argumentList(o.Arguments), "returns", own, "description", o.Description,
			"raw_body", o.Body, "compiled_body", compiled,
		))
	}
	d.Put("overloads", overloads)
}

func argumentList(args []Argument) *jinja.List {
	l := jinja.NewList()
	for _, a := range args {
		l.Items = append(l.Items, jinja.NewDict("name", a.Name, "data_type", a.Type, "description", a.Description, "default_value", a.Default))
	}
	return l
}

func callsList(calls []FunctionRef) *jinja.List {
	l := jinja.NewList()
	for _, c := range calls {
		item := jinja.NewList()
		if c.Package != "" {
			item.Items = append(item.Items, c.Package)
		}
		item.Items = append(item.Items, c.Name)
		l.Items = append(l.Items, item)
	}
	return l
}
