package project

import (
	"strings"

	"scv/jinja"
)

// Get gives the value of a key of a map, nil when there is none.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for i, k := range n.Keys {
		if s, ok := k.Value.(string); ok && s == key {
			return n.Items[i]
		}
	}
	return nil
}

// Has says whether a map holds a key, with whatever value.
func (n *Node) Has(key string) bool { return n.Get(key) != nil }

// IsMap says whether it is a map.
func (n *Node) IsMap() bool { return n != nil && n.Kind == Map }

// IsList says whether it is a list.
func (n *Node) IsList() bool { return n != nil && n.Kind == List }

// IsNull says whether it is missing or null.
func (n *Node) IsNull() bool { return n == nil || n.Kind == Scalar && n.Value == nil }

// Text gives a scalar as text, "" for null, lists and maps.
func (n *Node) Text() string {
	if n == nil || n.Kind != Scalar || n.Value == nil {
		return ""
	}
	return jinja.Str(n.Value)
}

// Bool gives a truth value, def when missing or of another kind.
func (n *Node) Bool(def bool) bool {
	if n == nil {
		return def
	}
	if b, ok := n.Value.(bool); ok {
		return b
	}
	return def
}

// Strings gives a list's scalars as text; one scalar is a list of one.
func (n *Node) Strings() []string {
	if n.IsNull() {
		return nil
	}
	if n.Kind == Scalar {
		return []string{n.Text()}
	}
	out := []string{}
	if n.Kind == List {
		for _, item := range n.Items {
			out = append(out, item.Text())
		}
	}
	return out
}

// Any gives the value as Jinja sees it: a new one at each call. Keys that are
// no text stay what they are.
func (n *Node) Any() jinja.Value {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case List:
		l := &jinja.List{Items: make([]jinja.Value, len(n.Items))}
		for i, item := range n.Items {
			l.Items[i] = item.Any()
		}
		return l
	case Map:
		d := jinja.NewDict()
		for i, k := range n.Keys {
			_ = d.Set(k.Value, n.Items[i].Any())
		}
		return d
	default:
		return n.Value
	}
}

// Dict gives a map as Jinja sees it; anything else gives an empty one.
func (n *Node) Dict() *jinja.Dict {
	if d, ok := n.Any().(*jinja.Dict); ok {
		return d
	}
	return jinja.NewDict()
}

// Pairs calls fn for each pair of a map whose key is text, in file order.
func (n *Node) Pairs(fn func(key string, k, v *Node)) {
	if !n.IsMap() {
		return
	}
	for i, k := range n.Keys {
		if s, ok := k.Value.(string); ok {
			fn(s, k, n.Items[i])
		}
	}
}

// HasJinja says whether text holds a Jinja delimiter: other text is never rendered.
func HasJinja(s string) bool {
	return strings.Contains(s, "{{") || strings.Contains(s, "{%") || strings.Contains(s, "{#")
}

// Render gives a copy in which every text with Jinja is rendered to a value. A
// key for which keep answers true is copied as it is, with all below it; path
// holds the keys from the top.
func (n *Node) Render(render func(text string, at *Node) (jinja.Value, error), keep func(path []string) bool) (*Node, error) {
	return n.render(render, keep, nil)
}

func (n *Node) render(render func(string, *Node) (jinja.Value, error), keep func([]string) bool, path []string) (*Node, error) {
	if n == nil || !n.jinjaInside() {
		return n, nil
	}
	if n.Kind == Scalar {
		v, err := render(n.Value.(string), n)
		if err != nil {
			return nil, err
		}
		return fromValue(v, n), nil
	}
	out := &Node{Kind: n.Kind, Keys: n.Keys, Items: make([]*Node, len(n.Items)), Line: n.Line, Column: n.Column}
	for i, item := range n.Items {
		below := path
		if n.Kind == Map {
			below = append(path[:len(path):len(path)], n.Keys[i].Text())
			if keep(below) {
				out.Items[i] = item
				continue
			}
		}
		v, err := item.render(render, keep, below)
		if err != nil {
			return nil, err
		}
		out.Items[i] = v
	}
	return out, nil
}

func (n *Node) jinjaInside() bool {
	if n == nil {
		return false
	}
	if s, ok := n.Value.(string); ok && n.Kind == Scalar {
		return HasJinja(s)
	}
	for _, item := range n.Items {
		if item.jinjaInside() {
			return true
		}
	}
	return false
}

// fromValue makes a node of a rendered value, at the place of its text.
func fromValue(v jinja.Value, at *Node) *Node {
	out := &Node{Line: at.Line, Column: at.Column}
	switch v := v.(type) {
	case *jinja.List:
		out.Kind = List
		for _, item := range v.Items {
			out.Items = append(out.Items, fromValue(item, at))
		}
	case *jinja.Dict:
		out.Kind = Map
		for _, k := range v.Keys() {
			item, _ := v.Get(k)
			out.Keys = append(out.Keys, fromValue(k, at))
			out.Items = append(out.Items, fromValue(item, at))
		}
	default:
		out.Value = v
	}
	return out
}
