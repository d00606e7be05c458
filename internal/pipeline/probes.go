package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
)

// timed is how many of the newest runs the probe of timings looks at.
const timed = 20

// Probes gives the probes of runs. release is the digest of what is here now;
// sources are the names that a run loads.
func Probes(db func() *control.DB, release func() string, sources []string) []scv.Probe {
	return []scv.Probe{measuredProbe(db, release), {
		Name: "mon.timings", Items: []string{"5.1.3"},
		Proves: fmt.Sprintf("Each of the newest %d runs of this release that ended by themselves has the times of all its stages: every load, and as far as it got build, measure and publish. The control database deletes none.", timed),
		Run: func(ctx context.Context) scv.Finding {
			found, err := timings(ctx, db(), release(), sources)
			if err != nil {
				return scv.Cannot(err)
			}
			return found
		},
	}}
}

func timings(ctx context.Context, db *control.DB, release string, sources []string) (scv.Finding, error) {
	runs, err := db.Runs(ctx, timed)
	if err != nil {
		return scv.Finding{}, err
	}
	n, newest := 0, ""
	var gaps []string
	for _, run := range runs {
		var report scv.RunReport
		if err := json.Unmarshal(run.Report, &report); err != nil || run.Kind != "run" || report.Release != release {
			continue
		}
		wanted := stagesOf(run.Verdict, report.ChecksOf == run.ID, sources)
		if wanted == nil {
			continue
		}
		steps, err := db.Steps(ctx, run.ID)
		if err != nil {
			return scv.Finding{}, err
		}
		if n++; n == 1 {
			newest = tookOf(steps)
		}
		if missing := untimed(steps, wanted); len(missing) > 0 {
			gaps = append(gaps, run.ID+" ("+strings.Join(missing, ", ")+")")
		}
	}
	switch {
	case n == 0:
		return scv.Finding{Verdict: scv.Unknown, Evidence: "no run of this release has ended yet", Remedy: "Type `scv run`."}, nil
	case len(gaps) > 0:
		return scv.Failed(fmt.Sprintf("%d of %d runs lack the time of a stage: %s", len(gaps), n, strings.Join(gaps[:min(3, len(gaps))], ", ")), "Type `scv run`; if its stages are not timed either, report this."), nil
	}
	return scv.Passed(fmt.Sprintf("%d runs of this release with the times of all their stages; the newest: %s", n, newest)), nil
}

// stagesOf gives the stages that a run has been through by its verdict and whether
// it built; nil for one that was stopped or ended by an error.
func stagesOf(v control.Verdict, built bool, sources []string) (names []string) {
	if v != control.Published && v != control.Unchanged && v != control.Refused {
		return nil
	}
	for _, s := range sources {
		names = append(names, "load "+s)
	}
	if built {
		names = append(names, "build", "measure")
	}
	if built && v != control.Refused {
		names = append(names, "publish")
	}
	return names
}

// untimed gives the wanted stages that have no end.
func untimed(steps []control.Step, wanted []string) (missing []string) {
	for _, name := range wanted {
		if !slices.ContainsFunc(steps, func(s control.Step) bool { return s.Name == name && !s.Finished.IsZero() }) {
			missing = append(missing, name)
		}
	}
	return missing
}

func tookOf(steps []control.Step) string {
	var parts []string
	for _, s := range steps {
		parts = append(parts, fmt.Sprintf("%s %.1f s", s.Name, s.Finished.Sub(s.Started).Round(100*time.Millisecond).Seconds()))
	}
	return strings.Join(parts, ", ")
}
