package profile

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"

	"scv/internal/identity/record"
)

// looked is how many distinct values of a column are judged. They are chosen by
// what they are, not by where they stand.
const looked = 2000

// column is what is known of one column's values.
type column struct {
	name     string
	rows     int
	filled   int
	distinct int
	top      int // rows of the most frequent value
	sample   []string
	codes    *record.Column
}

func newColumn(s *record.Set, name string) *column {
	c := &column{name: name, rows: s.Len(), codes: s.Column(name)}
	counts := record.Counts(c.codes)
	type hashed struct {
		hash uint64
		code int32
	}
	var order []hashed
	for code, n := range counts {
		if n == 0 {
			continue
		}
		c.filled += int(n)
		c.distinct++
		c.top = max(c.top, int(n))
		h := fnv.New64a()
		_, _ = h.Write([]byte(c.codes.Value(int32(code))))
		order = append(order, hashed{h.Sum64(), int32(code)})
	}
	slices.SortFunc(order, func(a, b hashed) int { return cmp.Compare(a.hash, b.hash) })
	for _, o := range order[:min(looked, len(order))] {
		c.sample = append(c.sample, c.codes.Value(o.code))
	}
	return c
}

// Days says whether a column of a set holds days.
func Days(s *record.Set, name string) bool { return newColumn(s, name).share(isDate) > .9 }

// share is the part of the distinct values that something holds for.
func (c *column) share(is func(string) bool) float64 {
	n := 0
	for _, v := range c.sample {
		if is(v) {
			n++
		}
	}
	return float64(n) / float64(max(len(c.sample), 1))
}

// dense says whether the values are whole numbers that leave hardly any out: a
// system has counted them.
func (c *column) dense() bool {
	low, high, n := 0, 0, 0
	for code := range c.codes.Len() {
		text := c.codes.Value(int32(code))
		if text == "" {
			continue
		}
		v, err := strconv.Atoi(text)
		if err != nil || v < 0 {
			return false
		}
		if n == 0 {
			low, high = v, v
		}
		low, high, n = min(low, v), max(high, v), n+1
	}
	return n >= 20 && float64(n) >= .6*float64(high-low+1)
}

// constant says whether every row has the same value.
func (c *column) constant() bool { return c.distinct == 1 && c.filled == c.rows && c.rows > 1 }

// perValue is how many rows share a value on average.
func (c *column) perValue() float64 { return float64(c.filled) / float64(max(c.distinct, 1)) }

// follows says how far a column follows from another: the part of the rows, among
// those that share a value of the other with a row more, that have the most
// frequent value there. 0 where too few rows tell.
func (c *column) follows(from *column) float64 {
	type cell struct{ a, b int32 }
	cells, groups := map[cell]int{}, map[int32]int{}
	for row, a := range from.codes.Codes {
		if b := c.codes.Codes[row]; a != 0 && b != 0 {
			cells[cell{a, b}]++
			groups[a]++
		}
	}
	best := map[int32]int{}
	for x, n := range cells {
		best[x.a] = max(best[x.a], n)
	}
	modal, rows := 0, 0
	for a, n := range groups {
		if n > 1 {
			modal, rows = modal+best[a], rows+n
		}
	}
	if rows < 20 {
		return 0
	}
	return float64(modal) / float64(rows)
}
