package dbt

import (
	"context"
	"os"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/memo"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// open reads dbt_project.yml of the project and of its packages.
func open(ctx context.Context, o Options) (*Project, error) {
	if o.FS == nil {
		o.FS = os.DirFS(o.Dir)
	}
	if o.Env == nil {
		o.Env = func(string) (string, bool) { return "", false }
	}
	if o.Command == "" {
		o.Command = "build"
	}
	p := &Project{o: o, asked: &compile.Asked{}}
	p.vars, _ = jinja.From(orEmpty(o.Vars)).(*jinja.Dict)
	if p.remembers() {
		p.trace = memo.NewTrace(o.FS, p.now()())
		p.o.FS, p.o.Env = p.trace, p.trace.Env(o.Env)
	}
	var err error
	p.bare, err = compile.New(compile.Options{
		Vars: p.vars, Env: p.o.Env, Target: project.Target{Name: o.Target.Name, Schema: o.Target.Schema}, Asked: p.asked,
		AsOf: o.AsOf, Invocation: invocation(o), Command: o.Command, FullRefresh: o.FullRefresh, Flags: o.Flags,
	})
	if err == nil {
		p.config, err = project.Open(p.o.FS, p.bare.YAML(ctx))
	}
	return p, err
}

// settings are what the project is compiled with.
func (p *Project) settings(ctx context.Context) (compile.Options, error) {
	o := p.o
	target, err := p.target(ctx, p.bare)
	return compile.Options{
		Project: p.config, Target: target, Vars: p.vars, Env: o.Env, AsOf: o.AsOf, Schemas: o.SchemaAlias, Invocation: invocation(o),
		Command: o.Command, FullRefresh: o.FullRefresh, Log: o.Log, Asked: p.asked,
		Defer: o.Defer, Empty: o.Empty, Sample: o.Sample, Flags: o.Flags,
	}, err
}
