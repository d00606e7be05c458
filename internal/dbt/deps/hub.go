package deps

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"scv/internal/dbt/project"
)

// hubPackage is what the hub says of a package.
type hubPackage struct {
	Versions map[string]struct {
		Name      string `json:"name"`
		Downloads struct {
			Tarball string `json:"tarball"`
		} `json:"downloads"`
	} `json:"versions"`
}

// hub takes the newest version of a package that all who ask for it can use.
func (i *installer) hub(ctx context.Context, s spec) (*pin, error) {
	if i.o.Hub == "" {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s is a package of dbt's hub, and no hub is named", s.where),
			"Set DBT_PACKAGE_HUB_URL to the hub's address, or name the package by `git:`, `tarball:` or `local:`.")
	}
	hint := "Check the name, or put the package into " + i.o.Packages + " by hand."
	if i.o.Fetch == nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: there is no network", s.where), hint)
	}
	data, err := i.o.Fetch(ctx, strings.TrimSuffix(i.o.Hub, "/")+"/api/v1/"+s.where+".json")
	if err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.where, err), hint)
	}
	var h hubPackage
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("the hub's answer is not readable: %w", err), hint)
	}
	var wanted []string
	prerelease := false
	for _, each := range i.ranges[s.where] {
		wanted = append(wanted, each.versions...)
		prerelease = prerelease || each.prerelease
	}
	best := ""
	for version := range h.Versions {
		if (prerelease || !project.Prerelease(version)) && fits(version, wanted) && (best == "" || project.CompareReleases(version, best) > 0) {
			best = version
		}
	}
	if best == "" {
		return nil, fault("resolve package", s.at, fmt.Errorf("no version of %s is %s", s.where, strings.Join(wanted, ", ")), "Change `version:`.")
	}
	p, err := i.tarball(ctx, s, h.Versions[best].Downloads.Tarball)
	if err != nil {
		return nil, err
	}
	p.Version = best
	return p, nil
}

// fits says whether a version meets all conditions.
func fits(version string, wanted []string) bool {
	for _, list := range wanted {
		for want := range strings.SplitSeq(list, ",") {
			if want = strings.TrimSpace(want); want != "" && !project.Meets(version, want) {
				return false
			}
		}
	}
	return true
}
