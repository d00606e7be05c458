package run

import (
	"context"
	"fmt"
	"time"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// Freshness is how old the newest row of a source is.
type Freshness struct {
	Source      *graph.Node
	Status      FreshnessStatus
	MaxLoadedAt time.Time // zero when the source is empty
	At          time.Time // when it was asked
	Seconds     float64   // that asking took
	Started     time.Time
	Err         error // with status "runtime error"
}

// FreshnessStatus is dbt's word for it.
type FreshnessStatus string

// The statuses of freshness.
const (
	Fresh       FreshnessStatus = "pass"
	Late        FreshnessStatus = "warn"
	Stale       FreshnessStatus = "error"
	NotMeasured FreshnessStatus = "runtime error"
)

// Age is how long ago the newest row came. Of an empty source it is as long as
// the calendar: it is stale by any rule.
func (f Freshness) Age() time.Duration {
	if f.MaxLoadedAt.IsZero() {
		return 1<<63 - 1
	}
	return f.At.Sub(f.MaxLoadedAt)
}

// Measurable says whether a source has a freshness rule and something to ask.
func Measurable(n *graph.Node) bool {
	return n.Kind == graph.Source && n.Src.Freshness != nil && (n.Src.LoadedAtField != "" || n.Src.LoadedAtQuery != "") &&
		(limitOf(n, "warn_after") > 0 || limitOf(n, "error_after") > 0)
}

// MeasureFreshness asks each source for its newest row, in the order given, with
// the project's hooks before and after. done is told of each; o.Begin and o.Done of
// sources that begin, and of the hooks.
func MeasureFreshness(ctx context.Context, o Options, sources []*graph.Node, done func(Freshness)) ([]Freshness, error) {
	r := newRunner(o, nil)
	if err := r.operations(ctx, "on-run-start"); err != nil {
		return nil, err
	}
	var out []Freshness
	err := r.o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		for _, n := range sources {
			r.o.Begin(n)
			f := r.freshness(ctx, s, n)
			if ctx.Err() != nil {
				return fmt.Errorf("source freshness: %w", ctx.Err())
			}
			out = append(out, f)
			done(f)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, r.operations(ctx, "on-run-end")
}

func (r *runner) freshness(ctx context.Context, s *warehouse.Session, n *graph.Node) Freshness {
	f := Freshness{Source: n, Started: r.o.Now()}
	sql, err := r.freshnessSQL(ctx, s, n)
	var t *warehouse.Table
	if err == nil {
		t, err = s.Table(ctx, sql)
	}
	f.At = r.o.Now()
	f.Seconds = f.At.Sub(f.Started).Seconds()
	if err == nil {
		f.MaxLoadedAt, err = newest(t)
	}
	if err != nil {
		f.Status, f.Err = NotMeasured, freshnessFault(n, err)
		return f
	}
	f.Status = judgeAge(n, f.Age())
	return f
}

func freshnessFault(n *graph.Node, err error) error {
	return &scv.Error{
		Code: scv.CodeDBTFreshness, Op: "source freshness of " + n.Src.Source + "." + n.Name, Subject: graph.Place(n, 0),
		Hint: "Correct loaded_at_field, loaded_at_query or filter of the source.", Err: err,
	}
}

func (r *runner) freshnessSQL(ctx context.Context, s *warehouse.Session, n *graph.Node) (string, error) {
	rel := r.o.Compiler.Relation(n)
	if q := n.Src.LoadedAtQuery; q != "" {
		return r.renderFor(ctx, s, n, q)
	}
	field, err := r.renderFor(ctx, s, n, n.Src.LoadedAtField)
	if err != nil {
		return "", err
	}
	where := ""
	if v, _ := n.Src.Freshness.GetStr("filter"); v != nil && jinja.Str(v) != "" {
		where = " where " + jinja.Str(v)
	}
	return "select max(" + field + ") as max_loaded_at from " + rel.String() + where, nil
}

// newest reads the one value of a freshness query.
func newest(t *warehouse.Table) (time.Time, error) {
	if len(t.Rows) == 0 || len(t.Rows[0]) == 0 || t.Rows[0][0] == nil {
		return time.Time{}, nil
	}
	switch v := t.Rows[0][0].(type) {
	case time.Time:
		return v.UTC(), nil
	case string:
		for _, layout := range []string{time.RFC3339Nano, time.DateTime, time.DateOnly} {
			if at, err := time.Parse(layout, v); err == nil {
				return at.UTC(), nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("the newest value is a %s, not a time", t.Types[0])
}

func judgeAge(n *graph.Node, age time.Duration) FreshnessStatus {
	if limit := limitOf(n, "error_after"); limit > 0 && age > limit {
		return Stale
	}
	if limit := limitOf(n, "warn_after"); limit > 0 && age > limit {
		return Late
	}
	return Fresh
}

// limitOf reads {count: 12, period: hour}; 0 is no limit.
func limitOf(n *graph.Node, key string) time.Duration {
	v, _ := n.Src.Freshness.GetStr(key)
	d, ok := v.(*jinja.Dict)
	if !ok {
		return 0
	}
	count, _ := d.GetStr("count")
	number, ok := wholeNumber(count)
	if !ok {
		return 0
	}
	period, _ := d.GetStr("period")
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[jinja.Str(period)]
	return time.Duration(number) * unit
}
