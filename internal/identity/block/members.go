package block

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
)

// members is the blocks that each row is in, by their numbers, ascending: list start[row]
// to start[row+1].
type members struct {
	start []uint32
	list  []int32
}

func (m members) of(row int32) []int32 { return m.list[m.start[row]:m.start[row+1]] }

// first gives the first block that two rows are both in; beyond every block where
// there is none.
func (m members) first(i, j int32) int32 {
	a, b := m.of(i), m.of(j)
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return a[0]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return math.MaxInt32
}

func (x *Index) membersOf(rows int) members {
	m := members{start: make([]uint32, rows+1)}
	for _, b := range x.blocks {
		for _, row := range x.rows[b.rule][b.start:b.end] {
			m.start[row+1]++
		}
	}
	for row := range rows {
		m.start[row+1] += m.start[row]
	}
	m.list = make([]int32, m.start[rows])
	next := m.start[:rows:rows]
	for k, b := range x.blocks {
		for _, row := range x.rows[b.rule][b.start:b.end] {
			m.list[next[row]] = int32(k)
			next[row]++
		}
	}
	copy(m.start[1:], m.start[:rows]) // each had moved on to where the next one began
	m.start[0] = 0
	return m
}

// rowsAtOnce is how many rows a worker takes.
const rowsAtOnce = 256

// Each calls fn with every pair i < j once and the number of the first rule that
// makes it. workers goroutines call it, each with its own number; the pairs of
// one worker come in no order that means anything. The pairs of a row come together,
// so that what is known of it is at hand.
func (x *Index) Each(ctx context.Context, workers int, fn func(worker int, i, j int32, rule int)) error {
	rows := len(x.members.start) - 1
	var next atomic.Int64
	var all sync.WaitGroup
	for w := range max(workers, 1) {
		all.Go(func() {
			met := make([]int32, rows) // by row: the last one, and 1, that it made a pair with
			for ctx.Err() == nil {
				from := int(next.Add(rowsAtOnce)) - rowsAtOnce
				if from >= rows {
					return
				}
				for i := from; i < min(from+rowsAtOnce, rows); i++ {
					x.pairs(int32(i), met, func(j int32, rule int) { fn(w, int32(i), j, rule) })
				}
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

// pairs calls fn with the rows behind i that share a block with it, each once under the
// first.
func (x *Index) pairs(i int32, met []int32, fn func(j int32, rule int)) {
	for _, k := range x.members.of(i) {
		b := x.blocks[k]
		rows := x.rows[b.rule][b.start:b.end]
		for n := len(rows) - 1; rows[n] > i; n-- {
			if j := rows[n]; met[j] != i+1 {
				met[j] = i + 1
				fn(j, int(b.rule))
			}
		}
	}
}
