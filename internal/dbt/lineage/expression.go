package lineage

import (
	"encoding/json"
	"fmt"
	"maps"
)

// How says what was done with an input; the greater one covers the less.
type How uint8

// What may be done with a value on its way into another.
const (
	Copied      How = iota + 1 // the value as it is
	Transformed                // computed from it, row by row
	Aggregated                 // computed from it over several rows
)

// String gives the word for it.
func (h How) String() string { return [...]string{"", "copied", "transformed", "aggregated"}[h] }

// MarshalText writes the word.
func (h How) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// inputs are the columns that a value is made of.
type inputs map[Column]How

func (in inputs) add(other inputs, least How) {
	for c, how := range other {
		in[c] = max(in[c], how, least)
	}
}

// expression is one expression of the plan with those inside it.
type expression struct {
	class string
	kind  string
	index int
	parts []expression
}

// UnmarshalJSON reads an expression and whatever expressions it holds, under
// any key: children, the sides of a comparison, filters, frames, orders. What a
// function was bound to (function_data) repeats its arguments with other
// positions, and is left out.
func (e *expression) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for key, to := range map[string]any{"expression_class": &e.class, "type": &e.kind, "index": &e.index} {
		if raw, ok := fields[key]; ok {
			if err := json.Unmarshal(raw, to); err != nil {
				return fmt.Errorf("%s of an expression: %w", key, err)
			}
		}
	}
	for _, key := range sorted(maps.Keys(fields)) {
		if key == "function_data" || key == "return_type" {
			continue
		}
		found, err := within(fields[key])
		if err != nil {
			return err
		}
		e.parts = append(e.parts, found...)
	}
	return nil
}

// within gives the outermost expressions of any JSON value.
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
		return found, json.Unmarshal(raw, &found[0])
	}
	list := make([]json.RawMessage, 0, len(fields))
	for _, key := range sorted(maps.Keys(fields)) {
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
func (e expression) from(columns []inputs) (inputs, error) {
	if e.class == "BOUND_REF" {
		if e.index >= len(columns) {
			return nil, fmt.Errorf("position %d of %d columns", e.index, len(columns))
		}
		return columns[e.index], nil
	}
	least := Transformed
	if e.class == "BOUND_AGGREGATE" || e.class == "BOUND_WINDOW" {
		least = Aggregated
	}
	made := inputs{}
	for _, p := range e.parts {
		in, err := p.from(columns)
		if err != nil {
			return nil, err
		}
		made.add(in, least)
	}
	return made, nil
}
