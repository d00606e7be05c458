package demo

import (
	"math"
	"math/rand/v2"
	"time"
)

// dice draws from one random sequence; noise scales what goes wrong.
type dice struct {
	*rand.Rand
	noise float64
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// slip is chance for things that go wrong.
func (d dice) slip(p float64) bool { return d.Float64() < p*d.noise }

// between draws from low to high, both possible.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// pick draws one of a list, all equally likely; "" from an empty one.
func (d dice) pick(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[d.IntN(len(list))]
}

// skewed draws an index below n, the first ones more often: 5 of 100 draws are
// the first of sixty, as with given names.
func (d dice) skewed(n int) int {
	const bend = 1.4
	return int(math.Pow(d.Float64(), bend) * float64(n) * 0.999999)
}

func (d dice) frequent(list []string) string { return list[d.skewed(len(list))] }

// day draws a day between two ages in years before at.
func (d dice) day(at time.Time, youngest, oldest int) time.Time {
	return at.AddDate(0, 0, -d.between(youngest*365+youngest/4, oldest*365+oldest/4))
}

func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	return string(b)
}
