package compile

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"scv/jinja"
)

// Column is dbt's Column: name and type of a relation's column.
type Column struct {
	Name      string
	Type      string // as the warehouse names it, with length or precision
	CharSize  int    // 0 = none
	Precision int
	Scale     int
}

// String gives what it prints as.
func (c *Column) String() string { return fmt.Sprintf("<Column %s (%s)>", c.Name, c.dataType()) }

// TypeName is the class name in messages.
func (c *Column) TypeName() string { return "Column" }

// EqualTo compares name and type.
func (c *Column) EqualTo(other jinja.Value) bool {
	o, ok := other.(*Column)
	return ok && *o == *c
}

// Key makes columns keys of a dict.
func (c *Column) Key() string { return c.Name + "\x00" + c.Type }

func (c *Column) base() string {
	base, _, _ := strings.Cut(strings.ToLower(c.Type), "(")
	return strings.TrimSpace(base)
}

func (c *Column) isString() bool {
	switch c.base() {
	case "text", "character varying", "character", "varchar", "char", "string", "bpchar":
		return true
	}
	return false
}

func (c *Column) isInteger() bool {
	switch c.base() {
	case "smallint", "integer", "bigint", "tinyint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint", "uhugeint", "int", "int4", "int8", "int2", "serial", "bigserial", "smallserial":
		return true
	}
	return false
}

func (c *Column) isFloat() bool {
	switch c.base() {
	case "real", "float", "double", "float4", "float8", "double precision":
		return true
	}
	return false
}

func (c *Column) isNumeric() bool { return c.base() == "numeric" || c.base() == "decimal" }

func (c *Column) dataType() string {
	switch {
	case strings.Contains(c.Type, "("):
		return c.Type
	case c.isString():
		return stringType(c.size())
	case c.isNumeric() && c.Precision > 0:
		return fmt.Sprintf("%s(%d,%d)", c.Type, c.Precision, c.Scale)
	}
	return c.Type
}

// size is the length of a text column, dbt's 256 where none is known.
func (c *Column) size() int {
	if strings.EqualFold(c.Type, "text") {
		return unsized
	}
	return cmp.Or(c.CharSize, unsized)
}

const unsized = 256

func stringType(size int) string { return "character varying(" + strconv.Itoa(size) + ")" }

// Attr gives an attribute or method.
func (c *Column) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "name", "column":
		return c.Name, true
	case "quoted":
		return quote(c.Name), true
	case "dtype":
		return c.Type, true
	case "data_type":
		return c.dataType(), true
	case "char_size":
		return intOrNone(c.CharSize), true
	case "numeric_precision":
		return intOrNone(c.Precision), true
	case "numeric_scale":
		return intOrNone(c.Scale), true
	case "is_string":
		return fixed(c.isString()), true
	case "is_integer":
		return fixed(c.isInteger()), true
	case "is_float":
		return fixed(c.isFloat()), true
	case "is_numeric":
		return fixed(c.isNumeric()), true
	case "is_number":
		return fixed(c.isNumeric() || c.isInteger() || c.isFloat()), true
	case "is_struct":
		return fixed(c.base() == "struct"), true
	case "literal":
		return jinja.Func(func(k *jinja.Call) (jinja.Value, error) {
			return jinja.Str(k.Arg(0, "value", "")) + "::" + c.dataType(), nil
		}), true
	case "can_expand_to":
		return jinja.Func(func(k *jinja.Call) (jinja.Value, error) {
			o, ok := k.Arg(0, "other_column", nil).(*Column)
			return ok && c.isString() && o.isString() && o.size() > c.size(), nil
		}), true
	case "string_size":
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) {
			if !c.isString() {
				return nil, jinja.Raise("DbtRuntimeError", "Called string_size() on non-string field!")
			}
			return int64(c.size()), nil
		}), true
	}
	return columnClass{}.Attr(name)
}

func intOrNone(n int) jinja.Value {
	if n == 0 {
		return nil
	}
	return int64(n)
}

// columnClass is api.Column: callable, with class methods.
type columnClass struct{}

// Call makes a column.
func (columnClass) Call(c *jinja.Call) (jinja.Value, error) {
	col := &Column{Name: jinja.Str(c.Arg(0, "column", "")), Type: jinja.Str(c.Arg(1, "dtype", ""))}
	for i, to := range []*int{&col.CharSize, &col.Precision, &col.Scale} {
		name := []string{"char_size", "numeric_precision", "numeric_scale"}[i]
		if n, ok := c.Arg(i+2, name, nil).(int64); ok {
			*to = int(n)
		}
	}
	return col, nil
}

// Attr gives the class methods.
func (k columnClass) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "create", "from_description":
		return jinja.Func(k.Call), true
	case "translate_type":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return translateType(jinja.Str(c.Arg(0, "dtype", ""))), nil }), true
	case "string_type":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			n, _ := c.Arg(0, "size", int64(0)).(int64)
			return stringType(int(n)), nil
		}), true
	case "numeric_type":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			name := jinja.Str(c.Arg(0, "dtype", ""))
			precision, scale := c.Arg(1, "precision", nil), c.Arg(2, "size", nil)
			if precision == nil || scale == nil {
				return name, nil
			}
			return fmt.Sprintf("%s(%s,%s)", name, jinja.Str(precision), jinja.Str(scale)), nil
		}), true
	}
	return nil, false
}

func translateType(name string) string {
	if strings.EqualFold(name, "string") {
		return "TEXT"
	}
	return name
}
