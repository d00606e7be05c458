package jinja

import "context"

// Call calls fn (a bound macro, a macro of a Module, a host function) outside of
// any render, in a render of its own: a program that runs a macro begins here.
func (e *Env) Call(ctx context.Context, fn Value, args []Value, kwargs *Dict) (Value, error) {
	u := &unit{env: e, name: "<call>", src: newSource("", 1, true), root: newFunction(nil), self: -1}
	f := newRun(ctx, u, nil, false)
	return callValue(&f.state, 0, fn, args, kwargs)
}
