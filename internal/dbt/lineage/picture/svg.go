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

const (
	headHeight = 66 // the title above the boxes
	footHeight = 46 // the legend below them
)

// svg writes the drawing.
func (d *drawing) svg(title, told string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="lineage" role="img" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f">`+"\n", d.w, d.h, d.w, d.h)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n", escape(title), escape(told), css)
	fmt.Fprintf(&b, `<rect class="ground" width="%.0f" height="%.0f"/>`+"\n", d.w, d.h)
	fmt.Fprintf(&b, `<text class="head" x="%d" y="34">%s</text>`+"\n", margin, escape(clip(title, (d.w-2*margin)/9.4)))
	for _, l := range d.lines {
		l.draw(&b)
	}
	for _, each := range d.boxes {
		if !each.bend {
			each.draw(&b)
		}
	}
	d.legend(&b)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (d *drawing) legend(b *bytes.Buffer) {
	y := d.h - 18
	x := float64(margin)
	fmt.Fprintf(b, `<path class="line" d="M%.0f %.1fh30"/><text class="note" x="%.0f" y="%.0f">values</text>`+"\n", x, y-4, x+38, y)
	for _, l := range d.lines {
		if l.dashed {
			fmt.Fprintf(b, `<path class="line dashed" d="M%.0f %.1fh30"/><text class="note" x="%.0f" y="%.0f">decides which value, or which rows</text>`+"\n", x+104, y-4, x+142, y)
			break
		}
	}
}

// draw writes a line as curves from side to side; through a layer it goes straight.
func (l *line) draw(b *bytes.Buffer) {
	class := "line"
	if l.dashed {
		class += " dashed"
	}
	x, y := l.from.x+l.from.w, l.from.rowY(l.fromRow)
	fmt.Fprintf(b, `<path class="%s" d="M%.1f %.1f`, class, x, y)
	curve := func(toX, toY float64) {
		half := (toX - x) / 2
		fmt.Fprintf(b, " C%.1f %.1f %.1f %.1f %.1f %.1f", x+half, y, toX-half, toY, toX, toY)
		x, y = toX, toY
	}
	for _, bend := range l.bends {
		curve(bend.x, bend.y+bend.h/2)
		x = bend.x + bend.w
		fmt.Fprintf(b, " L%.1f %.1f", x, y)
	}
	curve(l.to.x, l.to.rowY(l.toRow))
	fmt.Fprintf(b, `"><title>%s</title></path>`+"\n", escape(l.title))
}

func (b *box) rowY(n int) float64 {
	if n < 0 {
		return b.y + titleHeight/2
	}
	return b.y + titleHeight + float64(n)*rowHeight + rowHeight/2
}

func (b *box) draw(out *bytes.Buffer) {
	class := "box " + b.kind
	if b.strong {
		class += " strong"
	}
	fmt.Fprintf(out, `<g class="%s"><title>%s</title>`, class, escape(strings.TrimSpace(b.key+" "+b.note)))
	fmt.Fprintf(out, `<rect class="body" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6"/>`, b.x, b.y, b.w, b.h)
	fmt.Fprintf(out, `<path class="band" d="M%.1f %.1fv%.1f"/>`, b.x+2.5, b.y+5, b.h-10)
	fmt.Fprintf(out, `<text class="name" x="%.1f" y="%.1f">%s</text>`, b.x+13, b.y+20, escape(clip(b.title, (b.w-26)/titleChar)))
	for i, r := range b.rows {
		class := "row"
		if r.strong {
			class = "row strong"
		}
		fmt.Fprintf(out, `<text class="%s" x="%.1f" y="%.1f"><title>%s</title>%s</text>`, class, b.x+13, b.rowY(i)+4, escape(r.key), escape(clip(r.text, (b.w-22)/charWidth)))
	}
	fmt.Fprintf(out, `<text class="layer" x="%.1f" y="%.1f">%s</text>`, b.x+2, b.y-5, escape(clip(b.note, b.w/6.2)))
	out.WriteString("</g>\n")
}

// clip shortens a text to so many characters; the whole of it is in a title.
func clip(text string, most float64) string {
	runes := []rune(text)
	if n := int(most); len(runes) > n && n > 1 {
		return string(runes[:n-1]) + "…"
	}
	return text
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}
