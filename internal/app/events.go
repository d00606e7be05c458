package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/lineage"
	"scv/internal/dbt/lineage/openlineage"
	"scv/internal/pipeline/version"
)

// keepEvents is how many runs' events stay, besides those of kept versions.
const keepEvents = 50

// eventsPath is where a run is told in OpenLineage's words: beside the control
// database, one event in a line.
func (a *App) eventsPath(runID string) string {
	return filepath.Join(filepath.Dir(a.path(a.Config.Control)), "openlineage", runID+".ndjson")
}

// writeEvents tells a run that is over in OpenLineage's words: with the models that it
// built and where their columns come from.
func (a *App) writeEvents(ctx context.Context, report *scv.RunReport, built *dbt.Result, runErr error, g *lineage.Graph, s sight) error {
	run, ok, err := a.Control.FindRun(ctx, report.RunID)
	if err != nil || !ok {
		return err
	}
	told := openlineage.Run{
		ID: run.ID, Started: run.Started, Ended: run.Finished, AsOf: run.AsOf, Rows: report.Layers,
		Namespace: "scv", Warehouse: "duckdb://" + a.Config.Warehouse.Path, Producer: "urn:scv:" + Version(), Program: Version(),
	}
	told.End, told.Message = ending(run.Verdict, runErr)
	if run.Verdict == control.Published {
		told.Version = run.Version
	}
	if told.Models, err = builtModels(ctx, built, s); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := openlineage.Write(&b, told.Events(g)); err != nil {
		return err
	}
	if err := writeFile(a.eventsPath(run.ID), b.Bytes()); err != nil {
		return err
	}
	return a.trimEvents(ctx)
}

// ending gives OpenLineage's word for a verdict and, where the run did not complete,
// the code and title of the error: never its text, which may hold a value.
func ending(v control.Verdict, runErr error) (end, message string) {
	switch v {
	case control.Published, control.Unchanged:
		return "COMPLETE", ""
	case control.Interrupted:
		return "ABORT", "the run was stopped"
	}
	code := scv.CodeOf(runErr)
	for _, info := range scv.Catalogue() {
		if info.Code == code {
			return "FAIL", string(code) + ": " + info.Title
		}
	}
	return "FAIL", "the run did not end well"
}

// builtModels gives the models that a run built, by the names that readers know; one
// that was taken over from the version before was not built.
func builtModels(ctx context.Context, built *dbt.Result, s sight) ([]openlineage.Built, error) {
	if built == nil {
		return nil, nil
	}
	p, err := s.project(ctx)
	if err != nil {
		return nil, err
	}
	var models []openlineage.Built
	for _, n := range built.Nodes {
		r, ok := p.Relation(n.UniqueID)
		if !ok || n.Status == dbt.Skipped || n.Message == dbt.ReusedMessage || n.Started.IsZero() {
			continue
		}
		models = append(models, openlineage.Built{Relation: r, Started: n.Started, Ended: n.Ended, Failed: n.Status.Bad(), Rows: n.Rows})
	}
	return models, nil
}

// trimEvents removes the events of old runs whose version is gone.
func (a *App) trimEvents(ctx context.Context) error {
	dir := filepath.Dir(a.eventsPath(""))
	files, err := os.ReadDir(dir) // by name: ids of runs sort by time
	if err != nil || len(files) <= keepEvents {
		return err
	}
	kept, err := version.NewStore(a.Warehouse, a.options.Now).List(ctx)
	if err != nil {
		return err
	}
	for _, f := range files[:len(files)-keepEvents] {
		runID := strings.TrimSuffix(f.Name(), ".ndjson")
		if slices.ContainsFunc(kept, func(p version.Published) bool { return p.RunID == runID }) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// checkEvents holds the events of a run against OpenLineage's schema. No file: 0 and
// no error.
func (a *App) checkEvents(runID string) (int, error) {
	f, err := os.Open(a.eventsPath(runID))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n, err := openlineage.Check(f)
	if err != nil {
		return n, fmt.Errorf("events of run %s: %w", runID, err)
	}
	return n, nil
}
