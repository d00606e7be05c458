package lineage

import "strings"

// from puts the tables of a FROM into a scope.
func (w *syntax) from(n node, s *scope) {
	alias, names := n.text("alias"), n.texts("column_name_alias")
	switch kind := n.text("type"); kind {
	case "", "EMPTY":
	case "BASE_TABLE":
		t, ok := s.cte(n.text("table_name"))
		if !ok || n.text("schema_name") != "" {
			t = w.base(n.text("schema_name"), n.text("table_name"))
		}
		s.tables = append(s.tables, t.renamed(alias, names))
	case "SUBQUERY":
		t := w.query(n.at("subquery").at("node"), s)
		t.name = ""
		s.tables = append(s.tables, t.renamed(alias, names))
	case "EXPRESSION_LIST":
		s.tables = append(s.tables, w.values(n, s).renamed(alias, names))
	case "TABLE_FUNCTION":
		f := n.at("function")
		t := table{name: f.text("function_name"), open: "what the table function " + f.text("function_name") + " gives is not known without the plan"}
		if made := w.generated(f, s); made != nil {
			t = *made
		}
		s.tables = append(s.tables, t.renamed(alias, names))
	case "JOIN":
		w.join(n, s)
	default:
		t := table{open: kind + " is not understood without the plan"}
		s.tables = append(s.tables, t.renamed(alias, names))
	}
}

// generated are the table functions that give one column made of their arguments.
func (w *syntax) generated(f node, s *scope) *table {
	switch name := f.text("function_name"); name {
	case "range", "generate_series", "unnest":
		c := known{name: name, from: inputs{}}
		for _, e := range f.list("children") {
			c = c.and(w.value(e, s), Transformed)
		}
		return &table{name: name, columns: []known{c}}
	}
	return nil
}

// values are rows written in the query.
func (w *syntax) values(n node, s *scope) table {
	t := table{name: n.text("alias")}
	rows, _ := n["values"].([]any)
	for _, row := range rows {
		cells, _ := row.([]any)
		for i, cell := range cells {
			if i >= len(t.columns) {
				t.columns = append(t.columns, known{from: inputs{}})
			}
			e, _ := cell.(map[string]any)
			t.columns[i] = t.columns[i].and(w.value(e, s), Copied)
		}
	}
	return t
}

// join puts both sides into the scope; the side of a semi or anti join that only
// filters is taken out again.
func (w *syntax) join(n node, s *scope) {
	w.from(n.at("left"), s)
	left := len(s.tables)
	w.from(n.at("right"), s)
	using := n.texts("using_columns")
	if n.text("ref_type") == "NATURAL" {
		using = inBoth(s.tables[:left], s.tables[left:])
	}
	for _, name := range using {
		w.merge(name, n.text("join_type"), s, left)
	}
	w.condition(w.value(n.at("condition"), s), ByJoin)
	if kind := n.text("join_type"); kind == "SEMI" || kind == "ANTI" {
		s.tables = s.tables[:left]
	}
}

func inBoth(left, right []table) (names []string) {
	for _, t := range left {
		for _, c := range t.columns {
			for _, other := range right {
				if _, ok := other.find(c.name); ok {
					names = append(names, c.name)
				}
			}
		}
	}
	return names
}

// merge makes one column of the two that USING names: the left one's value, the
// right one's in a right join, that of either in a full join.
func (w *syntax) merge(name, join string, s *scope, left int) {
	l, r := findIn(s.tables[:left], name), findIn(s.tables[left:], name)
	if one, ok := (table{columns: s.merged}).find(name); ok {
		l = one
	}
	w.condition(l, ByJoin)
	w.condition(r, ByJoin)
	one := l
	switch join {
	case "RIGHT":
		one = r
	case "FULL", "OUTER":
		one = known{name: name, from: inputs{}}.and(l, Transformed).and(r, Transformed)
	}
	one.name = name
	kept := s.merged[:0]
	for _, m := range s.merged {
		if !strings.EqualFold(m.name, name) {
			kept = append(kept, m)
		}
	}
	s.merged = append(kept, one)
}

func findIn(tables []table, name string) known {
	why := "no relation has a column " + name
	for _, t := range tables {
		if c, ok := t.find(name); ok {
			return c
		}
		why = firstOf(t.open, why)
	}
	return known{name: name, why: why}
}
