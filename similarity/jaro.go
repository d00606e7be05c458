package similarity

// The constants of Winkler (String comparator metrics and enhanced decision
// rules in the Fellegi-Sunter model, 1990): the bonus is given above a Jaro
// similarity of 0.7, a tenth of what is missing for each of up to four letters
// that begin both strings.
const (
	boostAbove  = 0.7
	boostScale  = 0.1
	boostPrefix = 4
)

// JaroWinkler is Jaro with a bonus for a common beginning: 0 for nothing in
// common, 1 for equal strings; 0 when one is empty, also when both are.
func JaroWinkler(a, b string) float64 {
	j := Jaro(a, b)
	if j <= boostAbove {
		return j
	}
	prefix := 0
	for prefix < min(boostPrefix, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return boosted(j, prefix)
}

// boosted adds the bonus for a common beginning.
func boosted(j float64, prefix int) float64 {
	if j <= boostAbove {
		return j
	}
	bonus := float64(float64(prefix) * boostScale * (1 - j)) // the conversion keeps arm64 from fusing it with the sum
	return j + bonus
}

// Jaro is the mean of the matched part of a, the matched part of b and the part
// of the matches that stand in the same order. Letters match when they are equal
// and no further apart than half the longer string, less one.
func Jaro(a, b string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if len(a) > 64 || len(b) > 64 {
		return jaroLong(a, b)
	}
	window := max(max(len(a), len(b))/2-1, 0)
	match := matchedShort
	if len(a)*window > wordPays {
		match = matchedWord
	}
	inA, inB, matches := match(a, b, window)
	if matches == 0 {
		return 0
	}
	moved, j := 0, 0
	for i := range len(a) {
		if inA>>i&1 == 0 {
			continue
		}
		for inB>>j&1 == 0 {
			j++
		}
		if a[i] != b[j] {
			moved++
		}
		j++
	}
	return mean(matches, moved, len(a), len(b))
}

// wordPays is how many pairs of places are looked at before it pays to look up
// the places of each letter first.
const wordPays = 24

// matchedShort marks the letters of a and b that match, looking at each place.
func matchedShort(a, b string, window int) (inA, inB uint64, matches int) {
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if a[i] == b[j] && inB>>j&1 == 0 {
				inA |= 1 << i
				inB |= 1 << j
				matches++
				break
			}
		}
	}
	return inA, inB, matches
}

// matchedWord does the same with the places of a letter in one word: the first
// that is in the window and still free.
func matchedWord(a, b string, window int) (inA, inB uint64, matches int) {
	var places [256]uint64
	for j := range len(b) {
		places[b[j]] |= 1 << j
	}
	for i := range len(a) {
		low, high := max(0, i-window), min(len(b), i+window+1)
		if low >= high {
			break
		}
		free := places[a[i]] & (^uint64(0) >> (64 - (high - low)) << low) &^ inB
		if free != 0 {
			inB |= free & -free
			inA |= 1 << i
			matches++
		}
	}
	return inA, inB, matches
}

// jaroLong is Jaro for strings that no 64-bit word holds.
func jaroLong(a, b string) float64 {
	window := max(max(len(a), len(b))/2-1, 0)
	inA, inB := make([]bool, len(a)), make([]bool, len(b))
	matches := 0
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if a[i] == b[j] && !inB[j] {
				inA[i], inB[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	moved, j := 0, 0
	for i := range len(a) {
		if !inA[i] {
			continue
		}
		for !inB[j] {
			j++
		}
		if a[i] != b[j] {
			moved++
		}
		j++
	}
	return mean(matches, moved, len(a), len(b))
}

// mean takes half of the moved letters, rounded down, as transpositions.
func mean(matches, moved, lenA, lenB int) float64 {
	m := float64(matches)
	return (m/float64(lenA) + m/float64(lenB) + (m-float64(moved/2))/m) / 3
}
