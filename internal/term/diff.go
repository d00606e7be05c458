package term

import (
	"fmt"
	"strings"
)

// around is how many lines are shown that did not change, before and behind those that
// did.
const around = 3

// mostCompared is how many pairs of lines are compared; of more, all that lies between
// the first and the last change counts as changed.
const mostCompared = 4_000_000

// changed is a line: what is before it is ' ', '-' or '+'.
type changed struct {
	sign byte
	text string
}

// Diff gives the lines of a text that went ("-") and came ("+"), each with a few lines
// around, under the numbers of the old text.
func Diff(before, after string) []string {
	all := changes(strings.Split(strings.TrimSuffix(before, "\n"), "\n"), strings.Split(strings.TrimSuffix(after, "\n"), "\n"))
	near := make([]bool, len(all))
	for k, c := range all {
		if c.sign == ' ' {
			continue
		}
		for n := max(0, k-around); n <= min(len(all)-1, k+around); n++ {
			near[n] = true
		}
	}
	var out []string
	number := 1
	for k, c := range all {
		if near[k] && (k == 0 || !near[k-1]) {
			out = append(out, fmt.Sprintf("@@ line %d", number))
		}
		if near[k] {
			out = append(out, strings.TrimRight(string(c.sign)+c.text, " "))
		}
		if c.sign != '+' {
			number++
		}
	}
	return out
}

// changes lays the lines of two texts beside each other: as few as possible went and
// came.
func changes(a, b []string) []changed {
	var head, tail []changed
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head, a, b = append(head, changed{' ', a[0]}), a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append([]changed{{' ', a[len(a)-1]}}, tail...)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return append(append(head, between(a, b)...), tail...)
}

func between(a, b []string) (out []changed) {
	common := make([][]int, len(a)+1) // lines that a[i:] and b[j:] have in common
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	small := len(a)*len(b) <= mostCompared
	for i := len(a) - 1; small && i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && small && a[i] == b[j]:
			out = append(out, changed{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, changed{'-', a[i]})
			i++
		default:
			out = append(out, changed{'+', b[j]})
			j++
		}
	}
	return out
}
