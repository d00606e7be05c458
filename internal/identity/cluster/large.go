package cluster

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// A component over the limit is not compared as a whole: its rows are put into atoms
// by their heaviest edges, each atom is clustered as a small component is, and the
// groups that come out are joined where the pairs between two of them are for it on
// average, of which a sample is compared. One customer of thousands of rows is found,
// and what a chain of accidents holds together is not.

const (
	looked = 64      // pairs between two groups that are compared
	proof  = 1 << 22 // pairs between two groups that are looked through for one that forbids joining
)

// large makes the clusters of a component over the limit, each ascending.
func large(part []int32, own []Edge, weight func(i, j int32) float64, guarded bool) [][]int32 {
	slices.SortFunc(own, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J))
	})
	place := make(map[int32]int32, len(part))
	for k, row := range part {
		place[row] = int32(k)
	}
	j := &joining{weight: weight, guarded: guarded}
	for _, atom := range atoms(part, place, own) {
		if len(atom) == 1 {
			j.groups = append(j.groups, atom)
			continue
		}
		j.groups = append(j.groups, linkage(atom, weight)...)
	}
	return j.run(own)
}

// atoms joins the rows of the heaviest edges first, as long as the limit allows; what
// people have said is the same stays together whatever its size.
func atoms(part []int32, place map[int32]int32, own []Edge) [][]int32 {
	u, size := newUnion(len(part)), make([]int, len(part))
	for k := range size {
		size[k] = 1
	}
	for _, e := range own {
		a, b := u.root(place[e.I]), u.root(place[e.J])
		if a == b || size[a]+size[b] > limit && !math.IsInf(e.Weight, 1) {
			continue
		}
		size[min(a, b)] += size[max(a, b)]
		u.join(a, b)
	}
	var out [][]int32
	at := make(map[int32]int, len(part))
	for k, row := range part {
		root := u.root(int32(k))
		n, ok := at[root]
		if !ok {
			n = len(out)
			at[root], out = n, append(out, nil)
		}
		out[n] = append(out[n], row)
	}
	return out
}

// joining is groups of rows that are joined, the best two first. A group that was
// joined to another is nil.
type joining struct {
	groups  [][]int32
	beside  []map[int32]bool // by group: those that an edge leads to
	queue   meetings
	weight  func(i, j int32) float64
	guarded bool // some pairs forbid joining
}

// meeting is two groups and what the pairs between them say on average, as it was when
// they had so many rows.
type meeting struct {
	a, b         int32
	sizeA, sizeB int
	mean         float64
}

func (j *joining) run(own []Edge) [][]int32 {
	of := map[int32]int32{}
	for g, rows := range j.groups {
		for _, row := range rows {
			of[row] = int32(g)
		}
	}
	j.beside = make([]map[int32]bool, len(j.groups))
	for g := range j.beside {
		j.beside[g] = map[int32]bool{}
	}
	for _, e := range own {
		j.meet(of[e.I], of[e.J])
	}
	heap.Init(&j.queue)
	for len(j.queue) > 0 {
		m, _ := heap.Pop(&j.queue).(meeting)
		switch {
		case j.groups[m.a] == nil || j.groups[m.b] == nil || m.mean < 0:
		case len(j.groups[m.a]) >= 2*m.sizeA || len(j.groups[m.b]) >= 2*m.sizeB:
			heap.Push(&j.queue, j.measured(m.a, m.b)) // grown so much that the sample is an old one
		case !j.forbidden(m.a, m.b):
			j.join(m.a, m.b)
		}
	}
	var out [][]int32
	for _, rows := range j.groups {
		if rows != nil {
			out = append(out, rows)
		}
	}
	return out
}

// meet notes that an edge leads from one group to the other.
func (j *joining) meet(a, b int32) {
	if a == b || j.beside[a][b] {
		return
	}
	j.beside[a][b], j.beside[b][a] = true, true
	j.queue = append(j.queue, j.measured(min(a, b), max(a, b)))
}

// measured compares a sample of the pairs between two groups, the same for the same
// rows.
func (j *joining) measured(a, b int32) meeting {
	x, y := j.groups[a], j.groups[b]
	m, n, sum := meeting{a: a, b: b, sizeA: len(x), sizeB: len(y)}, len(x)*len(y), 0.
	step := max(n/looked, 1)
	if step > 1 {
		step |= 1 // so that it does not walk along one row or column alone
		for gcd(step, n) != 1 {
			step += 2
		}
	}
	pairs := min(n, looked)
	for k := range pairs {
		at := k * step % n
		sum += Bounded(j.weight(x[at/len(y)], y[at%len(y)]))
	}
	m.mean = sum / float64(pairs)
	return m
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// forbidden says whether a pair between two groups must not be one: people have said
// so, or a veto. Where there are too many pairs to look at them all, it may be.
func (j *joining) forbidden(a, b int32) bool {
	x, y := j.groups[a], j.groups[b]
	if !j.guarded {
		return false
	}
	if len(x)*len(y) > proof {
		return true
	}
	return slices.ContainsFunc(x, func(p int32) bool {
		return slices.ContainsFunc(y, func(q int32) bool { return math.IsInf(j.weight(p, q), -1) })
	})
}

// join makes group b a part of a. Those beside b only are measured against both.
func (j *joining) join(a, b int32) {
	j.groups[a] = slices.Concat(j.groups[a], j.groups[b])
	slices.Sort(j.groups[a])
	j.groups[b] = nil
	others := make([]int32, 0, len(j.beside[b]))
	for c := range j.beside[b] {
		delete(j.beside[c], b)
		if c != a && !j.beside[a][c] {
			others = append(others, c)
		}
	}
	slices.Sort(others)
	for _, c := range others {
		j.beside[a][c], j.beside[c][a] = true, true
		heap.Push(&j.queue, j.measured(min(a, c), max(a, c)))
	}
	j.beside[b] = nil
}

// meetings is a heap, the highest mean first.
type meetings []meeting

func (m meetings) Len() int { return len(m) }

func (m meetings) Less(i, k int) bool {
	a, b := m[i], m[k]
	return cmp.Or(cmp.Compare(b.mean, a.mean), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) < 0
}

func (m meetings) Swap(i, k int) { m[i], m[k] = m[k], m[i] }

// Push implements heap.Interface.
func (m *meetings) Push(x any) {
	if one, ok := x.(meeting); ok {
		*m = append(*m, one)
	}
}

// Pop implements heap.Interface.
func (m *meetings) Pop() any {
	last := len(*m) - 1
	out := (*m)[last]
	*m = (*m)[:last]
	return out
}
