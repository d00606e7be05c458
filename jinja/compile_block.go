package jinja

// blocks compiles every block of the template, wherever it stands.
func (c *compiler) blocks(nodes []astNode) {
	var visit func(astNode)
	visit = func(n astNode) {
		if b, ok := n.(*blockNode); ok {
			c.unit.blocks[b.name] = c.blockCode(b)
			c.unit.order = append(c.unit.order, b.name)
		}
		if isStatement(n) {
			eachChild(n, visit)
		}
	}
	for _, n := range nodes {
		visit(n)
	}
}

func (c *compiler) blockCode(n *blockNode) *blockCode {
	fn := newFunction(nil)
	l := level{fn: fn, syms: newSymbols(fn, nil)}
	code := &blockCode{name: n.name, unit: c.unit, fn: fn, self: -1, super: -1, required: n.required}
	named := undeclared(n.body, "self", "super")
	if named["self"] {
		code.self = l.syms.param("self").slot
	}
	if named["super"] {
		code.super = l.syms.param("super").slot
	}
	l.syms.visitAll(n.body)
	code.body = c.scoped(n.body, l)
	return code
}

func (c *compiler) blockStmt(n *blockNode, l level) stmt {
	var locals []local
	if n.scoped {
		locals = c.locals(l)
	}
	at := n.offset()
	return func(f *frame) (flow, error) {
		if l.top && f.ctx.parent != nil {
			return flowNext, nil
		}
		chain := f.ctx.blocks[n.name]
		if len(chain) == 0 {
			return flowNext, nil
		}
		if n.required && len(chain) == 1 {
			return flowNext, f.fail(at, Raise(kindRuntime, "Required block %s not found", reprString(n.name)))
		}
		ctx := f.ctx
		if n.scoped {
			derived := *f.ctx
			derived.given, derived.vars = view(f, locals), nil
			ctx = &derived
		}
		return flowNext, runBlock(f, ctx, at, chain, f.out)
	}
}

// runBlock renders the first block of chain; super reaches the others.
func runBlock(f *frame, ctx *scope, at int, chain []*blockCode, out *output) error {
	b := chain[0]
	if err := f.run.enter(); err != nil {
		return f.fail(at, err)
	}
	defer f.run.leave()
	inner := &frame{run: f.run, unit: b.unit, ctx: ctx, out: out}
	inner.slots = make([]Value, len(b.fn.slots))
	inner.init()
	if b.self >= 0 {
		inner.slots[b.self] = &selfRef{inner, at}
	}
	if b.super >= 0 {
		inner.slots[b.super] = inner.superOf(at, chain)
	}
	return inner.exec(b.body)
}

// superOf gives the parent's version of a block.
func (f *frame) superOf(at int, chain []*blockCode) Value {
	if len(chain) < 2 {
		hint := "there is no parent block called " + reprString(chain[0].name) + "."
		return &Undefined{Name: "super", Hint: hint, Lax: f.unit.env.lax}
	}
	return &blockRef{f, at, chain[1:]}
}

// blockRef is a block as a value: calling it renders it.
type blockRef struct {
	f     *frame
	at    int
	chain []*blockCode
}

// Call renders the block.
func (b *blockRef) Call(*Call) (Value, error) {
	out := &output{run: b.f.run}
	if err := runBlock(b.f, b.f.ctx, b.at, b.chain, out); err != nil {
		return nil, err
	}
	return out.result()
}

// Attr gives super, the block that this one overrides.
func (b *blockRef) Attr(name string) (Value, bool) {
	if name == "super" {
		return b.f.superOf(b.at, b.chain), true
	}
	return nil, false
}

// TypeName is Python's name of the type.
func (b *blockRef) TypeName() string { return "BlockReference" }

// selfRef is the variable self: its attributes are the blocks.
type selfRef struct {
	f  *frame
	at int
}

// Attr gives a block by name.
func (s *selfRef) Attr(name string) (Value, bool) {
	chain := s.f.ctx.blocks[name]
	if len(chain) == 0 {
		return nil, false
	}
	return &blockRef{s.f, s.at, chain}, true
}

// TypeName is Python's name of the type.
func (s *selfRef) TypeName() string { return "TemplateReference" }

func (c *compiler) extendsStmt(n *extendsNode, l level) stmt {
	if !l.top {
		c.fail(n.offset(), Raise(kindSyntax, "cannot use extend from a non top-level scope"))
	}
	name, at := c.expr(n.template, l), n.offset()
	return func(f *frame) (flow, error) {
		if f.ctx.parent != nil {
			return flowNext, f.fail(at, Raise(kindRuntime, "extended multiple times"))
		}
		v, err := name(f)
		if err != nil {
			return flowNext, err
		}
		t, err := f.find(v)
		if err != nil {
			return flowNext, f.fail(at, err)
		}
		for _, block := range t.unit.order {
			f.ctx.addBlock(block, t.unit.blocks[block])
		}
		f.ctx.parent = t.unit
		return flowNext, nil
	}
}
