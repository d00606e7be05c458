package pushdown

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math"

	"scv"
	"scv/internal/identity/cluster"
	"scv/internal/identity/splink"
)

// Connection is one connection of a warehouse: temporary tables are kept between
// calls.
type Connection interface {
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error
}

// Result is what came out, records in the order of their keys.
type Result struct {
	IDs, Sources []string // by row; no sources in a dedupe
	Edges        []cluster.Edge
	Cluster      []int32 // by row: the smallest row of its cluster
	Pairs        int64
	RulePairs    []int64 // by rule: pairs that no earlier rule made
}

// Run finds and scores the pairs where the records are, and puts together what
// links. allPairs is how many pairs a rule without an equality may look at, 0 =
// 5,000,000. The temporary tables stay until the connection ends.
func Run(ctx context.Context, c Connection, s *Script, m *splink.Model, allPairs int64, progress scv.Progress) (*Result, error) {
	if progress == nil {
		progress = scv.NoProgress{}
	}
	r := &runner{c, s, m, progress}
	if err := r.find(ctx, allPairs); err != nil {
		return nil, err
	}
	for _, name := range []string{"gammas", "weights"} {
		if err := r.step(ctx, name); err != nil {
			return nil, err
		}
	}
	out := &Result{RulePairs: make([]int64, len(m.Rules))}
	if err := r.records(ctx, out); err != nil {
		return nil, err
	}
	if err := r.edges(ctx, out); err != nil {
		return nil, err
	}
	out.Cluster = cluster.Components(len(out.IDs), out.Edges)
	return out, nil
}

type runner struct {
	Connection
	script   *Script
	model    *splink.Model
	progress scv.Progress
}

// find makes the tables of records and pairs, after a look at how many pairs these
// will be.
func (r *runner) find(ctx context.Context, allPairs int64) error {
	if err := r.ready(ctx); err != nil {
		return err
	}
	if err := r.guard(ctx, allPairs); err != nil {
		return err
	}
	return r.step(ctx, "pairs")
}

//go:embed sql/unnamed.sql
var unnamedSQL string

// ready makes the table of records; one that has no id of its own is an error.
func (r *runner) ready(ctx context.Context) error {
	if err := r.step(ctx, "records"); err != nil {
		return err
	}
	var bad int64
	if err := r.scan(ctx, unnamedSQL, func(b *scv.Batch, row int) { bad = b.Columns[0].Ints[row] }); err != nil {
		return fmt.Errorf("sql: look at ids: %w", err)
	}
	if bad > 0 {
		return &scv.Error{
			Code: scv.CodeTableID, Op: "read", Subject: r.script.table, Err: fmt.Errorf("%d rows have no id, or one that another row has", bad),
			Hint: "Every row needs an id of its own; name the column that has one with --id.",
		}
	}
	return nil
}

func (r *runner) step(ctx context.Context, name string) error {
	stage := "sql: " + name
	r.progress.Report(scv.Event{Stage: stage})
	if _, err := r.Exec(ctx, r.script.Get(name)); err != nil {
		return fmt.Errorf("sql: %s: %w", name, err)
	}
	r.progress.Report(scv.Event{Stage: stage, End: true})
	return nil
}

func (r *runner) scan(ctx context.Context, sql string, row func(b *scv.Batch, row int)) error {
	return r.Scan(ctx, sql, func(b *scv.Batch) error {
		for i := range b.Len() {
			row(b, i)
		}
		return nil
	})
}

// guard refuses rules that would look at more pairs than allowed.
func (r *runner) guard(ctx context.Context, allPairs int64) error {
	most := make([]float64, len(r.model.Rules))
	err := r.scan(ctx, "select rule, sum(pairs) / 2 as pairs from (\n"+r.script.Get("estimate")+"\n) as estimates group by rule", func(b *scv.Batch, row int) {
		most[b.Columns[0].Ints[row]] = b.Columns[1].Floats[row]
	})
	if err != nil {
		return fmt.Errorf("sql: estimate: %w", err)
	}
	for k, n := range most {
		if err := splink.Allowed(r.model.Rules[k].SQL, n, r.script.blocked[k], allPairs); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) records(ctx context.Context, out *Result) error {
	columns := "_scv_id"
	if r.script.sources {
		columns += ", _scv_source"
	}
	err := r.scan(ctx, "select "+columns+" from scv_record order by _scv_row", func(b *scv.Batch, row int) {
		out.IDs = append(out.IDs, string(b.Columns[0].Bytes(row)))
		if r.script.sources {
			out.Sources = append(out.Sources, string(b.Columns[1].Bytes(row)))
		}
	})
	if err == nil && len(out.IDs) > math.MaxInt32 {
		err = errors.New("more records than can be numbered")
	}
	if err != nil {
		return fmt.Errorf("sql: read ids: %w", err)
	}
	return nil
}

// made counts the pairs of each rule.
func (r *runner) made(ctx context.Context, out *Result) error {
	return r.scan(ctx, "select rule, count(*) as pairs from scv_pair group by rule", func(b *scv.Batch, row int) {
		out.RulePairs[b.Columns[0].Ints[row]] = b.Columns[1].Ints[row]
		out.Pairs += b.Columns[1].Ints[row]
	})
}

func (r *runner) edges(ctx context.Context, out *Result) error {
	err := r.made(ctx, out)
	if err == nil {
		err = r.scan(ctx, r.script.Get("edges"), func(b *scv.Batch, row int) {
			out.Edges = append(out.Edges, cluster.Edge{I: int32(b.Columns[0].Ints[row]), J: int32(b.Columns[1].Ints[row]), Weight: b.Columns[2].Floats[row]})
		})
	}
	if err != nil {
		return fmt.Errorf("sql: read pairs: %w", err)
	}
	return nil
}
