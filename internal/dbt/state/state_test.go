package state

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"

	"pgregory.net/rapid"
)

// TestValuesOfTwoManifestsAreCompared is for what dbt and we write differently.
func TestValuesOfTwoManifestsAreCompared(t *testing.T) {
	for _, c := range []struct {
		a, b     any
		fileSame bool
		want     bool
	}{
		{"table", "table", false, true},
		{"table", "view", false, false},
		{"table", "view", true, false},
		{"True", true, false, true},
		{"1", 1.0, false, true},
		{"nan", "nan", false, true},
		{"inf", "infinity", false, false},
		{"['a', 'b']", []any{"a", "b"}, false, true},
		{"['True', \"None\", True]", []any{"True", "None", true}, false, true},
		{[]any{"a", "b", "a", "b"}, []any{"a", "b"}, false, true},
		{"odd", []any{"odd"}, false, true},
		{nil, map[string]any{}, false, true},
		{nil, "x", true, false},
		{map[string]any{"a": nil, "b": 1.0}, map[string]any{"b": 1.0}, false, true},
		{map[string]any{"sql": "select 1", "transaction": true, "index": nil}, "select 1", false, true},
		{"target.schema ~ \"_x\"", "target.schema~'_x'", false, true},
		{"['a' ~ var('x')]", []any{"ab"}, true, true},
		{"['a' ~ var('x')]", []any{"ab"}, false, false},
	} {
		if got := sameValue(c.a, c.b, c.fileSame); got != c.want {
			t.Errorf("%v and %v, file same %v: %v", c.a, c.b, c.fileSame, got)
		}
	}
}

// drawValue draws what a manifest may hold, among it texts that say a value.
func drawValue(t *rapid.T, depth int) any {
	said := rapid.StringMatching(`[\[({]{0,2}('a'|"b"|-?[0-9]{1,3}(\.[0-9]|e[0-9]{1,3})?|nan|inf|True|None|x)([,:] ?('a'|2|None))?[\])}]{0,2}`)
	kinds := 7
	if depth == 0 {
		kinds = 5
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Float64().Draw(t, "number")
	case 3:
		return rapid.String().Draw(t, "text")
	case 4, 5:
		return said.Draw(t, "said")
	case 6:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, drawValue(t, depth-1))
		}
		return list
	}
	of := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "entries") {
		key := rapid.OneOf(rapid.SampledFrom([]string{"sql", "transaction", "format", "a"}), rapid.String()).Draw(t, "key")
		of[key] = drawValue(t, depth-1)
	}
	return of
}

func TestAValueIsTheSameAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, other := drawValue(t, 3), drawValue(t, 2)
		if !sameValue(v, v, false) {
			t.Fatalf("%q is not the same as itself", v)
		}
		if sameValue(v, other, false) != sameValue(other, v, false) {
			t.Fatalf("whether %q and %q are the same depends on the order", v, other)
		}
	})
}

func FuzzLiteral(f *testing.F) {
	for _, s := range []string{"['a']", "{'a': True}", "[", "'", "{{ x }}", "1e5"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, s string) { _ = literal(s) })
}

func TestAFolderWithoutArtifactsIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "no json"} {
		if text != "" {
			if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Open(dir)
		e, ok := errors.AsType[*scv.Error](err)
		if !ok || e.Code != scv.CodeDBTState || e.Hint == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func model(name, checksum string) *graph.Node {
	return &graph.Node{
		ID: "model.p." + name, Kind: graph.Model, Name: name, Package: "p", FQN: []string{"p", name}, Enabled: true, Checksum: checksum,
		Config: jinja.NewDict(), Unrendered: jinja.NewDict(),
	}
}

// TestOnlyWhatChangedIsModified compares a graph with a manifest that holds it
// before an edit.
func TestOnlyWhatChangedIsModified(t *testing.T) {
	g := graph.New("p")
	g.Add(model("same", "1"))
	g.Add(model("edited", "2"))
	g.Add(model("calls", "3"))
	g.Add(model("fresh", "4"))
	g.Nodes["model.p.calls"].Macros = []string{"macro.p.outer"}
	g.Macros["macro.p.outer"] = &graph.Macro{ID: "macro.p.outer", SQL: "outer"}
	g.Macros["macro.p.inner"] = &graph.Macro{ID: "macro.p.inner", SQL: "after"}
	node := func(id, sum string) string {
		return `"model.p.` + id + `": {"unique_id": "model.p.` + id + `", "resource_type": "model", "fqn": ["p", "` + id + `"], "checksum": {"name": "sha256", "checksum": "` + sum + `"}}`
	}
	dir := t.TempDir()
	text := `{"nodes": {` + node("same", "1") + "," + node("edited", "0") + "," + node("calls", "3") + `},
"macros": {"macro.p.outer": {"macro_sql": "outer"}, "macro.p.inner": {"macro_sql": "before"}, "macro.dbt.x": {"macro_sql": "dbt's"}}}`
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := e.Compare(g, func(macro string) []string {
		return map[string][]string{"macro.p.outer": {"macro.p.inner"}, "macro.p.inner": {"macro.p.outer"}}[macro]
	}, dir)
	for id, want := range map[string][3]bool{ // modified, its body, its macros
		"same": {}, "edited": {true, true, false}, "calls": {true, false, true}, "fresh": {true, true, false},
	} {
		n := g.Nodes["model.p."+id]
		if got := [3]bool{c.Modified(n, ""), c.Modified(n, "body"), c.Modified(n, "macros")}; got != want {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
	if c.Has("model.p.fresh") || !c.Has("model.p.same") || c.HasResults() {
		t.Error("what the earlier run had is not what it had")
	}
}
