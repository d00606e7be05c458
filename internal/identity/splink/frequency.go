package splink

import (
	"fmt"
	"math"

	"scv"
	"scv/internal/identity/splink/native"
)

// frequencies is how frequent each value of a column is: its count divided by
// that of all values, nulls apart.
type frequencies struct {
	column string
	slot   int
	of     []float64 // by code; 0 for null
	total  float64   // values
}

func newFrequencies(p *native.Program, column string) (*frequencies, error) {
	slot, c, err := p.Slot(column)
	if err != nil {
		return nil, err
	}
	f := &frequencies{column: column, slot: slot, of: make([]float64, c.Len())}
	for _, code := range c.Codes {
		if code != 0 {
			f.of[code]++
			f.total++
		}
	}
	for code := range f.of {
		f.of[code] /= f.total
	}
	f.of[0] = 0
	return f, nil
}

// adjustment is what a level's factor is multiplied by, by the code of the more
// frequent of the two values.
type adjustment struct {
	*frequencies
	factor []float64
}

// newAdjustment is (u of the exact level / frequency) to the power of the weight.
func newAdjustment(f *frequencies, u, weight, minimum float64) *adjustment {
	a := &adjustment{frequencies: f, factor: make([]float64, len(f.of))}
	for code := range a.factor {
		ratio := u / max(f.of[code], minimum)
		switch {
		case code == 0:
			a.factor[code] = 1
		case weight == 1:
			a.factor[code] = ratio
		default:
			a.factor[code] = math.Pow(ratio, weight)
		}
	}
	return a
}

// times gives the adjustment for two values by their codes.
func (a *adjustment) times(l, r int32) float64 { return a.factor[a.code(l, r)] }

// adjusting is what a level multiplies by: by is never nil, and the codes that it looks
// at are 0 where the level adjusts nothing, whose adjustment is 1.
type adjusting struct {
	by   *adjustment
	mask int32
}

func adjustingBy(a *adjustment) adjusting {
	if a == nil {
		return adjusting{by: &adjustment{&frequencies{}, []float64{1}}}
	}
	return adjusting{a, -1}
}

// code is that of the more frequent value of two. The frequency of null is 0, so that
// the other value counts; two nulls change nothing.
func (a *adjustment) code(l, r int32) int32 {
	if l != r && a.of[r] > a.of[l] {
		return r
	}
	return l
}

// records is how many records have the more frequent value.
func (a *adjustment) records(p *native.Pair) int32 {
	return int32(math.Round(a.of[a.code(p.Codes(a.slot))] * a.total))
}

// exactU gives the u that the frequencies of a level stand in for.
func exactU(c *Comparison, level int, u []float64) (float64, error) {
	gammas := c.Gammas()
	if c.Levels[level].TFOwnU {
		return u[gammas[level]], nil
	}
	for i, l := range c.Levels {
		if columns, ok := exact(l.SQL); ok && !l.Null && len(columns) == 1 && equalFold(columns[0], c.Levels[level].TF) {
			return u[gammas[i]], nil
		}
	}
	return 0, &scv.Error{
		Code: scv.CodeSplinkModel, Op: "read Splink model", Subject: fmt.Sprintf("comparison %s, level %q", c.Name, c.Levels[level].Label),
		Err:  fmt.Errorf("no level says that %s is equal, whose u its term frequencies stand in for", c.Levels[level].TF),
		Hint: "Add an exact level for the column, or set disable_tf_exact_match_detection on this one.",
	}
}
