package compile

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"scv/internal/dbt/project"
	"scv/jinja"
)

// Target is where the project is built.
func (c *Compiler) Target() project.Target { return c.o.Target }

// YAML gives the renderer of dbt_project.yml, profiles.yml and properties: they
// see env_var, var, target and the tools, no macro, and keep the type of a value.
// Secrets are allowed in it.
func (c *Compiler) YAML(ctx context.Context) project.Renderer {
	env := nativeEnv()
	return func(p *project.Project, text string) (jinja.Value, error) {
		view := &Compiler{o: c.o, macros: &registry{}, seenEnv: map[string]string{}}
		view.o.Project = p
		s := view.newScope(executing, nil)
		t, err := env.Parse("yaml", text)
		if err != nil {
			return nil, bareMessage(err)
		}
		names := jinja.NewDict()
		for _, name := range namesOf(t) {
			if v, ok := s.yamlMember(name); ok {
				names.Put(name, v)
			}
		}
		pieces, err := t.RenderNodes(ctx, names)
		if err != nil {
			return nil, bareMessage(err)
		}
		return joinNative(pieces)
	}
}

func (s *scope) yamlMember(name string) (jinja.Value, bool) {
	s.c.o.Asked.name(name)
	switch name {
	case "env_var":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			name := jinja.Str(c.Arg(0, "var", ""))
			if v, ok := s.c.o.Env(name); ok {
				return v, nil
			}
			if def := c.Arg(1, "default", missingArg{}); def != (missingArg{}) {
				return def, nil
			}
			return nil, envFault(name)
		}), true
	case "var":
		return &varObject{s}, true
	case "target", "dbt_version", "project_name", "invocation_id", "run_started_at", "flags", "modules":
		return s.fact(name)
	case "return", "log", "print", "exceptions":
		return s.member(name)
	}
	return tool(name)
}

// bareMessage drops the place inside the value: the value's own place is told.
func bareMessage(err error) error {
	if e, ok := errors.AsType[*jinja.Error](err); ok {
		if e.Err != nil {
			return e.Err
		}
		return errors.New(e.Message)
	}
	return err
}

// UUID gives an id in the form of a UUID that is the same for the same text.
func UUID(text string) string {
	h := sha256.Sum256([]byte(text))
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
