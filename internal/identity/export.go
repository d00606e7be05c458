package identity

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"iter"
	"slices"

	"scv/internal/identity/block"
	"scv/internal/identity/engine"
	"scv/internal/identity/score"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/export"
	"scv/internal/warehouse"
)

// Exported is what was learned of a party, as a model of Splink and the table that the
// model reads.
type Exported struct {
	Party     string        `json:"party_type"`
	Records   int           `json:"records"`
	Notes     []export.Note `json:"notes"` // what is said otherwise, or not at all
	Judged    []JudgedAlike `json:"judged"`
	Threshold float64       `json:"threshold"`  // probability at our line
	Pairs     int64         `json:"pairs"`      // that were looked at: those that have keptWeight or more
	OtherSide int64         `json:"other_side"` // of them that are on the other side of the line there
	Files     []string      `json:"files"`      // where it was written: the model, and the table or the folder of tables

	*export.Exported `json:"-"`
	ids              []string // by row, as the tables have them
	in               engine.Input
	rows             []int32 // by row: that of the input
}

// JudgedAlike says of how many pairs a comparison finds what it finds here.
type JudgedAlike struct {
	Comparison string `json:"comparison"`
	Pairs      int64  `json:"pairs"`
	Otherwise  int64  `json:"otherwise"`
}

// Exporter is an engine whose model can be written for Splink.
type Exporter interface {
	Export(ctx context.Context, in engine.Input, o engine.Options) ([]*Exported, error)
}

// Export matches the records and gives what was learned of each party.
func (n native) Export(ctx context.Context, in engine.Input, o engine.Options) ([]*Exported, error) {
	aside := roomOf(o)
	defer aside.close()
	_, found, err := n.match(ctx, in, o, aside)
	if err != nil {
		return nil, err
	}
	var list []*Exported
	var left []export.Note
	for k := range found {
		f := &found[k]
		if f.set.Len() < 2 {
			left = append(left, leftOut(f.party))
			continue
		}
		b := newBasis(f.plan, f.set, f.model, f.set.Len())
		e, err := b.export(ctx, block.New(f.plan.rules, f.set), in, f.rows, f.diagnosed())
		if err = cmp.Or(err, f.edges.unread()); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return told(list, left), nil
}

// leftOut says that a party has one record, of which nothing can be learned.
func leftOut(party string) export.Note {
	return export.Note{Part: "party " + party, Why: "there is one " + party + ": it is in no model and in no table"}
}

// told adds what was left out to what each of the others is said.
func told(list []*Exported, left []export.Note) []*Exported {
	for _, e := range list {
		e.Notes = append(e.Notes, left...)
	}
	return list
}

// diagnosed gives the pairs that are worth keeping.
func (p *pairsOf) diagnosed() iter.Seq[diagnosed] {
	return func(yield func(diagnosed) bool) {
		for e := range p.edges.all() {
			if e.weight >= keptWeight && !yield(diagnosed{e.i, e.j, e.weight, p.cluster[e.i] == p.cluster[e.j]}) {
				return
			}
		}
	}
}

// ExportPublished gives what the published version was matched by.
func ExportPublished(ctx context.Context, w *warehouse.Warehouse) (list []*Exported, err error) {
	alone, err := eachPublished(ctx, w, func(b *ownBasis, index *block.Index, edges []diagnosed) error {
		rows := make([]int32, b.set.Len())
		for row := range rows {
			rows[row] = int32(row)
		}
		in := engine.Input{Link: engine.Dedupe, IDColumn: "record_id", Records: b.set, IDs: b.set.IDs, Source: make([]int32, b.set.Len())}
		e, err := b.export(ctx, index, in, rows, slices.Values(edges))
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	var left []export.Note
	for _, party := range alone {
		left = append(left, leftOut(party))
	}
	return told(list, left), nil
}

// export writes the model, and looks at how alike the two judge.
func (b *ownBasis) export(ctx context.Context, index *block.Index, in engine.Input, rows []int32, edges iter.Seq[diagnosed]) (*Exported, error) {
	x, err := export.Write(export.Source{
		Set: b.set, Rules: b.plan.rules, Index: index, Every: b.plan.every, Comparisons: b.plan.comparisons, Model: b.own.model,
		Records: b.set.Len(), Link: in.Link, IDColumn: in.IDColumn,
	})
	if err != nil {
		return nil, err
	}
	e := &Exported{
		Party: b.plan.party, Records: b.set.Len(), Notes: x.Notes, Threshold: score.Probability(b.plan.line),
		Exported: x, in: in, rows: rows,
	}
	if len(b.plan.held.asked) > 0 {
		e.Notes = append(e.Notes, export.Note{Part: "joins", Why: "here only records that say the same are joined, as most are merely alike; a threshold joins those, too"})
	}
	for _, row := range rows {
		e.ids = append(e.ids, in.IDs[row])
	}
	return e, e.compare(ctx, b, edges)
}

// compare counts the pairs that the model judges otherwise.
func (e *Exported) compare(ctx context.Context, b *ownBasis, edges iter.Seq[diagnosed]) error {
	own, err := e.Input(e.ids, e.in.Sources, sourcesOf(e.in, e.rows))
	if err != nil {
		return err
	}
	judge, err := splink.NewJudge(ctx, own, e.Model, splink.Options{})
	if err != nil {
		return err
	}
	for _, c := range b.plan.comparisons {
		e.Judged = append(e.Judged, JudgedAlike{Comparison: c.Name})
	}
	var list []diagnosed
	flush := func() error {
		err := e.count(ctx, b, judge, list)
		list = list[:0]
		return err
	}
	for d := range edges {
		if list = append(list, d); len(list) == pairsAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func (e *Exported) count(ctx context.Context, b *ownBasis, judge *splink.Judge, list []diagnosed) error {
	pairs := make([]splink.Pair, len(list))
	for n, d := range list {
		pairs[n] = splinkPair(d.i, d.j)
	}
	err := judge.Gammas(ctx, pairs, func(n int, gammas []int8) {
		pattern := b.own.judge.Pattern(pairs[n].I, pairs[n].J)
		for k, gamma := range gammas[:len(e.Judged)] {
			e.Judged[k].Pairs++
			if gamma != e.Gamma(k, pattern.Grade(k)) {
				e.Judged[k].Otherwise++
			}
		}
	})
	if err != nil {
		return err
	}
	weights, err := judge.Weights(ctx, pairs)
	for n, w := range weights {
		e.Pairs++
		if (w >= b.plan.line) != (list[n].weight >= b.plan.line) {
			e.OtherSide++
		}
	}
	return err
}

// WriteTable writes the records of one source, or of all where source is below 0, as
// the model reads them, as CSV.
func (e *Exported) WriteTable(to io.Writer, source int) error {
	buffer := bufio.NewWriterSize(to, 1<<16)
	w := csv.NewWriter(buffer)
	line := []string{e.Model.IDColumn}
	for _, c := range e.Columns {
		line = append(line, c.Name)
	}
	err := w.Write(line)
	for row, from := range e.rows {
		if source >= 0 && int(e.in.Source[from]) != source {
			continue
		}
		line = append(line[:0], e.ids[row])
		for _, c := range e.Columns {
			line = append(line, c.Text(int32(row)))
		}
		err = cmp.Or(err, w.Write(line))
	}
	w.Flush()
	return cmp.Or(err, w.Error(), buffer.Flush())
}

// Sources are the names of the tables that the records are of; one in a dedupe.
func (e *Exported) Sources() []string { return e.in.Sources }

// IsLink says that the records are of several tables.
func (e *Exported) IsLink() bool { return e.in.Link != engine.Dedupe }
