package dbt

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv/internal/dbt/graph"
)

// buildBlocking builds the project of testdata/blocking and gives the status of
// every node; of a generic test the id is without its hash.
func buildBlocking(t *testing.T, strict bool) (map[string]string, *Result) {
	t.Helper()
	p, err := Load(t.Context(), Options{
		Dir: "testdata/blocking", NoArtifacts: true, Target: Target{Schema: "main", Threads: 1}, Warehouse: openRoom(t),
		AsOf: shopStart(), Now: shopStart, Strict: strict,
	})
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.Build(t.Context(), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, n := range res.Nodes {
		id := n.UniqueID
		if n.Kind == graph.Test && strings.Count(id, ".") > 2 {
			id = id[:strings.LastIndex(id, ".")]
		}
		got[id] = string(n.Status)
	}
	return got, res
}

// TestAFailingTestBlocksWhatDbtBlocks holds the build of testdata/blocking to what
// real dbt made of it: tests of one, two and three parents, of ephemeral ones, of a
// parent and its child, with severity warn, models with on_error: continue.
func TestAFailingTestBlocksWhatDbtBlocks(t *testing.T) {
	got, res := buildBlocking(t, false)
	raw, err := os.ReadFile("testdata/blocking/dbt.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]string
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-dbt +ours):\n%s", diff)
	}
	if !said(res, "tests/three.sql:1", "test three failed, which does not hold back", "ab, bc") {
		t.Errorf("nobody says what a failed test let through: %v", res.Warnings)
	}
}

// TestStrictBlocksWhatIsBelowAnyParent is where --strict goes beyond dbt.
func TestStrictBlocksWhatIsBelowAnyParent(t *testing.T) {
	plain, _ := buildBlocking(t, false)
	strict, res := buildBlocking(t, true)
	more := map[string]string{}
	for id, status := range strict {
		if status != plain[id] {
			more[id] = status
		}
	}
	want := map[string]string{
		// below people or towns, of which one has what the other lacks
		"model.blocking.left_only": "skipped", "model.blocking.below_left": "skipped", "model.blocking.right_only": "skipped", "model.blocking.one_eph": "skipped",
		"model.blocking.ab": "skipped", "model.blocking.bc": "skipped", // below some of a, b, c
		"model.blocking.kid": "skipped", "test.blocking.relationships_kid_id__id__ref_a_": "skipped",
		"model.blocking.aunt": "skipped", "test.blocking.unique_aunt_id": "skipped",
		"model.blocking.e1_only": "skipped",
	}
	if diff := cmp.Diff(want, more); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if said(res, "does not hold back") {
		t.Errorf("warnings %v", res.Warnings)
	}
}
