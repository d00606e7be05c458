package command

import (
	"context"

	"scv/internal/dbt"
	"scv/internal/dbt/state"
)

// clone makes the relations of an earlier run appear in this target: as views, for
// DuckDB has no clone.
func (v *invocation) clone(ctx context.Context) error {
	if v.f.State == "" {
		return flagFault("state", "", "clone needs the artifacts of the run that it clones", "Name their folder by --state.")
	}
	if err := v.load(ctx); err != nil {
		return err
	}
	return v.cloneLoaded(ctx)
}

func (v *invocation) cloneLoaded(ctx context.Context) error {
	from := orText(v.f.State, v.f.DeferState)
	e, err := state.Open(v.path(from))
	if err != nil {
		return err
	}
	if err := v.open(ctx); err != nil {
		return err
	}
	res, err := v.project.Clone(ctx, dbt.DeferTo(e, true).Places, v.f.FullRefresh, v.info)
	if err != nil {
		return err
	}
	if len(res.Nodes) == 0 {
		return v.nothingToDo()
	}
	for _, r := range res.Nodes {
		if r.Status.Bad() {
			v.failure(r)
		}
	}
	bad, partial, warned := sorted(res.Nodes)
	v.log.emit(event{name: "EndOfRunSummary", code: "Z030", level: "info", text: completed(len(bad), len(partial), len(warned))})
	v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
	v.log.emit(event{name: "StatsLine", code: "Z023", level: "info", text: tally(res.Nodes)})
	return compileFailed(res)
}
