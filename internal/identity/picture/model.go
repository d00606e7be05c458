package picture

import (
	"fmt"
	"math"
)

// Model is what was learned, of one party or several.
type Model struct {
	Title, Told string
	Parties     []Party
}

// Party is one party's part of a Model.
type Party struct {
	Name  string
	Told  string
	Line  float64 // bits from which two records are one
	Level []Level
	Bins  []Bin
	Reach []Point
	Rules []Rule
	Notes []string
}

// Level is what one level of a comparison is worth.
type Level struct {
	Comparison, Name    string
	M, U, Pairs, Weight float64
}

// Bin is how many pairs have a weight from From on to the next whole bit.
type Bin struct {
	From        float64
	Same, Apart int
}

// Point is a part of all records, 0 to 1, at a weight.
type Point struct{ Weight, Part float64 }

// Rule is what a rule does among the likely pairs.
type Rule struct {
	Name                 string
	Alone, Makes, Missed float64
}

const (
	modelWidth  = 900.
	levelHeight = 19.
	chartHeight = 150.
	half        = modelWidth/2 - margin*1.5
)

// SVG draws it: what each level is worth, what the pairs weigh, how much the records
// have to say, what the rules find.
func (m Model) SVG() []byte {
	c := &canvas{w: modelWidth}
	y := c.head(m.Title, m.Told)
	for _, p := range m.Parties {
		c.text("head", margin, y+22, p.Name)
		y += 40
		for _, line := range fold(p.Told, 140) {
			c.text("note", margin, y, line)
			y += 16
		}
		y = p.levels(c, y+8)
		p.histogram(c, margin, y)
		p.reach(c, margin*2+half, y)
		y = p.rules(c, y+chartHeight+64)
		for _, note := range p.Notes {
			for _, line := range fold(note, 140) {
				y += 16
				c.text("found", margin, y, line)
			}
		}
		y += 24
	}
	return c.svg(y, m.Title, m.Told)
}

// levels draws a bar of bits for each level, and writes what it was learned from.
func (p Party) levels(c *canvas, y float64) float64 {
	low, high := -1., 1.
	for _, l := range p.Level {
		low, high = min(low, l.Weight), max(high, l.Weight)
	}
	axis := scale{low - .3, high + .3, 520, modelWidth - margin}
	c.text("name", margin, y+12, "What each level is worth, before rarity")
	for _, head := range []struct {
		x    float64
		text string
	}{{368, "m"}, {428, "u"}, {506, "pairs"}} {
		c.text("axis right", head.x, y+12, head.text)
	}
	y += 20
	bottom := y + float64(len(p.Level))*levelHeight
	for _, v := range axis.ticks(60) {
		c.line("grid", axis.at(v), y, axis.at(v), bottom)
		c.text("axis middle", axis.at(v), bottom+13, whole(v))
	}
	last := ""
	for _, l := range p.Level {
		if l.Comparison != last {
			c.line("edge", margin, y, 506, y)
			c.text("name", margin, y+14, clip(l.Comparison, 20))
			last = l.Comparison
		}
		c.text("found", 170, y+14, clip(l.Name, 26))
		c.text("axis right", 368, y+14, part(l.M))
		c.text("axis right", 428, y+14, part(l.U))
		c.text("axis right", 506, y+14, fmt.Sprintf("%.0f", l.Pairs))
		c.bar(sided("", l.Weight), axis.at(0), axis.at(l.Weight), y+5, 9, l.Comparison+", "+l.Name+": "+bits(l.Weight))
		y += levelHeight
	}
	c.line("zero", axis.at(0), y-float64(len(p.Level))*levelHeight, axis.at(0), y)
	return y + 34
}

// whole writes a tick of an axis of bits.
func whole(v float64) string {
	if v == 0 {
		return "0"
	}
	if v < 0 {
		return fmt.Sprintf("−%g", -v)
	}
	return fmt.Sprintf("+%g", v)
}

// part writes a part of all in per cent.
func part(p float64) string {
	switch {
	case p >= .0995:
		return fmt.Sprintf("%.0f %%", 100*p)
	case p >= .00095:
		return fmt.Sprintf("%.1f %%", 100*p)
	}
	return fmt.Sprintf("%.0e", p)
}

// histogram draws how many pairs have which weight. The height goes with the root of
// the number, so that few pairs between the two hills are seen.
func (p Party) histogram(c *canvas, x, y float64) {
	c.text("name", x, y+12, "What the pairs weigh (root scale)")
	if len(p.Bins) == 0 {
		c.text("note", x, y+32, "The rules made no pair.")
		return
	}
	most := 0
	for _, b := range p.Bins {
		most = max(most, b.Same+b.Apart)
	}
	axis := scale{min(p.Bins[0].From, p.Line), max(p.Bins[len(p.Bins)-1].From+1, p.Line+1), x, x + half}
	base, height := y+24+chartHeight, func(n int) float64 { return math.Sqrt(float64(n)/float64(most)) * (chartHeight - 4) }
	for _, b := range p.Bins {
		told := fmt.Sprintf("%s to %s bits: %d pairs in one cluster, %d apart", whole(b.From), whole(b.From+1), b.Same, b.Apart)
		all, same := height(b.Same+b.Apart), 0.
		if b.Same > 0 {
			same = all * float64(b.Same) / float64(b.Same+b.Apart)
			c.bar("good", axis.at(b.From)+.5, axis.at(b.From+1)-.5, base-same, same, told)
		}
		if b.Apart > 0 {
			c.bar("none", axis.at(b.From)+.5, axis.at(b.From+1)-.5, base-all, all-same, told)
		}
	}
	p.axis(c, axis, base)
	c.text("note right", x+half, y+12, "green: of one cluster")
}

// axis draws the line under a chart, its ticks and where two records become one.
func (p Party) axis(c *canvas, axis scale, base float64) {
	c.line("edge", axis.left, base, axis.right, base)
	for _, v := range axis.ticks(50) {
		c.text("axis middle", axis.at(v), base+14, whole(v))
	}
	c.line("zero", axis.at(p.Line), base-chartHeight, axis.at(p.Line), base)
}

// reach draws which part of the records cannot come to a weight.
func (p Party) reach(c *canvas, x, y float64) {
	c.text("name", x, y+12, "Records that could not reach a weight")
	if len(p.Reach) < 2 {
		return
	}
	axis := scale{p.Reach[0].Weight, p.Reach[len(p.Reach)-1].Weight, x + 34, x + half}
	base := y + 24 + chartHeight
	at := func(v float64) float64 { return base - v*(chartHeight-4) }
	for _, v := range []float64{0, .5, 1} {
		c.line("grid", axis.left, at(v), axis.right, at(v))
		c.text("axis right", x+28, at(v)+4, fmt.Sprintf("%.0f %%", 100*v))
	}
	for k := 1; k < len(p.Reach); k++ {
		a, b := p.Reach[k-1], p.Reach[k]
		c.line("curve", axis.at(a.Weight), at(a.Part), axis.at(b.Weight), at(b.Part))
	}
	p.axis(c, axis, base)
}

// rules draws how many of the likely pairs each rule makes, alone and with others, and
// how many it misses.
func (p Party) rules(c *canvas, y float64) float64 {
	most := 1.
	for _, r := range p.Rules {
		most = max(most, r.Makes+r.Missed)
	}
	c.text("name", margin, y+12, "What each rule finds of the likely pairs")
	c.text("note right", modelWidth-margin, y+12, "solid: it alone · pale: others, too · empty: missed")
	axis := scale{0, most, 420, modelWidth - margin}
	c.text("axis right", 340, y+12, "finds")
	c.text("axis right", 406, y+12, "misses")
	y += 20
	for _, r := range p.Rules {
		c.text("found", margin, y+13, clip(r.Name, 42))
		c.text("axis right", 340, y+13, fmt.Sprintf("%.0f", r.Makes))
		c.text("axis right", 406, y+13, fmt.Sprintf("%.0f", r.Missed))
		told := fmt.Sprintf("%s: %.0f pairs, %.0f of them alone; %.0f missed", r.Name, r.Makes, r.Alone, r.Missed)
		if r.Alone > 0 {
			c.bar("mark", axis.at(0), axis.at(r.Alone), y+4, 10, told)
		}
		if r.Makes > r.Alone {
			c.bar("mark part", axis.at(r.Alone), axis.at(r.Makes), y+4, 10, told)
		}
		if r.Missed >= .5 {
			c.bar("empty", axis.at(r.Makes), axis.at(r.Makes+r.Missed), y+4, 10, told)
		}
		y += levelHeight
	}
	return y
}
