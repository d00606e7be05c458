package run

import (
	"context"
	"fmt"
	"slices"
	"time"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

func microbatch(n *graph.Node) bool {
	return n.Kind == graph.Model && n.Materialized() == "incremental" && n.ConfigText("incremental_strategy") == "microbatch"
}

// Rest is what an earlier run left of a microbatch model.
type Rest struct {
	Failed []compile.Batch // to be built now, instead of those that are due
	Built  [][2]time.Time  // start and end of those that are there
}

// microbatch builds a model batch by batch, each in a transaction of its own. One
// that fails leaves the others as they are: the next run may take it again. When the
// first one fails, so most likely would all others: they are left for another time.
func (r *runner) microbatch(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	grows := r.increments(n)
	batches, err := r.due(n, grows)
	if err != nil {
		return err
	}
	res.Rows, res.Batches, res.Built = 0, nil, r.o.Again[n.ID].Built
	for i, b := range batches {
		done, before := Batch{Batch: b}, len(res.Ran)
		if i > 0 && res.Batches[0].Err != nil {
			done.Skipped = true
		} else if err := r.batch(ctx, s, n, res, &done, grows, i == 0, i == len(batches)-1); err != nil {
			if conflict(err) || ctx.Err() != nil {
				return err
			}
			sql := ""
			if done.Compiled != nil {
				sql = done.Compiled.SQL
			}
			done.Err = r.fault(n, sql, err)
		} else {
			grows = true
		}
		done.Ran = slices.Clone(res.Ran[before:])
		res.Rows += done.Rows
		res.Batches = append(res.Batches, done)
	}
	res.CompiledAt = r.o.Now()
	return judgeBatches(n, res)
}

// due gives the batches of a run: those asked for, or from begin on the first run
// and lookback before the last one later, to the end of the batch that now is in.
func (r *runner) due(n *graph.Node, grows bool) ([]compile.Batch, error) {
	if again := r.o.Again[n.ID].Failed; len(again) > 0 {
		return again, nil
	}
	size := n.ConfigText("batch_size")
	end := r.o.End
	if end.IsZero() {
		end = r.o.AsOf
	}
	end = compile.Ceiling(size, end)
	if !r.o.Start.IsZero() {
		return compile.Batches(size, r.o.Start, end), nil
	}
	if grows {
		lookback, ok := n.ConfigValue("lookback").(int64)
		if !ok {
			lookback = 1
		}
		return compile.Batches(size, compile.LookBack(size, end, int(lookback)), end), nil
	}
	begin, err := compile.ParseTime(n.ConfigText("begin"))
	if err != nil {
		return nil, &scv.Error{
			Code: scv.CodeDBTConfig, Op: "build model " + n.Name, Subject: graph.Place(n, 0), Hint: "Write a date such as 2025-01-31.",
			Err: fmt.Errorf("begin: %q is no time", n.ConfigText("begin")),
		}
	}
	return compile.Batches(size, begin, end), nil
}

// batch builds one batch: the first of a table that is not there makes it.
func (r *runner) batch(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result, b *Batch, grows, first, last bool) error {
	answer := jinja.Func(func(*jinja.Call) (jinja.Value, error) { return grows, nil })
	how := compile.Rendering{Conn: s, Batch: &b.Batch, Extra: map[string]jinja.Value{"is_incremental": answer}}
	compiled, err := r.o.Compiler.Compile(ctx, n, how)
	if err != nil {
		return err
	}
	b.Compiled = compiled
	part := *res
	part.CompiledSQL, part.Compiled, part.Rows = compiled.SQL, compiled, 0
	err = r.hooked(ctx, s, n, first, last, func() (string, error) {
		if grows {
			return "table", r.increment(ctx, s, n, r.o.Compiler.Relation(n), &part, &b.Batch)
		}
		return r.create(ctx, s, n, &part)
	})
	b.Rows = part.Rows
	return err
}

// judgeBatches gives the model's status: the error is the first batch's.
func judgeBatches(n *graph.Node, res *Result) error {
	good := 0
	var fault error
	for _, b := range res.Batches {
		switch {
		case b.Err != nil && fault == nil:
			fault = b.Err
		case b.Err == nil && !b.Skipped:
			good++
		}
	}
	switch {
	case fault == nil:
		res.Status, res.Message = Success, "SUCCESS"
	case good == 0:
		return fault
	default:
		res.Status, res.Message, res.Err = Partial, fmt.Sprintf("PARTIAL SUCCESS (%d/%d)", good, len(res.Batches)), fault
	}
	return nil
}

// Spans gives the starts and ends of a model's batches, those that are there, built
// now or before a retry, and those that are not.
func (r *Result) Spans() (good, bad [][2]time.Time) {
	for _, b := range r.Batches {
		span := [2]time.Time{b.Start, b.End}
		if b.Err != nil || b.Skipped {
			bad = append(bad, span)
		} else {
			good = append(good, span)
		}
	}
	return append(good, r.Built...), bad
}
