package native

import (
	"math"

	"scv/internal/identity/splink/condition"
)

// Expr is a compiled expression. The function of its Kind is set; the second
// answer of the others is false for null.
type Expr struct {
	Kind Kind
	Bool func(*Pair) Truth
	Num  func(*Pair) (float64, bool) // numbers and times
	Text func(*Pair) (string, bool)
	List func(*Pair) (List, bool)
	Vec  func(*Pair) ([]float32, bool)

	deps    deps
	cost    int
	truthOf func(l, r int32) Truth           // Bool by the codes of the one column of either record that decides; nil = not known so
	numOf   func(l, r int32) (float64, bool) // Num likewise
	sieve   sieve                            // Bool of many pairs; nil = not known so
	nulls   sides                            // where it says no more than that the deciding value of one of these records is null
	scale   *scale                           // where it holds a number against a limit
	minus   *difference                      // where it is the difference of two columns
	apart   *difference                      // where it is that without its sign
	leaf    *Column                          // where it is the plain value of a column
	ref                                      // of the leaf: where its code is
	single  bool                             // a number of 32 bits
	literal bool                             // a number as it is written: it takes the width of what it meets
}

// constant makes an expression of a literal.
func constant(n *condition.Node) *Expr {
	switch n.Op {
	case condition.Text:
		return &Expr{Kind: TextKind, Text: func(*Pair) (string, bool) { return n.Name, true }}
	case condition.Number:
		return &Expr{Kind: NumberKind, Num: func(*Pair) (float64, bool) { return n.Value, true }, literal: true}
	default: // Bool
		t := truth(n.Value == 1)
		return &Expr{Kind: BoolKind, Bool: func(*Pair) Truth { return t }}
	}
}

// leaf makes an expression of a column of one record.
func (p *Program) leaf(c *Column, side int) *Expr {
	e := &Expr{Kind: c.Kind, leaf: c, ref: p.ref(c, side)}
	own := c
	if c.base != nil {
		own = c.base
	}
	if side == 0 {
		e.deps.left = []int{p.slot(own)}
	} else {
		e.deps.right = []int{p.slot(own)}
	}
	at := e.ref
	read := func(p *Pair) int32 {
		code := at.code(p)
		if code < 0 {
			p.fail(c.Errors[-code-1])
			return 0
		}
		return code
	}
	switch c.Kind {
	case TextKind:
		e.Text = func(p *Pair) (string, bool) { code := read(p); return c.Texts[code], code != 0 }
	case NumberKind, TimeKind:
		e.Num = func(p *Pair) (float64, bool) { code := read(p); return c.Numbers[code], code != 0 }
	case ListKind:
		e.List = func(p *Pair) (List, bool) { code := read(p); return c.Lists[code], code != 0 }
	case VectorKind:
		e.Vec = func(p *Pair) ([]float32, bool) { code := read(p); return c.Vectors[code], code != 0 }
	case BoolKind:
		e.Bool = func(p *Pair) Truth {
			code := read(p)
			if code == 0 {
				return Unknown
			}
			return truth(c.Numbers[code] != 0)
		}
	}
	if len(c.Errors) == 0 {
		e.byCode()
	}
	return e
}

// byCode readies what is known of a column's value by the codes that decide.
func (e *Expr) byCode() {
	c, at := e.leaf, e.ref
	switch c.Kind {
	case NumberKind, TimeKind:
		e.numOf = func(l, r int32) (float64, bool) { code := at.of(l, r); return c.Numbers[code], code != 0 }
	case BoolKind:
		e.truthOf = func(l, r int32) Truth {
			code := at.of(l, r)
			if code == 0 {
				return Unknown
			}
			return truth(c.Numbers[code] != 0)
		}
	}
}

// ref is where a column's code is found: in the cells of one record, and for a
// derived column by the code of its base.
type ref struct {
	side, slot int
	via        []int32
}

func (r *ref) code(p *Pair) int32 {
	code := p.sides[r.side][r.slot]
	if r.via != nil {
		return r.via[code]
	}
	return code
}

// of is code, where l and r are the codes of the columns that decide.
func (r *ref) of(left, right int32) int32 {
	if r.side == 1 {
		left = right
	}
	if r.via != nil {
		return r.via[left]
	}
	return left
}

func (p *Program) ref(c *Column, side int) ref {
	if c.base == nil {
		return ref{side: side, slot: p.slot(c)}
	}
	return ref{side: side, slot: p.slot(c.base), via: c.via}
}

// derive computes an expression over one record as a column: per value of the
// column that it reads, or per record when it reads several. A value that cannot
// be computed is an error only for the pair that asks for it.
func (p *Program) derive(n *condition.Node) (*Column, error) {
	key := n.String()
	if c := p.frame.known(key); c != nil {
		return c, nil
	}
	e, err := (&compiler{program: p, alone: true}).compile(n)
	if err != nil {
		return nil, err
	}
	d := &dictionary{column: &Column{Name: key, Kind: e.Kind}}
	d.add(value{})
	pair := &Pair{program: p, sides: [2][]int32{make([]int32, len(p.order)), nil}}
	if bases := e.deps.left; len(bases) == 1 {
		d.column.base = p.order[bases[0]]
		d.column.via = make([]int32, d.column.base.Len())
		for code := range d.column.via {
			pair.sides[0][bases[0]] = int32(code)
			d.column.via[code] = d.code(pair, e)
		}
	} else {
		d.column.Codes = make([]int32, p.frame.Rows)
		for row := range d.column.Codes {
			for _, b := range bases {
				pair.sides[0][b] = p.order[b].Codes[row]
			}
			d.column.Codes[row] = d.code(pair, e)
		}
	}
	p.frame.keep(key, d.column)
	return d.column, nil
}

// value is one value of any kind.
type value struct {
	text   string
	number float64
	list   List
	vector []float32
}

// dictionary gives equal values one code.
type dictionary struct {
	column  *Column
	texts   map[string]int32
	numbers map[uint64]int32
}

func (d *dictionary) add(v value) {
	c := d.column
	switch c.Kind {
	case TextKind:
		c.Texts = append(c.Texts, v.text)
	case NumberKind, TimeKind, BoolKind:
		c.Numbers = append(c.Numbers, v.number)
	case ListKind:
		c.Lists, c.Texts = append(c.Lists, v.list), append(c.Texts, v.text)
	case VectorKind:
		c.Vectors, c.Texts = append(c.Vectors, v.vector), append(c.Texts, v.text)
	}
}

// code evaluates and gives the value's code: 0 for null, below 0 for an error.
func (d *dictionary) code(p *Pair, e *Expr) int32 {
	v, ok := e.value(p)
	if err := p.Err(); err != nil {
		d.column.Errors = append(d.column.Errors, err)
		return -int32(len(d.column.Errors))
	}
	if !ok {
		return 0
	}
	if d.texts == nil {
		d.texts, d.numbers = map[string]int32{}, map[uint64]int32{}
	}
	numeric := e.Kind == NumberKind || e.Kind == TimeKind || e.Kind == BoolKind
	code, known := d.texts[v.text]
	if numeric {
		code, known = d.numbers[numberBits(v.number)]
	}
	if known {
		return code
	}
	code = int32(d.column.Len())
	d.add(v)
	if numeric {
		d.numbers[numberBits(v.number)] = code
	} else {
		d.texts[v.text] = code
	}
	return code
}

// numberBits of a number, the same for numbers that SQL calls equal.
func numberBits(v float64) uint64 {
	switch {
	case v == 0:
		return 0
	case v != v:
		return math.Float64bits(math.NaN())
	}
	return math.Float64bits(v)
}

func (e *Expr) value(p *Pair) (v value, ok bool) {
	switch e.Kind {
	case TextKind:
		v.text, ok = e.Text(p)
	case NumberKind, TimeKind:
		v.number, ok = e.Num(p)
	case ListKind:
		v.list, ok = e.List(p)
		v.text = v.list.key()
	case VectorKind:
		v.vector, ok = e.Vec(p)
		v.text = vectorKey(v.vector)
	case BoolKind:
		t := e.Bool(p)
		v.number, ok = float64(t), t != Unknown
	}
	return v, ok
}
