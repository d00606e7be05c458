package dbt

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/project"
)

// plain gives a node's dict as encoding/json would read it back.
func plain(t *testing.T, p *Project, id string) map[string]any {
	t.Helper()
	var b strings.Builder
	if err := project.WriteJSON(&b, p.graph.Nodes[id].Dict(), project.JSONOptions{}); err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(b.String()), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// notYet are keys whose values later versions bring, or that need the warehouse.
var notYet = []string{
	"compiled", "compiled_code", "compiled_path", "build_path", "extra_ctes", "extra_ctes_injected", "created_at",
	"root_path", "primary_key", "unrendered_database", "unrendered_schema", "defer_relation",
}

// ranTests gives the tests that dbt ran: those of a model that failed it skipped.
func ranTests(t *testing.T) map[string]bool {
	t.Helper()
	var results []struct {
		ID     string `json:"unique_id"`
		Status string `json:"status"`
	}
	readJSON(t, oracle+"/expected/first/run_results.reduced.json", &results)
	ran := map[string]bool{}
	for _, r := range results {
		ran[r.ID] = strings.HasPrefix(r.ID, "test.") && r.Status != "skipped"
	}
	return ran
}

// asksWarehouse takes the macro away that the model calls only where execute is
// true: no warehouse is asked here.
func asksWarehouse(t *testing.T, node map[string]any) {
	t.Helper()
	depends, _ := node["depends_on"].(map[string]any)
	macros, _ := depends["macros"].([]any)
	last := len(macros) - 1
	if last < 0 || macros[last] != "macro.reading_room.dbt_utils_like_star" {
		t.Fatalf("the recorded macros changed: %v", macros)
	}
	depends["macros"] = macros[:last]
}

// compileAsRun compiles a test and notes the macros that running it calls: dbt's
// manifest was written after the build.
func compileAsRun(t *testing.T, p *Project, id string) {
	t.Helper()
	compiled, err := p.compiler.Compile(t.Context(), p.graph.Nodes[id], compile.Rendering{})
	if err != nil {
		t.Fatal(err)
	}
	compiled.Macros = append(compiled.Macros, "macro.dbt.get_limit_subquery_sql", "macro.dbt.should_store_failures", "macro.dbt.statement")
	p.graph.Nodes[id].Compiled = compiled
}

func TestNodesAreDbts(t *testing.T) {
	p := loadFixture(t, nil)
	var want recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	asksWarehouse(t, want.Nodes["model.reading_room.lab_introspect"])
	ran := ranTests(t)
	for _, part := range []map[string]map[string]any{want.Nodes, want.Sources, want.Exposures, want.UnitTests} {
		for id, node := range part {
			if strings.HasPrefix(id, "operation.") {
				continue
			}
			t.Run(id, func(t *testing.T) {
				if ran[id] {
					compileAsRun(t, p, id)
				}
				got := plain(t, p, id)
				for key, value := range node {
					if slices.Contains(notYet, key) {
						continue
					}
					if diff := cmp.Diff(value, got[key]); diff != "" {
						t.Errorf("%s (-dbt +ours):\n%s", key, diff)
					}
				}
			})
		}
	}
}

func TestParentsAreDbts(t *testing.T) {
	p := loadFixture(t, nil)
	var want recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	for id, parents := range want.Parents {
		if diff := cmp.Diff(slices.Sorted(slices.Values(parents)), slices.Clone(p.graph.Parents[id])); diff != "" && len(parents)+len(p.graph.Parents[id]) > 0 {
			t.Errorf("%s (-dbt +ours):\n%s", id, diff)
		}
	}
}

// manifestAsDbts compares every key of the manifest that a build wrote, but the
// moments at which nodes were read.
func manifestAsDbts(t *testing.T, path string) {
	var want, got recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	readJSON(t, path, &got)
	for i, part := range []map[string]map[string]any{want.Nodes, want.Sources, want.Exposures, want.UnitTests} {
		ours := []map[string]map[string]any{got.Nodes, got.Sources, got.Exposures, got.UnitTests}[i]
		for id, node := range part {
			for key, value := range node {
				switch {
				case key == "created_at", better[id] != "" && (strings.Contains(key, "compile") || key == "build_path"):
					continue
				case strings.HasPrefix(id, "seed.") && (key == "root_path" || key == "build_path"): // no absolute path is stored, nothing is written for a seed
					continue
				case id == "model.reading_room.contract_broken" && key == "build_path": // its columns are compared in a statement that is written
					continue
				case strings.HasPrefix(id, "operation.") && key == "compiled_path": // dbt has ./ in the middle of it
					continue
				}
				have := ours[id][key]
				if text, ok := value.(string); ok && key == "compiled_code" { // the SQL is compared where it is written
					code, _ := have.(string)
					value, have = withoutRemark(text) == "", code == ""
				}
				if key == "extra_ctes" {
					value, have = len(value.([]any)), len(have.([]any))
				}
				if diff := cmp.Diff(value, have); diff != "" {
					t.Errorf("%s.%s (-dbt +ours):\n%s", id, key, diff)
				}
			}
		}
	}
}
