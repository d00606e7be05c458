package splink

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"scv"
)

const (
	parts  = 10  // of the random pairs, after each of which is looked whether it is enough
	enough = 100 // pairs of every level
)

// random learns u: how often each level is met among random pairs, all of which
// count as no match. Records are chosen by a hash of their ids; a comparison is
// done when every level was met often enough, unless all pairs are asked for.
func (t *trainer) random(ctx context.Context) error {
	rows, all := t.sample()
	counts := make([][]int64, len(t.scorer.comparisons))
	active := make([]bool, len(counts))
	for k, c := range t.scorer.comparisons {
		counts[k] = make([]int64, len(c.Levels)+1)
		active[k] = true
	}
	bounds := []int{0, len(rows)}
	exact := make([]float64, len(counts)) // u of the exact level, where it is counted; below 0 = sampled like the others
	for k := range exact {
		exact[k] = -1
		if u, ok := t.countExact(k); ok && !all {
			exact[k] = u
		}
	}
	if !all {
		bounds = bounds[:1]
		for p := 1; p <= parts; p++ {
			bounds = append(bounds, int(float64(len(rows))*math.Sqrt(float64(p)/parts)))
		}
	}
	for p := range len(bounds) - 1 {
		if err := t.randomPart(ctx, rows, bounds[p], bounds[p+1], active, counts); err != nil {
			return err
		}
		t.o.Progress.Report(scv.Event{Stage: "train: u", Unit: "records", Done: int64(bounds[p+1]), Total: int64(len(rows)), End: p+2 == len(bounds)})
		for k := range counts {
			sampled := len(t.now.u[k])
			if exact[k] >= 0 {
				sampled--
			}
			active[k] = all || sampled > 0 && slices.Min(counts[k][1:sampled+1]) < enough
		}
	}
	for k := range counts {
		t.setU(k, counts[k], exact[k])
	}
	return nil
}

// sample chooses records whose pairs are about as many as asked for, in the order
// of their hashes; all says that it is all of them.
func (t *trainer) sample() (rows []int32, all bool) {
	n := t.in.Len()
	want := .5 * (1 + math.Sqrt(8*t.t.Pairs+1))
	if t.m.Link == "link_only" {
		want *= math.Sqrt(float64(n) * float64(n) / 2 / max(t.in.pairs(t.m.Link), 1))
	}
	all = want >= float64(n)
	limit := share(want / float64(n))
	hashes := make([]uint64, n)
	for row := range n {
		hashes[row] = mix(textHash(t.in.IDs[row]), uint64(t.source(row)), t.t.Seed)
		if hashes[row] <= limit {
			rows = append(rows, int32(row))
		}
	}
	if !all {
		slices.SortFunc(rows, func(a, b int32) int {
			if hashes[a] < hashes[b] {
				return -1
			}
			return 1
		})
	}
	return rows, all
}

func (t *trainer) source(row int) int32 {
	if t.in.Source == nil {
		return 0
	}
	return t.in.Source[row]
}

// textHash is FNV-1a.
func textHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// randomPart counts the pairs of rows[from:to] with the rows before them.
func (t *trainer) randomPart(ctx context.Context, rows []int32, from, to int, active []bool, counts [][]int64) error {
	var next atomic.Int64
	var all sync.WaitGroup
	var one sync.Mutex
	var failed error
	for w := range t.o.Workers {
		all.Go(func() {
			own := &randomWorker{trainer: t, batch: &batch{finder: finder{pair: t.view(w)}}, active: active}
			for _, c := range counts {
				own.counts = append(own.counts, make([]int64, len(c)))
			}
			for ctx.Err() == nil && own.batch.err == nil {
				a := from + int(next.Add(1)) - 1
				if a >= to {
					break
				}
				own.with(ctx, rows[a], rows[:a])
			}
			own.flush(ctx)
			one.Lock()
			defer one.Unlock()
			if own.batch.err != nil {
				failed = own.batch.err
			}
			t.out.Random += own.pairs
			for k := range counts {
				for g, n := range own.counts[k] {
					counts[k][g] += n
				}
			}
		})
	}
	all.Wait()
	if failed != nil {
		return failed
	}
	return ctx.Err()
}

// randomWorker counts the levels of pairs.
type randomWorker struct {
	*trainer
	batch  *batch
	active []bool
	counts [][]int64 // by comparison and gamma + 1
	pairs  int64
}

// with takes a record's pairs with others.
func (w *randomWorker) with(ctx context.Context, row int32, others []int32) {
	for _, o := range others {
		if w.blocks.allows(row, o) {
			w.batch.pairs = append(w.batch.pairs, Pair{I: min(row, o), J: max(row, o)})
		}
	}
	if len(w.batch.pairs) >= flush {
		w.flush(ctx)
	}
}

func (w *randomWorker) flush(ctx context.Context) {
	if w.batch.err != nil {
		return
	}
	w.compare(ctx, w.batch, w.active)
	w.pairs += int64(len(w.batch.pairs))
	width := len(w.counts)
	for n, g := range w.batch.gammas {
		if k := n % width; w.active[k] {
			w.counts[k][g+1]++
		}
	}
	w.batch.pairs = w.batch.pairs[:0]
}
