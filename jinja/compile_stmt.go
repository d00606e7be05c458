package jinja

func (c *compiler) stmt(n astNode, l level) stmt {
	switch n := n.(type) {
	case *outputNode:
		return c.output(n, l)
	case *ifNode:
		return c.ifStmt(n, l)
	case *forNode:
		return c.forStmt(n, l)
	case *setNode:
		return c.set(n, l)
	case *setBlockNode:
		return c.setBlock(n, l)
	case *macroNode:
		return c.macro(n, l)
	case *callBlockNode:
		return c.callBlock(n, l)
	case *filterBlockNode:
		return c.filterBlock(n, l)
	case *withNode:
		return c.with(n, l)
	case *doNode:
		x := c.expr(n.x, l)
		return func(f *frame) (flow, error) {
			_, err := x(f)
			return flowNext, err
		}
	case *breakNode:
		return c.jump(n.offset(), "break", flowBreak, l)
	case *continueNode:
		return c.jump(n.offset(), "continue", flowContinue, l)
	}
	return c.loadStmt(n, l)
}

func (c *compiler) loadStmt(n astNode, l level) stmt {
	switch n := n.(type) {
	case *includeNode:
		return c.include(n, l)
	case *importNode:
		return c.importStmt(n, l)
	case *fromImportNode:
		return c.fromImport(n, l)
	case *blockNode:
		return c.blockStmt(n, l)
	case *extendsNode:
		return c.extendsStmt(n, l)
	case *autoescNode:
		return c.autoescape(n, l)
	}
	return nil
}

func (c *compiler) jump(at int, word string, fl flow, l level) stmt {
	if l.loops == 0 {
		c.fail(at, Raise(kindSyntax, "'%s' outside loop", word))
	}
	return func(*frame) (flow, error) { return fl, nil }
}

// output compiles text and expressions; constants become text.
func (c *compiler) output(n *outputNode, l level) stmt {
	var parts []stmt
	var pending []byte
	flush := func() {
		if len(pending) > 0 {
			s := string(pending)
			parts = append(parts, func(f *frame) (flow, error) { return flowNext, f.out.write(s) })
			pending = nil
		}
	}
	for _, part := range n.parts {
		if d, ok := part.(*dataNode); ok {
			pending = append(pending, d.text...)
			continue
		}
		if v, ok := constant(part); ok && !l.plain {
			pending = append(pending, Str(v)...)
			continue
		}
		flush()
		parts = append(parts, c.print(part, l))
	}
	flush()
	if l.check && c.extends {
		return func(f *frame) (flow, error) {
			if f.ctx.parent != nil {
				return flowNext, nil
			}
			return f.block(parts)
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return func(f *frame) (flow, error) { return f.block(parts) }
}

func (c *compiler) print(n astNode, l level) stmt {
	x, at := c.expr(n, l), n.offset()
	return func(f *frame) (flow, error) {
		v, err := x(f)
		if err == nil {
			if err = f.out.value(v); err != nil {
				err = f.fail(at, err)
			}
		}
		return flowNext, err
	}
}

func (c *compiler) ifStmt(n *ifNode, l level) stmt {
	l.soft = true
	tests := []expr{c.expr(n.test, l)}
	bodies := [][]stmt{c.body(n.body, l)}
	for _, e := range n.elifs {
		tests = append(tests, c.expr(e.test, l))
		bodies = append(bodies, c.body(e.body, l))
	}
	other := c.body(n.other, l)
	return func(f *frame) (flow, error) {
		for i, test := range tests {
			v, err := test(f)
			if err != nil {
				return flowNext, err
			}
			if Truth(v) {
				return f.block(bodies[i])
			}
		}
		return f.block(other)
	}
}
