package picture

// Links is what holds records together.
type Links struct {
	Title, Told string
	Links       []Link
	Weakest     int        // place in Links; -1 = none
	Parts       [][]string // what there would be without it
	Word        string     // for a part: "customer"
}

// Link is two records and what they are worth to each other.
type Link struct {
	Left, Right, Why string
	Weight           float64
}

const linkHeight = 46.

// SVG draws a bar for each link, the strongest first, and what the weakest holds.
func (l Links) SVG() []byte {
	c := &canvas{w: waterfallWidth}
	top := c.head(l.Title, l.Told)
	high := 1.
	low := 0.
	for _, each := range l.Links {
		high, low = max(high, each.Weight), min(low, each.Weight)
	}
	axis := scale{low, high * 1.03, 560, waterfallWidth - margin}
	bottom := top + float64(len(l.Links))*linkHeight
	for _, v := range axis.ticks(60) {
		c.line("grid", axis.at(v), top, axis.at(v), bottom)
		c.text("axis middle", axis.at(v), bottom+14, whole(v))
	}
	y := top
	for k, each := range l.Links {
		class := "good"
		if k == l.Weakest {
			class = "bad"
		}
		c.text("found", margin, y+14, clip(each.Left, 66))
		c.text("found", margin, y+29, clip("↔ "+each.Right, 66))
		c.text("note", margin, y+42, clip(each.Why, 86))
		c.text("bits right", 545, y+22, bits(each.Weight))
		c.bar(class, axis.at(0), axis.at(each.Weight), y+9, 16, each.Left+" ↔ "+each.Right+": "+bits(each.Weight))
		y += linkHeight
	}
	c.line("zero", axis.at(0), top, axis.at(0), bottom)
	return c.svg(l.without(c, bottom+34)+margin, l.Title, l.Told)
}

// without writes what would come apart.
func (l Links) without(c *canvas, y float64) float64 {
	switch {
	case l.Weakest < 0:
		return y
	case len(l.Parts) < 2:
		c.text("found", margin, y, "Red: the weakest link. Without it nothing would come apart: other pairs hold the records together.")
		return y
	}
	c.text("found", margin, y, "Red: the weakest link. Without it each of these would be a "+l.Word+" by itself:")
	for _, part := range l.Parts {
		text := ""
		for k, id := range part {
			if k > 0 {
				text += ", "
			}
			text += id
		}
		y += 8
		for _, line := range fold(text, 130) {
			y += 15
			c.text("note", margin+12, y, line)
		}
	}
	return y
}
