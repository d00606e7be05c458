package compile

import (
	"context"
	"fmt"
	"strings"

	"scv"
	"scv/jinja"
)

// Operate calls a macro of the project by name, or by "package.name", with named
// arguments. One that does not exist is an error of code CodeDBTMacro.
func (c *Compiler) Operate(ctx context.Context, name string, args *jinja.Dict, r Rendering) (jinja.Value, error) {
	pkg, short, dotted := strings.Cut(name, ".")
	if !dotted {
		pkg, short = "", name
	}
	d := c.macros.in(pkg, short, c.root())
	if d == nil {
		return nil, c.noMacro(name)
	}
	s := c.newScope(executing, nil)
	s.conn = r.Conn
	s.extra["__operation"], s.extra["__arguments"] = s.bind(d), args
	t, err := c.parse(executing, d.info.Path, "{{ __operation(**__arguments) }}", 1)
	if err == nil {
		var pieces []jinja.Value
		if pieces, err = t.tpl.RenderNodes(ctx, s.vars(t.names)); err == nil {
			return joinNative(pieces)
		}
	}
	return nil, jinjaFault(err, "run operation "+name, d.info.Root, d.info.Path)
}

func (c *Compiler) noMacro(name string) error {
	hint := "Check the spelling, or install the package it comes from with `scv dbt deps`."
	if near := scv.Nearest(name, c.macros.names()); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{
		Code: scv.CodeDBTMacro, Op: "run operation", Subject: name, Hint: hint,
		Err: fmt.Errorf("dbt could not find a macro with the name '%s' in any package", name),
	}
}

// HasMacro says whether Operate finds a macro.
func (c *Compiler) HasMacro(name string) bool {
	pkg, short, dotted := strings.Cut(name, ".")
	if !dotted {
		pkg, short = "", name
	}
	return c.macros.in(pkg, short, c.root()) != nil
}
