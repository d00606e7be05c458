package jinja

import "math/big"

// Value is what an expression gives: nil (None), bool, int64, *big.Int (only
// beyond int64), float64, string, Markup, *List, *Dict, *Tuple, *Set, *Range,
// *Iterator, *Undefined, or a host's value: an Object, a Callable, or both. A
// value of another Go type is carried untouched and prints as fmt prints it.
type Value = any

// List is a Python list: a reference, so a change is seen by all who hold it.
// It is not safe for use by several goroutines when one of them changes it.
type List struct{ Items []Value }

// NewList gives a list that owns items.
func NewList(items ...Value) *List { return &List{Items: items} }

// Tuple is a Python tuple. Nobody changes its Items after it is made.
type Tuple struct{ Items []Value }

// NewTuple gives a tuple that owns items.
func NewTuple(items ...Value) *Tuple { return &Tuple{Items: items} }

// Markup is a string that is marked as safe HTML (the filters safe, escape and
// tojson make it). It reaches host functions as a plain string.
type Markup string

// missing is the content of a name that was never bound. Templates never see it.
type missing struct{}

func isMissing(v Value) bool {
	_, ok := v.(missing)
	return ok
}

// Str is Python's str(v), cut off at 64 MiB.
func Str(v Value) string {
	if s, ok := text(v); ok {
		return s
	}
	p := printer{limit: maxPrint}
	p.str(v)
	return string(p.buf)
}

// Repr is Python's repr(v), cut off at 64 MiB.
func Repr(v Value) string {
	p := printer{limit: maxPrint}
	p.repr(v, 0)
	return string(p.buf)
}

// text gives the Go string of a str or Markup.
func text(v Value) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case Markup:
		return string(v), true
	}
	return "", false
}

// Truth is Python's bool(v).
func Truth(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case *big.Int:
		return v.Sign() != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case Markup:
		return v != ""
	case *Undefined:
		return false
	case Truther:
		return v.Truth()
	}
	if n, ok := length(v); ok {
		return n > 0
	}
	return true
}

// length is Python's len for what has one; of a string it counts code points.
func length(v Value) (int, bool) {
	switch v := v.(type) {
	case string:
		return runeLen(v), true
	case Markup:
		return runeLen(string(v)), true
	case *List:
		return len(v.Items), true
	case *Tuple:
		return len(v.Items), true
	case *Undefined:
		return 0, true
	case Sizer:
		return v.Len(), true
	}
	return 0, false
}

// smallInt gives the Value of a Go int.
func smallInt(n int) Value { return int64(n) }

// normBig gives x as int64 where it fits.
func normBig(x *big.Int) Value {
	if x.IsInt64() {
		return x.Int64()
	}
	return x
}
