package cluster

import (
	"math"
	"slices"
)

// linkage joins the rows of a component, the best pair of groups first, as long
// as the pairs between two groups are for it on average. A weight of +Inf joins
// before all others, one of -Inf keeps two groups apart.
func linkage(rows []int32, weight func(i, j int32) float64) [][]int32 {
	if len(rows) == 2 {
		return [][]int32{rows}
	}
	g := newGroups(rows, weight)
	g.mergeSame()
	for {
		a, b, ok := g.best()
		if !ok {
			return g.members()
		}
		g.merge(a, b)
	}
}

// groups holds the sum of weights between any two groups. A group that was
// merged into another is nil.
type groups struct {
	rows [][]int32
	sums [][]float64
}

func newGroups(rows []int32, weight func(i, j int32) float64) *groups {
	g := &groups{rows: make([][]int32, len(rows)), sums: make([][]float64, len(rows))}
	for i, row := range rows {
		g.rows[i] = []int32{row}
		g.sums[i] = make([]float64, len(rows))
	}
	for i := range rows {
		for j := i + 1; j < len(rows); j++ {
			w := Bounded(weight(rows[i], rows[j]))
			g.sums[i][j], g.sums[j][i] = w, w
		}
	}
	return g
}

// Bounded is how much a pair of a weight says in an average: no more than a bound,
// unless people have decided.
func Bounded(weight float64) float64 {
	if math.IsInf(weight, 0) {
		return weight
	}
	return min(max(weight, -most), most)
}

// mergeSame joins what people have said is the same; then no sum is +Inf.
func (g *groups) mergeSame() {
	for i := range g.rows {
		for j := i + 1; g.rows[i] != nil && j < len(g.rows); j++ {
			if g.rows[j] != nil && math.IsInf(g.sums[i][j], 1) {
				g.merge(i, j)
				j = i // what came in with j may hold others
			}
		}
	}
}

// best gives the two groups with the highest average, the first ones among
// equals; false when no average reaches 0.
func (g *groups) best() (a, b int, ok bool) {
	top := 0.
	for i := range g.rows {
		if g.rows[i] == nil {
			continue
		}
		for j := i + 1; j < len(g.rows); j++ {
			if g.rows[j] == nil {
				continue
			}
			mean := g.sums[i][j] / float64(len(g.rows[i])*len(g.rows[j]))
			if mean > top || mean == top && !ok {
				a, b, ok, top = i, j, true, mean
			}
		}
	}
	return a, b, ok
}

func (g *groups) merge(a, b int) {
	g.rows[a], g.rows[b] = append(g.rows[a], g.rows[b]...), nil
	for k := range g.rows {
		if k != a && g.rows[k] != nil {
			g.sums[a][k] = add(g.sums[a][k], g.sums[b][k])
			g.sums[k][a] = g.sums[a][k]
		}
	}
}

// add sums two weights; what is said to be the same outdoes what is said to be
// apart, as only a contradiction has both, and none gets here.
func add(x, y float64) float64 {
	if math.IsInf(x, 1) || math.IsInf(y, 1) {
		return math.Inf(1)
	}
	return x + y
}

func (g *groups) members() [][]int32 {
	var out [][]int32
	for _, rows := range g.rows {
		if rows != nil {
			slices.Sort(rows)
			out = append(out, rows)
		}
	}
	return out
}
