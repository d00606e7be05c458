package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Bytes reads an amount of memory: a number and kB, MB or GB, each 1024 times the one
// before (KiB, MiB and GiB are the same). "" is 0.
func Bytes(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	word := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for k, unit := range []string{"k", "m", "g"} {
		number, ok := strings.CutSuffix(strings.Replace(word, "ib", "b", 1), unit+"b")
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if n *= float64(int64(1) << (10 * (k + 1))); err == nil && n >= 1 && n < 1<<60 { // not a number is none of both
			return int64(n), nil
		}
	}
	return 0, fmt.Errorf("%q is no amount of memory", text)
}
