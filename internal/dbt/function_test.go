package dbt

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

func loadShapes(t *testing.T, w *warehouse.Warehouse, dir string, change func(*Options)) *Project {
	t.Helper()
	o := Options{Dir: dir, NoArtifacts: true, Target: Target{Name: "dev", Schema: "main", Database: "room", Threads: 1}, AsOf: shopStart(), Now: shopStart, Warehouse: w}
	if change != nil {
		change(&o)
	}
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFunctionsAreDbts compares functions, and the model that calls them, with
// manifest.json of real dbt.
func TestFunctionsAreDbts(t *testing.T) {
	p := loadShapes(t, nil, "testdata/functions", func(o *Options) { o.Target.Database = "shapes" })
	var want struct {
		Functions map[string]map[string]any
		Model     map[string]any
		Parents   map[string][]string `json:"parent_map"`
	}
	readJSON(t, "testdata/functions/dbt.json", &want)
	nodes := map[string]map[string]any{"model.shapes.m": want.Model}
	maps.Copy(nodes, want.Functions)
	for id, node := range nodes {
		got := plain(t, p, id)
		for key, value := range node {
			if diff := cmp.Diff(value, got[key]); diff != "" {
				t.Errorf("%s.%s (-dbt +ours):\n%s", id, key, diff)
			}
		}
	}
	for id, parents := range want.Parents {
		if diff := cmp.Diff(parents, slices.Clone(p.graph.Parents[id])); diff != "" && len(parents)+len(p.graph.Parents[id]) > 0 {
			t.Errorf("parents of %s (-dbt +ours):\n%s", id, diff)
		}
	}
}

func TestFunctionsAreBuiltAsMacros(t *testing.T) {
	w := openRoom(t)
	dir := t.TempDir()
	copyOver(t, dir, "testdata/functions")
	p := loadShapes(t, w, dir, func(o *Options) { o.NoArtifacts = false })
	for range 2 { // what is there is replaced
		res, err := p.Build(t.Context(), BuildOptions{})
		if err != nil || !res.OK() {
			t.Fatal(err, res.Nodes)
		}
	}
	want := [][]any{{int64(8), int64(2), "uv", int64(15), 1.5}}
	if diff := cmp.Diff(want, rows(t, w, "select a::bigint, b::bigint, c, d::bigint, e from main.m")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var doc any
	var rules map[string]any
	for name, schema := range map[string]string{"manifest.json": "manifest_v12.json", "run_results.json": "run_results_v6.json"} {
		readJSON(t, filepath.Join(dir, "target", name), &doc)
		readJSON(t, oracle+"/schemas/"+schema, &rules)
		if faults := misfits(rules, doc, ""); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults[:min(5, len(faults))])
		}
	}
}

func TestFunctionsAreSelected(t *testing.T) {
	for selector, want := range map[string][]string{
		"resource_type:function": {"shapes.area", "shapes.mean", "shapes.twice"},
		"tag:udf":                {"shapes.area", "shapes.mean", "shapes.twice"},
		"path:functions":         {"shapes.area", "shapes.mean", "shapes.twice"},
		"area+1":                 {"shapes.area", "shapes.twice", "shapes.m"},
		"+twice":                 {"shapes.area", "shapes.twice"},
	} {
		var got []string
		for _, item := range loadShapes(t, nil, "testdata/functions", func(o *Options) { o.Select = []string{selector} }).List() {
			got = append(got, item.Selector)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", selector, diff)
		}
	}
}

// TestAFunctionThatFailsBlocksItsCallers also holds run to models alone.
func TestAFunctionThatFailsBlocksItsCallers(t *testing.T) {
	dir := t.TempDir()
	copyOver(t, dir, "testdata/functions")
	if err := os.WriteFile(filepath.Join(dir, "functions/area.sql"), []byte("w * nothing"), 0o644); err != nil {
		t.Fatal(err)
	}
	res, err := loadShapes(t, openRoom(t), dir, nil).Build(t.Context(), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, n := range res.Nodes {
		got[n.Name] = string(n.Status)
	}
	if diff := cmp.Diff(map[string]string{"area": "error", "mean": "success", "twice": "skipped", "m": "skipped"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p := loadShapes(t, openRoom(t), dir, nil)
	if nodes := p.Runs([]graph.Kind{graph.Model}); len(nodes) != 1 {
		t.Errorf("run builds %d nodes, want the model alone", len(nodes))
	}
}

// TestAProjectSaysHowItsFunctionsAreMade is how projects build them under
// dbt-duckdb today: each overload is made by itself, so the last one stands.
func TestAProjectSaysHowItsFunctionsAreMade(t *testing.T) {
	const own = `{% macro duckdb__scalar_function_sql(target_relation) %}create or replace macro {{ target_relation }}(
{%- for a in model.arguments %}{{ a.name }}{{ ', ' if not loop.last }}{% endfor %}) as 'own ' || ({{ model.compiled_code }}){% endmacro %}`
	p := newTiny(t, map[string]string{
		"macros/own.sql": own, "functions/f.sql": "a", "functions/g.sql": "a || b",
		"functions/f.yml": "functions:\n  - name: f\n    arguments: [{name: a, data_type: text}]\n    returns: {data_type: text}\n" +
			"    overloads: [{defined_in: g, arguments: [{name: a, data_type: text}, {name: b, data_type: text}]}]\n",
		"models/m.sql": "select {{ function('f') }}('x', 'y') as v",
	})
	res := p.green()
	if diff := cmp.Diff([]string{"own xy"}, p.lines("select v from main.m")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := find(t, res, "f"); !slices.Equal(n.Overloads, []string{"g"}) {
		t.Errorf("overloads %v", n.Overloads)
	}
}

func TestFaultsOfFunctionsNameTheirLine(t *testing.T) {
	const head = "functions:\n  - name: f\n"
	for name, c := range map[string]struct {
		files      map[string]string
		place, say string
	}{
		"no returns":      {map[string]string{"functions/f.yml": head}, "functions/f.yml:2", "'returns' is a required property"},
		"order":           {map[string]string{"functions/f.yml": head + "    returns: {data_type: int}\n    arguments:\n      - {name: a, data_type: int, default_value: 1}\n      - {name: b, data_type: int}\n"}, "functions/f.yml:6", "argument 'b' of function 'f' has no default"},
		"no such":         {map[string]string{"models/m.sql": "select\n  {{ function('fx') }}(1)"}, "models/m.sql:2", "depends on a function named 'fx' which was not found"},
		"javascript":      {map[string]string{"functions/g.js": "x"}, "functions/g.js:1", "uses JavaScript"},
		"no such body":    {map[string]string{"functions/f.yml": head + "    returns: {data_type: int}\n    overloads:\n      - defined_in: g\n"}, "functions/f.yml:5", "overload 'g' of function 'f' was not found"},
		"itself":          {map[string]string{"functions/f.yml": head + "    returns: {data_type: int}\n    overloads:\n      - defined_in: f\n"}, "functions/f.yml:5", "cannot list itself"},
		"an unknown type": {map[string]string{"functions/f.yml": head + "    returns: {data_type: int}\n    config: {type: scalr}\n"}, "functions/f.sql:1", "'scalr' is not a valid type"},
		"undescribed":     {nil, "functions/f.sql:1", "needs properties"},
		"python":          {map[string]string{"functions/f.sql": "", "functions/f.py": "def f(): pass", "functions/f.yml": head + "    returns: {data_type: int}\n"}, "functions/f.py:1", "`runtime_version` is required"},
		"python, all set": {map[string]string{"functions/f.sql": "", "functions/f.py": "def f(): pass", "functions/f.yml": head + "    returns: {data_type: int}\n    config: {runtime_version: '3', entry_point: f}\n"}, "functions/f.py:1", "no macro named 'scalar_function_python' was found"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"functions/f.sql": "1"}
			maps.Copy(files, c.files)
			p := newTiny(t, files)
			loaded, err := p.load()
			if err == nil {
				res, failed := loaded.Build(t.Context(), BuildOptions{})
				err = failed
				for _, n := range res.Nodes {
					err = errors.Join(err, n.Err)
				}
			}
			if e, ok := errors.AsType[*scv.Error](err); !ok || e.Subject != c.place || !strings.Contains(err.Error(), c.say) || e.Hint == "" {
				t.Errorf("error %v, want %q at %s", err, c.say, c.place)
			}
		})
	}
}
