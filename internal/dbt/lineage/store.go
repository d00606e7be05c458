package lineage

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"scv"
)

// stored is a graph as it is kept: without SQL and rules, so that no warehouse and
// no project are needed to ask it. A column is three names: schema, relation, column.
type stored struct {
	Form       int               `json:"form"`
	Models     []storedModel     `json:"models"`
	Hops       []storedHop       `json:"hops"`
	Conditions []storedCondition `json:"conditions"`
	Gaps       []storedGap       `json:"gaps"`
	Unbound    []storedGap       `json:"unbound"`
	Uses       []storedUse       `json:"uses"`
}

const storedForm = 1

type ref [3]string

type storedModel struct {
	Name, Kind, Schema, Relation string
	Made                         bool
	Columns                      []Field
}

type storedHop struct {
	To   ref           `json:"to"`
	From []storedInput `json:"from"`
}

type storedInput struct {
	From ref    `json:"from"`
	How  How    `json:"how"`
	Only *Pair  `json:"only,omitempty"`
	Into []Pair `json:"into,omitempty"`
}

type storedCondition struct {
	Of [2]string `json:"of"`
	On ref       `json:"on"`
	By By        `json:"by"`
}

type storedGap struct {
	Column ref    `json:"column"`
	Why    string `json:"why"`
}

type storedUse struct {
	Name, Kind, Label, Owner string
	Reads                    []ref
}

func refOf(c Column) ref { return ref{c.Relation.Schema, c.Relation.Name, c.Name} }

func (r ref) column() Column { return Column{scv.Relation{Schema: r[0], Name: r[1]}, r[2]} }

// Encode writes the graph to be kept: the same graph always gives the same bytes.
func (g *Graph) Encode() ([]byte, error) {
	d := stored{Form: storedForm}
	for _, m := range g.models {
		d.Models = append(d.Models, storedModel{m.Name, m.Kind, m.Relation.Schema, m.Relation.Name, m.Made, m.Columns})
		for _, c := range g.conditions[m.Relation] {
			d.Conditions = append(d.Conditions, storedCondition{[2]string{m.Relation.Schema, m.Relation.Name}, refOf(c.Column), c.By})
		}
	}
	for _, to := range slices.SortedFunc(maps.Keys(g.hops), compareColumns) {
		h := storedHop{To: refOf(to)}
		for _, in := range g.hops[to] {
			h.From = append(h.From, storedInput{refOf(in.From), in.How, in.Only, in.Into})
		}
		d.Hops = append(d.Hops, h)
	}
	for _, gap := range g.Gaps() {
		d.Gaps = append(d.Gaps, storedGap{refOf(gap.Column), gap.Why})
	}
	for _, gap := range g.Unbound() {
		d.Unbound = append(d.Unbound, storedGap{refOf(gap.Column), gap.Why})
	}
	for _, u := range g.uses {
		s := storedUse{Name: u.Name, Kind: u.Kind, Label: u.Label, Owner: u.Owner}
		for _, c := range u.Reads {
			s.Reads = append(s.Reads, refOf(c))
		}
		d.Uses = append(d.Uses, s)
	}
	return pack(d)
}

func pack(d stored) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(d); err != nil {
		return nil, fmt.Errorf("write lineage: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write lineage: %w", err)
	}
	return b.Bytes(), nil
}

// Decode reads a graph that was kept.
func Decode(data []byte) (*Graph, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read lineage: %w", err)
	}
	var d stored
	if err := json.NewDecoder(z).Decode(&d); err != nil {
		return nil, fmt.Errorf("read lineage: %w", err)
	}
	if d.Form != storedForm {
		return nil, fmt.Errorf("read lineage: form %d, this program knows %d", d.Form, storedForm)
	}
	return d.graph(), nil
}

func (d stored) graph() *Graph {
	g := newGraph(nil)
	for i, m := range d.Models {
		r := scv.Relation{Schema: m.Schema, Name: m.Relation}
		g.models = append(g.models, Model{Name: m.Name, Kind: m.Kind, Relation: r, Made: m.Made, Columns: m.Columns})
		g.at[r] = i
	}
	for _, h := range d.Hops {
		var from []Input
		for _, in := range h.From {
			from = append(from, Input{From: in.From.column(), How: in.How, Only: in.Only, Into: in.Into})
		}
		g.hops[h.To.column()] = from
	}
	for _, c := range d.Conditions {
		of := scv.Relation{Schema: c.Of[0], Name: c.Of[1]}
		g.conditions[of] = append(g.conditions[of], Condition{c.On.column(), c.By})
	}
	for _, gap := range d.Gaps {
		g.gaps[gap.Column.column()] = gap.Why
	}
	for _, gap := range d.Unbound {
		g.unbound[gap.Column.column().Relation] = gap.Why
	}
	for _, u := range d.Uses {
		use := Use{Name: u.Name, Kind: u.Kind, Label: u.Label, Owner: u.Owner}
		for _, r := range u.Reads {
			use.Reads = append(use.Reads, r.column())
		}
		g.uses = append(g.uses, use)
	}
	g.index()
	return g
}
