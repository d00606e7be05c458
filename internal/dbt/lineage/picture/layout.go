package picture

import (
	"cmp"
	"slices"
)

// Sizes in pixels of the picture at its natural size.
const (
	rowHeight   = 20
	titleHeight = 30
	between     = 22 // boxes of one layer
	gap         = 80 // layers
	margin      = 24
	charWidth   = 7.3 // of the 12 px monospace that columns are written in
	titleChar   = 7.6 // of the 13 px title, bold
	leastWidth  = 150
	mostWidth   = 340
)

// box is a relation, or a bend of a line that passes a layer (no title then).
type box struct {
	key    string
	title  string
	kind   string // layer or kind, a style class: gold, silver, exposure …
	note   string // small, beside the title
	rows   []row
	strong bool // what was asked for
	bend   bool
	layer  int
	x, y   float64
	w, h   float64
}

type row struct {
	key    string
	text   string
	strong bool
}

// line goes from a box's row to another box's row; row -1 is the box itself.
type line struct {
	from, to       *box
	fromRow, toRow int
	dashed         bool
	title          string
	bends          []*box
}

// drawing is what is laid out.
type drawing struct {
	boxes []*box
	lines []*line
	w, h  float64
}

func (d *drawing) layout() {
	d.layers()
	d.bend()
	d.order()
	d.place()
}

// layers puts every box as far right of what it reads as the longest way is.
func (d *drawing) layers() {
	for range d.boxes { // a way without a cycle is no longer than the boxes are many
		moved := false
		for _, l := range d.lines {
			if l.to.layer <= l.from.layer && l.from.layer < len(d.boxes) {
				l.to.layer, moved = l.from.layer+1, true
			}
		}
		if !moved {
			break
		}
	}
	d.pull()
}

// pull moves boxes that nothing comes into beside their first reader.
func (d *drawing) pull() {
	for _, b := range d.boxes {
		next, entered := -1, false
		for _, l := range d.lines {
			entered = entered || l.to == b
			if l.from == b && (next < 0 || l.to.layer < next) {
				next = l.to.layer
			}
		}
		if !entered && next > 0 {
			b.layer = next - 1
		}
	}
}

// bend gives lines that pass layers a place in each of them. Lines between the same
// boxes share it.
func (d *drawing) bend() {
	type ends struct{ from, to *box }
	shared := map[ends][]*box{}
	for _, l := range d.lines {
		way := ends{l.from, l.to}
		if _, ok := shared[way]; !ok {
			shared[way] = nil
			for layer := l.from.layer + 1; layer < l.to.layer; layer++ {
				b := &box{bend: true, layer: layer, h: 6}
				d.boxes = append(d.boxes, b)
				shared[way] = append(shared[way], b)
			}
		}
		l.bends = shared[way]
	}
}

// sweeps is how often the order of layers is improved; more changes hardly anything.
const sweeps = 12

// order sorts the boxes of each layer by where their neighbours stand.
func (d *drawing) order() {
	columns := d.columns()
	near := d.neighbours()
	for n := range sweeps {
		for i := range columns {
			at, side := i, 0
			if n%2 == 1 {
				at, side = len(columns)-1-i, 1
			}
			sortByNeighbours(columns[at], near[side])
		}
	}
	d.boxes = slices.Concat(columns...)
}

// columns gives the boxes by layer, with their place in y.
func (d *drawing) columns() [][]*box {
	var columns [][]*box
	for _, b := range d.boxes {
		for len(columns) <= b.layer {
			columns = append(columns, nil)
		}
		b.y = float64(len(columns[b.layer]))
		columns[b.layer] = append(columns[b.layer], b)
	}
	return columns
}

// neighbours gives what stands left ([0]) and right ([1]) of each box.
func (d *drawing) neighbours() [2]map[*box][]*box {
	near := [2]map[*box][]*box{{}, {}}
	for _, l := range d.lines {
		way := slices.Concat([]*box{l.from}, l.bends, []*box{l.to})
		for i := 1; i < len(way); i++ {
			near[0][way[i]] = append(near[0][way[i]], way[i-1])
			near[1][way[i-1]] = append(near[1][way[i-1]], way[i])
		}
	}
	return near
}

func sortByNeighbours(column []*box, near map[*box][]*box) {
	centre := map[*box]float64{}
	for _, b := range column {
		centre[b] = b.y
		if list := near[b]; len(list) > 0 {
			sum := 0.0
			for _, n := range list {
				sum += n.y
			}
			centre[b] = sum / float64(len(list))
		}
	}
	slices.SortStableFunc(column, func(a, b *box) int { return cmp.Compare(centre[a], centre[b]) })
	for i, b := range column {
		b.y = float64(i)
	}
}

// place gives boxes their sizes and coordinates: layers beside each other, each
// centred on what it reads as far as there is room.
func (d *drawing) place() {
	columns := [][]*box{}
	for _, b := range d.boxes {
		for len(columns) <= b.layer {
			columns = append(columns, nil)
		}
		b.size()
		columns[b.layer] = append(columns[b.layer], b)
	}
	x := float64(margin)
	for _, column := range columns {
		width := 0.0
		for _, b := range column {
			width = max(width, b.w)
		}
		for _, b := range column {
			b.x, b.w = x, width
		}
		x += width + gap
	}
	near := d.neighbours()
	for i := range columns {
		align(columns[i], near[0])
	}
	for i := len(columns) - 1; i >= 0; i-- {
		align(columns[i], near[1])
	}
	d.frame(x - gap)
}

func (b *box) size() {
	if b.bend {
		return
	}
	b.h = titleHeight + float64(len(b.rows))*rowHeight
	if len(b.rows) > 0 {
		b.h += 6
	}
	b.w = leastWidth
	b.w = max(b.w, float64(len([]rune(b.title)))*titleChar+34, float64(len([]rune(b.note)))*6.2+34)
	for _, r := range b.rows {
		b.w = max(b.w, float64(len([]rune(r.text)))*charWidth+30)
	}
	b.w = min(b.w, mostWidth)
}

// align moves each box of a layer to the middle of its neighbours without changing
// the order: first down as far as needed, then back up where there is room.
func align(column []*box, near map[*box][]*box) {
	want := make([]float64, len(column))
	for i, b := range column {
		want[i] = b.y
		if list := near[b]; len(list) > 0 {
			sum := 0.0
			for _, n := range list {
				sum += n.y + n.h/2
			}
			want[i] = sum/float64(len(list)) - b.h/2
		}
	}
	for i, b := range column {
		b.y = want[i]
		if i > 0 {
			b.y = max(b.y, column[i-1].y+column[i-1].h+between)
		}
	}
	shift := 0.0
	for i, b := range column {
		shift += b.y - want[i]
	}
	if len(column) > 0 {
		shift /= float64(len(column))
	}
	for _, b := range column {
		b.y -= shift
	}
}

// frame moves everything inside the margins and sets the size of the picture.
func (d *drawing) frame(right float64) {
	top, bottom := 0.0, 0.0
	for i, b := range d.boxes {
		if i == 0 || b.y < top {
			top = b.y
		}
		if i == 0 || b.y+b.h > bottom {
			bottom = b.y + b.h
		}
	}
	for _, b := range d.boxes {
		b.y += headHeight - top
	}
	d.w, d.h = max(right+margin, 520), bottom-top+headHeight+footHeight
}
