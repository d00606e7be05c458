package dbt

import (
	"context"
	"io/fs"
	"strings"

	"scv/internal/dbt/project"
	"scv/jinja"
)

// Profile is what profiles.yml beside the project says, every target checked.
func (p *Project) Profile(ctx context.Context) (project.Profile, error) {
	return p.ProfileIn(ctx, p.o.FS, p.config.Profile)
}

// ProfileIn is what profiles.yml of a folder says of a profile, every target checked.
func (p *Project) ProfileIn(ctx context.Context, fsys fs.FS, name string) (project.Profile, error) {
	return project.CheckProfile(fsys, name, p.bare.YAML(ctx))
}

// Text gives a variable of the project as text, "" when it has none.
func (p *Project) Text(ctx context.Context, variable string) (string, error) {
	v, err := p.bare.YAML(ctx)(p.config, "{{ var('"+variable+"', '') }}")
	if err != nil || v == nil {
		return "", err
	}
	return strings.TrimSpace(jinja.Str(v)), nil
}

// IsProduction says whether a target is one of production: its name begins so.
func IsProduction(target string) bool {
	return strings.HasPrefix(strings.ToLower(target), "prod")
}
