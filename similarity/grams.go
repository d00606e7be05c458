package similarity

import (
	"math"
	"slices"
	"strings"
)

// Jaccard is the part of the q-grams of either string that both have: the distinct
// runs of q bytes. A string of fewer than q bytes is one gram as a whole, the empty
// one has none: 0 where either is empty, 1 for equal strings. q below 1 is 1.
//
// It is not DuckDB's function of that name, which is Jaccard with q = 1.
func Jaccard(a, b string, q int) float64 {
	if a == "" || b == "" {
		return 0
	}
	x, y := slices.Compact(grams(a, q)), slices.Compact(grams(b, q))
	common := shared(x, y, func(int, int) {})
	return float64(common) / float64(len(x)+len(y)-common)
}

// CosineGrams is the cosine of the angle between the counts of q-grams: 0 for none
// in common, 1 for the same counts; 0 where either is empty.
func CosineGrams(a, b string, q int) float64 { return cosine(grams(a, q), grams(b, q)) }

// CosineTokens is the cosine of the angle between the counts of words, which white
// space separates: their order does not count.
func CosineTokens(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return cosine(x, y)
}

// grams gives the runs of q bytes, ascending.
func grams(s string, q int) []string {
	q = max(q, 1)
	if s == "" {
		return nil
	}
	if len(s) < q {
		return []string{s}
	}
	out := make([]string, 0, len(s)-q+1)
	for i := range len(s) - q + 1 {
		out = append(out, s[i:i+q])
	}
	slices.Sort(out)
	return out
}

// cosine takes two ascending lists.
func cosine(x, y []string) float64 {
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	dot := 0
	shared(x, y, func(n, m int) { dot += n * m })
	return min(1, float64(dot)/math.Sqrt(float64(squares(x))*float64(squares(y))))
}

// shared calls fn with how often each entry of both lists is in either, and gives
// the number of such entries.
func shared(x, y []string, fn func(n, m int)) int {
	common := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch strings.Compare(x[i], y[j]) {
		case -1:
			i++
		case 1:
			j++
		default:
			n, m := run(x[i:]), run(y[j:])
			fn(n, m)
			common, i, j = common+1, i+n, j+m
		}
	}
	return common
}

// run is how often the first entry stands in a row.
func run(list []string) int {
	n := 1
	for n < len(list) && list[n] == list[0] {
		n++
	}
	return n
}

func squares(list []string) int {
	sum := 0
	for i := 0; i < len(list); {
		n := run(list[i:])
		sum, i = sum+n*n, i+n
	}
	return sum
}
