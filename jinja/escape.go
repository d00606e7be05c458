package jinja

import "strings"

var htmlEscapes = strings.NewReplacer("&", "&amp;", ">", "&gt;", "<", "&lt;", "'", "&#39;", `"`, "&#34;")

// htmler is a host object that gives its own safe HTML.
type htmler interface{ HTML() string }

// escape gives v as Markup; Markup stays as it is.
func escape(v Value) Value {
	switch v := v.(type) {
	case Markup:
		return v
	case htmler:
		return Markup(v.HTML())
	}
	return Markup(htmlEscapes.Replace(Str(v)))
}

// escapeText is escape for a str or Markup, as a Go string.
func escapeText(v Value) string {
	s, _ := text(escape(v))
	return s
}

// escapedArgs gives the arguments of a % format for Markup.
func escapedArgs(v Value) Value {
	switch v := v.(type) {
	case *Tuple:
		out := &Tuple{Items: make([]Value, len(v.Items))}
		for i, item := range v.Items {
			out.Items[i] = escapedArgs(item)
		}
		return out
	case *Dict:
		out := &Dict{}
		for _, e := range v.entries {
			if !e.dead() {
				out.put(e.hash(), e.key, escapedArgs(e.value))
			}
		}
		return out
	}
	if _, ok := number(v); ok {
		return v
	}
	if _, ok := v.(*Undefined); ok {
		return v
	}
	return escape(v)
}

// joinEscaped joins values as Markup.
func joinEscaped(r *run, sep Value, vs []Value) (Value, error) {
	parts := make([]string, len(vs))
	size := 0
	for i, v := range vs {
		parts[i] = escapeText(v)
		size += len(parts[i])
	}
	s := escapeText(sep)
	if err := r.spend(len(vs), size+len(s)*len(vs)); err != nil {
		return nil, err
	}
	return Markup(strings.Join(parts, s)), nil
}
