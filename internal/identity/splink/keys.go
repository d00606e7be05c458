package splink

import (
	"math/bits"
	"slices"
	"strings"

	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

// keys is the blocks of a conjunction of equalities: records of one block have
// all its values in common. A record whose arrays are exploded is in several.
type keys struct {
	left, right blocked
	start       []int32 // by block: its place in members
	members     []int32 // of the right side, by block, ascending
	after       []span  // by row: the members of its block that come after it; nil where that has to be looked for
}

// span is a part of members.
type span struct{ from, to int32 }

// blocked gives the blocks of each record: block[row], or with exploded arrays
// many[start[row]:start[row+1]], ascending. A block below 0 is none.
type blocked struct {
	block []int32
	start []int32
	many  []int32
}

func (b *blocked) of(row int32) []int32 {
	if b.many == nil && b.block != nil {
		if b.block[row] < 0 {
			return nil
		}
		return b.block[row : row+1]
	}
	return b.many[b.start[row]:b.start[row+1]]
}

func (k *keys) partners(i int32, out []int32) []int32 {
	if k.after != nil {
		s := k.after[i]
		return append(out, k.members[s.from:s.to]...)
	}
	for _, block := range k.left.of(i) {
		members := k.members[k.start[block]:k.start[block+1]]
		from, _ := slices.BinarySearch(members, i+1)
		out = append(out, members[from:]...)
	}
	return out
}

func (k *keys) equal(i, j int32) bool {
	if k.left.block != nil {
		return k.left.block[i] >= 0 && k.left.block[i] == k.right.block[j]
	}
	a, b := k.left.of(i), k.right.of(j)
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

// most is how many pairs the blocks make at most.
func (k *keys) most() float64 {
	total := 0.
	for b := range len(k.start) - 1 {
		n := float64(k.start[b+1] - k.start[b])
		total += n * (n - 1) / 2
	}
	return total
}

func newKeys(p *native.Program, f *native.Frame, left, right []*condition.Node, explode []string) (*keys, error) {
	k := &keys{}
	table := &combiner{}
	for i := range left {
		if column, ok := exploded(left[i], right[i], explode); ok {
			if err := k.explode(f, column, table); err != nil {
				return nil, err
			}
			continue
		}
		if mentions(left[i], explode) || mentions(right[i], explode) {
			return nil, &native.UnsupportedError{Why: "an expression of an exploded array"}
		}
		codes, err := p.Key(left[i], right[i])
		if err != nil {
			return nil, err
		}
		table.next(f.Rows)
		same := k.left.same(&k.right) && (len(codes[0]) == 0 || &codes[0][0] == &codes[1][0])
		k.left.refine(codes[0], table)
		if same {
			k.right = k.left
		} else {
			k.right.refine(codes[1], table)
		}
	}
	k.index(table.blocks())
	return k, nil
}

// same says that both sides have one and the same blocks so far.
func (b *blocked) same(o *blocked) bool {
	return (len(b.block) == 0 && len(o.block) == 0 || len(b.block) > 0 && len(o.block) > 0 && &b.block[0] == &o.block[0]) &&
		(len(b.many) == 0 && len(o.many) == 0 || len(b.many) > 0 && len(o.many) > 0 && &b.many[0] == &o.many[0])
}

func exploded(left, right *condition.Node, explode []string) (string, bool) {
	if left.Op != condition.Column || right.Op != condition.Column || left.Unsided().Name != right.Unsided().Name {
		return "", false
	}
	return left.Name, mentions(left, explode)
}

func mentions(n *condition.Node, columns []string) bool {
	return slices.ContainsFunc(n.Columns(), func(name string) bool {
		return slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, name) })
	})
}

// refine divides the blocks by one more value; a row without it leaves them.
func (b *blocked) refine(codes []int32, t *combiner) {
	if b.block == nil && b.many == nil {
		b.block = make([]int32, len(codes))
		for row, code := range codes {
			b.block[row] = code - 1
		}
		t.top(codes)
		return
	}
	if b.many == nil {
		out := make([]int32, len(codes))
		for row, code := range codes {
			out[row] = -1
			if code > 0 && b.block[row] >= 0 {
				out[row] = t.block(b.block[row], code)
			}
		}
		b.block = out
		return
	}
	out := blocked{start: make([]int32, len(codes)+1), many: []int32{}}
	for row, code := range codes {
		for _, block := range b.of(int32(row)) {
			if code > 0 {
				out.many = append(out.many, t.block(block, code))
			}
		}
		out.start[row+1] = int32(len(out.many))
		slices.Sort(out.many[out.start[row]:])
	}
	*b = out
}

// explode divides the blocks by the elements of a list, of both sides alike.
func (k *keys) explode(f *native.Frame, name string, t *combiner) error {
	column, ok := f.Column(name)
	if !ok {
		return &native.NoColumnError{Name: name}
	}
	if column.Kind != native.ListKind {
		return &native.UnsupportedError{Why: "what is exploded is no list"}
	}
	elements := map[string]int32{}
	t.next(0)
	k.left.spread(column, elements, t)
	if k.right.block == nil && k.right.many == nil {
		k.right = k.left
		return nil
	}
	k.right.spread(column, elements, t)
	return nil
}

func (b *blocked) spread(c *native.Column, elements map[string]int32, t *combiner) {
	out := blocked{start: make([]int32, len(c.Codes)+1), many: []int32{}}
	first := b.block == nil && b.many == nil
	for row, code := range c.Codes {
		for _, item := range c.Lists[code].Items {
			e, ok := elements[item]
			if !ok {
				e = int32(len(elements)) + 1
				elements[item] = e
			}
			if first {
				out.many = append(out.many, t.block(0, e))
				continue
			}
			for _, block := range b.of(int32(row)) {
				out.many = append(out.many, t.block(block, e))
			}
		}
		own := out.many[out.start[row]:]
		slices.Sort(own)
		out.many = out.many[:int(out.start[row])+len(slices.Compact(own))]
		out.start[row+1] = int32(len(out.many))
	}
	*b = out
}

// index lists the members of each block of the right side.
func (k *keys) index(blocks int) {
	k.start = make([]int32, blocks+1)
	n := len(k.right.block) + max(len(k.right.start)-1, 0)
	for row := range n {
		for _, b := range k.right.of(int32(row)) {
			k.start[b+1]++
		}
	}
	for b := range blocks {
		k.start[b+1] += k.start[b]
	}
	k.members = make([]int32, k.start[blocks])
	at := slices.Clone(k.start)
	if k.left.same(&k.right) && k.left.many == nil {
		k.after = make([]span, n)
	}
	for row := range n {
		for _, b := range k.right.of(int32(row)) {
			k.members[at[b]] = int32(row)
			at[b]++
			if k.after != nil {
				k.after[row] = span{at[b], k.start[b+1]}
			}
		}
	}
}

// combiner numbers pairs of block and code: an open table, as a map would take
// a third of the time of blocking.
type combiner struct {
	keys   []uint64 // 0 = free
	values []int32
	count  int
	simple int // blocks when no pair was numbered
	room   int // places that the table begins with
	used   bool
}

// next begins a new level of blocks, of about so many.
func (t *combiner) next(blocks int) {
	*t = combiner{simple: t.simple, used: t.used, room: 1 << bits.Len(uint(2*blocks))}
}

// top notes the largest code of the first level.
func (t *combiner) top(codes []int32) {
	for _, c := range codes {
		t.simple = max(t.simple, int(c))
	}
}

// blocks is how many there are in the end.
func (t *combiner) blocks() int {
	if t.used {
		return t.count
	}
	return t.simple
}

func (t *combiner) block(block, code int32) int32 {
	t.used = true
	if 2*t.count >= len(t.keys) {
		t.grow()
	}
	key := uint64(uint32(block))<<32 | uint64(uint32(code)) // code is above 0: so is the key
	at := t.find(key)
	if t.keys[at] == 0 {
		t.keys[at], t.values[at] = key, int32(t.count)
		t.count++
	}
	return t.values[at]
}

func (t *combiner) find(key uint64) int {
	mask := uint64(len(t.keys) - 1)
	at := (key * 0x9e3779b97f4a7c15) >> 20 & mask
	for t.keys[at] != 0 && t.keys[at] != key {
		at = (at + 1) & mask
	}
	return int(at)
}

func (t *combiner) grow() {
	old, values := t.keys, t.values
	size := max(1<<10, t.room, 2*len(old))
	t.keys, t.values = make([]uint64, size), make([]int32, size)
	for i, key := range old {
		if key != 0 {
			at := t.find(key)
			t.keys[at], t.values[at] = key, values[i]
		}
	}
}
