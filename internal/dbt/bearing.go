package dbt

import (
	"slices"

	"scv/internal/dbt/graph"
)

// Bearing lists the unique ids of what builds on its own earlier rows: snapshots,
// incremental models, and models of a materialization that only the project
// knows. All others are made anew from what they read.
func (p *Project) Bearing() []string {
	var ids []string
	for _, id := range p.graph.IDs() {
		if n := p.graph.Nodes[id]; n.Kind == graph.Snapshot || n.Kind == graph.Model && p.builds(n) {
			ids = append(ids, id)
		}
	}
	return ids
}

// anew are the materializations that look at nothing of what was there.
var anew = []string{"view", "table", "ephemeral"}

func (p *Project) builds(n *graph.Node) bool {
	kind := n.Materialized()
	_, native := p.o.Materializations[kind]
	return !native && (!slices.Contains(anew, kind) || p.compiler.Overrides(kind))
}

// Place builds and reads single nodes, by unique id, in other schemas than
// Options.SchemaAlias says. It is called before anything is compiled or built.
func (p *Project) Place(schemas map[string]string) { p.compiler.SetPlaces(schemas) }
