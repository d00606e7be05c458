package identity

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/splink"
	"scv/internal/race"
)

// A model of ours that was written for Splink is read again and run on the table that
// goes with it: it finds what it was said to find.
func TestAnExportedModelRunsOnItsTable(t *testing.T) {
	for name, c := range map[string]struct {
		make func(maker) invented
		link engine.LinkType
	}{"households": {austrians, engine.Dedupe}, "a link": {villagers, engine.Link}, "firms": {firms, engine.Dedupe}} {
		t.Run(name, func(t *testing.T) {
			if name != "a link" {
				race.Skip(t, "the link runs the same goroutines over fewer rows")
			}
			in, _ := c.make(maker{rand.New(rand.NewPCG(3, 4))}).input(c.link, 1)
			list, err := native{}.Export(t.Context(), in, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				otherwise, pairs := int64(0), int64(0)
				for _, j := range x.Judged {
					otherwise, pairs = otherwise+j.Otherwise, pairs+j.Pairs
				}
				for _, j := range x.Judged {
					if j.Otherwise > 0 && !slices.Contains([]string{"given_name", "family_name", "email"}, j.Comparison) {
						t.Errorf("%s: %s is judged otherwise of %d pairs", x.Party, j.Comparison, j.Otherwise)
					}
				}
				if pairs == 0 || otherwise > pairs/500 {
					t.Errorf("%s: %d of %d are judged otherwise: %+v", x.Party, otherwise, pairs, x.Judged)
				}
				read := readTable(t, x)
				text, err := splink.Encode(x.Model)
				if err != nil {
					t.Fatal(err)
				}
				e, err := splink.NewEngine(text, splink.EngineOptions{Threshold: x.Threshold})
				if err != nil {
					t.Fatal(err)
				}
				found, err := e.Run(t.Context(), read, engine.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if found.Pairs == 0 || found.Links == 0 {
					t.Errorf("%s: %d pairs, %d links", x.Party, found.Pairs, found.Links)
				}
			}
		})
	}
}

// readTable reads what was written of the table, as a later command does.
func readTable(t *testing.T, x *Exported) engine.Input {
	t.Helper()
	in := engine.Input{Link: engine.LinkType(x.Model.Link), IDColumn: x.Model.IDColumn, Sources: x.Sources()}
	var rows []struct {
		id     string
		source int32
		values []string
	}
	for source := range max(len(in.Sources), 1) {
		var b bytes.Buffer
		if !x.IsLink() {
			source = -1
		}
		if err := x.WriteTable(&b, source); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		in.Columns = lines[0][1:]
		for _, line := range lines[1:] {
			rows = append(rows, struct {
				id     string
				source int32
				values []string
			}{line[0], max(int32(source), 0), line[1:]})
		}
	}
	if len(rows) != x.Records {
		t.Errorf("%d rows of %d", len(rows), x.Records)
	}
	b := record.NewBuilder(in.Columns, nil)
	of := map[string]int{}
	for k, row := range rows {
		key := fmt.Sprintf("%d%s", row.source, row.id)
		of[key] = k
		b.Add(key, func(c int) []byte { return []byte(row.values[c]) })
	}
	in.Records, _ = b.Set()
	for _, key := range in.Records.IDs {
		in.IDs, in.Source = append(in.IDs, rows[of[key]].id), append(in.Source, rows[of[key]].source)
	}
	return in
}

// What the public sets lose by it is what the documentation says.
func TestAnExportedModelOfPublicPeople(t *testing.T) {
	_, in := fake1000(t)
	in.Columns = slices.DeleteFunc(slices.Clone(in.Columns), func(c string) bool { return c == "cluster" })
	list, err := native{}.Export(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x := list[0]
	if x.OtherSide > x.Pairs/40 {
		t.Errorf("%d of %d pairs are on the other side of the line", x.OtherSide, x.Pairs)
	}
	for _, j := range x.Judged {
		if j.Otherwise > j.Pairs/500 {
			t.Errorf("%+v", j)
		}
	}
}

// A party of one record is in no model, and that is said of the others.
func TestAPartyOfOneRecordIsSaidToBeLeftOut(t *testing.T) {
	in := engine.Input{Link: engine.Dedupe, IDColumn: "id", Columns: []string{"given name", "family name", "company", "phone"}}
	b := record.NewBuilder(in.Columns, nil)
	for k := range 60 {
		who := []string{[]string{"anna", "bob", "eva"}[k%3], "huber", "", fmt.Sprintf("+4316601%02d", k%40)}
		if k == 0 {
			who = []string{"", "", "Alpha GmbH", "+431660111"}
		}
		b.Add(fmt.Sprintf("%03d", k), func(c int) []byte { return []byte(who[c]) })
	}
	in.Records, _ = b.Set()
	in.IDs, in.Source = in.Records.IDs, make([]int32, in.Records.Len())
	list, err := native{}.Export(t.Context(), in, engine.Options{})
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	if notes := list[0].Notes; notes[len(notes)-1].Part != "party organisation" {
		t.Errorf("%+v", notes)
	}
}
