package dbt

import (
	"context"
	"os"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// Version is the version of dbt whose behaviour is followed.
const Version = compile.Version

// ReadConfig reads dbt_project.yml alone: for commands that need nothing else of a
// project, which may be incomplete.
func ReadConfig(ctx context.Context, o Options) (*project.Project, error) {
	if o.FS == nil {
		o.FS = os.DirFS(o.Dir)
	}
	render, err := Renderer(ctx, o)
	if err != nil {
		return nil, err
	}
	return project.ReadConfig(o.FS, render)
}

// Renderer renders the Jinja of YAML that stands beside a project: packages.yml.
func Renderer(ctx context.Context, o Options) (project.Renderer, error) {
	vars, _ := jinja.From(orEmpty(o.Vars)).(*jinja.Dict)
	bare, err := compile.New(compile.Options{Vars: vars, Env: o.Env, Target: project.Target{Name: o.Target.Name, Schema: o.Target.Schema}, AsOf: o.AsOf})
	if err != nil {
		return nil, err
	}
	return bare.YAML(ctx), nil
}

// WriteResults writes run_results.json of what was done beside a build.
func (p *Project) WriteResults(res *Result) error {
	return p.writer().RunResults(res.Nodes, p.runArgs(res))
}

// HasMacro says whether run-operation could find a macro.
func (p *Project) HasMacro(name string) bool { return p.compiler.HasMacro(name) }
