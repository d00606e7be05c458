package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scv"
)

// Column is one value per row.
type Column struct {
	Name  string
	Codes []int32 // by row
	*Dict
}

// Text gives the value in a row; "" for null.
func (c *Column) Text(row int32) string { return c.Value(c.Codes[row]) }

// Set is records by column. It is read-only once made, and then safe for
// concurrent use.
type Set struct {
	IDs     []string // ascending
	Arrived []int32  // by row: its place among the rows as they came, from 0
	columns map[string]*Column
}

// Len is the number of rows.
func (s *Set) Len() int { return len(s.IDs) }

// Column gives a column by name; one that the input lacks is null in every row.
func (s *Set) Column(name string) *Column {
	if c, ok := s.columns[name]; ok {
		return c
	}
	return &Column{Name: name, Codes: make([]int32, s.Len()), Dict: newDict()}
}

// Row finds a record by its id.
func (s *Set) Row(id string) (int32, bool) {
	i, ok := slices.BinarySearch(s.IDs, id)
	return int32(i), ok
}

// Subset is the rows given, ascending, with the same dictionaries.
func (s *Set) Subset(rows []int32) *Set {
	out := &Set{IDs: pick(s.IDs, rows), Arrived: pick(s.Arrived, rows), columns: make(map[string]*Column, len(s.columns))}
	for name, c := range s.columns {
		out.columns[name] = &Column{Name: name, Codes: pick(c.Codes, rows), Dict: c.Dict}
	}
	return out
}

// Named is the rows without their columns.
func (s *Set) Named() *Set { return &Set{IDs: s.IDs, Arrived: s.Arrived} }

func pick[T any](from []T, rows []int32) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = from[r]
	}
	return out
}

// Counts gives, by code, the number of rows that hold the value in at least one
// of the columns. They must share a dictionary.
func Counts(columns ...*Column) []int32 {
	n := make([]int32, columns[0].Len())
	for row := range columns[0].Codes {
		for k, c := range columns {
			code := c.Codes[row]
			if !slices.ContainsFunc(columns[:k], func(o *Column) bool { return o.Codes[row] == code }) {
				n[code]++
			}
		}
	}
	n[0] = 0
	return n
}

// Scanner is what a Set is read from: a warehouse or one session of it.
type Scanner interface {
	Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error
}

// Read runs a query whose first column is the record id and whose others are
// text, and gives its rows in order of id. share maps a column to the name of
// the dictionary it shares with others. Two rows of one id are an error.
func Read(ctx context.Context, from Scanner, query string, share map[string]string) (*Set, error) {
	b := NewBuilder(nil, share)
	err := from.Scan(ctx, query, func(batch *scv.Batch) error {
		if b.order == nil {
			for _, c := range batch.Columns[1:] {
				b.column(c.Name)
			}
		}
		b.addTogether(batch.Len(), batch.Columns[0].Bytes, func(k, row int) []byte { return batch.Columns[k+1].Bytes(row) })
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	s, err := b.Set()
	if double, ok := errors.AsType[*DoubledError](err); ok {
		return nil, &scv.Error{
			Code: scv.CodeIdentityInput, Op: "read records", Subject: double.ID,
			Err:  errors.New("two rows have this record id"),
			Hint: "The input of the identity model needs one row per record_id; `unique` on it in the project shows all.",
		}
	}
	return s, err
}
