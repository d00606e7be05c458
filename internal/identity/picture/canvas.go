package picture

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"
)

//go:embed picture.css
var css string

// margin is kept free around every picture, in pixels.
const margin = 24.

// canvas collects the shapes of a picture; its height is known at the end.
type canvas struct {
	bytes.Buffer
	w float64
}

func (c *canvas) text(class string, x, y float64, text string) {
	fmt.Fprintf(c, `<text class="%s" x="%.1f" y="%.1f">%s</text>`+"\n", class, x, y, escape(text))
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(c, `<path class="%s" d="M%.1f %.1fL%.1f %.1f" fill="none"/>`+"\n", class, x1, y1, x2, y2)
}

// bar draws from one x to another, never thinner than can be seen.
func (c *canvas) bar(class string, from, to, y, h float64, title string) {
	x, w := min(from, to), max(from, to)-min(from, to)
	if w < 1.5 {
		x, w = x-(1.5-w)/2, 1.5
	}
	fmt.Fprintf(c, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s</title></rect>`+"\n", class, x, y, w, h, escape(title))
}

// svg closes the picture at a height.
func (c *canvas) svg(h float64, title, told string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="identity" role="img" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f">`+"\n", c.w, h, c.w, h)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n", escape(title), escape(told), css)
	fmt.Fprintf(&b, `<rect class="ground" width="%.0f" height="%.0f"/>`+"\n", c.w, h)
	b.Write(c.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// head writes the title and the line under it and gives the y below them.
func (c *canvas) head(title, told string) float64 {
	c.text("head", margin, 34, clip(title, (c.w-2*margin)/9))
	y := 38.
	for _, line := range fold(told, int((c.w-2*margin)/6)) {
		y += 17
		c.text("note", margin, y, line)
	}
	return y + 16
}

// clip shortens a text to so many characters.
func clip(text string, most float64) string {
	runes := []rune(text)
	if n := int(most); len(runes) > n && n > 1 {
		return string(runes[:n-1]) + "…"
	}
	return text
}

// fold breaks a text into lines of so many characters at most, where words allow it.
func fold(text string, most int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > most {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// scale maps values of an axis to x.
type scale struct{ low, high, left, right float64 }

func (s scale) at(v float64) float64 {
	return s.left + (v-s.low)/(s.high-s.low)*(s.right-s.left)
}

// ticks are round values inside the axis, about one per so many pixels.
func (s scale) ticks(every float64) []float64 {
	step, span := 1., (s.high-s.low)*every/(s.right-s.left)
	for k := 0; step < span; k++ {
		step *= [...]float64{2, 2.5, 2}[k%3]
	}
	var out []float64
	for n := float64(int(s.low/step)) - 1; n*step <= s.high; n++ {
		if n*step >= s.low {
			out = append(out, n*step)
		}
	}
	return out
}
