package standardise

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

const chunkValues = 1024

// apply gives the form of each pair, in the order of the pairs, with several
// goroutines at once: no form depends on another. They call told with how many
// pairs are done.
func (c column) apply(ctx context.Context, pairs []pair, workers int, told func(n int64)) ([]form, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	forms := make([]form, len(pairs))
	var next, done atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(chunkValues)) - chunkValues
				if from >= len(pairs) {
					return
				}
				to := min(from+chunkValues, len(pairs))
				for i := from; i < to; i++ {
					forms[i] = c.kind.apply(pairs[i].value, pairs[i].country, c.defaultCountry)
				}
				told(done.Add(int64(to - from)))
			}
		})
	}
	group.Wait()
	return forms, ctx.Err()
}
