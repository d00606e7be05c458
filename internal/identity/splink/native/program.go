package native

import (
	"fmt"

	"scv/internal/identity/splink/condition"
	"scv/similarity"
)

// Truth is SQL's: false, true or unknown.
type Truth int8

// The truths.
const (
	False Truth = iota
	True
	Unknown
)

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Program is conditions compiled for one frame. Compile everything first, then
// call Seal, then NewPair for each worker: from there on it is read-only.
type Program struct {
	frame   *Frame
	slots   map[*Column]int // column read by conditions → place in a record's cells
	order   []*Column
	width   int
	cells   []int32 // by record, width codes each
	memos   []memoSpec
	numbers int // texts distances shared between conditions of a pair
	shared  map[string]int
	texts   map[*Column]*similarity.Texts // readied to be compared
}

// NewProgram readies a frame.
func NewProgram(f *Frame) *Program {
	return &Program{frame: f, slots: map[*Column]int{}, shared: map[string]int{}, texts: map[*Column]*similarity.Texts{}}
}

func (p *Program) slot(c *Column) int {
	s, ok := p.slots[c]
	if !ok {
		s = len(p.order)
		p.slots[c] = s
		p.order = append(p.order, c)
	}
	return s
}

// Seal lays the codes that the conditions read beside each other, record by
// record: one look at memory instead of one per column.
func (p *Program) Seal() {
	p.width = len(p.order)
	p.cells = make([]int32, p.frame.Rows*p.width)
	for k, c := range p.order {
		at := k
		for _, code := range c.Codes {
			p.cells[at] = code
			at += p.width
		}
	}
}

// Pair is two records under a program, and what one worker remembers of earlier
// ones. It is used by one goroutine at a time.
type Pair struct {
	program *Program
	sides   [2][]int32
	lefts   []int // of the pairs that were taken in: where their cells begin
	rights  []int
	memos   []memo
	numbers []sharedNumber
	open    []asked // of Fill: pairs whose answer is open
	missed  []asked // of Fill: pairs whose answer a memo lacked
	stamp   uint64
	seen    int32 // keeps Near from being left out
	err     error
}

type sharedNumber struct {
	stamp uint64
	value float64
	ok    bool
}

// NewPair gives a worker's view.
func (p *Program) NewPair() *Pair {
	out := &Pair{program: p, numbers: make([]sharedNumber, p.numbers)}
	for _, spec := range p.memos {
		out.memos = append(out.memos, spec.new())
	}
	return out
}

// Left moves to the first record.
func (p *Pair) Left(row int32) { p.sides[0] = p.program.row(row) }

// Right moves to the second record.
func (p *Pair) Right(row int32) {
	p.sides[1] = p.program.row(row)
	p.stamp++
}

// Clear forgets the pairs that were taken in.
func (p *Pair) Clear() { p.lefts, p.rights = p.lefts[:0], p.rights[:0] }

// Add takes in a pair for Choice.Fill.
func (p *Pair) Add(i, j int32) {
	p.lefts, p.rights = append(p.lefts, int(i)*p.program.width), append(p.rights, int(j)*p.program.width)
}

// Near brings the records of the pairs that were taken in near, all looks into memory at
// once: else each comparison waits for its own.
func (p *Pair) Near() {
	seen := int32(0)
	if p.program.width == 0 {
		return
	}
	for _, right := range p.rights {
		seen ^= p.program.cells[right]
	}
	p.seen = seen
}

// Len is how many pairs were taken in.
func (p *Pair) Len() int { return len(p.lefts) }

// at moves to a pair that was taken in.
func (p *Pair) at(n int) {
	p.sides[0], p.sides[1] = p.program.cells[p.lefts[n]:], p.program.cells[p.rights[n]:]
	p.stamp++
}

func (p *Program) row(row int32) []int32 {
	at := int(row) * p.width
	return p.cells[at : at+p.width : at+p.width]
}

func (p *Pair) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// Condition compiles a condition over two records. The error is an
// *UnsupportedError where it is not known here, a *NoColumnError where the frame
// lacks a column.
func (p *Program) Condition(n *condition.Node) (*Expr, error) {
	e, err := (&compiler{program: p}).compile(n)
	if err != nil {
		return nil, err
	}
	if e.Kind != BoolKind {
		return nil, unsupported("not a condition")
	}
	return e, nil
}

// Remembered is Condition, with a memo of its own: for conditions that stand
// outside a Choice.
func (p *Program) Remembered(n *condition.Node) (*Expr, error) {
	e, err := p.Condition(n)
	if err != nil {
		return nil, err
	}
	return p.remember(e), nil
}

// Key computes an expression over one record for all rows: a code by row, null
// being 0, and two rows having one code exactly when the values are equal. Keys
// of several expressions share their codes.
func (p *Program) Key(nodes ...*condition.Node) ([][]int32, error) {
	columns := make([]*Column, len(nodes))
	for i, n := range nodes {
		c, err := (&compiler{program: p}).column(n.Unsided())
		if err != nil {
			return nil, err
		}
		if len(c.Errors) > 0 {
			return nil, fmt.Errorf("%w", c.Errors[0])
		}
		columns[i] = c
	}
	out := make([][]int32, len(nodes))
	for i, c := range columns {
		if c.Kind != columns[0].Kind {
			return nil, unsupported("values of two kinds are compared")
		}
		switch {
		case i == 0:
			out[i] = c.rows(nil)
		case c == columns[0]:
			out[i] = out[0]
		default:
			out[i] = c.rows(translate(c, columns[0]))
		}
	}
	return out, nil
}

// rows gives the code of each row, translated by into unless it is nil.
func (c *Column) rows(into []int32) []int32 {
	codes := c.Codes
	if c.base != nil {
		codes = c.base.Codes
	}
	if c.base == nil && into == nil {
		return codes
	}
	out := make([]int32, len(codes))
	for i, code := range codes {
		if c.base != nil {
			code = c.via[code]
		}
		if into != nil {
			code = into[code]
		}
		out[i] = code
	}
	return out
}

// translate gives, for each code of one column, the code of the same value in
// another; codes that the other lacks come after its own.
func translate(from, to *Column) []int32 {
	out := make([]int32, from.Len())
	next := int32(to.Len())
	switch from.Kind {
	case NumberKind, TimeKind, BoolKind:
		codes := make(map[uint64]int32, to.Len())
		for code := 1; code < to.Len(); code++ {
			codes[numberBits(to.Numbers[code])] = int32(code)
		}
		for code := 1; code < len(out); code++ {
			out[code], next = found(codes, numberBits(from.Numbers[code]), next)
		}
	default:
		codes := make(map[string]int32, to.Len())
		for code := 1; code < to.Len(); code++ {
			codes[to.Texts[code]] = int32(code)
		}
		for code := 1; code < len(out); code++ {
			out[code], next = found(codes, from.Texts[code], next)
		}
	}
	return out
}

func found[T comparable](codes map[T]int32, value T, next int32) (int32, int32) {
	if code, ok := codes[value]; ok {
		return code, next
	}
	return next, next + 1
}

// Slot is where the records' cells hold a column's code.
func (p *Program) Slot(column string) (int, *Column, error) {
	c, ok := p.frame.Column(column)
	if !ok {
		return 0, nil, &NoColumnError{column}
	}
	return p.slot(c), c, nil
}

// Codes gives the codes of both records in a slot.
func (p *Pair) Codes(slot int) (left, right int32) { return p.sides[0][slot], p.sides[1][slot] }

// CodesAt gives the codes in a slot of both records of a pair that was taken in.
func (p *Pair) CodesAt(n, slot int) (left, right int32) {
	return p.program.cells[p.lefts[n]+slot], p.program.cells[p.rights[n]+slot]
}

// Err gives the first error that a value caused (a text that is no number), and
// forgets it.
func (p *Pair) Err() error {
	err := p.err
	p.err = nil
	return err
}
