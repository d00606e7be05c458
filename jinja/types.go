package jinja

import (
	"fmt"
	"math/big"
	"unicode/utf8"
)

// group is what the filter groupby gives: a tuple whose parts have names.
type group struct {
	grouper Value
	list    *List
}

func (g *group) tuple() *Tuple { return NewTuple(g.grouper, g.list) }

// Attr gives the named parts.
func (g *group) Attr(name string) (Value, bool) {
	switch name {
	case "grouper":
		return g.grouper, true
	case "list":
		return g.list, true
	}
	return nil, false
}

// Elements gives the two parts.
func (g *group) Elements() []Value { return g.tuple().Items }

// Len is 2.
func (g *group) Len() int { return 2 }

// Repr is that of the tuple.
func (g *group) Repr() string { return Repr(g.tuple()) }

// TypeName is Python's name of the type.
func (g *group) TypeName() string { return "_GroupTuple" }

// typeName is Python's type(v).__name__.
func typeName(v Value) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case int64, *big.Int:
		return "int"
	case float64:
		return "float"
	case string:
		return "str"
	case Markup:
		return "Markup"
	case *List:
		return "list"
	case *Tuple:
		return "tuple"
	case *Dict:
		return "dict"
	case *Undefined:
		return "Undefined"
	case TypeNamer:
		return v.TypeName()
	case Func:
		return "function"
	}
	return fmt.Sprintf("%T", v)
}

// objectName is how messages about missing attributes name v.
func objectName(v Value) string {
	switch v.(type) {
	case nil:
		return "None"
	case Markup:
		return "markupsafe.Markup object"
	}
	return typeName(v) + " object"
}

func runeLen(s string) int { return utf8.RuneCountInString(s) }

// setOf gives v as a set when it behaves like one.
func setOf(v Value) (*Set, bool) {
	switch v := v.(type) {
	case *Set:
		return v, true
	case *dictView:
		s, err := NewSet(v.Elements()...)
		return s, err == nil && v.kind != 'v'
	}
	return nil, false
}
