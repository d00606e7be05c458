package pipeline

import (
	"context"

	"scv"
	"scv/internal/control"
	"scv/internal/pipeline/version"
)

// prepare makes the schemas, finds the live version, and holds the warehouse
// against what the control database remembers: a file that was replaced, restored
// or lost its log looks like a good older one to its engine.
func (p *Pipeline) prepare(ctx context.Context, r *running) error {
	if err := r.versions.Prepare(ctx); err != nil {
		return err
	}
	list, err := r.versions.List(ctx)
	if err != nil {
		return err
	}
	latest := int64(0)
	for _, v := range list {
		latest = max(latest, v.Version)
		switch {
		case v.Live:
			r.live, r.liveDigest, r.report.Version = v.Version, v.Fingerprint, v.Version
			err = p.warnOfLostHistory(ctx, v)
		case v.Left != nil && r.live == 0 && r.report.After == nil:
			r.report.After = &scv.LeftVersion{Version: v.Version, By: v.Left.By, Reason: v.Left.Reason}
		}
	}
	if err != nil {
		return err
	}
	return p.warnOfLostVersions(ctx, r, latest)
}

func (p *Pipeline) warnOfLostHistory(ctx context.Context, live version.Published) error {
	_, known, err := p.Control.FindRun(ctx, live.RunID)
	if err == nil && !known {
		p.Warn("the control database does not know run %s, which published version %d: its history was lost or begun anew; restore the file from a backup to have it back", live.RunID, live.Version)
	}
	return err
}

// warnOfLostVersions compares the versions there are with the newest one that a
// run published. No number is given twice.
func (p *Pipeline) warnOfLostVersions(ctx context.Context, r *running, latest int64) error {
	last, ok, err := p.Control.LastRun(ctx, "", control.Published, control.Unchanged)
	if err != nil || !ok || last.Version <= latest {
		return err
	}
	p.Warn("run %s published version %d, but the warehouse holds none after %d: the file was replaced or restored, or lost its log. "+
		"The sources are loaded again; what they no longer hold is in a backup only: restore one and type `scv run` to have it back", last.ID, last.Version, latest)
	r.lost = last.Version
	return nil
}
