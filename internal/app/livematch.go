package app

import (
	"context"
	"errors"

	"scv"
	"scv/internal/dbt"
	"scv/internal/identity"
	"scv/internal/identity/standardise"
	"scv/internal/pipeline/version"
	"scv/jinja"
)

// Live reads the published version into memory, to match single records against it.
func (a *App) Live(ctx context.Context) (*identity.Live, error) {
	row, err := a.standardiser(ctx)
	if err != nil {
		return nil, err
	}
	return identity.OpenLive(ctx, a.Warehouse, row)
}

// standardiser standardises a record as silver does: as the project's model with
// `materialized: standardise` says.
func (a *App) standardiser(ctx context.Context) (*standardise.Row, error) {
	live, published, err := version.NewStore(a.Warehouse, a.options.Now).Live(ctx)
	if err != nil {
		return nil, err
	}
	if !published {
		return nil, &scv.Error{Code: scv.CodeNothingPublished, Op: "match", Err: errors.New("there is no customer yet")}
	}
	o := a.projectOptions(version.Aliases(live.Version), a.options.Now().UTC())
	o.NoArtifacts = true
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, id := range p.Graph().IDs() {
		if n := p.Graph().Nodes[id]; n.Config != nil && n.Materialized() == "standardise" {
			config, _ := jinja.To(n.Config).(map[string]any)
			return standardise.NewRow(scv.Model{Name: n.Name, Config: config}, a.Config.DefaultCountry)
		}
	}
	return nil, &scv.Error{Code: scv.CodeStandardiseConfig, Op: "match", Err: errors.New("the project has no model with materialized: standardise"), Hint: "Records are made canonical by such a model; project/models/silver of a new home has one."}
}
