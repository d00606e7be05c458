package record

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Builder takes rows in any order and makes a Set of them.
type Builder struct {
	ids    []string
	chunk  strings.Builder // the texts of the newest ids
	order  []*Column
	share  map[string]string
	dicts  map[string]*Dict
	adders []*adder
}

// adder adds to columns whose dictionaries no other adder adds to.
type adder struct {
	order  []int    // of Builder.order
	texts  [][]byte // of the block that is being added
	hashes []uint32
}

// NewBuilder readies columns; share maps a column to the name of the dictionary
// that it shares with others.
func NewBuilder(columns []string, share map[string]string) *Builder {
	b := &Builder{share: share, dicts: map[string]*Dict{}}
	for _, name := range columns {
		b.column(name)
	}
	return b
}

func (b *Builder) column(name string) {
	shared, ok := b.share[name]
	if !ok {
		shared = name
	}
	if b.dicts[shared] == nil {
		b.dicts[shared] = newDict()
	}
	b.order = append(b.order, &Column{Name: name, Dict: b.dicts[shared]})
	b.adders = nil
}

// Add takes a row: its id and the value of each column in order.
func (b *Builder) Add(id string, value func(k int) []byte) {
	b.AddBlock(1, "", func(int) []byte { return []byte(id) }, func(k, _ int) []byte { return value(k) })
}

// AddBlock takes a block of rows: the id of each, behind a prefix, and the value of each
// column in order, which are copied. All values of a column are hashed before the
// first is looked for, so that the looks into memory do not wait for each other.
func (b *Builder) AddBlock(rows int, prefix string, id func(row int) []byte, value func(k, row int) []byte) {
	for row := range rows {
		b.ids = append(b.ids, keep(&b.chunk, []byte(prefix), id(row)))
	}
	if b.adders == nil {
		b.adders = b.divided(1)
	}
	for _, a := range b.adders {
		a.add(b.order, rows, value)
	}
}

// addTogether is AddBlock with several goroutines, which call value.
func (b *Builder) addTogether(rows int, id func(row int) []byte, value func(k, row int) []byte) {
	if len(b.adders) <= 1 {
		b.adders = b.divided(runtime.GOMAXPROCS(0))
	}
	var all sync.WaitGroup
	for _, a := range b.adders {
		all.Go(func() { a.add(b.order, rows, value) })
	}
	for row := range rows {
		b.ids = append(b.ids, keep(&b.chunk, id(row)))
	}
	all.Wait()
}

// divided gives each dictionary to one of n adders in turn.
func (b *Builder) divided(n int) []*adder {
	out, of := make([]*adder, n), map[*Dict]*adder{}
	for k := range out {
		out[k] = &adder{}
	}
	for k, c := range b.order {
		if of[c.Dict] == nil {
			of[c.Dict] = out[len(of)%n]
		}
		of[c.Dict].order = append(of[c.Dict].order, k)
	}
	return out
}

func (a *adder) add(columns []*Column, rows int, value func(k, row int) []byte) {
	for _, k := range a.order {
		c := columns[k]
		a.texts, a.hashes = a.texts[:0], a.hashes[:0]
		for row := range rows {
			text := value(k, row)
			a.texts, a.hashes = append(a.texts, text), append(a.hashes, uint32(maphash.Bytes(seed, text)))
		}
		for row, text := range a.texts {
			code := int32(0)
			if len(text) > 0 {
				code = c.code(text, a.hashes[row])
			}
			c.Codes = append(c.Codes, code)
		}
	}
}

// DoubledError says that two rows have one id.
type DoubledError struct {
	ID            string
	First, Second int32 // places among the rows as they came, from 0
}

// Error names the rows, counted from 1.
func (e *DoubledError) Error() string {
	return fmt.Sprintf("rows %d and %d have one record id", e.First+1, e.Second+1)
}

// Set gives the rows in order of id. The error is a *DoubledError: of all that are
// doubled, the row that came first.
func (b *Builder) Set() (*Set, error) {
	s := &Set{IDs: b.ids, Arrived: make([]int32, len(b.ids)), columns: map[string]*Column{}}
	for i := range s.Arrived {
		s.Arrived[i] = int32(i)
	}
	for _, c := range b.order {
		c.Rest()
		s.columns[c.Name] = c
	}
	out := s.Subset(ascending(b.ids))
	var first *DoubledError
	for i := 1; i < out.Len(); i++ {
		if out.IDs[i] == out.IDs[i-1] && (first == nil || out.Arrived[i] < first.Second) {
			first = &DoubledError{out.IDs[i], out.Arrived[i-1], out.Arrived[i]}
		}
	}
	if first != nil {
		return nil, first
	}
	return out, nil
}

// ascending gives the places of texts in their order, equal ones as they came. The
// eight bytes after what all begin with decide nearly always, and are compared as
// a number.
func ascending(texts []string) []int32 {
	type place struct {
		head uint64
		at   int32
	}
	skip := common(texts)
	order := make([]place, len(texts))
	for i, text := range texts {
		var head [8]byte
		copy(head[:], text[skip:])
		order[i] = place{binary.BigEndian.Uint64(head[:]), int32(i)}
	}
	slices.SortFunc(order, func(a, b place) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(cmp.Compare(texts[a.at], texts[b.at]), cmp.Compare(a.at, b.at))
	})
	out := make([]int32, len(texts))
	for i, o := range order {
		out[i] = o.at
	}
	return out
}

// common is how many bytes all texts begin with.
func common(texts []string) int {
	n := 0
	if len(texts) > 0 {
		n = len(texts[0])
	}
	for _, text := range texts {
		n = min(n, len(text))
		for text[:n] != texts[0][:n] {
			n--
		}
	}
	return n
}
