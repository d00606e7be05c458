package block

import "scv/internal/identity/record"

// Together gives the rules under which the two rows of a set share a key, also where
// so many others share it that no pair came of it. A rule of neighbours is left out:
// two rows alone are always neighbours.
func Together(rules []Rule, two *record.Set) []string {
	var out []string
	for _, r := range rules {
		if r.Kind != Neighbours && shares(r.keys(two), 0, 1) {
			out = append(out, r.Name)
		}
	}
	return out
}

// shares says whether two rows have a key in common.
func shares(columns [][]uint64, i, j int32) bool {
	for _, a := range columns {
		for _, b := range columns {
			if a[i] != 0 && a[i] == b[j] {
				return true
			}
		}
	}
	return false
}
