package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

// reportRows is after how many rows progress is told.
const reportRows = 1 << 16

// Files reads one file (a dedupe) or several (a link) whose column id names their
// records; "" is the first one. db reads files for us: an engine in memory that may reach them.
// Columns of one name, upper and lower case apart, are one column.
func Files(ctx context.Context, db warehouse.Conn, paths []string, id string, progress scv.Progress) (engine.Input, error) {
	in := engine.Input{Link: engine.Dedupe, IDColumn: id, Sources: sourceNames(paths)}
	if len(paths) > 1 {
		in.Link = engine.Link
	}
	r := reader{id: id, progress: progress}
	for _, path := range paths {
		t, err := open(ctx, db, path)
		if err != nil {
			return in, err
		}
		if err := r.take(t); err != nil {
			return in, err
		}
	}
	r.builder = record.NewBuilder(r.columns, nil)
	for k := range r.tables {
		prefix := ""
		if len(paths) > 1 {
			prefix = in.Sources[k] + engine.Between
		}
		if err := r.read(ctx, k, stem(r.tables[k].path), prefix); err != nil {
			return in, err
		}
	}
	return r.finish(in)
}

// sourceNames are the files' names; where they are equal, numbers tell them apart.
func sourceNames(paths []string) []string {
	var out []string
	for _, p := range paths {
		name := stem(p)
		for n := 2; slices.Contains(out, name); n++ {
			name = fmt.Sprintf("%s_%d", stem(p), n)
		}
		out = append(out, name)
	}
	return out
}

// reader brings tables into one.
type reader struct {
	id       string
	progress scv.Progress
	columns  []string
	tables   []*table
	ids      []int // by table: the place of the id column
	builder  *record.Builder
	ends     []int32 // by table: rows read when it ended
	rows     int32
}

// take adds a table's columns. Without a name the first column has the ids.
func (r *reader) take(t *table) error {
	if r.id == "" {
		r.id = t.columns[0]
	}
	at := slices.Index(t.columns, r.id)
	if at < 0 {
		at = slices.IndexFunc(t.columns, func(name string) bool { return strings.EqualFold(name, r.id) })
	}
	if at < 0 {
		return missingColumn(t, r.id)
	}
	r.tables, r.ids = append(r.tables, t), append(r.ids, at)
	for k, name := range t.columns {
		if k != at && !slices.ContainsFunc(r.columns, func(o string) bool { return strings.EqualFold(o, name) }) {
			r.columns = append(r.columns, name)
		}
	}
	return nil
}

func (r *reader) placesOf(t *table) []int {
	out := make([]int, len(r.columns))
	for k, name := range r.columns {
		out[k] = slices.IndexFunc(t.columns, func(o string) bool { return strings.EqualFold(o, name) })
	}
	return out
}

// read takes in table k, called name in what is told of the progress.
func (r *reader) read(ctx context.Context, k int, name, prefix string) error {
	t, at := r.tables[k], r.ids[k]
	places, row := r.placesOf(t), int64(0)
	stage := "read " + name
	err := t.rows(ctx, func(rows int, value func(k, row int) []byte) error {
		for n := range rows {
			if len(value(at, n)) == 0 {
				return &scv.Error{Code: scv.CodeTableID, Op: "read", Subject: fmt.Sprintf("%s, data row %d", t.path, row+int64(n)+1), Err: fmt.Errorf("column %q is empty", r.id), Hint: "Every row needs an id of its own; name the column that has one with --id."}
			}
		}
		id := func(n int) []byte { return value(at, n) }
		r.builder.AddBlock(rows, prefix, id, func(k, n int) []byte {
			if places[k] < 0 {
				return nil
			}
			return value(places[k], n)
		})
		before := row
		if row += int64(rows); row/reportRows > before/reportRows {
			r.progress.Report(scv.Event{Stage: stage, Unit: "rows", Done: row})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if row == 0 {
		return empty(t.path, "it has a header and no row below it")
	}
	r.progress.Report(scv.Event{Stage: stage, Unit: "rows", Done: row, Total: row, End: true})
	r.rows += int32(row)
	r.ends = append(r.ends, r.rows)
	return nil
}

// finish orders the rows and tells which source each came from.
func (r *reader) finish(in engine.Input) (engine.Input, error) {
	set, err := r.builder.Set()
	if double, ok := errors.AsType[*record.DoubledError](err); ok {
		k, first := r.tableOf(double.First)
		_, second := r.tableOf(double.Second)
		return in, &scv.Error{
			Code: scv.CodeTableID, Op: "read", Subject: r.tables[k].path, Err: fmt.Errorf("data rows %d and %d have one value in column %q", first+1, second+1, r.id),
			Hint: "Every row needs an id of its own; name the column that has one with --id.",
		}
	}
	if err != nil {
		return in, err
	}
	in.Records, in.Columns, in.IDs, in.IDColumn = set, r.columns, set.IDs, r.id
	in.Source = make([]int32, set.Len())
	if len(r.tables) > 1 {
		in.IDs = make([]string, set.Len())
		for row, arrived := range set.Arrived {
			k, _ := r.tableOf(arrived)
			in.Source[row] = int32(k)
			in.IDs[row] = set.IDs[row][len(in.Sources[k])+len(engine.Between):]
		}
	}
	return in, nil
}

// tableOf gives the table of a row and its place in it.
func (r *reader) tableOf(arrived int32) (table int, row int32) {
	from := int32(0)
	for k, end := range r.ends {
		if arrived < end {
			return k, arrived - from
		}
		from = end
	}
	return len(r.ends) - 1, arrived - from
}
