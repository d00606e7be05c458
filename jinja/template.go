package jinja

import "context"

// Template is a compiled template: immutable and safe for concurrent renders.
type Template struct{ unit *unit }

// maxRoom bounds the room that is made for an output beforehand.
const maxRoom = 1 << 16

// Name is the name that was given to Parse.
func (t *Template) Name() string { return t.unit.name }

// Source is the source that was given to Parse.
func (t *Template) Source() string { return t.unit.source }

// Render gives the text. Vars may be nil and is not changed. An error is an
// *Error, or the *ReturnSignal that no macro caught.
func (t *Template) Render(ctx context.Context, vars *Dict) (string, error) {
	f := newRun(ctx, t.unit, vars, false)
	if size := t.unit.size.Load(); size > 0 {
		f.out.buf = make([]byte, 0, min(size+size/8, maxRoom))
	}
	if err := f.renderRoot(); err != nil {
		return "", err
	}
	t.unit.size.Store(int64(len(f.out.buf)))
	return f.out.text(), nil
}

// RenderNative gives what Jinja2's NativeEnvironment gives: a single expression
// keeps its value, text is read as a Python literal where it is one.
func (t *Template) RenderNative(ctx context.Context, vars *Dict) (Value, error) {
	nodes, err := t.RenderNodes(ctx, vars)
	if err != nil {
		return nil, err
	}
	return nativeConcat(nodes)
}

// RenderNodes gives the pieces of output before they are joined: text between
// tags as strings, expressions as values. Constant expressions are part of the
// text around them, as in Jinja2.
func (t *Template) RenderNodes(ctx context.Context, vars *Dict) ([]Value, error) {
	f := newRun(ctx, t.unit, vars, true)
	if err := f.renderRoot(); err != nil {
		return nil, err
	}
	return f.out.nodes, nil
}

// Module renders the template and gives what {% import %} of it would give: its
// top-level macros and variables, in order of assignment, without names that
// start with an underscore.
func (t *Template) Module(ctx context.Context, vars *Dict) (*Dict, error) {
	f := newRun(ctx, t.unit, vars, false)
	if err := f.renderRoot(); err != nil {
		return nil, err
	}
	return f.ctx.exports(), nil
}

// Macros gives the top-level macros in file order.
func (t *Template) Macros() []*Macro { return t.unit.macros }
