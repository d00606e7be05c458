package cluster

// Components gives each of n rows the smallest row that it hangs together with
// by pairs, whatever their weight: for models that leave nothing to judge beyond
// their threshold.
func Components(n int, edges []Edge) []int32 {
	u := newUnion(n)
	for _, e := range edges {
		u.join(e.I, e.J)
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = u.root(int32(i))
	}
	return out
}
