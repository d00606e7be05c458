package compile

import (
	"strings"

	"scv/internal/dbt/project"
	"scv/jinja"
)

func hasJinja(s string) bool { return project.HasJinja(s) }

// marked is a value that a converting filter of native mode gave: as_bool and
// its like take effect only when it is the whole of a text.
type marked struct {
	kind string // text, bool, number, native
	text jinja.Value
}

// String is the value's text.
func (m *marked) String() string { return jinja.Str(m.text) }

// joinNative is dbt's concatenation in native mode.
func joinNative(pieces []jinja.Value) (jinja.Value, error) {
	switch len(pieces) {
	case 0:
		return "", nil
	case 1:
		if m, ok := pieces[0].(*marked); ok {
			return m.value()
		}
		return pieces[0], nil
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(jinja.Str(p))
	}
	return b.String(), nil
}

func (m *marked) value() (jinja.Value, error) {
	if m.kind == "text" {
		return m.String(), nil
	}
	v, ok := literal(m.text)
	_, isBool := v.(bool)
	switch {
	case m.kind == "bool" && !isBool:
		return nil, jinja.Raise(raised, "Could not convert value '%s' into type 'bool'", m.String())
	case m.kind == "number" && (isBool || !isNumber(v)):
		return nil, jinja.Raise(raised, "Could not convert value '%s' into type 'number'", m.String())
	case !ok:
		return m.text, nil
	}
	return v, nil
}

func isNumber(v jinja.Value) bool {
	switch v.(type) {
	case int64, float64:
		return true
	}
	return false
}

// literal reads a text as a Python literal: numbers, True, False, None, quoted
// text, lists and dicts of them.
func literal(v jinja.Value) (jinja.Value, bool) {
	s, ok := v.(string)
	if !ok {
		return v, true
	}
	switch s = strings.TrimSpace(s); s {
	case "True":
		return true, true
	case "False":
		return false, true
	case "None":
		return nil, true
	case "true", "false", "null", "yes", "no", "on", "off", "~", "":
		return v, false
	}
	n, err := project.ParseYAML([]byte(s))
	if err != nil || n == nil {
		return v, false
	}
	if n.Kind == project.Scalar {
		_, isText := n.Value.(string)
		quoted := s[0] == '\'' || s[0] == '"'
		return n.Value, !isText || quoted
	}
	return n.Any(), true
}

// nativeEnv is the environment of YAML: the converting filters mark their value.
func nativeEnv() *jinja.Env {
	mark := func(kind string) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) { return &marked{kind, c.Arg(0, "value", nil)}, nil }
	}
	return jinja.New(
		jinja.WithFilter("as_text", mark("text")), jinja.WithFilter("as_bool", mark("bool")),
		jinja.WithFilter("as_number", mark("number")), jinja.WithFilter("as_native", mark("native")),
	)
}
