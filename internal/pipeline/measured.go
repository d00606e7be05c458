package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"scv"
	"scv/internal/control"
)

func measuredProbe(db func() *control.DB, release func() string) scv.Probe {
	return scv.Probe{
		Name: "mon.quality", Items: []string{"5.2.2"},
		Proves: fmt.Sprintf("Of each of the newest %d runs of this release that got to its checks, the control database has the result of every check with its failing rows, as many as the run counted, and what was in quarantine by source and reason. It deletes none.", timed),
		Run: func(ctx context.Context) scv.Finding {
			found, err := measured(ctx, db(), release())
			if err != nil {
				return scv.Cannot(err)
			}
			return found
		},
	}
}

// quality is what one run measured.
type quality struct {
	run, passed  int
	failing      int64 // rows
	held         int64 // rows in quarantine
	failed, warn int
}

func measured(ctx context.Context, db *control.DB, release string) (scv.Finding, error) {
	runs, err := db.Runs(ctx, timed)
	if err != nil {
		return scv.Finding{}, err
	}
	n := 0
	var newest quality
	var gaps []string
	for _, run := range runs {
		var report scv.RunReport
		if err := json.Unmarshal(run.Report, &report); err != nil || run.Kind != "run" || report.Release != release || report.ChecksOf != run.ID {
			continue
		}
		if run.Verdict != control.Published && run.Verdict != control.Refused {
			continue
		}
		results, err := db.Checks(ctx, run.ID)
		if err != nil {
			return scv.Finding{}, err
		}
		q := qualityOf(results, &report)
		if n++; n == 1 {
			newest = q
		}
		if c := report.Checks; q.run != c.Run || q.passed != c.Passed || q.failed != c.Failed || q.warn != c.Warned {
			gaps = append(gaps, fmt.Sprintf("%s (%d results of %d checks)", run.ID, q.run, c.Run))
		}
	}
	switch {
	case n == 0:
		return scv.Finding{Verdict: scv.Unknown, Evidence: "no run of this release got to its checks yet", Remedy: "Type `scv run`."}, nil
	case len(gaps) > 0:
		return scv.Failed(fmt.Sprintf("%d of %d runs lack results: %s", len(gaps), n, strings.Join(gaps[:min(3, len(gaps))], ", ")), "Type `scv run`; if its results are not kept either, report this."), nil
	}
	return scv.Passed(fmt.Sprintf("%d runs of this release with all results; the newest: %d of %d checks passed, %d failing rows, %d rows in quarantine", n, newest.passed, newest.run, newest.failing, newest.held)), nil
}

func qualityOf(results []control.CheckResult, report *scv.RunReport) (q quality) {
	for _, r := range results {
		q.run, q.failing = q.run+1, q.failing+r.Failures
		switch r.Status {
		case "pass":
			q.passed++
		case "warn":
			q.warn++
		default:
			q.failed++
		}
	}
	for _, h := range report.Held {
		q.held += h.Rows
	}
	return q
}
