package cluster

// Components gives each of n rows the smallest row that it hangs together with
// by pairs, whatever their weight: for models that leave nothing to judge beyond
// their threshold.
func Components(n int, edges []Edge) []int32 {
	p := NewParts(n)
	for _, e := range edges {
		p.Join(e.I, e.J)
	}
	return p.All()
}

// Parts are Components of pairs that come one at a time: none of them is kept.
type Parts struct{ u *union }

// NewParts gives n rows, each by itself.
func NewParts(n int) Parts { return Parts{newUnion(n)} }

// Join puts together what two rows hang together with.
func (p Parts) Join(i, j int32) { p.u.join(i, j) }

// All gives each row the smallest row that it hangs together with.
func (p Parts) All() []int32 { return p.u.all() }
