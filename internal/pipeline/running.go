package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/control"
)

// running is the state of one run.
type running struct {
	report      *scv.RunReport
	versions    versions
	started     time.Time
	live        int64  // the version readers see, 0 for none
	liveDigest  string // its fingerprint
	fingerprint string // of what this run builds
	version     int64  // the version this run builds
}

// begin records the run and finds the live version.
func (p *Pipeline) begin(ctx context.Context, o Options) (*running, error) {
	started := p.Now()
	asOf := o.AsOf
	if asOf.IsZero() {
		asOf = started
	}
	r := &running{
		started:  started,
		versions: versions{p.Warehouse, p.Now},
		report: &scv.RunReport{
			RunID: p.NewID(), AsOf: asOf.UTC(),
			Rows: map[string]scv.Counts{}, Layers: map[string]int64{},
		},
	}
	if _, err := p.Control.CloseStale(ctx, started); err != nil {
		return r, err
	}
	if err := p.Control.StartRun(ctx, control.Run{ID: r.report.RunID, Kind: "run", Started: started, AsOf: r.report.AsOf}); err != nil {
		return r, err
	}
	var err error
	r.live, r.liveDigest, err = r.versions.prepare(ctx)
	if err != nil {
		return r, p.end(r, err)
	}
	r.report.Version = r.live
	return r, nil
}

// end records how the run went. It works after a cancelled context, too: a
// stopped run is recorded as stopped.
func (p *Pipeline) end(r *running, err error) error {
	at := p.Now()
	r.report.Seconds = at.Sub(r.started).Seconds()
	return errors.Join(err, p.Control.FinishRun(context.Background(), r.report.RunID, control.Finish{
		At: at, Verdict: outcome(r.report, err), Version: r.report.Version, InputDigest: r.fingerprint, Report: r.report,
	}))
}

// outcome is the run's verdict in the control database.
func outcome(r *scv.RunReport, err error) control.Verdict {
	switch {
	case err == nil && r.Changed == 0 && r.Published:
		return control.Unchanged
	case err == nil:
		return control.Published
	case scv.CodeOf(err) == scv.CodeInterrupted:
		return control.Interrupted
	case scv.CodeOf(err) == scv.CodeVerdict:
		return control.Refused
	default:
		return control.Failed
	}
}

// fresh says whether the live version already follows from what there is now.
func (p *Pipeline) fresh(ctx context.Context, r *running) (bool, error) {
	t, err := p.Warehouse.Table(ctx, statement("bronze_state"))
	if err != nil {
		return false, fmt.Errorf("read state of bronze: %w", err)
	}
	h := sha256.New()
	// Weather is looked at from a day, so a version is good for its day.
	fmt.Fprintln(h, p.Engine, p.Project, p.Config, r.report.AsOf.Format(time.DateOnly))
	for _, row := range t.Rows {
		fmt.Fprintln(h, row...)
	}
	r.fingerprint = hex.EncodeToString(h.Sum(nil))
	return r.live != 0 && r.fingerprint == r.liveDigest, nil
}

// repeat reports the live version as this run's result: nothing changed. It gives
// false when the control database knows no report of that version.
func (p *Pipeline) repeat(ctx context.Context, r *running) (bool, error) {
	last, ok, err := p.Control.RunOfVersion(ctx, r.live)
	if err != nil || !ok {
		return false, err
	}
	var before scv.RunReport
	if err := json.Unmarshal(last.Report, &before); err != nil {
		return false, fmt.Errorf("read report of run %s: %w", last.ID, err)
	}
	now := r.report
	now.Layers, now.Checks, now.Failures = before.Layers, before.Checks, before.Failures
	now.Customers, now.Matching, now.Weather = before.Customers, before.Matching, before.Weather
	now.Changed, now.Published, now.Version = 0, true, r.live
	now.ChecksOf = before.ChecksOf
	return true, nil
}
