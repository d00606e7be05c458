package lineage

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// expression is one expression of the plan with those inside it.
type expression struct {
	class  string
	kind   string
	name   string // of a function
	alias  string
	index  int
	at     binding
	value  constant
	left   *expression // of a comparison
	right  *expression
	checks []check     // of CASE
	filter *expression // of an aggregate
	parts  []expression
	around []expression // what a window or an ordered aggregate partitions and orders by
}

type check struct {
	When expression `json:"when_expr"`
	Then expression `json:"then_expr"`
}

type constant struct {
	Null  bool `json:"is_null"`
	Value any  `json:"value"`
}

// UnmarshalJSON reads an expression and whatever expressions it holds, under
// any key: children, the sides of a comparison, frames, orders. What a function was
// bound to (function_data) repeats its arguments with other positions, and is left
// out.
func (e *expression) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	named := map[string]any{
		"expression_class": &e.class, "type": &e.kind, "index": &e.index, "value": &e.value,
		"left": &e.left, "right": &e.right, "case_checks": &e.checks, "filter": &e.filter, "name": &e.name,
		"alias": &e.alias, "binding": &e.at,
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		to, known := named[key]
		switch {
		case key == "function_data" || key == "return_type":
		case known:
			if err := json.Unmarshal(fields[key], to); err != nil {
				return fmt.Errorf("%s of an expression: %w", key, err)
			}
		default:
			found, err := within(fields[key])
			if err != nil {
				return err
			}
			if aroundKeys[key] {
				e.around = append(e.around, found...)
			} else {
				e.parts = append(e.parts, found...)
			}
		}
	}
	return nil
}

// aroundKeys are the members of a window or an aggregate that say of which rows, in
// which order, it is computed.
var aroundKeys = map[string]bool{
	"partitions": true, "orders": true, "order_bys": true, "arg_orders": true,
	"start_expr": true, "end_expr": true, "offset_expr": true,
}

// within gives the outermost expressions of any JSON value, in its order.
func within(raw json.RawMessage) ([]expression, error) {
	if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' {
		return nil, nil
	}
	if raw[0] == '[' {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
		return withinAll(list)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	if _, is := fields["expression_class"]; is {
		found := make([]expression, 1)
		err := json.Unmarshal(raw, &found[0])
		return found, err
	}
	list := make([]json.RawMessage, 0, len(fields))
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, fields[key])
	}
	return withinAll(list)
}

func withinAll(list []json.RawMessage) ([]expression, error) {
	var all []expression
	for _, raw := range list {
		found, err := within(raw)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// from gives what the expression is made of, over the columns of its operator's
// children. A position that is not there is an error: nothing is guessed.
func (e *expression) from(below []column) (column, error) {
	switch e.class {
	case "BOUND_REF":
		if e.index < 0 || e.index >= len(below) {
			return column{}, fmt.Errorf("position %d of %d columns", e.index, len(below))
		}
		return below[e.index], nil
	case "BOUND_COLUMN_REF":
		if n := slices.IndexFunc(below, func(c column) bool { return c.at == e.at }); n >= 0 {
			return below[n], nil
		}
		return column{}, fmt.Errorf("column %d of step %d is not there", e.at.Column, e.at.Table)
	case "BOUND_CONSTANT":
		return e.value.column(), nil
	case "BOUND_CAST":
		return e.cast(below)
	case "BOUND_CASE":
		return e.caseOf(below)
	case "BOUND_AGGREGATE", "BOUND_WINDOW":
		return e.aggregate(below)
	case "BOUND_FUNCTION":
		return e.function(below)
	}
	return e.made(below, Transformed)
}

func (c constant) column() column {
	if text, ok := c.Value.(string); ok && !c.Null {
		return column{constant: text, is: aText}
	}
	return column{is: aConstant}
}

// cast leaves a constant, and a column of constants, what they are.
func (e *expression) cast(below []column) (column, error) {
	if len(e.parts) != 1 {
		return e.made(below, Transformed)
	}
	c, err := e.parts[0].from(below)
	return c.atLeast(Transformed), err
}

// function is made of its arguments; a member of a struct that the query packs
// itself, of what was put there.
func (e *expression) function(below []column) (column, error) {
	c, err := e.made(below, Transformed)
	if err != nil {
		return c, err
	}
	switch e.name {
	case "struct_pack":
		c.members = map[string]column{}
		for i := range e.parts {
			if c.members[strings.ToLower(e.parts[i].alias)], err = e.parts[i].from(below); err != nil {
				return c, err
			}
		}
	case "struct_extract", "array_extract":
		if len(e.parts) != 2 {
			return c, nil
		}
		of, _ := e.parts[0].from(below)
		name, _ := e.parts[1].from(below)
		if member, ok := of.members[strings.ToLower(name.constant)]; ok && name.is == aText {
			member.from = member.from.atLeast(Transformed)
			return column{from: member.from, members: member.members}, nil
		}
	}
	return c, nil
}

// made is made of everything inside.
func (e *expression) made(below []column, least How) (column, error) {
	c := column{from: inputs{}}
	for _, p := range []*expression{e.left, e.right} {
		if p == nil {
			continue
		}
		if err := c.add(p, below, least); err != nil {
			return c, err
		}
	}
	for i := range e.parts {
		if err := c.add(&e.parts[i], below, least); err != nil {
			return c, err
		}
	}
	return c, nil
}

// add puts what an expression is made of to what a column is made of.
func (c *column) add(e *expression, below []column, least How) error {
	part, err := e.from(below)
	if err != nil {
		return err
	}
	c.from.add(part.from, least)
	return nil
}

// chosen reads `column = 'value'`.
func (e *expression) chosen(below []column) (column, string, bool) {
	if e == nil || e.class != "BOUND_COMPARISON" || e.kind != "COMPARE_EQUAL" && e.kind != "COMPARE_NOT_DISTINCT_FROM" {
		return column{}, "", false
	}
	l, errLeft := e.left.from(below)
	r, errRight := e.right.from(below)
	switch {
	case errLeft != nil || errRight != nil:
		return column{}, "", false
	case r.is == aText && l.is == aValue:
		return l, r.constant, l.tag != "" || l.copies()
	case l.is == aText && r.is == aValue:
		return r, l.constant, r.tag != "" || r.copies()
	}
	return column{}, "", false
}

func (c column) copies() bool {
	_, ok := c.single()
	return ok
}

// caseOf is made of what its branches give, each in the rows that its condition
// chooses; what conditions look at decides.
func (e *expression) caseOf(below []column) (column, error) {
	c := column{from: inputs{}}
	for i := range e.checks {
		then, err := e.checks[i].Then.from(below)
		if err != nil {
			return c, err
		}
		if by, value, ok := e.checks[i].When.chosen(below); ok {
			then = then.where(by, value)
		}
		c.from.add(then.from, Transformed)
		if err := c.add(&e.checks[i].When, below, Decides); err != nil {
			return c, err
		}
	}
	for i := range e.parts {
		if err := c.add(&e.parts[i], below, Transformed); err != nil {
			return c, err
		}
	}
	return c, nil
}

// aggregate is made of its arguments, in the rows that its filter chooses; of
// max_by and its like the second one only decides.
func (e *expression) aggregate(below []column) (column, error) {
	c := column{from: inputs{}}
	for i := range e.parts {
		how := Aggregated
		if i == 1 && byAnother[e.name] {
			how = Decides
		}
		if err := c.add(&e.parts[i], below, how); err != nil {
			return c, err
		}
	}
	if by, value, ok := e.filter.chosen(below); ok {
		c = c.where(by, value)
	}
	for i := range e.around {
		if err := c.add(&e.around[i], below, Frames); err != nil {
			return c, err
		}
	}
	if e.filter == nil {
		return c, nil
	}
	return c, c.add(e.filter, below, Decides)
}

// byAnother are the aggregates that give one argument where another is greatest or
// least.
var byAnother = map[string]bool{
	"max_by": true, "min_by": true, "arg_max": true, "arg_min": true, "argmax": true, "argmin": true, "arg_max_null": true, "arg_min_null": true,
}
