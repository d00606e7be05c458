package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/dbt/lineage"
	"scv/internal/warehouse/duckdb"

	"pgregory.net/rapid"
)

func rel(schema, name string) scv.Relation { return scv.Relation{Schema: schema, Name: name} }

// club is a small project with a name that must be escaped, a long way and a short
// one to the same model, and somebody who reads it.
func club(t *testing.T) *lineage.Graph {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	g, err := lineage.Build(t.Context(), w, []lineage.Model{
		{Name: "club.member", Kind: "source", Relation: rel("bronze", "member"), Columns: []lineage.Field{{Name: "e_mail", Type: "varchar", As: "E-Mail <new>"}, {Name: "town", Type: "varchar"}}},
		{Name: "people", Kind: "model", Relation: rel("silver", "people"), SQL: "select e_mail as email, town from bronze.member"},
		{Name: "places", Kind: "model", Relation: rel("gold", "places"), SQL: "select town, count(*) as n from silver.people group by town"},
		{Name: "report", Kind: "model", Relation: rel("gold", "report"), SQL: "select p.email, case when p.town > 'M' then q.n end as many from silver.people as p join gold.places as q on p.town = q.town"},
	})
	if err != nil {
		t.Fatal(err)
	}
	g.Serve([]lineage.Use{{Name: "board", Kind: "exposure", Label: "The board", Reads: []lineage.Column{{Relation: rel("gold", "report"), Name: lineage.Whole}}}})
	return g
}

// wellFormed gives the texts of an SVG.
func wellFormed(t *testing.T, svg []byte) string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	var texts strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts.String()
		}
		if err != nil {
			t.Fatalf("%s\n%s", err, svg)
		}
		if text, ok := token.(xml.CharData); ok {
			texts.Write(text)
		}
	}
}

func TestAPictureNamesEverythingOnTheWay(t *testing.T) {
	g := club(t)
	at := lineage.Column{Relation: rel("gold", "report"), Name: "email"}
	up := wellFormed(t, Column(g, at, Way{Up: true}))
	for _, want := range []string{"Where gold.report.email comes from", "club.member", "E-Mail <new>", "people", "report"} {
		if !strings.Contains(up, want) {
			t.Errorf("the way up has no %q", want)
		}
	}
	if strings.Contains(up, "The board") || strings.Contains(up, "places") {
		t.Error("the way up shows what is not on it")
	}
	down := Column(g, lineage.Column{Relation: rel("bronze", "member"), Name: "town"}, Way{Down: true})
	for _, want := range []string{"places", "The board", "decides which value"} {
		if !strings.Contains(wellFormed(t, down), want) {
			t.Errorf("the way down has no %q", want)
		}
	}
	if !bytes.Equal(down, Column(g, lineage.Column{Relation: rel("bronze", "member"), Name: "town"}, Way{Down: true})) {
		t.Error("the same picture has other bytes")
	}
	for _, foreign := range []string{"http://", "https://", "url(", "<script", "@font-face", "@import"} {
		if n := strings.Count(string(down), foreign); n > strings.Count(foreign+" http://www.w3.org/2000/svg", foreign)-1 {
			t.Errorf("%d x %s: the picture needs something else", n, foreign)
		}
	}
}

func TestTablesAreDrawnAsFarAsAsked(t *testing.T) {
	g := club(t)
	all := wellFormed(t, Tables(g, nil, Way{Up: true, Down: true}, "All"))
	for _, want := range []string{"club.member", "people", "places", "report", "The board"} {
		if !strings.Contains(all, want) {
			t.Errorf("all has no %s", want)
		}
	}
	one := wellFormed(t, Tables(g, []scv.Relation{rel("gold", "places")}, Way{Up: true, Depth: 1}, "One"))
	if !strings.Contains(one, "people") || strings.Contains(one, "club.member") || strings.Contains(one, "report") {
		t.Errorf("one hop up shows %s", one)
	}
}

// Whatever reads whatever: no two boxes overlap, every line goes from left to right,
// and everything is inside the picture.
func TestNothingOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawing{}
		n := rapid.IntRange(1, 14).Draw(t, "boxes")
		for i := range n {
			b := &box{key: fmt.Sprint(i), title: strings.Repeat("x", rapid.IntRange(1, 60).Draw(t, "title"))}
			b.rows = make([]row, rapid.IntRange(0, 6).Draw(t, "rows"))
			d.boxes = append(d.boxes, b)
		}
		for range rapid.IntRange(0, 25).Draw(t, "lines") {
			from := rapid.IntRange(0, n-1).Draw(t, "from")
			to := rapid.IntRange(0, n-1).Draw(t, "to")
			if from < to {
				d.lines = append(d.lines, &line{from: d.boxes[from], to: d.boxes[to], fromRow: -1, toRow: -1})
			}
		}
		d.layout()
		for i, a := range d.boxes {
			if a.x < 0 || a.y < 0 || a.x+a.w > d.w || a.y+a.h > d.h {
				t.Fatalf("box %s is outside", a.key)
			}
			for _, b := range d.boxes[i+1:] {
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Fatalf("%s and %s overlap", a.key, b.key)
				}
			}
		}
		for _, l := range d.lines {
			way := slices.Concat([]*box{l.from}, l.bends, []*box{l.to})
			for i := 1; i < len(way); i++ {
				if way[i-1].x+way[i-1].w > way[i].x {
					t.Fatalf("a line goes back from %s to %s", l.from.key, l.to.key)
				}
			}
		}
	})
}
