package block

import "math"

// By gives the rules that make a pair of rows, by their numbers.
func (x *Index) By(i, j int32) []int {
	var out []int
	for r, slots := range x.slots {
		for _, columns := range slots {
			if shares(columns, i, j, math.MaxInt32) {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
