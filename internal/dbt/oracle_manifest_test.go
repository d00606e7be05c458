package dbt

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	"compiled", "compiled_code", "compiled_path", "build_path", "extra_ctes", "extra_ctes_injected", "unrendered_config", "created_at",
	"root_path", "primary_key", "unrendered_database", "unrendered_schema", "contract", "defer_relation",
}

func TestNodesAreDbts(t *testing.T) {
	p := loadFixture(t, nil)
	var want recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	for _, part := range []map[string]map[string]any{want.Nodes, want.Sources, want.Exposures} {
		for id, node := range part {
			if strings.HasPrefix(id, "operation.") {
				continue
			}
			t.Run(id, func(t *testing.T) {
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
