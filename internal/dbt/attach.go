package dbt

import (
	"path/filepath"
	"slices"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/dbt/run"
	"scv/internal/dbt/state"
	"scv/jinja"
)

// Target is where the project is built.
func (p *Project) Target() project.Target { return p.compiler.Target() }

// Attach gives a loaded project the warehouse it is built in: the profile, which
// is read by Load, says which one that is. Materializations written in Go may come
// with it.
func (p *Project) Attach(w run.Warehouse, m map[string]scv.Materialization) {
	p.o.Warehouse = w
	if m != nil {
		p.o.Materializations = m
	}
}

// Config is what the project's files say. It must not be changed.
func (p *Project) Config() *project.Project { return p.config }

// Selected says whether a node is selected.
func (p *Project) Selected(id string) bool { return p.selected[id] }

// storeFailures makes every test keep the rows it finds.
func (p *Project) storeFailures() {
	for _, n := range p.graph.Nodes {
		if n.Kind == graph.Test {
			n.Config = n.Config.Copy()
			n.Config.Put("store_failures", true)
		}
	}
}

// args is what run_results.json says of the command line.
func (p *Project) args() *jinja.Dict {
	if p.o.Args != nil {
		return p.o.Args
	}
	vars := jinja.From(orEmpty(p.o.Vars))
	return jinja.NewDict("which", p.o.Command, "select", graph.TextList(p.o.Select), "exclude", graph.TextList(p.o.Exclude), "vars", vars)
}

// targetPath is where artifacts go, relative to the project or absolute.
func (p *Project) targetPath() string {
	if p.o.TargetPath != "" {
		return p.o.TargetPath
	}
	return p.config.Paths.Target
}

// targetDir is where artifacts go.
func (p *Project) targetDir() string {
	if to := filepath.FromSlash(p.targetPath()); filepath.IsAbs(to) {
		return to
	}
	return filepath.Join(p.o.Dir, filepath.FromSlash(p.targetPath()))
}

// isType says whether a node is of the kinds that the command asks for.
func (p *Project) isType(id string) bool {
	kind := p.graph.Nodes[id].Kind
	return (len(p.o.Types) == 0 || slices.Contains(p.o.Types, kind)) && !slices.Contains(p.o.NotTypes, kind)
}

// DeferTo reads nodes that a run does not build where an earlier run had them.
func DeferTo(e *state.Earlier, favor bool) *compile.Defer {
	d := &compile.Defer{Places: map[string]compile.Place{}, Favor: favor}
	for _, r := range e.Relations() {
		d.Places[r.ID] = compile.Place{Database: r.Database, Schema: r.Schema, Name: r.Name}
	}
	return d
}

// withIDs are the nodes that Options.IDs names and the graph has.
func (p *Project) withIDs() map[string]bool {
	ids := map[string]bool{}
	for _, id := range p.o.IDs {
		if p.graph.Nodes[id] != nil {
			ids[id] = true
		}
	}
	return ids
}
