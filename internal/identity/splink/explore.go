package splink

import (
	"context"
	"math"
	"sort"

	"scv/internal/identity/cluster"
	"scv/internal/identity/engine"
)

// Explored is records that a model has matched, for who asks why.
type Explored struct {
	Model   *Model
	Judge   *Judge
	Cluster []int32  // by row: the smallest row of its cluster
	Line    float64  // bits: from here on a pair links
	Notes   []string // what is odd about the model
}

// Explore matches as Run does. found is given every pair that has so many bits or
// more, in order of the rows; tell is called at the end, while what it is given can be
// asked.
func (e *Engine) Explore(ctx context.Context, in engine.Input, o engine.Options, least float64, found func(i, j int32, weight float64), tell func(*Explored) error) error {
	return e.readied(ctx, in, o, func(own *Input, m *Model, options Options) error {
		notes, model, err := e.train(ctx, own, m, options)
		if err != nil {
			return err
		}
		job, _, err := newJob(ctx, own, model, nil, options)
		if err != nil {
			return err
		}
		out := &Explored{Model: model, Line: lineOf(job.o.Threshold), Notes: append(e.notes(model), notes...)}
		if out.Cluster, err = job.explore(ctx, min(least, out.Line), out.Line, found); err != nil {
			return err
		}
		out.Judge = newJudge(job)
		return tell(out)
	})
}

func (e *job) explore(ctx context.Context, least, line float64, found func(i, j int32, weight float64)) ([]int32, error) {
	parts := cluster.NewParts(e.in.Len())
	err := e.each(ctx, "score", e.blocks, func(b *batch) { e.weigh(ctx, b, least) }, func(b *batch) error {
		for _, pair := range b.edges {
			found(pair.I, pair.J, pair.Weight)
			if pair.Weight >= line {
				parts.Join(pair.I, pair.J)
			}
		}
		return nil
	})
	return parts.All(), err
}

// weigh keeps the pairs of a batch that have so many bits or more.
func (e *job) weigh(ctx context.Context, b *batch, least float64) {
	if e.compare(ctx, b, nil); b.err != nil {
		return
	}
	width, p := len(e.scorer.comparisons), b.finder.pair
	for n, pair := range b.pairs {
		p.Left(pair.I)
		p.Right(pair.J)
		if w := weight(e.scorer.factor(p, b.gammas[n*width:(n+1)*width])); w >= least {
			b.edges = append(b.edges, cluster.Edge{I: pair.I, J: pair.J, Weight: w})
		}
	}
}

// lineOf is the least weight whose probability is a threshold or above.
func lineOf(threshold float64) float64 {
	bits := sort.Search(int(math.Float64bits(1e300)), func(bits int) bool {
		return probability(math.Float64frombits(uint64(bits))) >= threshold
	})
	return weight(math.Float64frombits(uint64(bits)))
}
