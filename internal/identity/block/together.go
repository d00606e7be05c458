package block

import "scv/internal/identity/record"

// Together gives the rules under which the two rows of a set share a key, also where
// so many others share it that no pair came of it. A rule of neighbours is left out:
// two rows alone are always neighbours.
func Together(rules []Rule, two *record.Set) []string {
	var out []string
	for _, r := range rules {
		if r.Kind != Neighbours && shares(r.keys(two), 0, 1, ^uint64(0)) {
			out = append(out, r.Name)
		}
	}
	return out
}
