package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/command"
	"scv/internal/dbt/project"
	"scv/internal/pipeline"
	"scv/internal/warehouse"
	"scv/internal/warehouse/remote"
)

// publishDBT runs `scv dbt build --publish`: the verb builds a version beside the
// live one, and readers see it when nothing failed. The exit code is dbt's, also
// for a version that is refused: 1.
func (a *App) publishDBT(ctx context.Context, verb string, f *command.Flags, w command.World) (code int, err error) {
	if err := a.openStores(ctx, remote.OpenToWrite); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	d, err := a.digests()
	if err != nil {
		return 0, err
	}
	p, err := a.pipeline(d)
	if err != nil {
		return 0, err
	}
	p.Transform = func(ctx context.Context, b pipeline.Build) (*dbt.Result, error) {
		var built *dbt.Result
		built, code, err = a.buildDBT(ctx, verb, f, w, b)
		return built, err
	}
	report, err := p.Run(ctx, pipeline.Options{Kind: "dbt build"})
	switch {
	case errors.Is(err, errSaid):
		fmt.Fprintln(w.Stdout, "\nNothing was published: readers "+seenNow(report))
		return code, nil
	case scv.CodeOf(err) == scv.CodeVerdict || err != nil && code != 0:
		fmt.Fprintln(w.Stdout, "\nNothing was published, because of what failed above: readers "+seenNow(report))
		return max(code, 1), nil
	case err != nil:
		return 0, err
	}
	fmt.Fprintf(w.Stdout, "\nPublished version %d: %d rows of gold are not as before.\n", report.Version, report.Changed)
	return code, nil
}

// errSaid stops a build of which everything was said already.
var errSaid = errors.New("the command could not do its work")

func seenNow(r *scv.RunReport) string {
	if r.Version == 0 {
		return "see nothing yet."
	}
	return fmt.Sprintf("still see version %d.", r.Version)
}

// buildDBT lets the verb build a version.
func (a *App) buildDBT(ctx context.Context, verb string, f *command.Flags, w command.World, b pipeline.Build) (*dbt.Result, int, error) {
	var built *dbt.Result
	w.Home.Work = b.Alias
	w.Home.Version = &command.Version{
		Begin: func(ctx context.Context, p *dbt.Project) error { return takeOver(ctx, p, b) },
		Done:  func(r *dbt.Result) { built = r },
	}
	w.Open = func(context.Context, project.Target) (command.Warehouse, error) { return lent{a.Warehouse}, nil }
	code := command.Run(ctx, verb, f, w)
	if built == nil || code > 1 {
		return nil, code, errSaid
	}
	return built, code, nil
}

// takeOver gives a version what is not built anew: what builds on its own earlier
// rows, nodes that are not selected, and the tables that identity keeps besides.
func takeOver(ctx context.Context, p *dbt.Project, b pipeline.Build) error {
	live, err := b.There(ctx)
	if err != nil {
		return err
	}
	selected := map[scv.Relation]bool{}
	known := map[scv.Relation]bool{}
	identity := false
	for id, n := range p.Graph().Nodes {
		if !n.HasRelation() || b.Alias[n.Schema] == "" {
			continue
		}
		r := scv.Relation{Schema: n.Schema, Name: n.Alias}
		known[r] = true
		selected[r] = p.Selected(id)
		identity = identity || p.Selected(id) && n.Materialized() == string(scv.Identity)
	}
	var kept []scv.Relation
	for _, r := range live {
		if known[r] && !selected[r] || !known[r] && r.Schema == string(scv.Identity) && !identity {
			kept = append(kept, r)
		}
	}
	for _, r := range bearing(p, b) {
		if !slices.Contains(kept, r) {
			kept = append(kept, r)
		}
	}
	return b.Carry(ctx, kept)
}

// lent is the home's warehouse, which a verb does not close.
type lent struct{ *warehouse.Warehouse }

// Close leaves it open.
func (lent) Close() error { return nil }
