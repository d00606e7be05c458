package pushdown

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"slices"

	"scv"
	"scv/internal/identity/splink"
)

// Training says how a model is learned where the records are.
type Training struct {
	Rules []string // one session of estimation each; none: chosen of the model's own
	Pairs float64  // random pairs that u is learned from; 0 = 1,000,000; +Inf = all
	Seed  uint64
}

//go:embed sql/sample.sql
var sampleSQL string

const defaultRandomPairs = 1_000_000

// Train learns u from random pairs, m by expectation maximisation on the pairs of
// each rule, and λ from the pairs of the model's rules, all counted by their pattern
// in the warehouse. Records are chosen by a hash of their key and the seed. allPairs
// is as for Run.
func Train(ctx context.Context, c Connection, d Dialect, t Table, m *splink.Model, how Training, allPairs int64, progress scv.Progress) (*splink.Trained, error) {
	if progress == nil {
		progress = scv.NoProgress{}
	}
	if how.Pairs == 0 {
		how.Pairs = defaultRandomPairs
	}
	if len(how.Rules) == 0 {
		how.Rules = splink.RulesToLearnFrom(m)
	}
	tr := &trainer{c, d, t, m, progress, allPairs}
	r, err := tr.with(slices.Concat(m.Rules, rulesOf(how.Rules...)))
	if err != nil {
		return nil, err
	}
	if err := r.ready(ctx); err != nil {
		return nil, err
	}
	counted, err := tr.count(ctx, r, how)
	if err != nil {
		return nil, err
	}
	return splink.TrainCounted(m, counted)
}

type trainer struct {
	Connection
	dialect  Dialect
	table    Table
	model    *splink.Model
	progress scv.Progress
	allPairs int64
}

func rulesOf(sql ...string) (out []splink.Rule) {
	for _, s := range sql {
		out = append(out, splink.Rule{SQL: s})
	}
	return out
}

// with is the model with other rules.
func (t *trainer) with(rules []splink.Rule) (*runner, error) {
	m := *t.model
	m.Rules = rules
	script, err := Write(&m, t.dialect, t.table, 1)
	return &runner{t.Connection, script, &m, t.progress}, err
}

func (t *trainer) count(ctx context.Context, r *runner, how Training) (out splink.Counted, err error) {
	if err := t.records(ctx, &out); err != nil {
		return out, err
	}
	if _, err := t.Exec(ctx, t.sample(how, out.All)); err != nil {
		return out, fmt.Errorf("sql: random pairs: %w", err)
	}
	if out.Random, err = r.patterns(ctx); err != nil {
		return out, err
	}
	for _, rule := range how.Rules {
		counts, err := t.rules(ctx, rulesOf(rule))
		if err != nil {
			return out, err
		}
		out.Sessions = append(out.Sessions, splink.CountedRule{Rule: rule, Counts: counts})
	}
	out.Own, err = t.rules(ctx, t.model.Rules)
	return out, err
}

// records counts how many pairs of records are looked at.
func (t *trainer) records(ctx context.Context, out *splink.Counted) error {
	query, apart := "select count(*) as n from scv_record", t.model.Link == "link_only"
	if apart {
		query += " group by _scv_source"
	}
	records, same := 0., 0.
	err := t.Scan(ctx, query, func(b *scv.Batch) error {
		for _, n := range b.Columns[0].Ints {
			records += float64(n)
			same += float64(n) * float64(n-1) / 2
		}
		return nil
	})
	out.All = records * (records - 1) / 2
	if apart {
		out.All -= same
	}
	return err
}

// sample makes the pairs of some records, about as many as asked for.
func (t *trainer) sample(how Training, all float64) string {
	part := math.Sqrt(how.Pairs / max(all, 1))
	where, sources := "", ""
	if part < 1 {
		where = fmt.Sprintf("\n    where substr(md5(_scv_key || '%d'), 1, 8) < '%08x'", how.Seed, uint32(part*math.MaxUint32))
	}
	if t.model.Link == "link_only" {
		sources = "\n    and l._scv_source <> r._scv_source"
	}
	return fill(sampleSQL, "{where}", where, "{sources}", sources)
}

// rules counts the patterns of the pairs of rules.
func (t *trainer) rules(ctx context.Context, rules []splink.Rule) (splink.Counts, error) {
	r, err := t.with(rules)
	if err != nil {
		return splink.Counts{}, err
	}
	if err := r.guard(ctx, t.allPairs); err != nil {
		return splink.Counts{}, err
	}
	if err := r.step(ctx, "pairs"); err != nil {
		return splink.Counts{}, err
	}
	return r.patterns(ctx)
}

// patterns counts the levels of the pairs that there are.
func (r *runner) patterns(ctx context.Context) (out splink.Counts, err error) {
	if err := r.step(ctx, "gammas"); err != nil {
		return out, err
	}
	k := len(r.model.Comparisons)
	err = r.scan(ctx, r.script.Get("patterns"), func(b *scv.Batch, row int) {
		pattern := make([]int8, k)
		for i := range pattern {
			pattern[i] = int8(b.Columns[i].Ints[row])
		}
		out.Patterns, out.Pairs = append(out.Patterns, pattern), append(out.Pairs, float64(b.Columns[k].Ints[row]))
	})
	if err != nil {
		return out, fmt.Errorf("sql: patterns: %w", err)
	}
	return out, nil
}
