package lineage

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// expression is one expression of the plan with those inside it.
type expression struct {
	class  string
	kind   string
	index  int
	value  constant
	left   *expression // of a comparison
	right  *expression
	checks []check     // of CASE
	filter *expression // of an aggregate
	parts  []expression
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
		"left": &e.left, "right": &e.right, "case_checks": &e.checks, "filter": &e.filter,
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
			e.parts = append(e.parts, found...)
		}
	}
	return nil
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
	case "BOUND_CONSTANT":
		return e.value.column(), nil
	case "BOUND_CAST":
		return e.cast(below)
	case "BOUND_CASE":
		return e.caseOf(below)
	case "BOUND_AGGREGATE":
		return e.aggregate(below)
	case "BOUND_WINDOW":
		return e.made(below, Aggregated)
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

// made is made of everything inside.
func (e *expression) made(below []column, least How) (column, error) {
	c := column{from: inputs{}}
	for _, p := range e.all() {
		part, err := p.from(below)
		if err != nil {
			return c, err
		}
		c.from.add(part.from, least)
	}
	return c, nil
}

func (e *expression) all() []*expression {
	var all []*expression
	for _, p := range []*expression{e.left, e.right, e.filter} {
		if p != nil {
			all = append(all, p)
		}
	}
	for i := range e.checks {
		all = append(all, &e.checks[i].When, &e.checks[i].Then)
	}
	for i := range e.parts {
		all = append(all, &e.parts[i])
	}
	return all
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
// chooses, and of what conditions look at that choose by more than one value.
func (e *expression) caseOf(below []column) (column, error) {
	c := column{from: inputs{}}
	for i := range e.checks {
		then, err := e.checks[i].Then.from(below)
		if err != nil {
			return c, err
		}
		if by, value, ok := e.checks[i].When.chosen(below); ok {
			c.from.add(then.where(by, value).from, Transformed)
			continue
		}
		when, err := e.checks[i].When.from(below)
		if err != nil {
			return c, err
		}
		c.from.add(then.from, Transformed)
		c.from.add(when.from, Transformed)
	}
	for i := range e.parts {
		rest, err := e.parts[i].from(below)
		if err != nil {
			return c, err
		}
		c.from.add(rest.from, Transformed)
	}
	return c, nil
}

// aggregate is made of its arguments, in the rows that its filter chooses.
func (e *expression) aggregate(below []column) (column, error) {
	by, value, ok := e.filter.chosen(below)
	if !ok {
		return e.made(below, Aggregated)
	}
	rest := *e
	rest.filter = nil
	c, err := rest.made(below, Aggregated)
	return c.where(by, value), err
}
