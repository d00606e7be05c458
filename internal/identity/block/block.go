package block

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"scv/internal/identity/record"
)

// limit is the largest block that gives pairs: a block of n records gives
// n(n-1)/2 of them, and records that share a key with hundreds of others are
// found with one attribute more, by another rule or not at all.
const limit = 250

// A rule has a budget of pairs, so that their number grows with the records and
// not with their square: pairsPerRecord for each record and pairsAnyway, which
// leaves small sets alone. A last resort has a part of that.
const (
	pairsPerRecord = 1
	pairsAnyway    = 500_000
	lastPart       = 5
)

// Skipped is what a rule gave up because too many records share a key.
type Skipped struct {
	Rule   string
	Blocks int
	Rows   int
}

// Index is the blocks of a set.
type Index struct {
	rules   []Rule
	slots   [][][][]int32       // by rule, slot, column and row: the number of the block in its slot, from 1; 0 = none
	large   [][]map[uint64]bool // by rule and slot: the keys of blocks that are divided or given up
	filled  []filled            // the slots that have blocks, in order
	limits  Limits
	rows    [][]int32 // by rule: the rows of its blocks
	blocks  []block
	skipped []Skipped
}

// block is records that share a key: rows start to end of its rule, ascending.
type block struct {
	number     int32 // in its slot, by key, from 1
	start, end uint32
	rule, slot int32
}

// filled is a slot that has blocks.
type filled struct {
	rule, slot int32
	columns    [][]int32
}

// New makes the blocks of a set, of as many rules at a time as there are cores, and
// finds how large they may be.
func New(rules []Rule, s *record.Set) *Index { return NewUnder(rules, s, Frozen{}) }

// Frozen is what was settled before.
type Frozen struct {
	Limits Limits // nil = they are found
	// Seen is called with every key of every row, also of blocks that give no pairs,
	// by several goroutines; nil = nobody asks.
	Seen func(rule, slot int, list []Keyed)
}

// NewUnder is New with what was settled before: whether a block gives pairs then
// depends on its own rows alone.
func NewUnder(rules []Rule, s *record.Set, f Frozen) *Index {
	x := &Index{
		rules: rules, slots: make([][][][]int32, len(rules)), large: make([][]map[uint64]bool, len(rules)),
		rows: make([][]int32, len(rules)), limits: Limits{},
	}
	attributes := finer(s)
	made := make([]divider, len(rules))
	skipped := make([]Skipped, len(rules))
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for r := range rules {
		all.Go(func() {
			turn <- struct{}{}
			made[r], skipped[r] = blocksOf(r, rules[r], s, attributes, f)
			<-turn
		})
	}
	all.Wait()
	for r, d := range made {
		x.slots[r], x.large[r], x.rows[r] = d.slots, d.given, d.rows
		x.limits[rules[r].Name] = d.limits
		x.blocks = append(x.blocks, d.blocks...)
		for at, columns := range d.slots {
			if columns != nil {
				x.filled = append(x.filled, filled{int32(r), int32(at), columns})
			}
		}
		if skipped[r].Blocks > 0 {
			x.skipped = append(x.skipped, skipped[r])
		}
	}
	return x
}

// blocksOf makes the blocks of rule r. A record's keys of one rule meet in one
// block: the telephone of one is the mobile of another.
func blocksOf(r int, rule Rule, s *record.Set, attributes [][]uint64, f Frozen) (divider, Skipped) {
	budget := int64(pairsAnyway + pairsPerRecord*s.Len())
	if rule.last {
		budget /= lastPart
	}
	d := divider{
		rule: r, finer: attributes, budget: budget / int64(2*len(attributes)), rescued: make([]bool, s.Len()), seen: f.Seen,
		slots: make([][][]int32, len(tree)), given: make([]map[uint64]bool, len(tree)), limits: f.Limits[rule.Name],
	}
	if d.found = d.limits == nil; d.found {
		d.limits = make([]int32, len(tree))
	}
	d.divide(rule.keys(s), budget, 0)
	return d, d.lost(rule.Name)
}

// lost says what is in no block, not even a divided one, though it has a key.
func (d *divider) lost(rule string) Skipped {
	out := Skipped{Rule: rule}
	keys := map[uint64]bool{}
	for _, column := range d.large {
		for row, key := range column {
			if key != 0 && !d.rescued[row] {
				keys[key] = true
				out.Rows++
			}
		}
	}
	out.Blocks = len(keys)
	d.large, d.rescued = nil, nil
	return out
}

// Limits gives how large the blocks may be that give pairs.
func (x *Index) Limits() Limits { return x.limits }

// Skipped tells what was given up, by rule.
func (x *Index) Skipped() []Skipped { return x.skipped }

// Rules gives the names of the rules, in their order.
func (x *Index) Rules() []string {
	var names []string
	for _, r := range x.rules {
		names = append(names, r.Name)
	}
	return names
}

// Size is the number of pairs that the blocks give at most.
func (x *Index) Size() int64 {
	var n int64
	for _, b := range x.blocks {
		n += pairsOf(int(b.end - b.start))
	}
	return n
}

// Each calls fn with every pair i < j once and the number of the first rule that
// makes it. workers goroutines call it, each with its own number; the pairs of
// one worker come in no order that means anything.
func (x *Index) Each(ctx context.Context, workers int, fn func(worker int, i, j int32, rule int)) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for w := range max(workers, 1) {
		all.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(x.blocks) || ctx.Err() != nil {
					return
				}
				x.pairs(x.blocks[k], func(i, j int32) { fn(w, i, j, int(x.blocks[k].rule)) })
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

func (x *Index) pairs(b block, fn func(i, j int32)) {
	rows := x.rows[b.rule][b.start:b.end]
	for n, i := range rows {
		for _, j := range rows[n+1:] {
			if !x.earlier(b, i, j) {
				fn(i, j)
			}
		}
	}
}

// earlier says whether an earlier rule makes the pair, or this rule in an earlier
// slot or under a smaller key.
func (x *Index) earlier(b block, i, j int32) bool {
	for k := range x.filled {
		s := &x.filled[k]
		if s.rule == b.rule && s.slot == b.slot {
			return len(s.columns) > 1 && shares(s.columns, i, j, b.number)
		}
		if shares(s.columns, i, j, math.MaxInt32) {
			return true
		}
	}
	return false
}

// shares says whether two rows have a key below a bound in common.
func shares[T int32 | uint64](columns [][]T, i, j int32, below T) bool {
	for _, a := range columns {
		if a[i] == 0 || a[i] >= below {
			continue
		}
		for _, b := range columns {
			if a[i] == b[j] {
				return true
			}
		}
	}
	return false
}
