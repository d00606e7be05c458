package state

import (
	"maps"
	"slices"

	"scv/internal/dbt/graph"
)

// Relation is where a node was in the earlier run.
type Relation struct {
	ID, Kind, Database, Schema, Name string
	Materialized                     string
}

// Relations are those of models, seeds and snapshots, by id; ephemeral ones have
// none.
func (e *Earlier) Relations() []Relation {
	var out []Relation
	for _, id := range slices.Sorted(maps.Keys(e.nodes)) {
		n := e.nodes[id]
		kind, _ := n.Config["materialized"].(string)
		if graph.Kind(n.Kind).Refable() && kind != "ephemeral" {
			out = append(out, Relation{id, n.Kind, n.Database, n.Schema, n.Alias, kind})
		}
	}
	return out
}

// Results are those of run_results.json, nil without.
func (e *Earlier) Results() *Results { return e.results }
