package compile

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"scv/internal/dbt/project"
	"scv/jinja"
)

func fromJSON(c *jinja.Call) (jinja.Value, error) {
	if v, err := project.ParseJSON([]byte(jinja.Str(c.Arg(0, "string", "")))); err == nil {
		return v, nil
	}
	return c.Arg(1, "default", nil), nil
}

func toJSON(c *jinja.Call) (jinja.Value, error) {
	var b strings.Builder
	sorted := jinja.Truth(c.Arg(2, "sort_keys", false))
	if err := project.WriteJSON(&b, c.Arg(0, "value", nil), project.JSONOptions{Spaced: true, Sorted: sorted, ASCII: true}); err != nil {
		return nil, jinja.Raise("TypeError", "%s", err.Error())
	}
	return b.String(), nil
}

func fromYAML(c *jinja.Call) (jinja.Value, error) {
	if n, err := project.ParseYAML([]byte(jinja.Str(c.Arg(0, "value", "")))); err == nil {
		return withDates(n), nil
	}
	return c.Arg(1, "default", nil), nil
}

var dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// withDates gives a node's value with dates where Python's YAML reads one.
func withDates(n *project.Node) jinja.Value {
	switch {
	case n.IsList():
		l := jinja.NewList()
		for _, item := range n.Items {
			l.Items = append(l.Items, withDates(item))
		}
		return l
	case n.IsMap():
		d := jinja.NewDict()
		for i, k := range n.Keys {
			_ = d.Set(withDates(k), withDates(n.Items[i]))
		}
		return d
	case n != nil && n.Plain && dateForm.MatchString(n.Text()):
		if m, err := fromISO(n.Text()); err == nil {
			return m
		}
	}
	return n.Any()
}

func toYAML(c *jinja.Call) (jinja.Value, error) {
	if data, err := yaml.MarshalWithOptions(yamlValue(c.Arg(0, "value", nil)), yaml.IndentSequence(false)); err == nil {
		return string(data), nil
	}
	return c.Arg(1, "default", nil), nil
}

// yamlValue keeps the order of dicts.
func yamlValue(v jinja.Value) any {
	switch v := v.(type) {
	case *jinja.Dict:
		out := yaml.MapSlice{}
		for k, item := range v.All() {
			out = append(out, yaml.MapItem{Key: yamlValue(k), Value: yamlValue(item)})
		}
		return out
	case *jinja.List:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = yamlValue(item)
		}
		return out
	}
	return jinja.To(v)
}
