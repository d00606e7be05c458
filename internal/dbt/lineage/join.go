package lineage

import (
	"fmt"
	"strings"
)

func (w *walk) join(o *operator) ([]column, error) {
	if len(o.Children) != 2 {
		return nil, fmt.Errorf("%s with %d inputs is not understood", o.Type, len(o.Children))
	}
	left, err := w.columns(&o.Children[0])
	if err != nil {
		return nil, err
	}
	right, err := w.right(o, left)
	if err != nil {
		return nil, err
	}
	on, err := o.joinedOn(left, right)
	if err != nil {
		return nil, err
	}
	w.conditions.add(on, ByJoin)
	switch {
	case o.JoinType == "MARK":
		return append(append([]column{}, left...), column{from: on.atLeast(Transformed)}), nil
	case o.JoinType == "SEMI" || o.JoinType == "ANTI":
		return left, nil
	case strings.HasPrefix(o.JoinType, "RIGHT_"):
		return right, nil
	}
	return append(append([]column{}, left...), right...), nil
}

// right walks the second side; in a correlated join it sees the first one's
// columns.
func (w *walk) right(o *operator, left []column) ([]column, error) {
	if o.Type != "LOGICAL_DELIM_JOIN" {
		return w.columns(&o.Children[1])
	}
	handed := delim{types: o.MarkTypes}
	for _, e := range o.Duplicates {
		c, err := e.from(left)
		if err != nil {
			return nil, err
		}
		handed.columns = append(handed.columns, c)
	}
	w.delims = append(w.delims, handed)
	defer func() { w.delims = w.delims[:len(w.delims)-1] }()
	return w.columns(&o.Children[1])
}

// joinedOn gives the columns that rows are brought together by. The sides of a
// condition count from their own first column, a free condition from the left's.
func (o *operator) joinedOn(left, right []column) (inputs, error) {
	on := inputs{}
	for _, c := range o.Conditions {
		if c.Comparison == "COMPARE_NOT_DISTINCT_FROM" && o.handsOver() {
			continue
		}
		l, err := c.Left.from(left)
		if err != nil {
			return nil, err
		}
		r, err := c.Right.from(right)
		if err != nil {
			return nil, err
		}
		on.add(l.from, Copied)
		on.add(r.from, Copied)
	}
	free, err := made(o.Condition, append(append([]column{}, left...), right...))
	for _, c := range free {
		on.add(c.from, Copied)
	}
	return on, err
}

// materialized is a common table expression, then the query that reads it.
func (w *walk) materialized(o *operator) ([]column, error) {
	if len(o.Children) != 2 {
		return nil, fmt.Errorf("%s with %d inputs is not understood", o.Type, len(o.Children))
	}
	columns, err := w.columns(&o.Children[0])
	if err != nil {
		return nil, err
	}
	w.ctes[o.TableIndex] = columns
	return w.columns(&o.Children[1])
}

// recursive is a common table expression that reads itself: what its first part
// gives goes through the second one until nothing is new.
func (w *walk) recursive(o *operator) ([]column, error) {
	if len(o.Children) != 2 {
		return nil, fmt.Errorf("%s with %d inputs is not understood", o.Type, len(o.Children))
	}
	base, err := w.columns(&o.Children[0])
	if err != nil {
		return nil, err
	}
	columns := copied(base)
	for {
		w.ctes[o.TableIndex] = columns
		again, err := w.columns(&o.Children[1])
		if err != nil || len(again) != len(columns) {
			return columns, err
		}
		if !grow(columns, again) {
			return columns, nil
		}
	}
}

// grow adds what is new and says whether anything was.
func grow(columns, more []column) bool {
	grown := false
	for n := range columns {
		columns[n].is, columns[n].tag, columns[n].members = aValue, "", nil
		for o, how := range more[n].from {
			if columns[n].from[o] < how {
				columns[n].from[o], grown = how, true
			}
		}
	}
	return grown
}

func (w *walk) cteRef(o *operator) ([]column, error) {
	columns, ok := w.ctes[o.CTEIndex]
	if !ok {
		return nil, fmt.Errorf("a common table expression is not understood")
	}
	return columns, nil
}
