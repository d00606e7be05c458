package scv

import "strings"

// Nearest gives the name that looks most like the wrong one, or "" when none
// does: at most a third of the letters differ (Levenshtein), case apart.
func Nearest(wrong string, names []string) string {
	best, bestDistance := "", len([]rune(wrong))/3+1
	for _, name := range names {
		d := distance([]rune(strings.ToLower(wrong)), []rune(strings.ToLower(name)))
		if d < bestDistance || d == bestDistance && best == "" {
			best, bestDistance = name, d
		}
	}
	return best
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, cb := range b {
			cost := diagonal
			if ca != cb {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
