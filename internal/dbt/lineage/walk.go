package lineage

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"scv"
)

// walk follows a plan from its leaves to its root.
type walk struct {
	conditions conditions
	tags       int
	ctes       map[int][]column // columns of common table expressions, by index
	delims     []delim          // correlated joins around, outermost first
}

// conditions are the columns that decide about rows.
type conditions map[Condition]bool

func (c conditions) add(from inputs, by By) {
	for o := range from {
		c[Condition{o.Column, by}] = true
	}
}

func (c conditions) sorted() []Condition {
	return slices.SortedFunc(maps.Keys(c), compareConditions)
}

// delim is what a correlated join hands to the side that is computed per row.
type delim struct {
	types   []byte
	columns []column
}

// columns gives what each column of an operator is made of.
func (w *walk) columns(o *operator) ([]column, error) {
	switch o.Type {
	case "LOGICAL_GET":
		return w.get(o)
	case "LOGICAL_DELIM_GET":
		return w.delimGet(o)
	case "LOGICAL_CTE_REF":
		return w.cteRef(o)
	case "LOGICAL_DUMMY_SCAN", "LOGICAL_EMPTY_RESULT", "LOGICAL_CHUNK_GET":
		return make([]column, max(1, len(o.ExprTypes))), nil
	case "LOGICAL_EXPRESSION_GET":
		return w.values(o)
	case "LOGICAL_COMPARISON_JOIN", "LOGICAL_ANY_JOIN", "LOGICAL_ASOF_JOIN", "LOGICAL_DELIM_JOIN",
		"LOGICAL_CROSS_PRODUCT", "LOGICAL_POSITIONAL_JOIN":
		return w.join(o)
	case "LOGICAL_UNION", "LOGICAL_EXCEPT", "LOGICAL_INTERSECT":
		return w.setOperation(o)
	case "LOGICAL_MATERIALIZED_CTE":
		return w.materialized(o)
	case "LOGICAL_RECURSIVE_CTE":
		return w.recursive(o)
	default:
		return w.single(o)
	}
}

// single are the operators with one child.
func (w *walk) single(o *operator) ([]column, error) {
	if len(o.Children) != 1 {
		return nil, fmt.Errorf("%s with %d inputs is not understood", o.Type, len(o.Children))
	}
	below, err := w.columns(&o.Children[0])
	if err != nil {
		return nil, err
	}
	switch o.Type {
	case "LOGICAL_PROJECTION":
		columns, err := made(o.Expressions, below)
		return bound(columns, o.TableIndex), err
	case "LOGICAL_FILTER":
		return w.filter(o, below)
	case "LOGICAL_ORDER_BY", "LOGICAL_TOP_N":
		return below, w.condition(o.Orders, below, BySort)
	case "LOGICAL_LIMIT", "LOGICAL_SAMPLE":
		return below, nil
	case "LOGICAL_DISTINCT":
		return below, w.distinct(o, below)
	case "LOGICAL_AGGREGATE_AND_GROUP_BY":
		return w.aggregate(o, below)
	case "LOGICAL_WINDOW", "LOGICAL_UNNEST":
		more, err := made(o.Expressions, below)
		return append(append([]column{}, below...), more...), err
	}
	return nil, fmt.Errorf("%s is not understood", o.Type)
}

// made gives the columns of a list of expressions.
func made(raw []byte, below []column) ([]column, error) {
	list, err := within(raw)
	if err != nil {
		return nil, err
	}
	columns := make([]column, len(list))
	for i, e := range list {
		if columns[i], err = e.from(below); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

// condition notes what decides about rows.
func (w *walk) condition(raw []byte, below []column, by By) error {
	found, err := made(raw, below)
	for _, c := range found {
		w.conditions.add(c.from, by)
	}
	return err
}

// filter keeps, of what columns are made of, what its rows can have.
func (w *walk) filter(o *operator, below []column) ([]column, error) {
	if err := w.condition(o.Expressions, below, ByFilter); err != nil {
		return nil, err
	}
	list, err := within(o.Expressions)
	if err != nil {
		return nil, err
	}
	for i := range list {
		by, value, ok := list[i].chosen(below)
		if !ok {
			continue
		}
		kept := make([]column, len(below))
		for n := range below {
			kept[n] = below[n].where(by, value)
		}
		below = kept
	}
	return below, nil
}

func (w *walk) get(o *operator) ([]column, error) {
	if len(o.Children) > 0 {
		return w.tableFunction(o)
	}
	at := o.Indexes
	columns := make([]column, len(at))
	for i, c := range at {
		switch {
		case o.Function.Table == "": // a table function over constants
		case c.Index >= len(o.Names) || c.Index < 0: // the row's number
		default:
			at := Column{scv.Relation{Schema: o.Function.Schema, Name: o.Function.Table}, o.Names[c.Index]}
			columns[i].from = inputs{origin{Column: at}: Copied}
		}
	}
	if len(o.Projected) == 0 {
		return columns, nil
	}
	chosen := make([]column, len(o.Projected))
	for i, n := range o.Projected {
		if n < 0 || n >= len(columns) {
			return nil, fmt.Errorf("%s has no column %d", o.Function.Table, n)
		}
		chosen[i] = columns[n]
	}
	return chosen, nil
}

// tableFunction is a table function over a query's columns: what it gives is made of
// its arguments, the first columns of its input; what passes by comes after it.
func (w *walk) tableFunction(o *operator) ([]column, error) {
	below, err := w.columns(&o.Children[0])
	if err != nil {
		return nil, err
	}
	if len(o.Children) != 1 || len(o.Arguments) > len(below) {
		return nil, fmt.Errorf("the table function %s over a query is not understood", o.Name)
	}
	made := column{from: inputs{}}
	for _, c := range below[:len(o.Arguments)] {
		made.from.add(c.from, Transformed)
	}
	columns := make([]column, 0, len(o.Indexes)+len(o.PassedBy))
	for range o.Indexes {
		columns = append(columns, made)
	}
	for _, n := range o.PassedBy {
		if n < 0 || n >= len(below) {
			return nil, fmt.Errorf("the input of %s has no column %d", o.Name, n)
		}
		columns = append(columns, below[n])
	}
	return columns, nil
}

// values are rows written in the query: each column is made of all its cells.
func (w *walk) values(o *operator) ([]column, error) {
	var below []column
	for i := range o.Children {
		more, err := w.columns(&o.Children[i])
		if err != nil {
			return nil, err
		}
		below = append(below, more...)
	}
	cells, err := made(o.Expressions, below)
	if err != nil {
		return nil, err
	}
	columns := make([]column, len(o.ExprTypes))
	for i := range columns {
		columns[i].from = inputs{}
	}
	for i, c := range cells {
		columns[i%max(1, len(columns))].from.add(c.from, Copied)
	}
	return columns, nil
}

func (w *walk) distinct(o *operator, below []column) error {
	if o.Distinct != "DISTINCT_ON" {
		return nil
	}
	for _, e := range o.Targets {
		c, err := e.from(below)
		if err != nil {
			return err
		}
		w.conditions.add(c.from, ByGroup)
	}
	return w.condition(o.OrderBy, below, BySort)
}

// aggregate gives groups, then aggregates, then GROUPING values.
func (w *walk) aggregate(o *operator, below []column) ([]column, error) {
	var columns []column
	for _, e := range o.Groups {
		c, err := e.from(below)
		if err != nil {
			return nil, err
		}
		w.conditions.add(c.from, ByGroup)
		columns = append(columns, c)
	}
	aggregates, err := made(o.Expressions, below)
	if err != nil {
		return nil, err
	}
	columns = append(columns, aggregates...)
	for range o.Groupings {
		columns = append(columns, column{})
	}
	return columns, nil
}

// bound gives columns the numbers that an operator is bound by.
func bound(columns []column, table int) []column {
	made := slices.Clone(columns)
	for n := range made {
		made[n].at = binding{table, n}
	}
	return made
}

func (w *walk) delimGet(o *operator) ([]column, error) {
	for i := len(w.delims) - 1; i >= 0; i-- {
		if bytes.Equal(w.delims[i].types, o.ChunkTypes) {
			return bound(w.delims[i].columns, o.TableIndex), nil
		}
	}
	return nil, fmt.Errorf("a correlated subquery is not understood")
}
