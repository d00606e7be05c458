package record

import (
	"cmp"
	"fmt"
	"slices"
)

// Builder takes rows in any order and makes a Set of them.
type Builder struct {
	ids   []string
	order []*Column
	share map[string]string
	dicts map[string]*Dict
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
}

// Add takes a row: its id and the value of each column in order, which is copied.
func (b *Builder) Add(id string, value func(k int) []byte) {
	b.ids = append(b.ids, id)
	for k, c := range b.order {
		c.Codes = append(c.Codes, c.code(value(k)))
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
		s.columns[c.Name] = c
	}
	rows := slices.Clone(s.Arrived)
	slices.SortFunc(rows, func(a, b int32) int { return cmp.Or(cmp.Compare(s.IDs[a], s.IDs[b]), cmp.Compare(a, b)) })
	out := s.Subset(rows)
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
