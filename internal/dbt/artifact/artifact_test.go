package artifact

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/dbt/run"
	"scv/jinja"
)

// writer writes the artifacts of two models and a test into a new folder.
func writer(t *testing.T) *Writer {
	t.Helper()
	g := graph.New("p")
	for _, name := range []string{"a", "b"} {
		n := &graph.Node{
			ID: "model.p." + name, Kind: graph.Model, Package: "p", Name: name, Alias: name, Schema: "gold", Enabled: true, Group: "g",
			Config: jinja.NewDict("materialized", "table"), Compiled: &graph.Compiled{SQL: "select 1", Path: "p/models/" + name + ".sql"},
		}
		if name == "b" {
			n.Refs = []graph.Ref{{Name: "a"}}
		}
		g.Add(n)
	}
	for _, kind := range []string{"unique", "not_null"} {
		g.Add(&graph.Node{
			ID: "test.p." + kind, Kind: graph.Test, Package: "p", Name: kind, Enabled: true, Config: jinja.NewDict(), Refs: []graph.Ref{{Name: "a"}},
			Test: &graph.TestInfo{Name: kind, Kwargs: jinja.NewDict(), Column: "id", Attached: "model.p.a"},
		})
	}
	if err := g.Link(); err != nil {
		t.Fatal(err)
	}
	g.Groups["group.p.g"] = &graph.Group{ID: "group.p.g", Name: "g", Package: "p"}
	return &Writer{
		Dir: t.TempDir(), Target: "target", Graph: g, Config: &project.Project{Name: "p"}, Adapter: "duckdb", Invocation: "i",
		At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Env: map[string]string{"HOME": "/h", "DBT_ENV_CUSTOM_ENV_TEAM": "crm"},
	}
}

func read(t *testing.T, w *Writer, name string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(w.Dir, "target", name))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheManifestHoldsTheGraph(t *testing.T) {
	w := writer(t)
	if err := w.Manifest(); err != nil {
		t.Fatal(err)
	}
	m := read(t, w, "manifest.json")
	for key, want := range map[string]any{
		"parent_map": map[string]any{"model.p.a": []any{}, "model.p.b": []any{"model.p.a"}, "test.p.unique": []any{"model.p.a"}, "test.p.not_null": []any{"model.p.a"}},
		"child_map":  map[string]any{"model.p.a": []any{"model.p.b", "test.p.not_null", "test.p.unique"}, "model.p.b": []any{}, "test.p.unique": []any{}, "test.p.not_null": []any{}},
		"group_map":  map[string]any{"g": []any{"model.p.a", "model.p.b"}},
	} {
		if diff := cmp.Diff(want, m[key]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
	a := m["nodes"].(map[string]any)["model.p.a"].(map[string]any)
	got := []any{a["primary_key"], a["relation_name"], a["compiled_path"], m["metadata"].(map[string]any)["env"]}
	want := []any{[]any{"id"}, `"gold"."a"`, "target/compiled/p/models/a.sql", map[string]any{"TEAM": "crm"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRunResultsSayHowEachNodeEnded(t *testing.T) {
	w := writer(t)
	results := []run.Result{
		{UniqueID: "model.p.a", Kind: graph.Model, Status: run.Success, Message: "OK", Seconds: 0.5, Compiled: &graph.Compiled{}, CompiledSQL: "select 1"},
		{UniqueID: "test.p.unique", Kind: graph.Test, Status: run.Fail, Message: "Got 2 results", Failures: 2},
		{UniqueID: "test.p.not_null", Kind: graph.Test, Status: run.Skipped},
	}
	if err := w.RunResults(results, Run{Args: jinja.NewDict("which", "build")}); err != nil {
		t.Fatal(err)
	}
	var got []any
	for _, r := range read(t, w, "run_results.json")["results"].([]any) {
		r := r.(map[string]any)
		got = append(got, []any{r["unique_id"], r["status"], r["message"], r["failures"], r["compiled_code"], len(r["timing"].([]any))})
	}
	want := []any{
		[]any{"model.p.a", "success", "OK", nil, "select 1", 2},
		[]any{"test.p.unique", "fail", "Got 2 results", 2.0, "", 2},
		[]any{"test.p.not_null", "skipped", nil, nil, "", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnUnchangedFileIsLeftAlone(t *testing.T) {
	w := writer(t)
	if err := w.Compiled(w.Graph); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.Dir, "target", "compiled", "p", "models", "a.sql")
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	if err := w.Compiled(w.Graph); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !info.ModTime().Equal(old) {
		t.Error("it was written again")
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAFileThatCannotBeWrittenHasACodeAndAHint(t *testing.T) {
	w := writer(t)
	if err := os.WriteFile(filepath.Join(w.Dir, "target"), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := w.Manifest()
	e, ok := errors.AsType[*scv.Error](err)
	if !ok || e.Code != scv.CodeDBTArtifact || e.Subject != "target/manifest.json" || e.Hint == "" {
		t.Errorf("error %v", err)
	}
}
