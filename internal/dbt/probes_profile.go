package dbt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
)

// profileProbe proves the targets of profiles.yml.
func (f Facts) profileProbe() scv.Probe {
	return scv.Probe{
		Name: "profile.prod[schema]", Items: []string{"2.4.1"}, Run: f.profiles,
		Proves: "profiles.yml beside the project has a target of production (its name begins with prod), and every target is valid by the JSON schema of its adapter: known keys of the right types, none missing, 1 to 64 threads, secrets only as env_var('NAME') without a default.",
	}
}

func (f Facts) profiles(ctx context.Context) scv.Finding {
	p, err := f.Project(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	profile, err := p.Profile(ctx)
	if err != nil {
		return scv.Failed(err.Error(), scv.HintOf(err))
	}
	production, keys := false, 0
	var names, bad, unset []string
	for _, o := range profile.Outputs {
		names = append(names, o.Name+" ("+o.Type+")")
		bad, unset = append(bad, o.Faults...), append(unset, o.Unset...)
		production = production || IsProduction(o.Name)
		keys += o.Keys
	}
	if !production {
		return scv.Failed(fmt.Sprintf("profile %s has %d targets and none of production", profile.Name, len(names)),
			"Write one called prod under "+profile.Name+": outputs: in profiles.yml of the project, then type `scv readiness run 2.4.1`.")
	}
	evidence := fmt.Sprintf("%d targets, %s, with %d keys and %d faults", len(names), strings.Join(names, ", "), keys, len(bad))
	if slices.Sort(unset); len(unset) > 0 && len(bad) == 0 {
		evidence += "; not set here, so set where the pipeline runs: " + strings.Join(slices.Compact(unset), ", ")
	}
	return verdict(evidence, bad, true, "Correct the line in profiles.yml of the project, then type `scv readiness run 2.4.1`.")
}
