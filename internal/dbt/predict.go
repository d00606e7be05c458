package dbt

import (
	"context"
	"errors"
	"slices"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
)

// Prediction is what a build that reuses would do with a node.
type Prediction = run.Prediction

// Predict says what a build that reuses would do with a node and with all that it is
// made from, parents first, the node last. Nothing is changed.
func (p *Project) Predict(ctx context.Context, id string, o Reuse) ([]Prediction, error) {
	if p.o.Warehouse == nil {
		return nil, errors.New("predict: no warehouse was given")
	}
	ids := map[string]bool{id: true}
	for up := range p.graph.Ancestors(id) {
		if n := p.graph.Nodes[up]; n.Kind.Refable() {
			ids[up] = true
		}
	}
	return run.Predict(ctx, p.runOptions(&o), ids)
}

// Find gives the node that a person names: by its name, where readers see it
// ("gold.dim_customer"), or by its unique id. Names of nothing are an error with code
// SCV-D013 that knows a near one.
func (p *Project) Find(name string) (*graph.Node, error) {
	var near []string
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		if n.Kind == graph.Source || n.Kind == graph.Exposure || n.Kind == graph.Operation || n.Kind == graph.Analysis || n.Ephemeral() {
			continue
		}
		if name == id || name == n.Name || name == n.Schema+"."+n.Alias {
			return n, nil
		}
		near = append(near, n.Name)
	}
	slices.Sort(near)
	hint := "Type `scv dbt ls` to see the project's nodes."
	if found := scv.Nearest(name, near); found != "" {
		hint = "Did you mean " + found + "?"
	}
	return nil, &scv.Error{Code: scv.CodeDBTSelection, Op: "find node", Subject: name, Err: errors.New("the project builds no such node"), Hint: hint}
}
