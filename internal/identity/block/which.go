package block

import "slices"

// By gives the rules that make a pair of rows, by their numbers.
func (x *Index) By(i, j int32) []int {
	var out []int
	for _, k := range x.members.of(i) {
		if _, also := slices.BinarySearch(x.members.of(j), k); also {
			out = append(out, int(x.blocks[k].rule))
		}
	}
	return slices.Compact(out)
}
