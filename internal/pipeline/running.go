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
	"scv/internal/pipeline/version"
)

// running is the state of one run.
type running struct {
	report      *scv.RunReport
	versions    *version.Store
	started     time.Time
	live        int64                 // the version readers see, 0 for none
	liveDigest  string                // its fingerprint
	fingerprint string                // of what this run builds
	inputs      string                // the same without the day
	fresh       bool                  // the live version follows from what there is now
	lost        int64                 // the number of a version that was published and is gone, 0 for none
	version     int64                 // the version this run builds
	full        bool                  // everything is built, whatever changed
	same        map[scv.Relation]bool // of what was built: holds what the live version holds
}

// begin records the run.
func (p *Pipeline) begin(ctx context.Context, o Options) (*running, error) {
	started := p.Now()
	asOf := o.AsOf
	if asOf.IsZero() {
		asOf = started
	}
	r := &running{
		started:  started,
		full:     o.Full,
		versions: version.NewStore(p.Warehouse, p.Now),
		report: &scv.RunReport{
			RunID: p.NewID(), Release: p.Release, AsOf: asOf.UTC(),
			Rows: map[string]scv.Counts{}, Layers: map[string]int64{},
		},
	}
	if _, err := p.Control.CloseStale(ctx, started); err != nil {
		return r, err
	}
	if err := p.Control.StartRun(ctx, control.Run{ID: r.report.RunID, Kind: o.kind(), Started: started, AsOf: r.report.AsOf}); err != nil {
		return r, err
	}
	return r, nil
}

// end records how the run went. It works after a cancelled context, too: a
// stopped run is recorded as stopped.
func (p *Pipeline) end(r *running, err error) error {
	at := p.Now()
	r.report.Seconds = at.Sub(r.started).Seconds()
	return errors.Join(err, p.Control.FinishRun(context.Background(), r.report.RunID, control.Finish{
		At: at, Verdict: outcome(r, err), Version: r.report.Version, InputDigest: r.fingerprint, Report: r.report,
	}))
}

// outcome is the run's verdict in the control database.
func outcome(r *running, err error) control.Verdict {
	switch {
	case err == nil && r.version == 0 && r.report.Published:
		return control.Unchanged
	case err == nil:
		return control.Published
	case scv.CodeOf(err) == scv.CodeInterrupted:
		return control.Interrupted
	case scv.CodeOf(err) == scv.CodeVerdict, scv.CodeOf(err) == scv.CodeLeft:
		return control.Refused
	default:
		return control.Failed
	}
}

// lookForNews counts what is held back and finds out whether the live version
// already follows from what there is now.
func (p *Pipeline) lookForNews(ctx context.Context, r *running) error {
	if err := p.Loader.Prepare(ctx); err != nil { // there may be no source at all
		return err
	}
	if err := p.countHeld(ctx, r); err != nil {
		return err
	}
	t, err := p.Warehouse.Table(ctx, statement("bronze_state"))
	if err != nil {
		return fmt.Errorf("read state of bronze: %w", err)
	}
	h := sha256.New()
	fmt.Fprintln(h, p.Engine, p.Project, p.Config)
	for _, row := range t.Rows {
		fmt.Fprintln(h, row...)
	}
	fmt.Fprintln(h, p.Chain, r.report.Weather.Provider)
	fmt.Fprint(h, p.Decisions)
	r.inputs = hex.EncodeToString(h.Sum(nil))
	// Weather is looked at from a day, so a version is good for its day.
	fmt.Fprintln(h, r.report.AsOf.Format(time.DateOnly))
	r.fingerprint = hex.EncodeToString(h.Sum(nil))
	r.fresh = r.live != 0 && r.fingerprint == r.liveDigest
	return nil
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
