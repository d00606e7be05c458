package dbt

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv/internal/dbt/graph"
)

type recordedCatalog struct {
	Nodes, Sources map[string]struct {
		Metadata map[string]any            `json:"metadata"`
		Columns  map[string]map[string]any `json:"columns"`
	}
}

// TestCatalogAndFreshnessAreDbts builds the recorded project, asks the warehouse
// for its columns and its sources for their age, and holds both artifacts to what
// dbt wrote and to dbt's schemas.
func TestCatalogAndFreshnessAreDbts(t *testing.T) {
	needOracle(t)
	dir := t.TempDir()
	copyOver(t, dir, filepath.Join(oracle, "fixture"))
	p, _ := buildFixture(t, openRoom(t), func(o *Options) {
		o.Dir, o.NoArtifacts, o.AsOf, o.Now = dir, false, time.Now(), time.Now
	})
	if err := p.Catalog(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	p.selected = map[string]bool{}
	for id := range p.graph.Nodes {
		p.selected[id] = true
	}
	all, err := p.Freshness(t.Context(), func(*graph.Node) {}, func(NodeResult) {}, func(Freshness) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteFreshness(all, time.Second, ""); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "target")
	t.Run("catalog", func(t *testing.T) { catalogAsDbts(t, target) })
	t.Run("freshness", func(t *testing.T) { freshnessAsDbts(t, target) })
	for file, schema := range map[string]string{
		"catalog.json": "catalog_v1.json", "sources.json": "sources_v3.json", "manifest.json": "manifest_v12.json", "run_results.json": "run_results_v6.json",
	} {
		var doc any
		var rules map[string]any
		readJSON(t, filepath.Join(target, file), &doc)
		readJSON(t, oracle+"/schemas/"+schema, &rules)
		for i, fault := range misfits(rules, doc, "") {
			if i < 20 {
				t.Errorf("%s%s", file, fault)
			}
		}
	}
}

func catalogAsDbts(t *testing.T, target string) {
	var got, want recordedCatalog
	readJSON(t, filepath.Join(target, "catalog.json"), &got)
	readJSON(t, oracle+"/expected/first/catalog.json", &want)
	compared := 0
	for id, node := range want.Nodes {
		ours, ok := got.Nodes[id]
		if !ok {
			continue // not built
		}
		compared++
		for _, c := range node.Columns {
			if c["comment"] == "" {
				c["comment"] = nil // dbt writes a comment without text for every declared column
			}
		}
		if diff := cmp.Diff(node, ours); diff != "" && !strings.HasPrefix(id, "test.") {
			t.Errorf("%s (-dbt +ours):\n%s", id, diff)
		}
	}
	if compared < 35 {
		t.Errorf("only %d nodes were compared", compared)
	}
}

func freshnessAsDbts(t *testing.T, target string) {
	type sources struct {
		Results []struct {
			ID       string `json:"unique_id"`
			Status   string `json:"status"`
			Criteria any    `json:"criteria"`
		} `json:"results"`
	}
	var got, want sources
	readJSON(t, filepath.Join(target, "sources.json"), &got)
	readJSON(t, oracle+"/expected/first/sources.json", &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-dbt +ours):\n%s", diff)
	}
}
