package picture

import (
	"fmt"
	"math"
	"strings"
)

// Waterfall is how the weight of a pair comes about, in bits.
type Waterfall struct {
	Title string   // says what the picture shows
	Told  string   // the two records
	Prior float64  // before anything is compared
	Steps []Step   // in order
	Total string   // what it comes to: "99.9 %"
	Notes []string // under the picture
}

// Step is one comparison that had something to compare.
type Step struct {
	Name, Found, Seen string
	Weight            float64 // that it adds
	Frequency         float64 // of it what the frequency of the value makes
}

// The columns of a waterfall, in pixels.
const (
	waterfallWidth = 900
	bitsAt         = 430 // right edge of the figures
	barsFrom       = 450
	stepHeight     = 40
)

// SVG draws it: each comparison begins where the one before ended. What the frequency
// of a value makes of it is paler and thinner.
func (w Waterfall) SVG() []byte {
	c := &canvas{w: waterfallWidth}
	top := c.head(w.Title, w.Told)
	axis := w.scale()
	bottom := top + float64(len(w.Steps)+2)*stepHeight + 8
	w.grid(c, axis, top, bottom)
	y, at := top, w.Prior
	w.row(c, y, "Before comparing", "two taken at random", "", w.Prior)
	c.bar("none", axis.at(0), axis.at(at), y+8, 16, bits(at))
	for _, s := range w.Steps {
		y += stepHeight
		w.row(c, y, s.Name, s.Found, s.Seen, s.Weight)
		c.line("step", axis.at(at), y-stepHeight+8, axis.at(at), y+24)
		s.draw(c, axis, at, y)
		at += s.Weight
	}
	y += stepHeight
	c.line("edge", margin, y-2, waterfallWidth-margin, y-2)
	c.line("step", axis.at(at), y-stepHeight+8, axis.at(at), y+24)
	w.row(c, y, "Together", w.Total, "", at)
	c.bar("mark", axis.at(0), axis.at(at), y+8, 16, bits(at))
	y = w.legend(c, bottom+18)
	for _, note := range w.Notes {
		for _, line := range fold(note, 140) {
			y += 17
			c.text("found", margin, y, line)
		}
	}
	return c.svg(y+margin, w.Title, w.Told)
}

func bits(v float64) string {
	if math.Abs(v) < .05 {
		return "0.0"
	}
	return strings.Replace(fmt.Sprintf("%+.1f", v), "-", "−", 1)
}

// scale has room for every step of the way.
func (w Waterfall) scale() scale {
	low, high, at := min(0, w.Prior), max(0, w.Prior), w.Prior
	for _, s := range w.Steps {
		plain := at + s.Weight - s.Frequency
		at += s.Weight
		low, high = min(low, at, plain), max(high, at, plain)
	}
	room := max(high-low, 1) * .03
	return scale{low - room, high + room, barsFrom, waterfallWidth - margin}
}

func (w Waterfall) grid(c *canvas, axis scale, top, bottom float64) {
	for _, v := range axis.ticks(60) {
		c.line("grid", axis.at(v), top, axis.at(v), bottom)
		c.text("axis middle", axis.at(v), bottom+14, strings.TrimSuffix(bits(v), ".0"))
	}
	c.line("zero", axis.at(0), top, axis.at(0), bottom)
	c.text("axis right", bitsAt, bottom+14, "bits")
}

func (w Waterfall) row(c *canvas, y float64, name, found, seen string, weight float64) {
	c.text("name", margin, y+20, clip(name, 20))
	c.text("found", 170, y+20, clip(found, 30))
	if seen != "" {
		c.text("note", margin, y+34, clip(seen, 68))
	}
	c.text("bits right", bitsAt, y+20, bits(weight))
}

// draw puts the plain part of a step and the part of the frequency behind each other;
// what the frequency takes away stands empty at the end of what would be there else.
func (s Step) draw(c *canvas, axis scale, at, y float64) {
	plain := s.Weight - s.Frequency
	solid, end := plain, s.Weight
	if plain*s.Frequency < 0 && math.Abs(s.Frequency) < math.Abs(plain) {
		solid, end = s.Weight, plain
	}
	c.bar(sided("", plain), axis.at(at), axis.at(at+solid), y+8, 16, s.Name+": "+bits(s.Weight))
	if math.Abs(s.Frequency) >= .05 {
		c.bar(sided(" part", s.Frequency), axis.at(at+solid), axis.at(at+end), y+12, 8, s.Name+", how frequent the value is: "+bits(s.Frequency))
	}
}

func sided(more string, v float64) string {
	if v < 0 {
		return "bad" + more
	}
	return "good" + more
}

func (w Waterfall) legend(c *canvas, y float64) float64 {
	x := margin
	for _, each := range []struct{ class, text string }{
		{"good", "for one customer"}, {"bad", "against it"}, {"good part", "a rare value says more,"}, {"bad part", "a frequent one less"},
	} {
		h := 10.
		if strings.HasSuffix(each.class, "part") {
			h = 6
		}
		c.bar(each.class, x, x+12, y+(10-h)/2, h, each.text)
		c.text("note", x+18, y+9, each.text)
		x += 40 + float64(len(each.text))*6
	}
	c.text("note right", waterfallWidth-margin, y+9, "each bit doubles the odds")
	return y + 14
}
