package splink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"scv"
	"scv/internal/identity/cluster"
	"scv/internal/identity/splink/native"
)

// Outside evaluates SQL that native does not know. Rows are places in the input.
type Outside interface {
	// Gammas gives, for each pair, the value of an SQL expression over columns
	// that end in _l and _r: a whole number.
	Gammas(ctx context.Context, expression string, pairs []Pair) ([]int8, error)
	// Pairs gives all pairs of rows, the first one before the second, for which a
	// condition over the tables l and r holds, after exploding arrays.
	Pairs(ctx context.Context, condition string, explode []string) ([][2]int32, error)
}

// Options say how a model is run.
type Options struct {
	Threshold float64      // probability from which a pair links; 0 = .95
	AllPairs  int64        // pairs that a rule without an equality may look at; 0 = 5,000,000
	Pairs     io.Writer    // gets every pair as CSV; nil = nobody
	Workers   int          // 0 = one per core
	Memory    int64        // bytes that the records, their blocks and what was made of pairs, until it is handed out, may take; 0 = no limit
	Outside   Outside      // nil = what native does not know is an error
	Progress  scv.Progress // nil = nobody is told
}

// Result is what a model found.
type Result struct {
	Cluster   []int32 // by row: the smallest row of its cluster
	Pairs     int64
	Links     int64   // pairs at the threshold or above
	RulePairs []int64 // by rule: pairs that no earlier rule made
	Coverage  []Coverage
}

const (
	defaultThreshold = .95
	defaultAllPairs  = 5_000_000
)

// job is a model readied for an input.
type job struct {
	in      *Input
	m       *Model
	o       Options
	program *native.Program
	scorer  *scorer
	blocks  *blocks
	views   []*native.Pair // by worker
	least   float64        // factor below which a pair is below the threshold
}

// newJob compiles the model and the rules: those of the model, and extra ones
// after them (for training).
func newJob(ctx context.Context, in *Input, m *Model, extra []Rule, o Options) (*job, []*rule, error) {
	if o.Threshold == 0 {
		o.Threshold = defaultThreshold
	}
	if o.AllPairs == 0 {
		o.AllPairs = defaultAllPairs
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	e := &job{in: in, m: m, o: o, program: native.NewProgram(in.Frame), views: make([]*native.Pair, o.Workers), least: leastFactor(o.Threshold)}
	var err error
	if e.scorer, err = newScorer(e.program, m); err != nil {
		return nil, nil, err
	}
	for _, c := range e.scorer.comparisons {
		if c.rest != "" && o.Outside == nil {
			return nil, nil, e.unknown(c)
		}
	}
	lister := func(r Rule) (*listing, error) { return e.list(ctx, r) }
	var more []*rule
	e.blocks = e.newBlocks()
	for i, r := range append(append([]Rule{}, m.Rules...), extra...) {
		compiled, err := compileRule(e.program, in.Frame, r, lister)
		if err != nil {
			return nil, nil, err
		}
		if i < len(m.Rules) {
			e.blocks.rules = append(e.blocks.rules, compiled)
		} else {
			more = append(more, compiled)
		}
	}
	e.program.Seal()
	e.leave()
	return e, more, e.blocks.guard(o.AllPairs)
}

func (e *job) newBlocks(rules ...*rule) *blocks {
	return &blocks{rules: rules, n: int32(e.in.Len()), allowed: e.in.allowed(e.m.Link)}
}

func (e *job) unknown(c *comparison) error {
	for _, l := range e.scorer.coverage {
		if l.Comparison == c.Name && l.Why != "" {
			return conditionError(fmt.Sprintf("comparison %s, level %q", l.Comparison, l.Level), fmt.Errorf("%w: %s", errOutside, l.Why))
		}
	}
	return conditionError("comparison "+c.Name, errOutside)
}

// errOutside says that an SQL engine is needed.
var errOutside = errors.New("it is not known here")

func conditionError(subject string, err error) error {
	return &scv.Error{
		Code: scv.CodeSplinkCondition, Op: "evaluate", Subject: subject, Err: err,
		Hint: "Columns of CSV files are text: cast them in the condition.",
	}
}

func (e *job) list(ctx context.Context, r Rule) (*listing, error) {
	if e.o.Outside == nil {
		return nil, conditionError("blocking rule "+r.SQL, errOutside)
	}
	if all := e.in.pairs("dedupe_only"); all > float64(e.o.AllPairs) {
		return nil, (&blocks{rules: []*rule{{sql: r.SQL, ways: []*way{{}}}}, n: int32(e.in.Len())}).guard(e.o.AllPairs)
	}
	pairs, err := e.o.Outside.Pairs(ctx, r.SQL, r.Explode)
	if err != nil {
		return nil, conditionError("blocking rule "+r.SQL, err)
	}
	return newListing(e.in.Len(), pairs)
}

// Run finds the pairs, scores them and puts together what links.
func Run(ctx context.Context, in *Input, m *Model, o Options) (*Result, error) {
	e, _, err := newJob(ctx, in, m, nil, o)
	if err != nil {
		return nil, err
	}
	out := &Result{RulePairs: make([]int64, len(m.Rules)), Coverage: e.scorer.coverage}
	parts := cluster.NewParts(in.Len())
	table := newTable(e)
	if err := table.header(e.o.Pairs); err != nil {
		return nil, err
	}
	err = e.each(ctx, "score", e.blocks, func(b *batch) { e.score(ctx, b, table) }, func(b *batch) error {
		for k, n := range b.rules {
			out.RulePairs[k] += n
			out.Pairs += n
		}
		out.Links += int64(len(b.edges))
		for _, pair := range b.edges {
			parts.Join(pair.I, pair.J)
		}
		return table.write(e.o.Pairs, b.text)
	})
	if err != nil {
		return nil, err
	}
	out.Cluster = parts.All()
	return out, nil
}

// batch is the pairs of some records, and what was made of them.
type batch struct {
	from, to int32 // rows whose pairs are still to be found
	pairs    []Pair
	gammas   []int8 // by pair, one per comparison
	factors  []float64
	finder   finder
	edges    []cluster.Edge
	rules    []int64
	text     []byte
	times    []float64 // to learn from: by pair, what term frequencies multiply its odds by
	kept     []int8    // to learn from: gammas of all pairs since the batch began
	err      error
}

// flush is how many pairs are worked on at once.
const flush = 1 << 13

// blockOf is how many pairs are compared comparison by comparison: their records
// stay in the cache that is next to the core.
const blockOf = 1 << 8

// waves is how many batches of each worker wait for their turn.
const waves = 4

// each finds the pairs of all records, hands them to work in batches, from
// several goroutines, and then to done in the order of records. Both may be called
// several times for one batch.
func (e *job) each(ctx context.Context, stage string, from *blocks, work func(*batch), done func(*batch) error) error {
	n := int32(e.in.Len())
	size := min(max(n/int32(32*e.o.Workers), 16), 2048)
	wave := make([]*batch, waves*e.o.Workers)
	for k := range wave {
		wave[k] = &batch{}
	}
	pairs := int64(0)
	for start := int32(0); start < n; {
		used := 0
		for ; used < len(wave) && start < n; used++ {
			wave[used].from, wave[used].to = start, min(start+size, n)
			start += size
		}
		e.together(ctx, wave[:used], from, work)
		for _, b := range wave[:used] {
			n, err := e.finish(ctx, b, from, work, done)
			if pairs += n; err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		e.o.Progress.Report(scv.Event{Stage: stage, Unit: "records", Done: int64(min(start, n)), Total: int64(n), End: start >= n, Note: fmt.Sprintf("%d pairs", pairs)})
	}
	return nil
}

// finish hands out what was made of a batch, and goes on with it where it stopped for
// want of room.
func (e *job) finish(ctx context.Context, b *batch, from *blocks, work func(*batch), done func(*batch) error) (pairs int64, err error) {
	for {
		if b.err != nil {
			return pairs, b.err
		}
		if err := done(b); err != nil {
			return pairs, err
		}
		for _, n := range b.rules {
			pairs += n
		}
		if b.from == b.to {
			return pairs, nil
		}
		b.finder.pair = e.view(0)
		e.batch(ctx, b, from, work)
	}
}

// bytes is what was made of the pairs since the batch began, or went on.
func (b *batch) bytes() int64 {
	return int64(len(b.text)+len(b.kept)) + 16*int64(len(b.edges)) + 8*int64(len(b.times))
}

// together works through batches with as many goroutines as there are workers.
func (e *job) together(ctx context.Context, wave []*batch, from *blocks, work func(*batch)) {
	var next atomic.Int32
	var all sync.WaitGroup
	for w := range min(e.o.Workers, len(wave)) {
		all.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(wave) {
					return
				}
				wave[k].finder.pair = e.view(w)
				e.batch(ctx, wave[k], from, work)
			}
		})
	}
	all.Wait()
}

// view gives a worker's view of pairs; what it remembers outlasts the stages.
func (e *job) view(worker int) *native.Pair {
	if e.views[worker] == nil {
		e.views[worker] = e.program.NewPair()
	}
	return e.views[worker]
}

func (e *job) batch(ctx context.Context, b *batch, from *blocks, work func(*batch)) {
	b.edges, b.text, b.err, b.pairs = b.edges[:0], b.text[:0], nil, b.pairs[:0]
	b.times, b.kept = b.times[:0], b.kept[:0]
	b.rules = make([]int64, len(from.rules))
	for b.err == nil && b.from < b.to {
		b.pairs = from.of(b.from, &b.finder, b.pairs)
		if b.from++; len(b.pairs) < flush && b.from < b.to {
			continue
		}
		for _, p := range b.pairs {
			b.rules[p.Rule]++
		}
		if b.err = b.finder.pair.Err(); b.err != nil {
			b.err = conditionError("blocking rules", b.err)
			return
		}
		if b.err = ctx.Err(); b.err == nil {
			work(b)
		}
		b.pairs = b.pairs[:0]
		if e.o.Memory > 0 && b.bytes() > e.o.Memory/int64(waves*e.o.Workers) {
			return
		}
	}
}

// compare fills the gammas of a batch's pairs. A comparison that is not active,
// unless that is nil, has null.
func (e *job) compare(ctx context.Context, b *batch, active []bool) {
	k := len(e.scorer.comparisons)
	if cap(b.gammas) < k*len(b.pairs) {
		b.gammas = make([]int8, k*len(b.pairs))
	}
	b.gammas = b.gammas[:k*len(b.pairs)]
	p := b.finder.pair
	for from := 0; from < len(b.pairs); from += blockOf {
		take(p, b.pairs[from:min(from+blockOf, len(b.pairs))])
		e.scorer.gammas(p, active, b.gammas[from*k:])
	}
	if err := p.Err(); err != nil {
		b.err = e.blame(b, err)
		return
	}
	e.outside(ctx, b)
}

// blame finds the level whose condition a value made fail.
func (e *job) blame(b *batch, err error) error {
	p := b.finder.pair
	for _, pair := range b.pairs {
		p.Left(pair.I)
		p.Right(pair.J)
		for _, c := range e.scorer.comparisons {
			c.choice.Of(p)
			if again := p.Err(); again != nil {
				return conditionError("comparison "+c.Name, again)
			}
		}
	}
	return conditionError("a comparison", err)
}

// outside asks the SQL engine for the gammas that are pending.
func (e *job) outside(ctx context.Context, b *batch) {
	width := len(e.scorer.comparisons)
	for k, c := range e.scorer.comparisons {
		if c.rest == "" || b.err != nil {
			continue
		}
		var ask []Pair
		var places []int
		for n, pair := range b.pairs {
			if b.gammas[n*width+k] == pending {
				ask, places = append(ask, pair), append(places, n*width+k)
			}
		}
		if len(ask) == 0 {
			continue
		}
		answers, err := e.o.Outside.Gammas(ctx, c.rest, ask)
		if err == nil && len(answers) != len(ask) {
			err = fmt.Errorf("%d answers for %d pairs", len(answers), len(ask))
		}
		if err != nil {
			b.err = conditionError("comparison "+c.Name, err)
			return
		}
		for n, g := range answers {
			b.gammas[places[n]] = g
		}
	}
}

// score turns a batch's pairs into edges and rows of the table.
func (e *job) score(ctx context.Context, b *batch, t *table) {
	e.compare(ctx, b, nil)
	if b.err != nil {
		return
	}
	width, p := len(e.scorer.comparisons), b.finder.pair
	for from := 0; from < len(b.pairs); from += blockOf {
		pairs := b.pairs[from:min(from+blockOf, len(b.pairs))]
		take(p, pairs)
		b.factors = e.scorer.factors(p, b.gammas[from*width:], b.factors)
		for n, f := range b.factors {
			if f >= e.least || e.o.Pairs != nil {
				e.keep(b, t, pairs[n], b.gammas[(from+n)*width:(from+n+1)*width], f)
			}
		}
	}
}

// keep adds a pair to the edges, and to the table where one is asked for.
func (e *job) keep(b *batch, t *table, pair Pair, gammas []int8, factor float64) {
	pr := probability(factor)
	if pr >= e.o.Threshold {
		b.edges = append(b.edges, cluster.Edge{I: pair.I, J: pair.J, Weight: weight(factor)})
	}
	if e.o.Pairs != nil {
		p := b.finder.pair
		p.Left(pair.I)
		p.Right(pair.J)
		b.text = t.row(b.text, pair, p, gammas, factor, pr)
	}
}

// take has p take in pairs, and no others.
func take(p *native.Pair, pairs []Pair) {
	p.Clear()
	for _, pair := range pairs {
		p.Add(pair.I, pair.J)
	}
	p.Near()
}
