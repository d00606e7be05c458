package picture

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/dbt/lineage"

	"pgregory.net/rapid"
)

func rel(schema, name string) scv.Relation { return scv.Relation{Schema: schema, Name: name} }

// club is a kept lineage with a name that must be escaped, a long way and a short one
// to the same model, and somebody who reads it.
const club = `{"form":1,
"models":[
 {"Name":"club.member","Kind":"source","Schema":"bronze","Relation":"member","Columns":[{"Name":"e_mail","As":"E-Mail <new>"},{"Name":"town"}]},
 {"Name":"people","Kind":"model","Schema":"silver","Relation":"people","Made":true,"Columns":[{"Name":"email"},{"Name":"town"}]},
 {"Name":"places","Kind":"model","Schema":"gold","Relation":"places","Made":true,"Columns":[{"Name":"town"},{"Name":"n"}]},
 {"Name":"report","Kind":"model","Schema":"gold","Relation":"report","Made":true,"Columns":[{"Name":"email"},{"Name":"many"}]}],
"hops":[
 {"to":["silver","people","email"],"from":[{"from":["bronze","member","e_mail"],"how":"copied"}]},
 {"to":["silver","people","town"],"from":[{"from":["bronze","member","town"],"how":"copied"}]},
 {"to":["gold","places","town"],"from":[{"from":["silver","people","town"],"how":"copied"}]},
 {"to":["gold","report","email"],"from":[{"from":["silver","people","email"],"how":"copied"}]},
 {"to":["gold","report","many"],"from":[{"from":["gold","places","n"],"how":"transformed"},{"from":["silver","people","town"],"how":"decides"}]}],
"conditions":[{"of":["gold","report"],"on":["gold","places","town"],"by":"join"}],
"uses":[{"Name":"board","Kind":"exposure","Label":"The board","Reads":[["gold","report","*"]]}]}`

func graph(t *testing.T) *lineage.Graph {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(club))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	g, err := lineage.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
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
	g := graph(t)
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
	g := graph(t)
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
