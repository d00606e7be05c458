package cluster

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Edge is a pair of rows, I < J, and its weight in bits.
type Edge struct {
	I, J   int32
	Weight float64
}

const (
	limit = 120 // records of a component that are compared with each other
	most  = 12. // bits that one pair can say for or against: a sure pair does not outvote ten others
)

// Report tells about components over the limit.
type Report struct {
	Large int // components that were put together of parts
	Rows  int // records in them
}

// Cluster gives each of n rows the smallest row of its cluster. weight compares
// any two rows; edges are the pairs with a weight of at least 0; what people have
// decided holds whatever the weights say.
func Cluster(n int, edges []Edge, weight func(i, j int32) float64, people Decided) ([]int32, Report) {
	return ClusterBy(n, edges, []func(i, j int32) float64{weight}, people)
}

// ClusterBy is Cluster with several goroutines: each compares by a weight of its own,
// all of which say the same.
func ClusterBy(n int, edges []Edge, weights []func(i, j int32) float64, people Decided) ([]int32, Report) {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	edges = people.edges(edges)
	parts := components(n, edges)
	r := reported(parts)
	var next atomic.Int64
	var all sync.WaitGroup
	for _, weight := range weights {
		above := people.weight(weight)
		all.Go(func() {
			for k := next.Add(partsAtOnce); int(k)-partsAtOnce < len(parts); k = next.Add(partsAtOnce) {
				for _, part := range parts[k-partsAtOnce : min(int(k), len(parts))] {
					link(part, edges, above, people.guarded(), out)
				}
			}
		})
	}
	all.Wait()
	return out, r
}

// partsAtOnce is how many parts a goroutine takes.
const partsAtOnce = 256

// link notes the clusters of a part.
func link(part []int32, edges []Edge, weight func(i, j int32) float64, guarded bool, out []int32) {
	var groups [][]int32
	if len(part) > limit {
		groups = large(part, within(part, edges), weight, guarded)
	} else {
		groups = linkage(part, weight)
	}
	for _, rows := range groups {
		for _, row := range rows {
			out[row] = rows[0]
		}
	}
}

// reported tells of the parts over the limit.
func reported(parts [][]int32) (r Report) {
	for _, part := range parts {
		if len(part) > limit {
			r.Large, r.Rows = r.Large+1, r.Rows+len(part)
		}
	}
	return r
}

// components gives the parts of two rows and more that edges hold together,
// each ascending.
func components(n int, edges []Edge) [][]int32 {
	u := newUnion(n)
	for _, e := range edges {
		u.join(e.I, e.J)
	}
	return u.parts(edges)
}

// within gives the edges of a part.
func within(part []int32, edges []Edge) []Edge {
	var own []Edge
	for _, e := range edges {
		if _, ok := slices.BinarySearch(part, e.I); ok {
			own = append(own, e)
		}
	}
	return own
}

// union is a disjoint-set forest with path halving.
type union struct{ parent []int32 }

func newUnion(n int) *union {
	u := &union{make([]int32, n)}
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	return u
}

func (u *union) root(i int32) int32 {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

// join makes the smaller root the root of both.
func (u *union) join(i, j int32) {
	a, b := u.root(i), u.root(j)
	u.parent[max(a, b)] = min(a, b)
}

// parts gives the sets of two rows and more, by their smallest row.
func (u *union) parts(edges []Edge) [][]int32 {
	order := make([]uint64, 0, 2*len(edges)) // root and row in one number
	for _, e := range edges {
		order = append(order, uint64(u.root(e.I))<<32|uint64(e.I), uint64(u.root(e.J))<<32|uint64(e.J))
	}
	slices.Sort(order)
	order = slices.Compact(order)
	rows := make([]int32, len(order))
	for k, place := range order {
		rows[k] = int32(uint32(place))
	}
	var out [][]int32
	for i := 0; i < len(rows); {
		j := i
		for j < len(rows) && order[j]>>32 == order[i]>>32 {
			j++
		}
		if j-i > 1 {
			out = append(out, rows[i:j:j])
		}
		i = j
	}
	return out
}
