package infer

import (
	"strings"
	"time"

	"scv"
	"scv/internal/source"
)

// column is one column of a table with what was read of it.
type column struct {
	header   string // as the first sheet or model.json writes it
	name     string // as bronze will call it
	declared scv.Type
	values   []value // distinct, in the order they were met
	index    map[string]int
	filled   int // cells that are not empty
}

// value is a distinct cell and how often it stands in the column.
type value struct {
	source.Cell
	count int
}

func newColumn(f source.Field) *column {
	return &column{header: f.Header, name: f.Name, declared: f.Type, index: map[string]int{}}
}

func (c *column) add(cell source.Cell) {
	if cell.Kind == source.Empty || cell.Kind == source.Text && strings.TrimSpace(cell.Text) == "" {
		return
	}
	c.filled++
	key := string(rune('0'+cell.Kind)) + cell.Text
	if i, ok := c.index[key]; ok {
		c.values[i].count++
		return
	}
	c.index[key] = len(c.values)
	c.values = append(c.values, value{cell, 1})
}

// sampleSize is how many distinct values of a column are judged by content.
const sampleSize = 400

// sample gives distinct values spread over the whole column: files are often
// sorted, and the first rows are all of one place or year.
func (c *column) sample() []value {
	if len(c.values) <= sampleSize {
		return c.values
	}
	out := make([]value, sampleSize)
	for i := range out {
		out[i] = c.values[i*len(c.values)/sampleSize]
	}
	return out
}

// share gives the part of the sampled values for which is holds, 0 to 1.
func (c *column) share(is func(source.Cell) bool) float64 {
	values := c.sample()
	if len(values) == 0 {
		return 0
	}
	n := 0
	for _, v := range values {
		if is(v.Cell) {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// shareOfRows is share with each value counted as often as it stands there: what
// is misspelled once in a while weighs little.
func (c *column) shareOfRows(is func(source.Cell) bool) float64 {
	all, n := 0, 0
	for _, v := range c.sample() {
		all += v.count
		if is(v.Cell) {
			n += v.count
		}
	}
	return float64(n) / float64(max(1, all))
}

// shape is a value without what it says: digits as 9, letters as A or a, runs of
// more than four cut to four.
func shape(c source.Cell) string {
	if c.Kind == source.Broken {
		return "an error value"
	}
	var b strings.Builder
	last, run := rune(0), 0
	for _, r := range text(c) {
		sign := shapeOf(r)
		if sign == last {
			run++
		} else {
			last, run = sign, 1
		}
		if run == 5 {
			b.WriteRune('…')
		}
		if run < 5 {
			b.WriteRune(sign)
		}
	}
	if short := []rune(b.String()); len(short) > 40 {
		return string(short[:40]) + "…"
	}
	return b.String()
}

func shapeOf(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return '9'
	case strings.ToUpper(string(r)) == strings.ToLower(string(r)):
		return r
	case strings.ToUpper(string(r)) == string(r):
		return 'A'
	default:
		return 'a'
	}
}

// text is what a cell says, as bronze keeps it in a text column.
func text(c source.Cell) string {
	if c.Kind == source.DateTime {
		return c.Time.Format(time.DateOnly)
	}
	return strings.TrimSpace(c.Text)
}
