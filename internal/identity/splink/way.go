package splink

import (
	"errors"
	"math"
	"slices"

	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

// way is one disjunct of a rule: how it finds the partners of a record, and how
// it tells whether a pair is one of its own.
type way struct {
	keys   *keys    // what has to be equal; nil = nothing
	window *window  // a number that has to be near; nil = none
	listed *listing // pairs that an SQL engine found; nil = none
	rest   []*native.Expr
}

// every says that the way has nothing to find partners by: it looks at all
// records.
func (w *way) every() bool { return w.keys == nil && w.window == nil && w.listed == nil }

// partners appends the records after i that may go with it.
func (w *way) partners(i int32, n int32, out []int32) []int32 {
	switch {
	case w.listed != nil:
		return append(out, w.listed.of(i)...)
	case w.keys != nil:
		return w.keys.partners(i, out)
	case w.window != nil:
		return w.window.partners(i, out)
	}
	for j := i + 1; j < n; j++ {
		out = append(out, j)
	}
	return out
}

// holds says whether the way makes the pair of i, where p stands, and j.
func (w *way) holds(i, j int32, p *native.Pair) bool {
	if w.listed != nil {
		_, ok := slices.BinarySearch(w.listed.of(i), j)
		return ok
	}
	if w.keys != nil && !w.keys.equal(i, j) {
		return false
	}
	if len(w.rest) > 0 {
		p.Right(j)
	}
	for _, e := range w.rest {
		if e.Bool(p) != native.True {
			return false
		}
	}
	return true
}

// newWay compiles a conjunction. The error is a *native.UnsupportedError where an
// SQL engine has to find the pairs.
func newWay(p *native.Program, f *native.Frame, n *condition.Node, explode []string) (*way, error) {
	w := &way{}
	var left, right []*condition.Node
	for _, c := range n.Conjuncts() {
		if l, r, ok := equality(c); ok {
			left, right = append(left, l), append(right, r)
			continue
		}
		if always(c) {
			continue
		}
		e, err := p.Remembered(c)
		if err != nil {
			return nil, err
		}
		w.rest = append(w.rest, e)
		if column, width, ok := near(c); ok && w.window == nil && len(left) == 0 {
			w.window = newWindow(f, column, width)
		}
	}
	if len(left) == 0 {
		if len(explode) > 0 {
			return nil, &native.UnsupportedError{Why: "arrays are exploded and none of their elements compared"}
		}
		return w, nil
	}
	w.window = nil
	keys, err := newKeys(p, f, left, right, explode)
	w.keys = keys
	return w, err
}

// equality takes expr(one record) = expr(other record) apart.
func equality(n *condition.Node) (left, right *condition.Node, ok bool) {
	if n.Op != condition.Binary || n.Name != "=" {
		return nil, nil, false
	}
	a, b := n.Args[0], n.Args[1]
	switch {
	case only(a, true) && only(b, false):
		return a, b, true
	case only(a, false) && only(b, true):
		return b, a, true
	}
	return nil, nil, false
}

// only says that an expression reads columns of one record, the left or the right.
func only(n *condition.Node, wantLeft bool) bool {
	left, right := n.Sides()
	return left == wantLeft && right == !wantLeft
}

// always is 1=1 and true.
func always(n *condition.Node) bool {
	if n.Op == condition.Bool {
		return n.Value == 1
	}
	return n.Op == condition.Binary && n.Name == "=" && n.Args[0].Op == condition.Number && n.Args[1].Op == condition.Number &&
		n.Args[0].Value == n.Args[1].Value
}

// near takes abs(l.c - r.c) < width apart.
func near(n *condition.Node) (column string, width float64, ok bool) {
	if n.Op != condition.Binary || n.Name != "<" && n.Name != "<=" || n.Args[1].Op != condition.Number {
		return "", 0, false
	}
	abs := n.Args[0]
	if abs.Op != condition.Call || abs.Name != "abs" || len(abs.Args) != 1 {
		return "", 0, false
	}
	minus := abs.Args[0]
	if minus.Op != condition.Binary || minus.Name != "-" {
		return "", 0, false
	}
	a, b := minus.Args[0], minus.Args[1]
	if a.Op != condition.Column || b.Op != condition.Column || a.Side == b.Side || a.Unsided().Name != b.Unsided().Name {
		return "", 0, false
	}
	return a.Name, n.Args[1].Value, true
}

// window is records in order of a number.
type window struct {
	rows   []int32
	values []float64 // of rows, ascending
	by     []float64 // by row; NaN for null
	width  float64
}

func newWindow(f *native.Frame, name string, width float64) *window {
	c, ok := f.Column(name)
	if !ok || c.Kind != native.NumberKind {
		return nil
	}
	w := &window{by: make([]float64, f.Rows), width: width * (1 + 1e-9)}
	for row, code := range c.Codes {
		w.by[row] = c.Numbers[code]
		if code == 0 {
			w.by[row] = math.NaN()
		}
		if w.by[row] == w.by[row] {
			w.rows = append(w.rows, int32(row))
		}
	}
	slices.SortStableFunc(w.rows, func(a, b int32) int {
		if w.by[a] < w.by[b] {
			return -1
		}
		if w.by[a] > w.by[b] {
			return 1
		}
		return 0
	})
	for _, row := range w.rows {
		w.values = append(w.values, w.by[row])
	}
	return w
}

// most is how many pairs are near enough.
func (w *window) most() float64 {
	total, to := 0., 0
	for from, v := range w.values {
		for to < len(w.values) && w.values[to] <= v+w.width+math.Abs(v)*1e-12 {
			to++
		}
		total += float64(to - from - 1)
	}
	return total
}

func (w *window) partners(i int32, out []int32) []int32 {
	v := w.by[i]
	if v != v {
		return out
	}
	slack := w.width + math.Abs(v)*1e-12
	from, _ := slices.BinarySearch(w.values, v-slack)
	for k := from; k < len(w.values) && w.values[k] <= v+slack; k++ {
		if w.rows[k] > i {
			out = append(out, w.rows[k])
		}
	}
	return out
}

// listing is pairs by their first row.
type listing struct {
	start []int32
	rows  []int32
}

func newListing(n int, pairs [][2]int32) (*listing, error) {
	slices.SortFunc(pairs, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	l := &listing{start: make([]int32, n+1)}
	for _, p := range slices.Compact(pairs) {
		if p[0] < 0 || p[0] >= p[1] || int(p[1]) >= n {
			return nil, errors.New("the SQL engine gave a pair out of order")
		}
		l.start[p[0]+1]++
		l.rows = append(l.rows, p[1])
	}
	for i := range n {
		l.start[i+1] += l.start[i]
	}
	return l, nil
}

func (l *listing) of(i int32) []int32 { return l.rows[l.start[i]:l.start[i+1]] }
