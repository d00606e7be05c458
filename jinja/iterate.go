package jinja

import (
	"fmt"
	"unicode/utf8"
)

// Iterator is a Python generator or iterator: its elements can be taken once.
type Iterator struct {
	name string // as it prints
	next nextFunc
}

// nextFunc gives the next element; ok is false at the end.
type nextFunc func() (v Value, ok bool, err error)

// NewIterator gives an iterator that takes its elements from next until ok is
// false. Name is the Python type it prints as, "generator" when empty.
func NewIterator(name string, next func() (v Value, ok bool, err error)) *Iterator {
	if name == "" {
		name = "generator"
	}
	return &Iterator{name: name, next: next}
}

// String prints the iterator without an address, so that output is stable.
func (it *Iterator) String() string { return "<" + it.name + " object>" }

// TypeName is Python's name of the type.
func (it *Iterator) TypeName() string { return it.name }

// Range is Python's range object.
type Range struct{ Start, Stop, Step int64 }

// Len counts the elements.
func (r *Range) Len() int {
	switch {
	case r.Step > 0 && r.Start < r.Stop:
		return int((uint64(r.Stop)-uint64(r.Start)-1)/uint64(r.Step)) + 1
	case r.Step < 0 && r.Start > r.Stop:
		return int((uint64(r.Start)-uint64(r.Stop)-1)/(-uint64(r.Step))) + 1
	}
	return 0
}

// At gives element i, which must be within Len.
func (r *Range) At(i int) int64 { return r.Start + int64(i)*r.Step }

// String is Python's repr.
func (r *Range) String() string {
	if r.Step != 1 {
		return fmt.Sprintf("range(%d, %d, %d)", r.Start, r.Stop, r.Step)
	}
	return fmt.Sprintf("range(%d, %d)", r.Start, r.Stop)
}

// TypeName is Python's name of the type.
func (r *Range) TypeName() string { return "range" }

// dictView is what keys, values and items of a dict give: it follows the dict.
type dictView struct {
	d    *Dict
	kind byte // 'k', 'v' or 'i'
}

func (w *dictView) Len() int { return w.d.Len() }

// TypeName is Python's name of the type.
func (w *dictView) TypeName() string {
	switch w.kind {
	case 'k':
		return "dict_keys"
	case 'v':
		return "dict_values"
	}
	return "dict_items"
}

// Elements gives what the view shows now.
func (w *dictView) Elements() []Value {
	switch w.kind {
	case 'k':
		return w.d.Keys()
	case 'v':
		return w.d.Values()
	}
	out := make([]Value, 0, w.d.Len())
	for k, v := range w.d.All() {
		out = append(out, NewTuple(k, v))
	}
	return out
}

// iterate gives the elements of v as Python's iter does.
func iterate(v Value) (nextFunc, error) {
	switch v := v.(type) {
	case *List:
		return listNext(v), nil
	case *Tuple:
		return sliceNext(v.Items), nil
	case *Dict:
		return dictNext(&dictView{v, 'k'}), nil
	case *dictView:
		return dictNext(v), nil
	case *Range:
		return rangeNext(v), nil
	case *Iterator:
		return v.next, nil
	case *Undefined:
		return sliceNext(nil), nil
	case string:
		return stringNext(v), nil
	case Markup:
		return stringNext(string(v)), nil
	case Elementer:
		return sliceNext(v.Elements()), nil
	}
	return nil, Raise(kindType, "'%s' object is not iterable", typeName(v))
}

// iterable says whether iterate would succeed.
func iterable(v Value) bool {
	_, err := iterate(v)
	return err == nil
}

// listNext reads the list as it is at each step, so appending while iterating
// behaves as in Python.
func listNext(l *List) nextFunc {
	i := 0
	return func() (Value, bool, error) {
		if i >= len(l.Items) {
			return nil, false, nil
		}
		i++
		return l.Items[i-1], true, nil
	}
}

func sliceNext(items []Value) nextFunc {
	return func() (Value, bool, error) {
		if len(items) == 0 {
			return nil, false, nil
		}
		v := items[0]
		items = items[1:]
		return v, true, nil
	}
}

func stringNext(s string) nextFunc {
	return func() (Value, bool, error) {
		if s == "" {
			return nil, false, nil
		}
		_, n := utf8.DecodeRuneInString(s)
		c := s[:n]
		s = s[n:]
		return c, true, nil
	}
}

func rangeNext(r *Range) nextFunc {
	i, n := 0, r.Len()
	return func() (Value, bool, error) {
		if i >= n {
			return nil, false, nil
		}
		i++
		return r.At(i - 1), true, nil
	}
}

func dictNext(w *dictView) nextFunc {
	i, version := 0, w.d.version
	return func() (Value, bool, error) {
		if w.d.version != version {
			return nil, false, Raise("RuntimeError", "dictionary changed size during iteration")
		}
		for i < len(w.d.entries) {
			e := w.d.entries[i]
			i++
			if !e.dead() {
				return w.element(e), true, nil
			}
		}
		return nil, false, nil
	}
}

func (w *dictView) element(e entry) Value {
	switch w.kind {
	case 'k':
		return e.key
	case 'v':
		return e.value
	}
	return NewTuple(e.key, e.value)
}

// elements collects what v iterates over. The slice is the caller's. Each
// element taken from an iterator counts against the render's fuel.
func elements(s *State, v Value) ([]Value, error) {
	switch v := v.(type) {
	case *List:
		return append([]Value(nil), v.Items...), nil
	case *Tuple:
		return append([]Value(nil), v.Items...), nil
	}
	next, err := iterate(v)
	if err != nil {
		return nil, err
	}
	return drain(s, next)
}

func drain(s *State, next nextFunc) ([]Value, error) {
	var out []Value
	for {
		v, ok, err := next()
		if err != nil || !ok {
			return out, err
		}
		if err := s.spend(1, 16); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}
