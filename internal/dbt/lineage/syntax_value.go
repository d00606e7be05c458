package lineage

import (
	"maps"
	"slices"
	"strings"
)

// value tells what an expression is made of.
func (w *syntax) value(e node, s *scope) known {
	if e == nil {
		return known{from: inputs{}}
	}
	switch e.text("class") {
	case "COLUMN_REF":
		return w.column(e.texts("column_names"), s)
	case "CASE":
		return w.caseOf(e, s)
	case "FUNCTION", "WINDOW":
		return w.function(e, s)
	case "SUBQUERY":
		return w.subquery(e, s)
	case "LAMBDA":
		inner := *s
		inner.lambda = append(slices.Clone(s.lambda), lambdaNames(e.at("lhs"))...)
		return w.value(e.at("expr"), &inner)
	case "STAR":
		return known{from: inputs{}, why: "a star inside an expression is not understood without the plan"}
	}
	if e.text("type") == "GROUPING_FUNCTION" {
		return known{from: inputs{}}
	}
	return w.within(known{from: inputs{}}, members(e), s, Transformed)
}

// members are everything in a node, in an order that stays.
func members(e node) []any {
	var all []any
	for _, key := range slices.Sorted(maps.Keys(e)) {
		all = append(all, e[key])
	}
	return all
}

func lambdaNames(e node) []string {
	names := e.texts("column_names")
	for _, child := range e.list("children") {
		names = append(names, child.texts("column_names")...)
	}
	return names
}

// within adds the outermost expressions of any member of a node.
func (w *syntax) within(made known, v any, s *scope, least How) known {
	switch v := v.(type) {
	case []any:
		for _, each := range v {
			made = w.within(made, each, s, least)
		}
	case map[string]any:
		if _, is := v["class"]; is {
			return made.and(w.value(v, s), least)
		}
		return w.within(made, members(v), s, least)
	}
	return made
}

func (w *syntax) caseOf(e node, s *scope) known {
	made := known{from: inputs{}}
	for _, c := range e.list("case_checks") {
		made = made.and(w.value(c.at("then_expr"), s), Transformed).and(w.value(c.at("when_expr"), s), Decides)
	}
	return made.and(w.value(e.at("else_expr"), s), Transformed)
}

func (w *syntax) function(e node, s *scope) known {
	name := e.text("function_name")
	how := Transformed
	if e.text("class") == "WINDOW" || w.aggregates[name] {
		how = Aggregated
	}
	made := known{from: inputs{}}
	for i, child := range e.list("children") {
		each := how
		if name == "if" && i == 0 || i == 1 && byAnother[name] {
			each = Decides
		}
		made = made.and(w.value(child, s), each)
	}
	made = w.within(made, e["default_expr"], s, how)
	for key := range aroundKeys {
		made = w.within(made, e[key], s, Frames)
	}
	made = w.within(made, e["filter"], s, Decides)
	return w.within(made, e["filter_expr"], s, Decides)
}

// subquery is a query as a value, a comparison with its rows, or whether it has any.
func (w *syntax) subquery(e node, s *scope) known {
	t := w.query(e.at("subquery").at("node"), s)
	made := known{from: inputs{}}
	switch e.text("subquery_type") {
	case "EXISTS", "NOT_EXISTS":
		return made
	case "SCALAR":
		if len(t.columns) == 1 && t.open == "" {
			return made.and(t.columns[0], Copied)
		}
	case "ANY":
		made = w.within(made, e["child"], s, Transformed)
		for _, c := range t.columns {
			made = made.and(c, Transformed)
		}
		w.condition(made, ByJoin)
		if t.open == "" {
			return made
		}
	}
	made.why = firstOf(t.open, "a subquery is not understood")
	return made
}

// column finds a name: in the query's tables, among the names that it gives, then
// around it.
func (w *syntax) column(names []string, s *scope) known {
	if len(names) == 0 {
		return known{from: inputs{}, why: "a column without a name is not understood"}
	}
	for at := s; at != nil; at = at.outer {
		if slices.ContainsFunc(at.lambda, func(l string) bool { return strings.EqualFold(l, names[0]) }) {
			return known{from: inputs{}}
		}
		if c, ok := at.qualified(names); ok {
			return c
		}
		if c, ok := at.plain(names); ok {
			return c
		}
	}
	return known{from: inputs{}, why: "no relation has a column " + strings.Join(names, ".")}
}

// qualified finds table.column, schema.table.column and members of such a column.
func (s *scope) qualified(names []string) (known, bool) {
	for _, t := range s.tables {
		rest := names[1:]
		switch {
		case len(names) > 1 && strings.EqualFold(t.name, names[0]):
		case len(names) > 2 && t.schema != "" && strings.EqualFold(t.schema, names[0]) && strings.EqualFold(t.name, names[1]):
			rest = names[2:]
		default:
			continue
		}
		if c, ok := t.find(rest[0]); ok {
			return c.member(len(rest) > 1), true
		}
		if t.open != "" {
			return known{from: inputs{}, why: t.open}, true
		}
	}
	return known{}, false
}

// plain finds a column, or a member of one, by its name alone. Where one relation is
// known only in part, a name that no other has can be nobody else's: then its reason
// is given, and what is around is not looked at.
func (s *scope) plain(names []string) (known, bool) {
	if c, ok := (table{columns: s.merged}).find(names[0]); ok {
		return c.member(len(names) > 1), true
	}
	open := ""
	for _, t := range s.tables {
		if c, ok := t.find(names[0]); ok {
			return c.member(len(names) > 1), true
		}
		open = firstOf(open, t.open)
	}
	if open != "" {
		return known{from: inputs{}, why: open}, true
	}
	if c, ok := (table{columns: s.aliases}).find(names[0]); ok {
		return c.member(len(names) > 1), true
	}
	return s.whole(names[0])
}

// whole finds a table named as a value: a struct of all its columns.
func (s *scope) whole(name string) (known, bool) {
	for _, t := range s.tables {
		if t.name != "" && strings.EqualFold(t.name, name) {
			made := known{name: name, from: inputs{}, why: t.open}
			for _, c := range t.columns {
				made = made.and(c, Transformed)
			}
			return made, true
		}
	}
	return known{}, false
}

// member is one part of a struct's value.
func (c known) member(is bool) known {
	if !is {
		return c
	}
	return known{from: inputs{}}.and(c, Transformed)
}
