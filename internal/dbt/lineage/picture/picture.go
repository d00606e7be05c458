package picture

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/lineage"
)

// Way says which way a picture looks, and how far.
type Way struct {
	Up, Down bool
	Depth    int // hops, 0 = all
}

// Column draws the way of a column.
func Column(g *lineage.Graph, at lineage.Column, way Way) []byte {
	p := newPainter(g)
	p.row(at).strong = true
	p.box(at.Relation).strong = true
	if way.Up {
		for _, s := range g.Up(at, way.Depth) {
			p.join(s.From, s.To, s.How)
		}
	}
	if way.Down {
		for _, s := range g.Down(at, way.Depth) {
			p.join(s.From, s.To, s.How)
		}
		for _, u := range g.Impact(at).Uses {
			p.use(u.Use, u.Values)
		}
	}
	title := "Where " + at.String() + " comes from"
	switch {
	case way.Up && way.Down:
		title = "Around " + at.String()
	case way.Down:
		title = "What is made of " + at.String()
	}
	return p.finish(title, g.Words(at))
}

// Tables draws which relations are made of which, around those that are asked for;
// none asked for = all of them.
func Tables(g *lineage.Graph, around []scv.Relation, way Way, title string) []byte {
	p := newPainter(g)
	wanted := map[scv.Relation]bool{}
	for _, r := range around {
		p.box(r).strong = true
		wanted[r] = true
	}
	links := g.Links()
	if len(around) > 0 {
		links = near(links, wanted, way)
	}
	for _, l := range links {
		p.link(l)
	}
	for _, u := range g.Uses() {
		if way.Down {
			p.use(u, true)
		}
	}
	return p.finish(title, fmt.Sprintf("%d relations, left to right from sources to readers", len(p.d.boxes)))
}

// near keeps the links that are reached from the wanted relations.
func near(links []lineage.Link, wanted map[scv.Relation]bool, way Way) []lineage.Link {
	var kept []lineage.Link
	follow := func(up bool) {
		seen, level := map[scv.Relation]bool{}, []scv.Relation{}
		for r := range wanted {
			level = append(level, r)
		}
		for n := 1; len(level) > 0 && (way.Depth == 0 || n <= way.Depth); n++ {
			var next []scv.Relation
			for _, l := range links {
				here, there := l.From, l.To
				if up {
					here, there = l.To, l.From
				}
				if !slices.Contains(level, here) {
					continue
				}
				kept = append(kept, l)
				if !seen[there] {
					seen[there] = true
					next = append(next, there)
				}
			}
			level = next
		}
	}
	if way.Up {
		follow(true)
	}
	if way.Down {
		follow(false)
	}
	return kept
}

// painter collects boxes and lines, each once.
type painter struct {
	g     *lineage.Graph
	d     drawing
	boxes map[string]*box
	rows  map[lineage.Column]int
	lines map[string]*line
}

func newPainter(g *lineage.Graph) *painter {
	return &painter{g: g, boxes: map[string]*box{}, rows: map[lineage.Column]int{}, lines: map[string]*line{}}
}

func (p *painter) box(r scv.Relation) *box {
	if b, ok := p.boxes[r.String()]; ok {
		return b
	}
	b := &box{key: r.String(), title: r.Name, kind: r.Schema, note: r.Schema}
	if m, ok := p.g.Model(r); ok {
		b.title = m.Name
		if m.Kind != "model" {
			b.note += ", " + m.Kind
		}
	}
	p.boxes[b.key] = b
	p.d.boxes = append(p.d.boxes, b)
	return b
}

func (p *painter) row(c lineage.Column) *row {
	b := p.box(c.Relation)
	n, ok := p.rows[c]
	if !ok {
		n = len(b.rows)
		p.rows[c] = n
		b.rows = append(b.rows, row{key: c.String(), text: p.g.Written(c)})
	}
	return &b.rows[n]
}

func (p *painter) join(from, to lineage.Column, how lineage.How) {
	p.row(from)
	p.row(to)
	p.line(p.box(from.Relation), p.box(to.Relation), p.rows[from], p.rows[to], !how.Direct(), from.String()+" → "+to.String()+": "+how.String())
}

func (p *painter) link(l lineage.Link) {
	word := "values"
	if !l.Values {
		word = "decides about rows"
	}
	p.line(p.box(l.From), p.box(l.To), -1, -1, !l.Values, l.From.String()+" → "+l.To.String()+": "+word)
}

// line keeps one line of a kind between two places; a value covers a say.
func (p *painter) line(from, to *box, fromRow, toRow int, dashed bool, title string) {
	key := fmt.Sprint(from.key, " ", fromRow, " ", to.key, " ", toRow)
	if l, ok := p.lines[key]; ok {
		if l.dashed && !dashed {
			l.dashed, l.title = false, title
		}
		return
	}
	l := &line{from: from, to: to, fromRow: fromRow, toRow: toRow, dashed: dashed, title: title}
	p.lines[key] = l
	p.d.lines = append(p.d.lines, l)
}

// use draws an exposure beside the boxes that it reads.
func (p *painter) use(u lineage.Use, values bool) {
	if u.Kind != "exposure" {
		return
	}
	for _, c := range u.Reads {
		from, ok := p.boxes[c.Relation.String()]
		if !ok {
			continue
		}
		key := "exposure " + u.Name
		b, ok := p.boxes[key]
		if !ok {
			b = &box{key: key, title: u.Name, kind: "exposure", note: "exposure"}
			if u.Label != "" {
				b.title = u.Label
			}
			if u.Owner != "" {
				b.note += ", " + u.Owner
			}
			p.boxes[key] = b
			p.d.boxes = append(p.d.boxes, b)
		}
		p.line(from, b, -1, -1, !values, from.key+" → "+strings.ToLower(b.title))
	}
}

func (p *painter) finish(title, told string) []byte {
	p.d.layout()
	return p.d.svg(title, told)
}
