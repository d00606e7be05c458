package block

import (
	"cmp"
	"slices"
)

// keyed is a row under one of its keys.
type keyed struct {
	key uint64
	row int32
}

// spread is how many bits of a key choose its bucket: 65,536 buckets of a million
// keys are sorted in the time that sorting them in one piece takes for the half.
const spread = 16

// inOrder gives the rows that have a key, by key and row.
func inOrder(columns [][]uint64) []keyed {
	starts := make([]int32, 1<<spread+1)
	for _, column := range columns {
		for _, key := range column {
			if key != 0 {
				starts[key>>(64-spread)+1]++
			}
		}
	}
	for k := range starts[1:] {
		starts[k+1] += starts[k]
	}
	list := make([]keyed, starts[1<<spread])
	next := slices.Clone(starts[:1<<spread])
	for _, column := range columns {
		for row, key := range column {
			if key != 0 {
				at := &next[key>>(64-spread)]
				list[*at] = keyed{key, int32(row)}
				*at++
			}
		}
	}
	for k := range next {
		slices.SortFunc(list[starts[k]:next[k]], func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.row, b.row)) })
	}
	return list
}

// each calls fn with the rows of every key that two rows and more share, each row
// once. rows is reused.
func each(list []keyed, fn func(key uint64, rows []int32)) {
	var rows []int32
	for i := 0; i < len(list); {
		rows = rows[:0]
		j := i
		for ; j < len(list) && list[j].key == list[i].key; j++ {
			if n := len(rows); n == 0 || rows[n-1] != list[j].row {
				rows = append(rows, list[j].row)
			}
		}
		if len(rows) > 1 {
			fn(list[i].key, rows)
		}
		i = j
	}
}

// fit gives the largest size of a block, limit at most, at which all blocks up to
// it give no more pairs than the budget.
func fit(list []keyed, budget int64) int {
	var blocks [limit + 1]int64
	each(list, func(_ uint64, rows []int32) {
		if len(rows) <= limit {
			blocks[len(rows)]++
		}
	})
	for size := 2; size <= limit; size++ {
		if budget -= blocks[size] * pairsOf(size); budget < 0 {
			return size - 1
		}
	}
	return limit
}

func pairsOf(rows int) int64 { return int64(rows) * int64(rows-1) / 2 }
