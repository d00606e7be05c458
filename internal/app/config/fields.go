package config

import (
	"fmt"
	"slices"
	"strings"

	"scv"
)

// fields reads the keys of a mapping one by one and remembers which were asked
// for, so that the rest can be called unknown. The first fault stops all reading.
type fields struct {
	n     *node
	known []string
	err   error
}

func (n *node) fields() *fields {
	f := &fields{n: n}
	if n.kind == list || n.kind == scalar && n.value != nil {
		f.err = n.fault("Write its settings as indented lines of 'key: value'.", "%s must be a mapping", n.label())
	}
	return f
}

func (n *node) label() string {
	if n.path == "" {
		return "the file"
	}
	return n.path
}

// get gives the value of a key, or nil; a null counts as absent.
func (f *fields) get(key string) *node {
	f.known = append(f.known, key)
	for _, e := range f.n.entries {
		if e.key == key && (e.node.kind != scalar || e.node.value != nil) {
			return e.node
		}
	}
	return nil
}

func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// text reads a scalar as text; absent keeps the default.
func (f *fields) text(key string, into *string) {
	n := f.get(key)
	if n == nil {
		return
	}
	if n.kind != scalar {
		f.fail(n.fault("", "%s must be one value", n.path))
		return
	}
	*into = fmt.Sprint(n.value)
}

// number reads an integer of at least low.
func (f *fields) number(key string, low int, into *int) {
	n := f.get(key)
	if n == nil {
		return
	}
	v, ok := n.value.(int64)
	if !ok || v < int64(low) {
		f.fail(n.fault("", "%s must be a whole number of at least %d", n.path, low))
		return
	}
	*into = int(v)
}

// texts reads one value or a list of values.
func (f *fields) texts(key string, into *[]string) {
	n := f.get(key)
	if n == nil {
		return
	}
	items := n.items
	if n.kind == scalar {
		items = []*node{n}
	}
	if n.kind == mapping {
		f.fail(n.fault("", "%s must be a value or a list of values", n.path))
		return
	}
	for _, item := range items {
		if item.kind != scalar || item.value == nil {
			f.fail(item.fault("", "%s must be a value", item.path))
			return
		}
		*into = append(*into, fmt.Sprint(item.value))
	}
}

// end complains about keys that nobody asked for.
func (f *fields) end() error {
	for _, e := range f.n.entries {
		if f.err != nil {
			break
		}
		if slices.Contains(f.known, e.key) {
			continue
		}
		hint := "Known here: " + strings.Join(f.known, ", ") + "."
		if near := scv.Nearest(e.key, f.known); near != "" {
			hint = fmt.Sprintf("Did you mean %q?", near)
		}
		return e.node.fault(hint, "%q is not known under %s", e.key, f.n.label())
	}
	return f.err
}
