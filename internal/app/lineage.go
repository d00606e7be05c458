package app

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/bronze"
	"scv/internal/catalog"
	"scv/internal/control"
	"scv/internal/dbt"
	"scv/internal/dbt/lineage"
	"scv/internal/warehouse/duckdb"
)

//go:embed sql/shapes.sql
var shapesSQL string

// shapes are the columns of every relation of the warehouse but those of versions.
type shapes map[scv.Relation][]lineage.Field

// Lineage traces the columns of the home's project, as its models stand now, over
// the shapes that its tables have.
func (a *App) Lineage(ctx context.Context) (*lineage.Graph, error) {
	p, err := a.project(ctx, nil, a.options.Now())
	if err != nil {
		return nil, err
	}
	s, err := a.shapes(ctx)
	if err != nil {
		return nil, err
	}
	return a.trace(ctx, p, s)
}

func (a *App) trace(ctx context.Context, p *dbt.Project, s shapes) (g *lineage.Graph, err error) {
	scratch, err := duckdb.Open(ctx, duckdb.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := scratch.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close scratch warehouse: %w", closed)
		}
	}()
	return p.Lineage(ctx, scratch, func(r scv.Relation) ([]lineage.Field, error) { return s[r], nil })
}

// shapes asks the warehouse; a bronze column also gets the name that scv.yml, and
// so the source's file, has for it.
func (a *App) shapes(ctx context.Context) (shapes, error) {
	t, err := a.Warehouse.Table(ctx, shapesSQL)
	if err != nil {
		return nil, fmt.Errorf("list columns: %w", err)
	}
	written := a.writtenNames()
	s := shapes{}
	for _, row := range t.Rows {
		r := scv.Relation{Schema: row[0].(string), Name: row[1].(string)}
		name := row[2].(string)
		s[r] = append(s[r], lineage.Field{Name: name, Type: row[3].(string), As: written[lineage.Column{Relation: r, Name: name}]})
	}
	return s, nil
}

// writtenNames gives what scv.yml calls the columns of bronze, where it names them.
func (a *App) writtenNames() map[lineage.Column]string {
	names := map[lineage.Column]string{}
	for _, s := range a.Config.Sources {
		for _, e := range s.Entities {
			r := bronze.Current(s.Name, e.Name)
			for _, written := range mentioned(e) {
				names[lineage.Column{Relation: r, Name: scv.ColumnName(written)}] = written
			}
		}
	}
	return names
}

// mentioned gives the columns that an entity's configuration names.
func mentioned(e scv.EntityConfig) []string {
	all := slices.Clone(e.Key)
	for _, c := range e.Columns {
		all = append(all, c.Name)
	}
	for _, m := range e.Map {
		all = append(all, m.Columns...)
	}
	return all
}

// key is the digest of what a lineage follows from: the release and the shapes of
// what readers see.
func (s shapes) key(release string) string {
	h := sha256.New()
	fmt.Fprintln(h, release)
	for _, r := range slices.SortedFunc(maps.Keys(s), func(a, b scv.Relation) int { return strings.Compare(a.String(), b.String()) }) {
		fmt.Fprintln(h, r, s[r])
	}
	return release + ":" + hex.EncodeToString(h.Sum(nil))
}

// tellLineage keeps where the columns of a run come from, and tells the run in
// OpenLineage's words. A run that ended before it built anything has no columns.
func (a *App) tellLineage(ctx context.Context, d digests, o outcome, s sight) error {
	g, err := a.keepLineage(ctx, d, o.report, s)
	if err != nil {
		return err
	}
	return a.writeEvents(ctx, o.report, o.built, o.err, g, s)
}

// keepLineage records where the columns of what a run built come from. Where
// nothing that it follows from has changed, it is that of the run before.
func (a *App) keepLineage(ctx context.Context, d digests, report *scv.RunReport, s sight) (*lineage.Graph, error) {
	built := report.ChecksOf == report.RunID && report.RunID != ""
	last, ok, err := a.Control.LineageOf(ctx, 0)
	if err != nil || !built && (ok || !report.Published) {
		return &lineage.Graph{}, err
	}
	now, err := a.shapes(ctx)
	if err != nil {
		return nil, err
	}
	next := control.Lineage{RunID: report.RunID, Key: now.key(d.release()), Document: last.Document}
	if report.Published {
		next.Version = report.Version
	}
	if !ok || last.Key != next.Key {
		if next.Document, err = a.traced(ctx, now, s); err != nil {
			return nil, err
		}
	}
	if err := a.Control.KeepLineage(ctx, next); err != nil {
		return nil, err
	}
	return lineage.Decode(next.Document)
}

func (a *App) traced(ctx context.Context, now shapes, s sight) ([]byte, error) {
	p, err := s.project(ctx)
	if err != nil {
		return nil, err
	}
	g, err := a.trace(ctx, p, now)
	if err != nil {
		return nil, err
	}
	return g.Encode()
}

// LineageView is a lineage with what it is of.
type LineageView struct {
	*lineage.Graph
	RunID   string // the run that it was kept with; "" when it was traced now
	Version int64  // the version that the run published, 0 = none
}

// KeptLineage gives the lineage of a version or, with 0, of the newest run that built
// one; nil when none was kept. The warehouse is not asked.
func (a *App) KeptLineage(ctx context.Context, version int64) (*LineageView, string, error) {
	kept, ok, err := a.Control.LineageOf(ctx, version)
	if err != nil || !ok {
		return nil, "", err
	}
	g, err := lineage.Decode(kept.Document)
	return &LineageView{g, kept.RunID, kept.Version}, kept.Key, err
}

// ways gives where columns come from by what the newest run kept.
func (a *App) ways(ctx context.Context, release string) (catalog.Ways, error) {
	kept, key, err := a.KeptLineage(ctx, 0)
	if err != nil || kept == nil {
		return catalog.Ways{}, err
	}
	return catalog.Ways{Graph: kept.Graph, Current: strings.HasPrefix(key, release+":")}, nil
}

// FindLineage gives the lineage of a home: of a version as it was kept or, with 0, of
// the project as it stands. As long as that is what the newest run built, what was
// kept is the answer, and the warehouse is not opened; else its models are traced
// now. Where the warehouse cannot be opened the newest that was kept is given, and
// the warning says so.
func FindLineage(ctx context.Context, home string, version int64, o Options) (*LineageView, error) {
	desk, err := OpenControl(ctx, home, o)
	if err != nil {
		return nil, err
	}
	kept, key, err := desk.KeptLineage(ctx, version)
	d, failed := desk.digests()
	if err := errors.Join(err, failed, desk.Close()); err != nil {
		return nil, err
	}
	switch {
	case version > 0 && kept == nil:
		return nil, &scv.Error{
			Code: scv.CodeVersion, Op: "find lineage", Subject: fmt.Sprintf("version %d", version), Err: errors.New("no lineage was kept for it"),
			Hint: "Type `scv versions` to see what there is; versions published before scv kept lineage have none.",
		}
	case kept != nil && (version > 0 || strings.HasPrefix(key, d.release()+":")):
		return kept, nil
	}
	now, err := lineageNow(ctx, home, o)
	if err != nil && kept != nil {
		desk.options.Warn("this is the lineage that run %s kept: the project has changed since, and the warehouse cannot be asked: %s", kept.RunID, err)
		return kept, nil
	}
	return now, err
}

func lineageNow(ctx context.Context, home string, o Options) (*LineageView, error) {
	a, err := OpenToRead(ctx, home, o)
	if err != nil {
		return nil, err
	}
	g, err := a.Lineage(ctx)
	if err := errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	return &LineageView{Graph: g}, nil
}
