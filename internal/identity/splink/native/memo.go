package native

import "slices"

// The costs of an expression: what costs less than a look into a memo is not
// remembered.
const (
	cheap  = 1
	costly = 10
)

// denseEntries is how many pairs of values a memo has places for. Where there are
// more, only the answers for equal values are kept: other pairs of values seldom
// come again, and most are told apart by their letters in less time than a look
// into a large table takes.
const denseEntries = 1 << 18

// memoSpec says what decides an answer: one column of either record.
type memoSpec struct{ left, right *Column }

func (s memoSpec) new() memo {
	l, r := s.left.Len(), s.right.Len()
	if l*r <= denseEntries {
		return memo{dense: slices.Repeat([]int8{empty}, l*r), width: int32(r)}
	}
	return memo{same: slices.Repeat([]int8{empty}, min(l, r))}
}

const empty = -128

// memo keeps answers by the codes of two values.
type memo struct {
	dense []int8
	width int32
	same  []int8 // by code, for equal codes
}

// find gives the answer, empty when it is not there.
func (m *memo) find(l, r int32) int8 {
	switch {
	case m.dense != nil:
		return m.dense[l*m.width+r]
	case l == r:
		return m.same[l]
	}
	return empty
}

func (m *memo) put(l, r int32, answer int8) {
	switch {
	case m.dense != nil:
		m.dense[l*m.width+r] = answer
	case l == r:
		m.same[l] = answer
	}
}

// remembered says where an answer that two values decide is kept.
type remembered struct {
	memo        int
	left, right int // slots
}

// rememberedBy gives a memo when one column of each record decides.
func (p *Program) rememberedBy(d deps) (remembered, bool) {
	if len(d.left) != 1 || len(d.right) != 1 {
		return remembered{}, false
	}
	spec := memoSpec{p.order[d.left[0]], p.order[d.right[0]]}
	if len(spec.left.Errors)+len(spec.right.Errors) > 0 {
		return remembered{}, false
	}
	p.memos = append(p.memos, spec)
	return remembered{len(p.memos) - 1, d.left[0], d.right[0]}, true
}

// remember wraps a condition that costs more than a look into a memo. Answers
// that came with an error are not kept.
func (p *Program) remember(e *Expr) *Expr {
	if e.cost < costly {
		return e
	}
	at, ok := p.rememberedBy(e.deps)
	if !ok {
		return e
	}
	inner := e.Bool
	out := *e
	out.cost = cheap
	out.Bool = func(p *Pair) Truth {
		l, r := p.sides[0][at.left], p.sides[1][at.right]
		m := &p.memos[at.memo]
		if a := m.find(l, r); a != empty {
			return Truth(a)
		}
		a := inner(p)
		if p.err == nil {
			m.put(l, r, int8(a))
		}
		return a
	}
	return &out
}

// Choice is conditions in order, and what each of them stands for.
type Choice struct {
	asks      []ask
	otherwise int8
	at        remembered
	memoised  bool
	byCode    bool  // the codes of the two values are all that is asked for
	nulls     sides // the first condition is that the value of one of these records is null
	column    *Column
}

// Choice puts conditions together; otherwise is for pairs that none holds for.
// Where one column of each record decides all of them, the choice is remembered,
// else each condition for itself.
func (p *Program) Choice(conditions []*Expr, values []int8, otherwise int8) *Choice {
	c := &Choice{otherwise: otherwise}
	var all deps
	for _, e := range conditions {
		all = all.and(e.deps)
	}
	if c.at, c.memoised = p.rememberedBy(all); c.memoised {
		if c.at.left == c.at.right {
			c.column = p.order[c.at.left]
		}
		c.asks = asks(conditions, values)
		c.byCode = !slices.ContainsFunc(c.asks, func(s ask) bool { return !s.byCode() })
		if c.byCode && len(conditions) > 0 {
			c.nulls = conditions[0].nulls
		}
		return c
	}
	for k, e := range conditions {
		c.asks = append(c.asks, ask{holds: p.remember(e).Bool, value: values[k]})
	}
	return c
}

// Column is the one column that decides the choice, of both records; false where
// it is several, or not the same of both.
func (c *Choice) Column() (*Column, bool) { return c.column, c.column != nil }

// Of gives what the first true condition stands for.
func (c *Choice) Of(p *Pair) int8 {
	if !c.memoised {
		return c.evaluate(p)
	}
	l, r := p.sides[0][c.at.left], p.sides[1][c.at.right]
	m := &p.memos[c.at.memo]
	if a := m.find(l, r); a != empty {
		return a
	}
	a := c.evaluate(p)
	if p.err == nil {
		m.put(l, r, a)
	}
	return a
}

func (c *Choice) evaluate(p *Pair) int8 {
	for k := range c.asks {
		if value, ok := c.asks[k].answer(p); ok {
			return value
		}
	}
	return c.otherwise
}

// evaluateOf is evaluate of pair n, which has these codes.
func (c *Choice) evaluateOf(p *Pair, n int, l, r int32) int8 {
	if !c.byCode {
		p.at(n)
		return c.evaluate(p)
	}
	for k := range c.asks {
		if value, ok := c.asks[k].answerOf(l, r); ok {
			return value
		}
	}
	return c.otherwise
}

// Equal is Of where both records have one value of Column; row is one that has it.
func (c *Choice) Equal(p *Pair, code, row int32) int8 {
	if c.byCode {
		return c.evaluateOf(p, 0, code, code)
	}
	p.Left(row)
	p.Right(row)
	return c.Of(p)
}

// Fill gives what the first true condition stands for, of every pair that p has
// taken in: into[0], into[stride] and so on.
func (c *Choice) Fill(p *Pair, into []int8, stride int) {
	if !c.memoised {
		for n := range p.lefts {
			p.at(n)
			into[n*stride] = c.evaluate(p)
		}
		return
	}
	m, cells := &p.memos[c.at.memo], p.program.cells
	if c.byCode && m.dense == nil && c.column != nil {
		c.fillSame(p, m, into, stride)
		c.sift(p, m, into)
		return
	}
	many, open := c.byCode && m.dense == nil, p.open[:0]
	for n, left := range p.lefts {
		l, r := cells[left+c.at.left], cells[p.rights[n]+c.at.right]
		at := n * stride
		if many && l != r {
			if c.nulls != 0 && c.nulls.hasNull(l, r) {
				into[at] = c.asks[0].value
			} else {
				open = append(open, asked{int32(at), l, r})
			}
			continue
		}
		a := m.find(l, r)
		if a == empty {
			if c.byCode && l != r {
				open = append(open, asked{int32(at), l, r})
				continue
			}
			if a = c.evaluateOf(p, n, l, r); p.err == nil {
				m.put(l, r, a)
			}
		}
		into[at] = a
	}
	p.open = open
	c.sift(p, m, into)
}

// fillSame answers the pairs whose values are the same or, where that is asked first,
// null; the others are open. What a pair is makes no branch that a processor could guess
// wrong.
func (c *Choice) fillSame(p *Pair, m *memo, into []int8, stride int) {
	open := slices.Grow(p.open[:0], len(p.lefts))[:len(p.lefts)]
	cells, same, slot, found := p.program.cells, m.same, c.at.left, 0
	for n, left := range p.lefts {
		l, r, at := cells[left+slot], cells[p.rights[n]+slot], n*stride
		answer := same[l]
		differs := int(uint32((l^r)|-(l^r)) >> 31)
		into[at], open[found] = answer, asked{int32(at), l, r}
		found += differs
		if int(answer)-empty|differs == 0 {
			if answer = c.evaluateOf(p, n, l, r); p.err == nil {
				m.put(l, r, answer)
			}
			into[at] = answer
		}
		if (l == 0 || r == 0) && differs == 1 && c.nulls.hasNull(l, r) {
			into[at] = c.asks[0].value
			found--
		}
	}
	p.open = open[:found]
}

// sift answers the pairs that are open, condition by condition.
func (c *Choice) sift(p *Pair, m *memo, into []int8) {
	open := p.open
	if m.dense != nil {
		p.missed = append(p.missed[:0], open...)
	}
	for k := range c.asks {
		if len(open) > 0 && !(k == 0 && c.nulls != 0 && m.dense == nil) {
			open = c.asks[k].sift(open, into)
		}
	}
	for _, o := range open {
		into[o.at] = c.otherwise
	}
	if m.dense != nil {
		for _, o := range p.missed {
			m.put(o.l, o.r, into[o.at])
		}
	}
}

// deps is the slots that decide an expression, ascending.
type deps struct{ left, right []int }

func (d deps) and(o deps) deps { return deps{union(d.left, o.left), union(d.right, o.right)} }

func union(a, b []int) []int {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
