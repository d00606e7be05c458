package compile

import (
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// TableParts gives what stands between the parentheses of CREATE TABLE for a
// model under contract: its columns and its constraints.
func TableParts(n *graph.Node) []string {
	columns := graph.ColumnsDict(n.Columns)
	list := jinja.NewList()
	for _, k := range n.Constraints {
		list.Items = append(list.Items, k)
	}
	return append(columnParts(columns), constraintParts(list)...)
}

func columnParts(columns *jinja.Dict) []string {
	var out []string
	for _, v := range columns.All() {
		column, _ := v.(*jinja.Dict)
		if column == nil {
			continue
		}
		name, _ := column.GetStr("name")
		kind, _ := column.GetStr("data_type")
		def := jinja.Str(name)
		if on, _ := column.GetStr("quote"); on == true {
			def = quote(def)
		}
		def += " " + jinja.Str(kind)
		constraints, _ := column.GetStr("constraints")
		items, _ := elements(constraints)
		for _, item := range items {
			if k, ok := item.(*jinja.Dict); ok {
				def += " " + constraintSQL(k, "")
			}
		}
		out = append(out, def)
	}
	return out
}

func constraintParts(list *jinja.List) []string {
	var out []string
	for _, item := range list.Items {
		if k, ok := item.(*jinja.Dict); ok {
			columns, _ := k.GetStr("columns")
			out = append(out, constraintSQL(k, "("+strings.Join(graph.Texts(columns), ", ")+")"))
		}
	}
	return out
}

// constraintSQL writes one constraint; columns is "" where it stands with its column.
func constraintSQL(k *jinja.Dict, columns string) string {
	get := func(key string) string {
		if v, ok := k.GetStr(key); ok && v != nil {
			return jinja.Str(v)
		}
		return ""
	}
	expression, references := get("expression"), ""
	if to := get("to"); to != "" {
		v, _ := k.GetStr("to_columns")
		references = " references " + to + " (" + strings.Join(graph.Texts(v), ", ") + ")"
	} else if expression != "" {
		references = " references " + expression
	}
	switch kind := get("type"); kind {
	case "check":
		return "check (" + expression + ")"
	case "not_null":
		return strings.TrimSpace("not null " + expression)
	case "unique", "primary_key":
		return strings.TrimSpace(strings.ReplaceAll(kind, "_", " ") + " " + columns + " " + expression)
	case "foreign_key":
		if columns == "" {
			return strings.TrimSpace(references)
		}
		return "foreign key " + columns + references
	}
	return expression
}

// rawColumns is adapter.render_raw_columns_constraints.
func rawColumns(c *jinja.Call) (jinja.Value, error) {
	columns, _ := c.Arg(0, "raw_columns", nil).(*jinja.Dict)
	if columns == nil {
		return jinja.NewList(), nil
	}
	return graph.TextList(columnParts(columns)), nil
}

// rawConstraints is adapter.render_raw_model_constraints.
func rawConstraints(c *jinja.Call) (jinja.Value, error) {
	list, _ := c.Arg(0, "raw_constraints", nil).(*jinja.List)
	if list == nil {
		return jinja.NewList(), nil
	}
	return graph.TextList(constraintParts(list)), nil
}
