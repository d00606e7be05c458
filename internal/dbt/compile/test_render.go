package compile

import (
	"context"
	"regexp"

	"scv/jinja"
)

// kwargsName is the name under which a generic test finds its arguments.
const kwargsName = "_dbt_generic_test_kwargs"

var looksLikeCall = regexp.MustCompile(`^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$`)

// renderTest renders the call of a generic test with its arguments: texts with
// Jinja, or that look like a call of ref() and its like, are rendered to values.
func (s *scope) renderTest(ctx context.Context) (string, error) {
	t := s.node.Test
	kwargs := jinja.NewDict()
	for k, v := range t.Kwargs.All() {
		got, err := s.testArgument(ctx, jinja.Str(k), v)
		if err != nil {
			return "", err
		}
		kwargs.Put(jinja.Str(k), got)
	}
	s.extra[kwargsName] = kwargs
	return s.render(ctx, s.node.File, t.Call(), s.node.Line)
}

func (s *scope) testArgument(ctx context.Context, key string, v jinja.Value) (jinja.Value, error) {
	switch v := v.(type) {
	case string:
		if key == "column_name" {
			return s.render(ctx, s.node.File, v, s.node.Line)
		}
		if looksLikeCall.MatchString(v) {
			v = "{{ " + v + " }}"
		}
		return s.native(ctx, s.node.File, v, s.node.Line)
	case *jinja.List:
		out := jinja.NewList()
		for _, item := range v.Items {
			got, err := s.testArgument(ctx, "", item)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, got)
		}
		return out, nil
	case *jinja.Dict:
		out := jinja.NewDict()
		for k, item := range v.All() {
			got, err := s.testArgument(ctx, "", item)
			if err != nil {
				return nil, err
			}
			_ = out.Set(k, got)
		}
		return out, nil
	}
	return v, nil
}
