package dbt

import (
	"context"

	"scv/internal/dbt/artifact"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
)

// Counts is how many resources of each kind a project has.
type Counts struct {
	Models, Snapshots, Analyses, Tests, Seeds, Operations, Sources, Exposures, UnitTests, Macros, Groups int
}

// Summary is what a command tells of a project it has read.
type Summary struct {
	Config   *project.Project // what dbt_project.yml says, no other file
	Counts   Counts
	Warnings []Warning
}

// Unchanged does what Load and WriteManifest do together, when nothing they follow
// from has changed since they last did: no file is parsed, none that the file system
// knows to be the same is read. It says whether that was so; if not, nothing was done.
func Unchanged(ctx context.Context, o Options) (*Summary, bool) {
	p, err := open(ctx, o)
	if err != nil || p.trace == nil || p.selects() {
		return nil, false
	}
	settings, err := p.settings(ctx)
	if err != nil {
		return nil, false
	}
	var s seal
	if !p.kept(&s, settings) || o.Strict && len(s.Warnings) > 0 {
		return nil, false
	}
	var same bool
	if s.Reads, same = p.trace.Same(s.Reads, p.o.Env); !same {
		return nil, false
	}
	if err := p.renew(p.bareWriter(&s), &s, s.Head); err != nil {
		return nil, false
	}
	return &Summary{Config: p.config, Counts: s.Counts, Warnings: s.Warnings}, true
}

// selects says whether the options choose nodes or look at other runs: then there
// is more to do than to read the project.
func (p *Project) selects() bool {
	o := p.o
	return len(o.Select)+len(o.Exclude)+len(o.IDs)+len(o.Types)+len(o.NotTypes) > 0 || o.Selector != "" || o.State != nil || o.Defer != nil
}

// bareWriter writes the head of a manifest for a project that was not parsed.
func (p *Project) bareWriter(s *seal) *artifact.Writer {
	env := map[string]string{}
	for _, name := range s.Env {
		env[name], _ = p.o.Env(name)
	}
	return &artifact.Writer{
		Dir: p.o.Dir, Target: p.targetPath(), Config: p.config, Adapter: s.Adapter, Invocation: invocation(p.o), At: p.o.AsOf, Env: env,
	}
}

// Counts is how many resources the project has.
func (p *Project) Counts() Counts {
	c := Counts{Macros: len(p.graph.Macros), Groups: len(p.graph.Groups)}
	of := map[graph.Kind]*int{
		graph.Model: &c.Models, graph.Snapshot: &c.Snapshots, graph.Analysis: &c.Analyses, graph.Test: &c.Tests, graph.Seed: &c.Seeds,
		graph.Operation: &c.Operations, graph.Source: &c.Sources, graph.Exposure: &c.Exposures, graph.UnitTest: &c.UnitTests,
	}
	for _, n := range p.graph.Nodes {
		if to := of[n.Kind]; to != nil {
			*to++
		}
	}
	return c
}
