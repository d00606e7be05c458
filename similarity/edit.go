package similarity

// Levenshtein is the smallest number of insertions, deletions and substitutions
// of single bytes that turn a into b.
func Levenshtein(a, b string) int {
	a, b = trim(a, b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(a) <= 64 {
		return myers(a, b)
	}
	row := make([]int, len(a)+1)
	for i := range row {
		row[i] = i
	}
	for j := range len(b) {
		diagonal := row[0]
		row[0] = j + 1
		for i := range len(a) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[i+1]
			row[i+1] = min(cost, row[i]+1, row[i+1]+1)
		}
	}
	return row[len(a)]
}

// myers works a column at a time in 64-bit words (Myers, A fast bit-vector
// algorithm for approximate string matching, 1999). a has 1 to 64 bytes.
func myers(a, b string) int {
	var peq [256]uint64
	for i := range len(a) {
		peq[a[i]] |= 1 << i
	}
	last := uint64(1) << (len(a) - 1)
	pv, mv, score := ^uint64(0), uint64(0), len(a)
	for j := range len(b) {
		eq := peq[b[j]]
		xv := eq | mv
		xh := (((eq & pv) + pv) ^ pv) | eq
		ph, mh := mv|^(xh|pv), pv&xh
		if ph&last != 0 {
			score++
		}
		if mh&last != 0 {
			score--
		}
		ph, mh = ph<<1|1, mh<<1
		pv, mv = mh|^(xv|ph), ph&xv
	}
	return score
}

// trim takes away what both strings begin and end with.
func trim(a, b string) (string, string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// WithinOneEdit says whether a becomes b by at most one insertion, deletion,
// substitution, or swap of two neighbours: DamerauLevenshtein(a, b) <= 1.
func WithinOneEdit(a, b string) bool {
	if d := len(a) - len(b); d < -1 || d > 1 {
		return false
	}
	a, b = trim(a, b)
	switch {
	case len(a) <= 1 && len(b) <= 1:
		return true
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}

// DamerauLevenshtein is Levenshtein with the swap of two neighbours as one edit,
// also where other edits fall between the two: the unrestricted distance
// (Lowrance and Wagner 1975), a metric. "ca" and "abc" are 2 apart.
func DamerauLevenshtein(a, b string) int {
	a, b = trim(a, b)
	if len(a) == 0 || len(b) == 0 {
		return max(len(a), len(b))
	}
	var fixed [34 * 34]int
	width := len(b) + 2
	d := fixed[:]
	if n := (len(a) + 2) * width; n > len(d) {
		d = make([]int, n)
	}
	far := len(a) + len(b)
	for i := range len(a) + 1 {
		d[(i+1)*width], d[(i+1)*width+1] = far, i
	}
	d[0] = far
	for j := range len(b) + 1 {
		d[j+1], d[width+j+1] = far, j
	}
	var lastRow [256]int
	for i := 1; i <= len(a); i++ {
		lastColumn := 0
		for j := 1; j <= len(b); j++ {
			row, column, cost := lastRow[b[j-1]], lastColumn, 1
			if a[i-1] == b[j-1] {
				cost, lastColumn = 0, j
			}
			d[(i+1)*width+j+1] = min(
				d[i*width+j]+cost,
				d[(i+1)*width+j]+1,
				d[i*width+j+1]+1,
				d[row*width+column]+(i-row-1)+1+(j-column-1),
			)
		}
		lastRow[a[i-1]] = i
	}
	return d[(len(a)+1)*width+len(b)+1]
}
