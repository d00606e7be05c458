package block

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"scv/internal/identity/record"
)

// limit is the largest block that gives pairs: a block of n records gives
// n(n-1)/2 of them, and records that share a key with hundreds of others are
// found by another rule or not at all.
const limit = 250

// Skipped is what a rule gave up because too many records share a key.
type Skipped struct {
	Rule   string
	Blocks int
	Rows   int
}

// Index is the blocks of a set.
type Index struct {
	rules   []Rule
	keys    [][][]uint64 // by rule, key and row; 0 = no key, or one that is given up
	blocks  []block
	skipped []Skipped
}

type block struct {
	rule int
	key  uint64
	rows []int32 // ascending
}

// New makes the blocks of a set.
func New(rules []Rule, s *record.Set) *Index {
	x := &Index{rules: rules}
	refine := []part{{"birth_date_std", whole}, {"postal_code_std", whole}, {"given_name_std", whole}}
	var finer [][]uint64
	for _, p := range refine {
		finer = append(finer, p.values(s))
	}
	for r, rule := range rules {
		x.keys = append(x.keys, rule.keys(s))
		skipped := Skipped{Rule: rule.Name}
		x.add(r, finer, &skipped)
		if skipped.Blocks > 0 {
			x.skipped = append(x.skipped, skipped)
		}
	}
	return x
}

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

type keyed struct {
	key uint64
	row int32
}

// add makes the blocks of rule r. A record's keys of one rule meet in one block:
// the telephone of one is the mobile of another.
func (x *Index) add(r int, finer [][]uint64, skipped *Skipped) {
	for depth := 0; ; depth++ {
		large := x.large(r)
		if len(large) == 0 || depth == len(finer) {
			x.drop(r, large, skipped)
			break
		}
		for _, column := range x.keys[r] {
			for row, key := range column {
				if large[key] {
					column[row] = mix(key, finer[depth][row])
				}
			}
		}
	}
	each(x.keys[r], func(key uint64, rows []int32) {
		if len(rows) > 1 {
			x.blocks = append(x.blocks, block{r, key, slices.Clone(rows)})
		}
	})
}

// large gives the keys of rule r that too many records share.
func (x *Index) large(r int) map[uint64]bool {
	out := map[uint64]bool{}
	each(x.keys[r], func(key uint64, rows []int32) {
		if len(rows) > limit {
			out[key] = true
		}
	})
	return out
}

func (x *Index) drop(r int, large map[uint64]bool, skipped *Skipped) {
	if len(large) == 0 {
		return
	}
	skipped.Blocks = len(large)
	for _, column := range x.keys[r] {
		for row, key := range column {
			if large[key] {
				column[row] = 0
				skipped.Rows++
			}
		}
	}
}

// each calls fn with the rows of every key, in order of key and row. rows is
// reused.
func each(columns [][]uint64, fn func(key uint64, rows []int32)) {
	var list []keyed
	for _, column := range columns {
		for row, key := range column {
			if key != 0 {
				list = append(list, keyed{key, int32(row)})
			}
		}
	}
	slices.SortFunc(list, func(a, b keyed) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.row, b.row)
	})
	var rows []int32
	for i := 0; i < len(list); {
		rows = rows[:0]
		j := i
		for ; j < len(list) && list[j].key == list[i].key; j++ {
			rows = append(rows, list[j].row)
		}
		fn(list[i].key, slices.Compact(rows))
		i = j
	}
}

// Size is the number of pairs that the blocks give at most.
func (x *Index) Size() int64 {
	var n int64
	for _, b := range x.blocks {
		n += int64(len(b.rows)) * int64(len(b.rows)-1) / 2
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
				x.pairs(x.blocks[k], func(i, j int32) { fn(w, i, j, x.blocks[k].rule) })
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

func (x *Index) pairs(b block, fn func(i, j int32)) {
	for n, i := range b.rows {
		for _, j := range b.rows[n+1:] {
			if !x.earlier(b, i, j) {
				fn(i, j)
			}
		}
	}
}

// earlier says whether an earlier rule makes the pair, or this rule under a
// smaller key.
func (x *Index) earlier(b block, i, j int32) bool {
	for r := range b.rule {
		if shares(x.keys[r], i, j, ^uint64(0)) {
			return true
		}
	}
	return len(x.keys[b.rule]) > 1 && shares(x.keys[b.rule], i, j, b.key)
}

// shares says whether two rows have a key below a bound in common.
func shares(columns [][]uint64, i, j int32, below uint64) bool {
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
