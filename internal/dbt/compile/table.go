package compile

import (
	"fmt"
	"strings"
	"time"

	"scv/internal/warehouse"
	"scv/jinja"
)

// Table is the answer of a query as templates see it: agate's Table, as far as
// projects use it.
type Table struct {
	names []string
	types []string
	rows  []*Row
}

// NewTable gives the table of a query's answer.
func NewTable(t *warehouse.Table) *Table {
	out := &Table{names: t.Columns, types: t.Types}
	for _, values := range t.Rows {
		row := &Row{names: t.Columns, values: make([]jinja.Value, len(values))}
		for i, v := range values {
			row.values[i] = fromWarehouse(v, t.Types[i] == "DATE")
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// fromWarehouse turns a value of the warehouse into one of Jinja.
func fromWarehouse(v any, date bool) jinja.Value {
	switch v := v.(type) {
	case time.Time:
		return &Moment{t: v, date: date}
	case []any:
		l := &jinja.List{Items: make([]jinja.Value, len(v))}
		for i, item := range v {
			l.Items[i] = fromWarehouse(item, date)
		}
		return l
	}
	return jinja.From(v)
}

// TypeName is the class name in messages.
func (t *Table) TypeName() string { return "Table" }

// Len is the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Truth is true: a table without rows is a table.
func (t *Table) Truth() bool { return true }

// Elements gives the rows.
func (t *Table) Elements() []jinja.Value { return t.rowValues() }

func (t *Table) rowValues() []jinja.Value {
	out := make([]jinja.Value, len(t.rows))
	for i, r := range t.rows {
		out[i] = r
	}
	return out
}

// Item gives a row by number.
func (t *Table) Item(key jinja.Value) (jinja.Value, bool) { return at(t.rowValues(), key) }

func at(items []jinja.Value, key jinja.Value) (jinja.Value, bool) {
	i, ok := key.(int64)
	if i < 0 {
		i += int64(len(items))
	}
	if !ok || i < 0 || i >= int64(len(items)) {
		return nil, false
	}
	return items[i], true
}

// Attr gives columns, rows and their names.
func (t *Table) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "columns":
		return t.columns(), true
	case "rows":
		return &sequence{name: "MappedSequence", items: t.rowValues()}, true
	case "column_names":
		return namesTuple(t.names), true
	case "column_types":
		return namesTuple(t.types), true
	case "print_table", "print_csv":
		return fixed(nil), true
	}
	return nil, false
}

func namesTuple(names []string) *jinja.Tuple {
	items := make([]jinja.Value, len(names))
	for i, s := range names {
		items[i] = s
	}
	return jinja.NewTuple(items...)
}

func (t *Table) columns() *sequence {
	s := &sequence{name: "MappedSequence", keys: t.names}
	for i, name := range t.names {
		values := make([]jinja.Value, len(t.rows))
		for j, r := range t.rows {
			values[j] = r.values[i]
		}
		s.items = append(s.items, &sequence{name: "Column", label: name, items: values})
	}
	return s
}

// sequence is agate's MappedSequence: by number, or by name where it has names.
type sequence struct {
	name  string
	label string
	keys  []string
	items []jinja.Value
}

func (s *sequence) TypeName() string        { return s.name }
func (s *sequence) Len() int                { return len(s.items) }
func (s *sequence) Elements() []jinja.Value { return s.items }

// String lists the elements, as agate does in short.
func (s *sequence) String() string {
	parts := make([]string, len(s.items))
	for i, v := range s.items {
		parts[i] = jinja.Repr(v)
	}
	return fmt.Sprintf("<agate.%s: (%s)>", s.name, strings.Join(parts, ", "))
}

func (s *sequence) Item(key jinja.Value) (jinja.Value, bool) {
	if name, ok := key.(string); ok {
		return s.named(name)
	}
	return at(s.items, key)
}

func (s *sequence) named(name string) (jinja.Value, bool) {
	for i, k := range s.keys {
		if k == name {
			return s.items[i], true
		}
	}
	return nil, false
}

func (s *sequence) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "values":
		return fixed(jinja.NewTuple(s.items...)), true
	case "keys":
		return fixed(namesTuple(s.keys)), true
	case "name":
		return s.label, s.label != ""
	case "values_distinct":
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) { return jinja.NewSet(s.items...) }), true
	case "values_without_nulls":
		return fixed(s.withoutNulls()), true
	case "get":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if v, ok := s.Item(c.Arg(0, "key", nil)); ok {
				return v, nil
			}
			return c.Arg(1, "default", nil), nil
		}), true
	case "dict", "items":
		return fixed(s.mapped(name)), true
	}
	return s.named(name)
}

func (s *sequence) withoutNulls() *jinja.Tuple {
	var items []jinja.Value
	for _, v := range s.items {
		if v != nil {
			items = append(items, v)
		}
	}
	return jinja.NewTuple(items...)
}

func (s *sequence) mapped(as string) jinja.Value {
	d := jinja.NewDict()
	for i, k := range s.keys {
		d.Put(k, s.items[i])
	}
	if as == "dict" {
		return d
	}
	l := jinja.NewList()
	for _, item := range d.Items() {
		l.Items = append(l.Items, item)
	}
	return l
}

// Row is one row of a Table.
type Row struct {
	names  []string
	values []jinja.Value
}

func (r *Row) seq() *sequence { return &sequence{name: "Row", keys: r.names, items: r.values} }

// TypeName is the class name in messages.
func (r *Row) TypeName() string { return "Row" }

// Len is the number of columns.
func (r *Row) Len() int { return len(r.values) }

// Elements gives the values.
func (r *Row) Elements() []jinja.Value { return r.values }

// Item gives a value by number or column name.
func (r *Row) Item(key jinja.Value) (jinja.Value, bool) { return r.seq().Item(key) }

// Attr gives methods and columns.
func (r *Row) Attr(name string) (jinja.Value, bool) { return r.seq().Attr(name) }

// String lists the values.
func (r *Row) String() string { return r.seq().String() }
