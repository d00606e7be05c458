package block

import (
	"cmp"
	"slices"
)

// Keyed is a row under one of its keys.
type Keyed struct {
	Hash uint64
	Row  int32
}

// spread is how many bits of a key choose its bucket: 65,536 buckets of a million
// keys are sorted in the time that sorting them in one piece takes for the half.
const spread = 16

// few are so few rows that they are sorted in one piece.
const few = 4096

// inOrder gives the rows that have a key, by key and row.
func inOrder(columns [][]uint64) []Keyed {
	if len(columns) == 0 || len(columns)*len(columns[0]) <= few {
		return sorted(columns)
	}
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
	list := make([]Keyed, starts[1<<spread])
	next := slices.Clone(starts[:1<<spread])
	for _, column := range columns {
		for row, key := range column {
			if key != 0 {
				at := &next[key>>(64-spread)]
				list[*at] = Keyed{key, int32(row)}
				*at++
			}
		}
	}
	for k := range next {
		slices.SortFunc(list[starts[k]:next[k]], byHash)
	}
	return list
}

func byHash(a, b Keyed) int {
	return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Row, b.Row))
}

func sorted(columns [][]uint64) []Keyed {
	var list []Keyed
	for _, column := range columns {
		for row, key := range column {
			if key != 0 {
				list = append(list, Keyed{key, int32(row)})
			}
		}
	}
	slices.SortFunc(list, byHash)
	return list
}

// each calls fn with the rows of every key that two rows and more share, each row
// once. rows is reused.
func each(list []Keyed, fn func(key uint64, rows []int32)) {
	var rows []int32
	for i := 0; i < len(list); {
		rows = rows[:0]
		j := i
		for ; j < len(list) && list[j].Hash == list[i].Hash; j++ {
			if n := len(rows); n == 0 || rows[n-1] != list[j].Row {
				rows = append(rows, list[j].Row)
			}
		}
		if len(rows) > 1 {
			fn(list[i].Hash, rows)
		}
		i = j
	}
}

// fit gives the largest size of a block, limit at most, at which all blocks up to
// it give no more pairs than the budget.
func fit(list []Keyed, budget int64) int {
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
