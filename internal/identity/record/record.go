package record

import (
	"context"
	"fmt"
	"slices"

	"scv"
)

// Dict is the distinct values of one or several columns.
type Dict struct {
	values []string
	codes  map[string]int32
}

// Value gives the text of a code; "" for 0.
func (d *Dict) Value(code int32) string { return d.values[code] }

// Len is the number of codes, null included: codes are below it.
func (d *Dict) Len() int { return len(d.values) }

func newDict() *Dict { return &Dict{values: []string{""}, codes: map[string]int32{}} }

func (d *Dict) code(text []byte) int32 {
	if len(text) == 0 {
		return 0
	}
	if c, ok := d.codes[string(text)]; ok {
		return c
	}
	c := int32(len(d.values))
	s := string(text)
	d.values = append(d.values, s)
	d.codes[s] = c
	return c
}

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
	out := &Set{IDs: pick(s.IDs, rows), columns: make(map[string]*Column, len(s.columns))}
	for name, c := range s.columns {
		out.columns[name] = &Column{Name: name, Codes: pick(c.Codes, rows), Dict: c.Dict}
	}
	return out
}

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
	s := &Set{columns: map[string]*Column{}}
	var order []*Column
	dicts := map[string]*Dict{}
	err := from.Scan(ctx, query, func(b *scv.Batch) error {
		if order == nil {
			order = newColumns(b, share, dicts)
		}
		for row := range b.Len() {
			s.IDs = append(s.IDs, string(b.Columns[0].Bytes(row)))
			for k, c := range order {
				c.Codes = append(c.Codes, c.code(b.Columns[k+1].Bytes(row)))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	for _, c := range order {
		s.columns[c.Name] = c
	}
	return s.sorted()
}

func newColumns(b *scv.Batch, share map[string]string, dicts map[string]*Dict) []*Column {
	out := make([]*Column, 0, len(b.Columns)-1)
	for _, c := range b.Columns[1:] {
		name, shared := share[c.Name]
		if !shared {
			name = c.Name
		}
		if dicts[name] == nil {
			dicts[name] = newDict()
		}
		out = append(out, &Column{Name: c.Name, Dict: dicts[name]})
	}
	return out
}

func (s *Set) sorted() (*Set, error) {
	rows := make([]int32, s.Len())
	for i := range rows {
		rows[i] = int32(i)
	}
	slices.SortFunc(rows, func(a, b int32) int {
		if s.IDs[a] < s.IDs[b] {
			return -1
		}
		if s.IDs[a] > s.IDs[b] {
			return 1
		}
		return 0
	})
	out := s.Subset(rows)
	for i := 1; i < out.Len(); i++ {
		if out.IDs[i] == out.IDs[i-1] {
			return nil, &scv.Error{
				Code: scv.CodeIdentityInput, Op: "read records", Subject: out.IDs[i],
				Err:  fmt.Errorf("two rows have this record id"),
				Hint: "The input of the identity model needs one row per record_id; `unique` on it in the project shows all.",
			}
		}
	}
	return out, nil
}
