package lineage

import (
	"cmp"
	"context"
	"fmt"
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

func compareOrigins(a, b origin) int {
	return cmp.Or(compareColumns(a.Column, b.Column), cmp.Compare(a.only.Column, b.only.Column), cmp.Compare(a.only.Value, b.only.Value), cmp.Compare(a.labels, b.labels))
}

// Input is a column that a value is made of.
type Input struct {
	From Column `json:"from"`
	How  How    `json:"how"`
	Only *Pair  `json:"only,omitempty"` // in rows of From's relation with this value alone
	Into []Pair `json:"into,omitempty"` // in rows of the result with these values alone
}

// Output is one column of a SELECT with what it is made of, in order; none for a
// constant.
type Output struct {
	Name   string  `json:"name"`
	Inputs []Input `json:"inputs"`
	Why    string  `json:"why,omitempty"` // it is not known what it is made of
}

// Select is the lineage of one SELECT.
type Select struct {
	Outputs    []Output    `json:"outputs"`        // in the SELECT's order
	Conditions []Condition `json:"conditions"`     // decide which rows there are, in order
	Open       string      `json:"open,omitempty"` // why there may be more outputs
}

// Condition is a column that decides which rows there are, or in which order.
type Condition struct {
	Column Column `json:"column"`
	By     By     `json:"by"`
}

// By says how a column decides about rows.
type By string

// The ways to decide about rows.
const (
	ByFilter By = "filter" // WHERE, HAVING, QUALIFY, EXCEPT, INTERSECT
	ByJoin   By = "join"   // ON, USING, IN, EXISTS
	ByGroup  By = "group"  // GROUP BY, DISTINCT ON
	BySort   By = "sort"   // ORDER BY
)

func compareConditions(a, b Condition) int {
	return cmp.Or(compareColumns(a.Column, b.Column), cmp.Compare(a.By, b.By))
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
	w := &walk{conditions: conditions{}, ctes: map[int][]column{}}
	columns, err := w.columns(plan)
	if err != nil {
		return nil, err
	}
	// A sort by what is not selected leaves its column behind the others.
	if len(columns) < len(names) {
		return nil, fmt.Errorf("the plan has %d columns, the SELECT %d", len(columns), len(names))
	}
	return w.told(columns[:len(names)], names), nil
}

// told gives the result by the names that its columns have.
func (w *walk) told(columns []column, names []string) *Select {
	s := &Select{}
	tags := map[string]string{}
	for i, c := range columns {
		if c.tag != "" {
			tags[c.tag] = names[i]
		}
	}
	for i, name := range names {
		s.Outputs = append(s.Outputs, Output{Name: name, Inputs: list(columns[i].from, tags)})
	}
	s.Conditions = w.conditions.sorted()
	return s
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

func list(in inputs, tags map[string]string) []Input {
	all := []Input{}
	for _, o := range origins(in) {
		next := Input{From: o.Column, How: in[o], Into: o.pairs(tags)}
		if o.only != (Pair{}) {
			next.Only = &o.only
		}
		if last := len(all) - 1; last >= 0 && all[last].same(next) {
			all[last].How = max(all[last].How, next.How)
			continue
		}
		all = append(all, next)
	}
	return all
}

func (i Input) same(o Input) bool {
	return i.From == o.From && slices.Equal(i.Into, o.Into) && (i.Only == o.Only || i.Only != nil && o.Only != nil && *i.Only == *o.Only)
}
