package identity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"scv/internal/identity/cluster"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"

	"pgregory.net/rapid"
)

// A record that says nothing of a veto is no bridge between two that differ in it; the
// order of rows and of what people said changes nothing, and what people keep apart is.
func TestNoLinkBringsTwoValuesOfAVetoTogether(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(r, "rows")
		column := func(name string, of int) *record.Column {
			texts := make([]string, n)
			for row := range texts {
				if k := rapid.IntRange(0, of).Draw(r, name); k > 0 {
					texts[row] = fmt.Sprint(name, k)
				}
			}
			return coded(name, texts)
		}
		h := held{vetoes: []*record.Column{column("born", 2), column("tax", 2)}}
		for range rapid.IntRange(1, 4).Draw(r, "values") {
			var rows []int32
			for row := range int32(n) {
				if rapid.Bool().Draw(r, "agrees") {
					rows = append(rows, row)
				}
			}
			h.agreed = append(h.agreed, agreed{"member", rows})
		}
		var people cluster.Decided
		for i := range int32(n) {
			for j := i + 1; j < int32(n); j++ {
				if rapid.IntRange(0, 9).Draw(r, "apart") == 0 {
					people.Apart = append(people.Apart, [2]int32{i, j})
				}
			}
		}
		all := h.join(people)
		if len(all.Apart) != len(people.Apart) {
			r.Fatalf("%v are linked though people keep apart %v", all.Same, people.Apart)
		}
		p := cluster.NewParts(n)
		for _, pair := range all.Same {
			p.Join(pair[0], pair[1])
		}
		for i, a := range p.All() {
			for j, b := range p.All() {
				if a == b && h.vetoed(int32(i), int32(j)) {
					r.Fatalf("%d and %d are one by %v", i, j, all.Same)
				}
			}
		}
		for range 3 {
			if again := h.join(cluster.Decided{Apart: rapid.Permutation(people.Apart).Draw(r, "order")}); !slices.Equal(again.Same, all.Same) {
				r.Fatalf("%v, then %v", all.Same, again.Same)
			}
		}
	})
}

// coded is a column of texts, "" = null.
func coded(name string, texts []string) *record.Column {
	c := &record.Column{Name: name, Codes: make([]int32, len(texts))}
	known := []string{""}
	for row, text := range texts {
		if !slices.Contains(known, text) {
			known = append(known, text)
		}
		c.Codes[row] = int32(slices.Index(known, text))
	}
	return c
}

// The whole way: members of one number, of whom some have no birthday, as they come.
func TestMembersOfOneNumberAndTwoBirthdaysAreTwo(t *testing.T) {
	shuffle := rand.New(rand.NewPCG(8, 12))
	rows := [][]string{
		{"a", "anna", "1980-03-14", "m1"},
		{"b", "bo", "", "m1"},
		{"c", "carla", "1990-01-01", "m1"},
		{"d", "dora", "", "m2"},
		{"e", "erik", "1971-06-06", "m2"},
		{"f", "fritz", "1971-06-06", "m2"},
		{"g", "gerd", "1950-02-02", "m2"},
	}
	s, err := spec.Read("own.yml", []byte("version: 1\ncolumns: {name: full_name, born: birth_date, member: text}\nmust_link: [member]\nvetoes: [birth_date]\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for range 8 {
		columns := []string{"name", "born", "member"}
		b := record.NewBuilder(columns, nil)
		for _, row := range rows {
			b.Add(row[0], func(c int) []byte { return []byte(row[c+1]) })
		}
		set, err := b.Set()
		if err != nil {
			t.Fatal(err)
		}
		in := engine.Input{Link: engine.Dedupe, IDColumn: "id", Records: set, Columns: columns, Sources: []string{"a"}, IDs: set.IDs, Source: make([]int32, set.Len())}
		of := found(in, matchTable(t, in, s))
		if of["a"] == of["c"] || of["e"] == of["g"] || of["e"] != of["f"] || of["a"] != of["b"] {
			t.Fatalf("%v", of)
		}
		if want == "" {
			want = fmt.Sprint(of)
		}
		if got := fmt.Sprint(of); got != want {
			t.Errorf("%s, then %s", want, got)
		}
		shuffle.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}
