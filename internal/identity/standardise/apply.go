package standardise

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

const chunkValues = 1024

// apply gives the form of each pair, in the order of the pairs, with several
// goroutines at once: no form depends on another.
func (c column) apply(ctx context.Context, pairs []pair, workers int) ([]form, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	forms := make([]form, len(pairs))
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(chunkValues)) - chunkValues
				if from >= len(pairs) {
					return
				}
				for i := from; i < min(from+chunkValues, len(pairs)); i++ {
					forms[i] = c.kind.apply(pairs[i].value, pairs[i].country, c.defaultCountry)
				}
			}
		})
	}
	group.Wait()
	return forms, ctx.Err()
}
