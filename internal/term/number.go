package term

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Count writes a whole number with thousands apart: 20,123.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Percent writes a share of 1 with one decimal: 97.3 %.
func Percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

// Chance writes a probability so that it is never more certain than it is.
func Chance(p float64) string {
	switch {
	case p > 0.9999:
		return "more than 99.99 %"
	case p < 0.0001:
		return "less than 0.01 %"
	}
	return fmt.Sprintf("%.2f %%", p*100)
}

// Took writes a duration as people say it: 0.8 s, 12 s, 3 min 20 s, 2 h 5 min.
func Took(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
}
