package lineage

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"scv"
)

// Column is a column of a relation, as the warehouse names them.
type Column struct {
	Relation scv.Relation
	Name     string
}

// String gives schema.relation.column.
func (c Column) String() string { return c.Relation.String() + "." + c.Name }

// MarshalText writes schema.relation.column.
func (c Column) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func compareColumns(a, b Column) int {
	return cmp.Or(cmp.Compare(a.Relation.Schema, b.Relation.Schema), cmp.Compare(a.Relation.Name, b.Relation.Name), cmp.Compare(a.Name, b.Name))
}

// Input is a column that a value is made of.
type Input struct {
	From Column `json:"from"`
	How  How    `json:"how"`
}

// Output is one column of a SELECT with what it is made of, in order; none for a
// constant.
type Output struct {
	Name   string  `json:"name"`
	Inputs []Input `json:"inputs"`
}

// Select is the lineage of one SELECT.
type Select struct {
	Outputs    []Output `json:"outputs"`    // in the SELECT's order
	Conditions []Column `json:"conditions"` // decide which rows there are, in order
}

// Trace binds one SELECT and follows its plan. The relations it reads must be there
// (Shape makes them). An error says why the lineage is not known.
func Trace(ctx context.Context, b Binder, sql string) (*Select, error) {
	names, err := names(ctx, b, sql)
	if err != nil {
		return nil, err
	}
	plan, err := bind(ctx, b, sql)
	if err != nil {
		return nil, err
	}
	w := &walk{conditions: inputs{}, ctes: map[int][]inputs{}}
	columns, err := w.columns(plan)
	if err != nil {
		return nil, err
	}
	// A sort by what is not selected leaves its column behind the others.
	if len(columns) < len(names) {
		return nil, fmt.Errorf("the plan has %d columns, the SELECT %d", len(columns), len(names))
	}
	s := &Select{Conditions: slices.SortedFunc(maps.Keys(w.conditions), compareColumns)}
	for i, name := range names {
		s.Outputs = append(s.Outputs, Output{name, list(columns[i])})
	}
	return s, nil
}

func names(ctx context.Context, b Binder, sql string) ([]string, error) {
	t, err := b.Table(ctx, "select column_name from (describe "+sql+"\n)")
	if err != nil {
		return nil, fmt.Errorf("bind: %w", err)
	}
	names := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		names[i], _ = row[0].(string)
	}
	return names, nil
}

func list(in inputs) []Input {
	all := []Input{}
	for _, c := range slices.SortedFunc(maps.Keys(in), compareColumns) {
		all = append(all, Input{c, in[c]})
	}
	return all
}

func sorted[T cmp.Ordered](values iter.Seq[T]) []T { return slices.Sorted(values) }
