package lineage

import (
	"fmt"
	"strings"
)

// scope is where names are looked up: the tables of a FROM, columns that USING made
// one, the names given in the select list, and what is around.
type scope struct {
	tables  []table
	merged  []known
	aliases []known
	lambda  []string
	ctes    map[string]table
	outer   *scope
}

func (s *scope) cte(name string) (table, bool) {
	for ; s != nil; s = s.outer {
		if t, ok := s.ctes[strings.ToLower(name)]; ok {
			return t, true
		}
	}
	return table{}, false
}

// query gives the columns of a SELECT, a set operation or a recursive query.
func (w *syntax) query(n node, outer *scope) table {
	s := &scope{outer: outer, ctes: map[string]table{}}
	for _, c := range n.at("cte_map").list("map") {
		name, value := c.text("key"), c.at("value")
		made := w.query(value.at("query").at("node"), s)
		s.ctes[strings.ToLower(name)] = made.renamed(name, value.texts("aliases"))
	}
	var made table
	switch kind := n.text("type"); kind {
	case "SELECT_NODE":
		return w.selects(n, s)
	case "SET_OPERATION_NODE":
		made = w.setOperation(n, s)
	case "RECURSIVE_CTE_NODE":
		made = w.recursive(n, s)
	case "CTE_NODE":
		return w.cteNode(n, s)
	default:
		return table{open: kind + " is not understood"}
	}
	w.sorted(n, &scope{outer: s, tables: []table{made}}, made)
	return made
}

func (w *syntax) cteNode(n node, s *scope) table {
	name := n.text("cte_name")
	made := w.query(n.at("query"), s)
	s.ctes[strings.ToLower(name)] = made.renamed(name, n.texts("aliases"))
	return w.query(n.at("child"), s)
}

// setOperation goes by position, or by name.
func (w *syntax) setOperation(n node, s *scope) table {
	sides := []node{n.at("left"), n.at("right")}
	if sides[0] == nil {
		sides = n.list("children")
	}
	var made table
	for i, side := range sides {
		next := w.query(side, s)
		switch {
		case i == 0:
			made = next
			made.columns = append([]known{}, next.columns...)
		case n.text("setop_type") == "UNION_BY_NAME":
			made = byName(made, next)
		case made.open != "" || next.open != "" || len(made.columns) != len(next.columns):
			made = unknown(made, firstOf(made.open, next.open, "the sides of a set operation have other numbers of columns"))
		case n.text("setop_type") == "UNION":
			for c := range made.columns {
				made.columns[c] = made.columns[c].and(next.columns[c], Copied)
			}
		default:
			for _, c := range next.columns {
				w.condition(c, ByFilter)
			}
		}
	}
	return made
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// unknown keeps the names of a table's columns, and nothing else.
func unknown(t table, why string) table {
	made := table{name: t.name, open: why}
	for _, c := range t.columns {
		made.columns = append(made.columns, known{name: c.name, why: why})
	}
	return made
}

func byName(upper, lower table) table {
	made := table{columns: append([]known{}, upper.columns...), open: firstOf(upper.open, lower.open)}
	for _, c := range lower.columns {
		found := false
		for i := range made.columns {
			if strings.EqualFold(made.columns[i].name, c.name) {
				made.columns[i], found = made.columns[i].and(c, Copied), true
			}
		}
		if !found {
			made.columns = append(made.columns, c)
		}
	}
	if made.open != "" {
		return unknown(made, made.open)
	}
	return made
}

// and puts what another column is made of to it.
func (c known) and(other known, least How) known {
	made := known{name: c.name, from: inputs{}, why: firstOf(c.why, other.why)}
	made.from.add(c.from, Copied)
	made.from.add(other.from, least)
	return made
}

// recursive grows until nothing is new.
func (w *syntax) recursive(n node, s *scope) table {
	name := strings.ToLower(n.text("cte_name"))
	made := w.query(n.at("left"), s)
	if names := n.texts("aliases"); len(names) > 0 {
		made = made.renamed("", names)
	}
	made.name = name
	for {
		s.ctes[name] = made
		again := w.query(n.at("right"), s)
		if again.open != "" || made.open != "" || len(again.columns) != len(made.columns) {
			return unknown(made, firstOf(again.open, made.open, "a recursive query is not understood"))
		}
		grown := false
		next := table{name: made.name}
		for i, c := range made.columns {
			both := c.and(again.columns[i], Copied)
			grown = grown || !same(both, c)
			next.columns = append(next.columns, both)
		}
		made = next
		if !grown {
			return made
		}
	}
}

func same(a, b known) bool {
	if len(a.from) != len(b.from) || a.why != b.why {
		return false
	}
	for o, how := range a.from {
		if b.from[o] != how {
			return false
		}
	}
	return true
}

// selects gives the columns of one SELECT.
func (w *syntax) selects(n node, s *scope) table {
	w.from(n.at("from_table"), s)
	made := table{}
	for _, item := range n.list("select_list") {
		columns, open := w.item(item, s)
		made.columns = append(made.columns, columns...)
		made.open = firstOf(made.open, open)
		s.aliases = append(s.aliases, columns...)
	}
	w.condition(w.value(n.at("where_clause"), s), ByFilter)
	w.condition(w.value(n.at("having"), s), ByFilter)
	w.condition(w.value(n.at("qualify"), s), ByFilter)
	for _, g := range n.list("group_expressions") {
		w.condition(w.position(g, s, made), ByGroup)
	}
	if n.text("aggregate_handling") == "FORCE_AGGREGATES" {
		for i, item := range n.list("select_list") {
			if i < len(made.columns) && !w.aggregated(item) {
				w.condition(made.columns[i], ByGroup)
			}
		}
	}
	w.sorted(n, s, made)
	return made
}

// sorted notes what ORDER BY and DISTINCT ON look at.
func (w *syntax) sorted(n node, s *scope, made table) {
	for _, m := range n.list("modifiers") {
		for _, o := range m.list("orders") {
			if e := o.at("expression"); e.text("class") == "STAR" {
				for _, c := range made.columns {
					w.condition(c, BySort)
				}
			} else {
				w.condition(w.position(e, s, made), BySort)
			}
		}
		for _, e := range m.list("distinct_on_targets") {
			w.condition(w.position(e, s, made), ByGroup)
		}
	}
}

// position reads an expression that may be the number of a select item, or its name.
func (w *syntax) position(e node, s *scope, made table) known {
	if e.text("class") == "CONSTANT" {
		if i, ok := e.at("value")["value"].(float64); ok && int(i) >= 1 && int(i) <= len(made.columns) {
			return made.columns[int(i)-1]
		}
	}
	return w.value(e, s)
}

// condition notes a column that decides about rows, where it is known.
func (w *syntax) condition(c known, by By) { w.conditions.add(c.from, by) }

// aggregated says whether an aggregate is in an expression.
func (w *syntax) aggregated(e node) bool {
	if e.text("class") == "FUNCTION" && w.aggregates[e.text("function_name")] {
		return true
	}
	for _, v := range e {
		switch v := v.(type) {
		case map[string]any:
			if w.aggregated(v) {
				return true
			}
		case []any:
			for _, each := range v {
				if m, ok := each.(map[string]any); ok && w.aggregated(m) {
					return true
				}
			}
		}
	}
	return false
}

// item gives the columns of one item of a select list; open when it may be more.
func (w *syntax) item(e node, s *scope) (columns []known, open string) {
	if e.text("class") == "STAR" {
		return w.star(e, s)
	}
	if e.text("function_name") == "unnest" && e.text("alias") == "" {
		return nil, "unnest may give a column for each member of a struct"
	}
	c := w.value(e, s)
	c.name = e.text("alias")
	if names := e.texts("column_names"); c.name == "" && e.text("class") == "COLUMN_REF" && len(names) > 0 {
		c.name = names[len(names)-1]
	}
	return []known{c}, ""
}

func (w *syntax) star(e node, s *scope) (columns []known, open string) {
	if e["columns"] == true || e.at("expr") != nil {
		return nil, "COLUMNS(...) is not understood without the plan"
	}
	hidden, replaced, renamed := map[string]bool{}, map[string]node{}, map[string]string{}
	for _, name := range e.texts("exclude_list") {
		hidden[strings.ToLower(name)] = true
	}
	for _, q := range e.list("qualified_exclude_list") {
		hidden[strings.ToLower(q.text("column"))] = true
	}
	for _, r := range e.list("replace_list") {
		replaced[strings.ToLower(r.text("key"))] = r.at("value")
	}
	for _, r := range e.list("rename_list") {
		renamed[strings.ToLower(r.at("key").text("column"))] = r.text("value")
	}
	for _, c := range w.all(e.text("relation_name"), s, &open) {
		name := strings.ToLower(c.name)
		if hidden[name] {
			continue
		}
		if by, ok := replaced[name]; ok {
			made := w.value(by, s)
			c.from, c.why = made.from, made.why
		}
		if to, ok := renamed[name]; ok {
			c.name = to
		}
		columns = append(columns, c)
	}
	return columns, open
}

// all gives the columns that a star stands for; those that USING made one stand
// where the first of them is.
func (w *syntax) all(relation string, s *scope, open *string) []known {
	var columns []known
	given := map[string]bool{}
	for _, t := range s.tables {
		if relation != "" && !strings.EqualFold(t.name, relation) {
			continue
		}
		*open = firstOf(*open, t.open)
		for _, c := range t.columns {
			if one, ok := (table{columns: s.merged}).find(c.name); ok && relation == "" {
				if given[strings.ToLower(c.name)] {
					continue
				}
				given[strings.ToLower(c.name)] = true
				c = one
			}
			columns = append(columns, c)
		}
	}
	if columns == nil && *open == "" {
		*open = fmt.Sprintf("%s.* is not understood", relation)
	}
	return columns
}
