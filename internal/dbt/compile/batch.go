package compile

import (
	"path"
	"strings"
	"time"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Batch is the span of time that one batch of a microbatch model is for.
type Batch struct {
	Start, End time.Time // Start is within, End is not
	Size       string    // hour, day, month or year
}

// Label names a batch by its start: 2025-01 for a month.
func (b *Batch) Label() string {
	form := map[string]string{"year": "2006", "month": "2006-01", "day": "2006-01-02", "hour": "2006-01-02T15"}[b.Size]
	return b.Start.UTC().Format(form)
}

// within gives only the rows of the batch, of what has a time.
func (b *Batch) within(r *Relation, n *graph.Node) *Relation {
	column := n.ConfigText("event_time")
	if b == nil || column == "" {
		return r
	}
	out := *r
	out.rows = "(select * from %s where " + column + " >= '" + b.moment(b.Start).String() + "' and " + column + " < '" + b.moment(b.End).String() + "')"
	return &out
}

func (b *Batch) moment(t time.Time) *Moment { return &Moment{t: t.UTC(), zone: true} }

// describe puts the batch into `model`.
func (b *Batch) describe(model *jinja.Dict) {
	if b == nil {
		return
	}
	model.Put("batch", jinja.NewDict("id", strings.ReplaceAll(b.Label(), "-", ""), "event_time_start", b.moment(b.Start), "event_time_end", b.moment(b.End)))
}

// path is where the batch's SQL goes: a folder of the model's name.
func (b *Batch) path(whole string) string {
	if b == nil {
		return whole
	}
	name := strings.TrimSuffix(path.Base(whole), ".sql")
	return path.Join(path.Dir(whole), name, name+"_"+b.Label()+".sql")
}

// Batches splits a time into batches of a size: the first begins where start's
// does, the last ends at end.
func Batches(size string, start, end time.Time) []Batch {
	var out []Batch
	for at := truncate(size, start); ; {
		next := offset(size, at, 1)
		if !next.Before(end) {
			return append(out, Batch{Start: at, End: end, Size: size})
		}
		out = append(out, Batch{Start: at, End: next, Size: size})
		at = next
	}
}

// LookBack gives where the batches of a later run begin: lookback of them before
// the one that end is in.
func LookBack(size string, end time.Time, lookback int) time.Time {
	if truncate(size, end).Equal(end) {
		lookback++
	}
	return offset(size, truncate(size, end), -lookback)
}

// Ceiling is the end of the batch that a time is in: itself when it is between two.
func Ceiling(size string, t time.Time) time.Time {
	if at := truncate(size, t); !at.Equal(t) {
		return offset(size, at, 1)
	}
	return t
}

func truncate(size string, t time.Time) time.Time {
	t = t.UTC()
	switch size {
	case "hour":
		return t.Truncate(time.Hour)
	case "day":
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	case "month":
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
}

func offset(size string, t time.Time, by int) time.Time {
	switch size {
	case "hour":
		return t.Add(time.Duration(by) * time.Hour)
	case "day":
		return t.AddDate(0, 0, by)
	case "month":
		return t.AddDate(0, by, 0)
	}
	return t.AddDate(by, 0, 0)
}

// ParseTime reads a time as configs and flags write it, in UTC where it names no zone.
func ParseTime(text string) (time.Time, error) {
	m, err := fromISO(text)
	if err != nil {
		return time.Time{}, err
	}
	return m.t.UTC(), nil
}
