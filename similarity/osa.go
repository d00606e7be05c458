package similarity

import "math/bits"

// OSA is the optimal string alignment distance, also called restricted
// Damerau-Levenshtein: insertions, deletions, substitutions and swaps of two
// neighbours, where no part is edited twice. ("ca", "abc") is 3, where
// DamerauLevenshtein says 2; at a distance of up to 1 both are equal. The way round
// over a third string can be shorter: it is no metric.
func OSA(a, b string) int {
	a, b = trim(a, b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(a) <= 64 {
		return hyyro(a, b)
	}
	return osaLong(a, b)
}

// hyyro works a column at a time in 64-bit words (Hyyrö, A bit-vector algorithm
// for computing Levenshtein and Damerau edit distances, 2003). a has 1 to 64 bytes.
func hyyro(a, b string) int {
	var peq [256]uint64
	for i := range len(a) {
		peq[a[i]] |= 1 << i
	}
	vp, vn, d0, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	last := uint64(1) << (len(a) - 1)
	distance := len(a)
	for j := range len(b) {
		eq := peq[b[j]]
		swapped := (^d0 & eq) << 1 & before
		d0 = ((eq & vp) + vp ^ vp) | eq | vn | swapped
		hp, hn := vn|^(d0|vp), d0&vp
		if hp&last != 0 {
			distance++
		}
		if hn&last != 0 {
			distance--
		}
		hp, hn = hp<<1|1, hn<<1
		vp, vn = hn|^(d0|hp), hp&d0
		before = eq
	}
	return distance
}

// osaLong is the table in three rows.
func osaLong(a, b string) int {
	two, one, row := make([]int, len(a)+1), make([]int, len(a)+1), make([]int, len(a)+1)
	for i := range one {
		one[i] = i
	}
	for j := range len(b) {
		row[0] = j + 1
		for i := range len(a) {
			cost := one[i]
			if a[i] != b[j] {
				cost++
			}
			row[i+1] = min(cost, row[i]+1, one[i+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[i+1] = min(row[i+1], two[i-1]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(a)]
}

// WithinEdits says whether OSA is k at most. It looks at lengths and at which bytes
// occur first: most pairs that are further apart are found out by that.
func WithinEdits(a, b string, k int) bool {
	if k < 0 || len(a)-len(b) > k || len(b)-len(a) > k {
		return false
	}
	if a == b {
		return true
	}
	return bits.OnesCount64(occurring(a)^occurring(b)) <= 2*k && OSA(a, b) <= k
}

// occurring has a bit for each byte that occurs; bytes share bits.
func occurring(s string) uint64 {
	var mask uint64
	for i := range len(s) {
		mask |= 1 << (s[i] & 63)
	}
	return mask
}
