package compile

import (
	"testing"
	"testing/fstest"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// TestNamesWithoutRenderingAreTheLibrarys holds the short way of generated
// against the library's macros, and sees that an override is always asked.
func TestNamesWithoutRenderingAreTheLibrarys(t *testing.T) {
	plain := nameCompiler(t, "")
	for _, macro := range []string{"generate_schema_name", "generate_alias_name", "generate_database_name"} {
		for _, custom := range []jinja.Value{nil, "", "  gold ", "x", int64(7), true} {
			for _, version := range []jinja.Value{nil, int64(2), "1.5"} {
				n := &graph.Node{Kind: graph.Model, Package: "small", Name: "orders", Version: version, Config: jinja.NewDict()}
				short, err := plain.generated(t.Context(), n, macro, custom)
				if err != nil {
					t.Fatal(err)
				}
				long, err := plain.renderedName(t.Context(), n, macro, custom)
				if err != nil {
					t.Fatal(err)
				}
				if short != long {
					t.Errorf("%s(%v), version %v: %q without rendering, %q with it", macro, custom, version, short, long)
				}
			}
		}
	}
	own := nameCompiler(t, "{% macro default__generate_alias_name(custom_alias_name=none, node=none) %}mine{% endmacro %}")
	got, err := own.generated(t.Context(), &graph.Node{Package: "small", Name: "orders", Config: jinja.NewDict()}, "generate_alias_name", nil)
	if err != nil || got != "mine" {
		t.Errorf("the project's implementation was not asked: %q, %v", got, err)
	}
}

func nameCompiler(t *testing.T, macros string) *Compiler {
	t.Helper()
	fsys := fstest.MapFS{"dbt_project.yml": {Data: []byte("name: small\n")}, "macros/own.sql": {Data: []byte(macros)}}
	p, err := project.Load(fsys, func(_ *project.Project, text string) (jinja.Value, error) { return text, nil })
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Project: p, Target: project.Target{Schema: "main", Database: "db", Type: "duckdb"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
