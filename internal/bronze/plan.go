package bronze

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/source"
)

// plan says which files to read, by position, and fills the reports of the
// others. A file is left out when its content and the way to read it are those of
// its last load, unless all are to be read again: one file alone would put its
// content over what files behind it say of the same records. A snapshot is read whole or not at all: its keys must be unique,
// and equal rows are counted, over all its files.
func (l *Loader) plan(ctx context.Context, t *source.Table, files []FileReport, again bool) (todo []int, err error) {
	known, err := l.lastLoads(ctx, t)
	if err != nil {
		return nil, err
	}
	for i, f := range t.Files {
		files[i].Path = f.Path
		last, ok := known[f.Path]
		if !ok || again || last.sha256 != f.SHA256 || last.digest != t.Digest {
			todo = append(todo, i)
			continue
		}
		files[i].Skipped, files[i].Counts = true, last.counts
	}
	if t.Mode == source.Snapshot && len(todo) > 0 && len(todo) < len(t.Files) {
		todo = todo[:0]
		for i := range t.Files {
			files[i] = FileReport{Path: t.Files[i].Path}
			todo = append(todo, i)
		}
	}
	return todo, nil
}

// lastLoad is what bronze.loads says of a file.
type lastLoad struct {
	sha256, digest string
	counts         scv.Counts // as a load without changes would count
}

func (l *Loader) lastLoads(ctx context.Context, t *source.Table) (map[string]lastLoad, error) {
	known := map[string]lastLoad{}
	columns, err := l.warehouse.Columns(ctx, Relation(t.Source, t.Entity))
	if err != nil || columns == nil {
		return known, err
	}
	answer, err := l.warehouse.Table(ctx, statement("last_loads").String(), t.Source, t.Entity)
	if err != nil {
		return nil, fmt.Errorf("read loads of %s/%s: %w", t.Source, t.Entity, err)
	}
	for _, row := range answer.Rows {
		file, _ := row[0].(string)
		last := lastLoad{}
		last.sha256, _ = row[1].(string)
		last.digest, _ = row[2].(string)
		last.counts.Read, _ = row[3].(int64)
		last.counts.Unchanged, _ = row[4].(int64)
		last.counts.Quarantined, _ = row[5].(int64)
		last.counts.Ignored, _ = row[6].(int64)
		known[file] = last
	}
	return known, nil
}
