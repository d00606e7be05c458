package jinja

import (
	"context"
	"errors"
)

// frame is one running function: its variables and where its output goes.
type frame struct {
	run   *run
	unit  *unit
	ctx   *scope
	up    *frame // of the function around, in the source
	slots []Value
	out   *output
	state State
}

func (f *frame) init() *frame {
	f.state.f = f
	return f
}

// child gives a frame of fn, a function inside the function of up.
func child(up *frame, fn *function, out *output) *frame {
	f := &frame{run: up.run, unit: up.unit, ctx: up.ctx, up: up, out: out}
	f.slots = make([]Value, len(fn.slots))
	return f.init()
}

// run is what all frames of one render share.
type run struct {
	ctx     context.Context
	limits  Limits
	native  bool
	escape  bool // {% autoescape true %} is in force
	depth   int
	fuel    int
	memory  int
	callers []call
}

// call is a running macro: which, and where it was called.
type call struct {
	macro string
	unit  *unit
	at    int
}

func newRun(ctx context.Context, u *unit, vars *Dict, native bool) *frame {
	if vars == nil {
		vars = &Dict{}
	}
	r := &run{ctx: ctx, limits: u.env.limits, native: native}
	return r.root(u, &scope{env: u.env, given: vars})
}

// root gives a frame for the root of a template with a context of its own.
func (r *run) root(u *unit, sc *scope) *frame {
	f := &frame{run: r, unit: u, ctx: sc, out: &output{run: r}}
	f.slots = make([]Value, len(u.root.slots))
	for _, name := range u.order {
		sc.addBlock(name, u.blocks[name])
	}
	return f.init()
}

// renderRoot runs the template, and the template that it extends.
func (f *frame) renderRoot() error {
	if f.unit.self >= 0 {
		f.slots[f.unit.self] = &selfRef{f, 0}
	}
	if err := f.exec(f.unit.body); err != nil {
		return err
	}
	if f.ctx.parent == nil {
		return nil
	}
	if err := f.run.enter(); err != nil {
		return err
	}
	defer f.run.leave()
	parent := f.ctx.parent
	f.ctx.parent = nil
	next := &frame{run: f.run, unit: parent, ctx: f.ctx, out: f.out}
	next.slots = make([]Value, len(parent.root.slots))
	return next.init().renderRoot()
}

func (f *frame) exec(body []stmt) error {
	_, err := f.block(body)
	return err
}

// block runs statements up to a break or continue.
func (f *frame) block(body []stmt) (flow, error) {
	for _, s := range body {
		if fl, err := s(f); err != nil || fl != flowNext {
			return fl, err
		}
	}
	return flowNext, nil
}

// spend counts work and memory against the limits of the render. A nil State,
// outside of a render, has none.
func (s *State) spend(steps, bytes int) error {
	if s == nil || s.f == nil {
		return nil
	}
	return s.f.run.spend(steps, bytes)
}

func (r *run) spend(steps, bytes int) error {
	r.fuel += steps
	r.memory += bytes
	if r.fuel > r.limits.Fuel {
		return Raise(kindLimit, "the template took more than %d steps", r.limits.Fuel)
	}
	if r.memory > r.limits.Memory || bytes < 0 {
		return Raise(kindMemory, "the template made more than %d bytes", r.limits.Memory)
	}
	if steps > 0 && r.fuel&1023 < steps {
		return r.ctx.Err()
	}
	return nil
}

func (r *run) enter() error {
	r.depth++
	if r.depth > r.limits.Depth {
		r.depth--
		return Raise(kindRecursion, "maximum recursion depth exceeded")
	}
	return nil
}

func (r *run) leave() { r.depth-- }

func (r *run) frames() []Frame {
	out := make([]Frame, 0, len(r.callers))
	for i := len(r.callers) - 1; i >= 0; i-- {
		c := r.callers[i]
		fr := Frame{Macro: c.macro}
		if c.unit != nil {
			fr.Template, fr.Line = c.unit.name, c.unit.src.place(c.at).line
		}
		out = append(out, fr)
	}
	return out
}

// fail gives err a place, unless it has one or is a ReturnSignal.
func (f *frame) fail(at int, err error) error {
	var known *Error
	if isReturn(err) || errors.As(err, &known) && known.Line > 0 {
		return err
	}
	placed := &Error{Message: err.Error(), Err: err}
	if direct, ok := err.(*Error); ok {
		*placed = *direct
	}
	_ = f.unit.src.fail(f.unit.name, at, placed)
	placed.Stack = f.run.frames()
	return placed
}
