package report

import (
	"fmt"
	"math"
	"slices"

	"scv"
	"scv/internal/serve/answer"
)

// wayView is the way of the records from the sources to the customers.
type wayView struct {
	Title    string
	Totals   answer.Flow // of all sources together
	Lost     int64       // superseded, of all
	Waiting  int64       // prepared by a newer build that was not published
	Records  int64       // behind the published customers
	Custom   int64       // published customers
	Tables   []answer.Flow
	Stages   []stage
	Picture  *sankey
	Law      []lawRow
	LawHolds bool
}

// stage is one step of the way as a bar, for narrow pages and for readers without
// pictures.
type stage struct {
	Fact, Title, Text string
	N                 int64
	Bar               []segment
}

// lawRow is the law of conservation for one source in the newest run.
type lawRow struct {
	Source string
	scv.Counts
}

func newWayView(f *Facts) *wayView {
	if len(f.Flow) == 0 {
		return nil
	}
	v := &wayView{Tables: f.Flow, LawHolds: true}
	for _, t := range f.Flow {
		v.Totals.Received += t.Received
		v.Totals.Held += t.Held
		v.Totals.Excluded += t.Excluded
		v.Totals.Prepared += t.Prepared
		v.Totals.Published += t.Published
	}
	v.Records = v.Totals.Published
	v.Lost = max(0, v.Totals.Superseded())
	v.Waiting = max(0, v.Totals.Prepared-v.Totals.Published)
	for _, s := range f.Sizes {
		v.Custom += s.Customers
	}
	v.Title = fmt.Sprintf("%s became %s", many(v.Records, "record", "records"), many(v.Custom, "customer", "customers"))
	v.addLaw(f)
	v.addStages(f)
	v.Picture = draw(v, f)
	return v
}

func (v *wayView) addLaw(f *Facts) {
	if f.Newest == nil {
		return
	}
	for _, s := range f.Sources {
		if c, ok := f.Newest.Rows[s.Name]; ok {
			v.Law = append(v.Law, lawRow{s.Name, c})
			v.LawHolds = v.LawHolds && c.Conserved()
		}
	}
}

func (v *wayView) addStages(f *Facts) {
	t := v.Totals
	whole := t.Received + t.Held
	sources := map[string]bool{}
	for _, row := range f.Flow {
		sources[row.Source] = true
	}
	v.Stages = []stage{
		{"stage.came", "rows came in", "from " + many(int64(len(sources)), "source", "sources"), whole, bar(whole, part{"accent", whole})},
		{
			"stage.bronze", "rows in bronze", many(t.Held, "row", "rows") + " in quarantine (" + share(t.Held, whole) + ")",
			t.Received, bar(whole, part{"accent", t.Received}, part{watch, t.Held}),
		},
		{
			"stage.matched", "records matched", fmt.Sprintf("%s superseded or deleted, %s kept out by a rule", many(v.Lost, "row", "rows"), many(t.Excluded, "record", "records")),
			v.Records, bar(whole, part{"accent", v.Records}, part{watch, v.Waiting}, part{none, t.Excluded + v.Lost}),
		},
		{
			"stage.customers", "customers published", ratio(v.Records, v.Custom) + " records each on average",
			v.Custom, bar(whole, part{"accent", v.Custom}),
		},
	}
}

func ratio(a, b int64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}

// sankey is the way as a picture: widths are numbers of rows.
type sankey struct {
	W, H  float64
	Nodes []node
	Bands []band
	Texts []text
	Label string // the picture in one sentence
}

type node struct {
	X, Y, W, H float64
	Class      string
	Title      string
}

type band struct{ Path, Class, Title string }

type text struct {
	X, Y          float64
	Anchor, Class string
	S             string
}

// What the picture measures, in its own units.
const (
	wayWide   = 1120.0
	wayTop    = 58.0
	wayScale  = 250.0 // the height of all rows together
	nodeWide  = 9.0
	nodeGap   = 14.0
	leastHigh = 2.0
	apart     = 48.0 // between what goes on and what does not
)

// columns of the picture: sources, bronze, records, customers.
func wayColumns() [4]float64 { return [4]float64{96, 400, 690, 930} }

// pen draws a sankey.
type pen struct {
	s     *sankey
	scale float64 // units per row
}

// block is a node with how much of each side is drawn already.
type block struct {
	node
	in, out float64
}

func (p *pen) block(x, y float64, n int64, class, title string) *block {
	b := &block{node: node{x, round(y), nodeWide, round(p.high(n)), class, title}}
	p.s.Nodes = append(p.s.Nodes, b.node)
	return b
}

// high is how thick so many rows are: never invisible.
func (p *pen) high(n int64) float64 {
	if n == 0 {
		return 0
	}
	return math.Max(leastHigh, float64(n)*p.scale)
}

// link draws rows going from one block to another.
func (p *pen) link(a, b *block, n int64, class, title string) {
	if n <= 0 {
		return
	}
	h := p.high(n)
	x1, x2 := a.X+a.W, b.X
	y1, y2 := a.Y+a.out, b.Y+b.in
	a.out, b.in = a.out+h, b.in+h
	m := (x1 + x2) / 2
	p.s.Bands = append(p.s.Bands, band{fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ",
		x1, y1, m, y1, m, y2, x2, y2, y2+h, m, y2+h, m, y1+h, x1, y1+h), class, title})
}

func (p *pen) text(x, y float64, anchor, class, s string) {
	p.s.Texts = append(p.s.Texts, text{round(x), round(y), anchor, class, s})
}

// draw makes the picture; nil when nothing came in.
func draw(v *wayView, f *Facts) *sankey {
	t := v.Totals
	whole := t.Received + t.Held
	if whole == 0 {
		return nil
	}
	p := &pen{s: &sankey{W: wayWide}, scale: wayScale / float64(whole)}
	x := wayColumns()
	for i, s := range v.Stages {
		p.text(x[i], 16, "start", "n", count(s.N))
		p.text(x[i], 34, "start", "soft", s.Title)
	}
	bronze := p.block(x[1], wayTop, t.Received, "accent", many(t.Received, "row", "rows")+" in bronze")
	held := p.block(x[1], bronze.Y+bronze.H+apart, t.Held, "watch", many(t.Held, "row", "rows")+" in quarantine")
	if t.Held > 0 {
		p.text(held.X, held.Y+held.H+17, "start", "watch", many(t.Held, "row", "rows")+" in quarantine")
	}
	p.sources(x[0], f.Flow, bronze, held)
	matched := p.block(x[2], wayTop, v.Records, "accent", many(v.Records, "record", "records")+" matched")
	for k, s := range bySource(f.Flow) {
		p.link(bronze, matched, s.Published, tone(k), s.Source+": "+many(s.Published, "record", "records")+" matched")
	}
	foot := p.customers(x[3], v, f.Sizes, matched)
	p.rest(x[2], math.Max(foot, matched.Y+matched.H)+apart/2, v, bronze)
	p.fit()
	p.s.Label = fmt.Sprintf("%s came in, %s are in quarantine, %s were matched and are %s.", many(whole, "row", "rows"),
		many(t.Held, "row", "rows"), many(v.Records, "record", "records"), many(v.Custom, "customer", "customers"))
	return p.s
}

// sources draws where the rows come from.
func (p *pen) sources(x float64, tables []answer.Flow, bronze, held *block) {
	y := wayTop
	for k, s := range bySource(tables) {
		n := s.Received + s.Held
		b := p.block(x, y, n, tone(k), s.Source+": "+many(n, "row", "rows"))
		p.text(x-8, b.Y+b.H/2-2, "end", "name", s.Source)
		p.text(x-8, b.Y+b.H/2+14, "end", "soft", count(n))
		p.link(b, bronze, s.Received, tone(k), s.Source+": "+many(s.Received, "row", "rows")+" to bronze")
		p.link(b, held, s.Held, "watch", s.Source+": "+many(s.Held, "row", "rows")+" to quarantine")
		y += math.Max(b.H, 26) + nodeGap
	}
}

// tone tells sources apart: shades of the one accent.
func tone(k int) string { return fmt.Sprintf("tone%d", k%4) }

// bySource adds up the tables of each source, in their order.
func bySource(tables []answer.Flow) []answer.Flow {
	var all []answer.Flow
	for _, t := range tables {
		i := slices.IndexFunc(all, func(s answer.Flow) bool { return s.Source == t.Source })
		if i < 0 {
			all = append(all, answer.Flow{Source: t.Source})
			i = len(all) - 1
		}
		s := &all[i]
		s.Received += t.Received
		s.Held += t.Held
		s.Excluded += t.Excluded
		s.Prepared += t.Prepared
		s.Published += t.Published
	}
	return all
}

// rest draws the rows of bronze that are behind no customer, from y downwards.
func (p *pen) rest(x, y float64, v *wayView, bronze *block) {
	for _, rest := range []struct {
		n           int64
		class, word string
	}{
		{v.Waiting, "watch", "in a build that was not published"},
		{v.Totals.Excluded, "none", "kept out by a rule"},
		{v.Lost, "none", "superseded or deleted"},
	} {
		if rest.n == 0 {
			continue
		}
		title := count(rest.n) + " " + rest.word
		b := p.block(x, y, rest.n, rest.class, title)
		p.link(bronze, b, rest.n, rest.class, title)
		p.text(x+nodeWide+8, b.Y+b.H/2+4, "start", rest.class, title)
		y += math.Max(b.H, 14) + 10
	}
}

// customers draws how many records the customers have, and gives where it ends.
func (p *pen) customers(x float64, v *wayView, sizes []answer.Size, matched *block) (foot float64) {
	y := wayTop
	for _, s := range buckets(sizes) {
		title := many(s.customers, "customer", "customers") + " of " + s.word
		b := p.block(x, y, s.records, "accent", title)
		p.link(matched, b, s.records, "accent", title)
		p.text(x+nodeWide+8, b.Y+b.H/2-2, "start", "name", count(s.customers)+" of "+s.word)
		p.text(x+nodeWide+8, b.Y+b.H/2+14, "start", "soft", share(s.customers, v.Custom))
		foot = b.Y + math.Max(b.H, 26)
		y = foot + nodeGap
	}
	return foot
}

// bucket is customers with about as many records.
type bucket struct {
	word               string
	customers, records int64
}

func buckets(sizes []answer.Size) []bucket {
	words := []string{"one record", "two records", "three records", "four and more"}
	all := make([]bucket, len(words))
	for _, s := range sizes {
		k := int(min(s.Records, int64(len(words)))) - 1
		all[k].word = words[k]
		all[k].customers += s.Customers
		all[k].records += s.Records * s.Customers
	}
	return slices.DeleteFunc(all, func(b bucket) bool { return b.customers == 0 })
}

// fit makes the picture as high as what is drawn.
func (p *pen) fit() {
	for _, n := range p.s.Nodes {
		p.s.H = math.Max(p.s.H, n.Y+n.H+16)
	}
	for _, t := range p.s.Texts {
		p.s.H = math.Max(p.s.H, t.Y+12)
	}
	p.s.H = math.Ceil(p.s.H)
}

func round(x float64) float64 { return math.Round(x*10) / 10 }
