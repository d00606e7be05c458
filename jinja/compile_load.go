package jinja

import (
	"errors"
	"slices"
)

// blockCode is a compiled {% block %}.
type blockCode struct {
	name     string
	unit     *unit
	fn       *function
	body     []stmt
	self     int // slots, -1 without
	super    int
	required bool
}

// local is a variable of a scope around an include or import.
type local struct {
	name string
	get  func(*frame) Value
}

// locals gives what a template that is included here may see.
func (c *compiler) locals(l level) []local {
	var out []local
	for name, v := range l.syms.visible() {
		out = append(out, local{name, reader(l.fn, v)})
	}
	slices.SortFunc(out, func(a, b local) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return out
}

// view gives the variables of f with its locals.
func view(f *frame, locals []local) *Dict {
	vars := f.ctx.all()
	for _, lo := range locals {
		if v := lo.get(f); !isMissing(v) {
			vars.Put(lo.name, v)
		}
	}
	return vars
}

// find loads the template that v names, or the first of a list that exists.
func (f *frame) find(v Value) (*Template, error) {
	switch v := v.(type) {
	case string:
		return f.unit.env.load(v)
	case Markup:
		return f.unit.env.load(string(v))
	case *Undefined:
		return nil, v.err()
	}
	if !Truth(v) {
		return nil, Raise("TemplatesNotFound", "Tried to select from an empty list of templates.")
	}
	names, err := elements(&f.state, v)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		s, _ := text(name)
		t, err := f.unit.env.load(s)
		if !notFound(err) {
			return t, err
		}
	}
	return nil, Raise("TemplatesNotFound", "none of the templates given were found: %s", Repr(v))
}

func notFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Kind == kindNotFound || e.Kind == "TemplatesNotFound")
}

func (c *compiler) include(n *includeNode, l level) stmt {
	name, at := c.expr(n.template, l), n.offset()
	var locals []local
	if n.withContext {
		locals = c.locals(l)
	}
	check := l.check && c.extends
	return func(f *frame) (flow, error) {
		if check && f.ctx.parent != nil {
			return flowNext, nil
		}
		v, err := name(f)
		if err != nil {
			return flowNext, err
		}
		t, err := f.find(v)
		if err != nil {
			if n.ignoreMissing && notFound(err) {
				return flowNext, nil
			}
			return flowNext, f.fail(at, err)
		}
		vars := &Dict{}
		if n.withContext {
			vars = view(f, locals)
		}
		inner := f.run.root(t.unit, &scope{env: t.unit.env, given: vars})
		inner.out = f.out
		return flowNext, f.nested(at, inner)
	}
}

// nested renders a template inside of this one.
func (f *frame) nested(at int, inner *frame) error {
	if err := f.run.enter(); err != nil {
		return f.fail(at, err)
	}
	defer f.run.leave()
	return inner.renderRoot()
}

// module is what {% import %} binds.
type module struct {
	name    string
	exports *Dict
	body    string
}

// Attr gives an exported name.
func (m *module) Attr(name string) (Value, bool) { return m.exports.GetStr(name) }

// String is what the template printed.
func (m *module) String() string { return m.body }

// Repr is that of Jinja2.
func (m *module) Repr() string { return "<TemplateModule " + reprString(m.name) + ">" }

// TypeName is Python's name of the type.
func (m *module) TypeName() string { return "TemplateModule" }

// importer compiles what import and from have in common.
func (c *compiler) importer(template astNode, at int, withContext bool, l level) func(*frame) (*module, error) {
	name := c.expr(template, l)
	var locals []local
	if withContext {
		locals = c.locals(l)
	}
	return func(f *frame) (*module, error) {
		v, err := name(f)
		if err != nil {
			return nil, err
		}
		t, err := f.find(v)
		if err != nil {
			return nil, f.fail(at, err)
		}
		vars := &Dict{}
		if withContext {
			vars = view(f, locals)
		}
		inner := f.run.root(t.unit, &scope{env: t.unit.env, given: vars})
		if err := f.nested(at, inner); err != nil {
			return nil, err
		}
		return &module{t.unit.name, inner.ctx.exports(), inner.out.text()}, nil
	}
}

func (c *compiler) importStmt(n *importNode, l level) stmt {
	load := c.importer(n.template, n.offset(), n.withContext, l)
	slot, top := c.variable(n.target, l).slot, l.top
	return func(f *frame) (flow, error) {
		m, err := load(f)
		if err != nil {
			return flowNext, err
		}
		f.slots[slot] = m
		if top {
			f.ctx.assign(n.target, m, false)
		}
		return flowNext, nil
	}
}

func (c *compiler) fromImport(n *fromImportNode, l level) stmt {
	load := c.importer(n.template, n.offset(), n.withContext, l)
	var slots []int
	for _, alias := range n.aliases {
		slots = append(slots, c.variable(alias, l).slot)
	}
	line := c.unit.src.place(n.offset()).line
	return func(f *frame) (flow, error) {
		m, err := load(f)
		if err != nil {
			return flowNext, err
		}
		for i, name := range n.names {
			v, ok := m.exports.GetStr(name)
			if !ok {
				hint := Raise("", "the template %s (imported on line %d in %s) does not export the requested name %s",
					reprString(m.name), line, reprString(f.unit.name), reprString(name)).Message
				v = &Undefined{Name: name, Hint: hint, Lax: f.unit.env.lax}
			}
			f.slots[slots[i]] = v
			if l.top {
				f.ctx.assign(n.aliases[i], v, false)
			}
		}
		return flowNext, nil
	}
}
