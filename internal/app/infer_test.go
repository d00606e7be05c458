package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/app/config"
	"scv/internal/infer"
	"scv/internal/source"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// grid draws a sheet: some header, told or telling nothing, over columns that
// hold one kind of value or a mixture.
func grid(t *rapid.T) [][]any {
	headers := []string{"Name", "E-Mail", "PLZ", "Telefon", "Born", "Kundennr", "Vorname", "Firma", "x", "Ort", "Changed on", "Total", "a: b", "Umsatz #1", "Straße"}
	values := []*rapid.Generator[string]{
		rapid.StringMatching(`[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}`),
		rapid.StringMatching(`[a-z]{1,6}@[a-z]{2,6}\.(de|uk|test)`),
		rapid.StringMatching(`[0-9]{2}[./-][0-9]{2}[./-](19|20)?[0-9]{2}`),
		rapid.StringMatching(`(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])`),
		rapid.StringMatching(`\+49 [0-9]{3} [0-9]{5,7}`),
		rapid.StringMatching(`[A-Z]?[0-9]{1,6}`),
		rapid.StringMatching(`(ja|nein|Summe|Total|GmbH|)`),
		rapid.StringMatching(`[ -~äöü]{0,10}`),
	}
	width, height := rapid.IntRange(2, 7).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height")
	rows := make([][]any, height+1)
	for x := range width {
		rows[0] = append(rows[0], rapid.SampledFrom(headers).Draw(t, "header"))
		kind := rapid.IntRange(0, len(values)-1).Draw(t, "kind")
		for y := 1; y <= height; y++ {
			k := kind
			if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
				k = rapid.IntRange(0, len(values)-1).Draw(t, "other")
			}
			rows[y] = append(rows[y], values[k].Draw(t, fmt.Sprintf("%d:%d", y, x)))
		}
	}
	return rows
}

func writeGrid(t interface{ Fatal(args ...any) }, path string, rows [][]any) {
	book := excelize.NewFile()
	defer book.Close()
	for y, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", y+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// Whatever a sheet holds, what is proposed for it is an scv.yml that says the
// same, reads each row once, and holds aside just the rows it announces.
func TestWhatIsProposedIsReadAsAnnounced(t *testing.T) {
	home := t.TempDir()
	proposed := 0
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(home, "list.xlsx")
		rows := grid(t)
		writeGrid(t, path, rows)
		found, err := Infer(t.Context(), InferOptions{Dir: home, Files: []string{path}})
		if err != nil {
			if scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		proposed++
		c, err := config.Parse("proposal", []byte(found.YAML))
		if err != nil {
			t.Fatalf("%v\n%s", err, found.YAML)
		}
		for i := range found.Sources {
			want := found.Sources[i].Config()
			want.Priority = i + 1
			if diff := cmp.Diff(want, c.Sources[i]); diff != "" {
				t.Fatalf("%s\n%s", diff, found.YAML)
			}
			readAsAnnounced(t, home, c.Sources[i], found.Sources[i])
		}
	})
	if proposed == 0 {
		t.Error("nothing was ever proposed")
	}
}

func readAsAnnounced(t *rapid.T, home string, c scv.SourceConfig, s infer.Source) {
	src, err := source.New(c, home, drivers())
	if err != nil {
		t.Fatal(err)
	}
	all, err := infer.Rehearse(t.Context(), src, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range all {
		e := s.Entities[i]
		if r.Rows != e.Rows && len(e.Doubts) == 0 || r.Doubles > 0 {
			t.Errorf("%s: %d rows seen, %d read, %d doubles", e.Name, e.Rows, r.Rows, r.Doubles)
		}
		if diff := cmp.Diff(e.Held, r.Held); diff != "" {
			t.Errorf("%s holds other rows aside: %s", e.Name, diff)
		}
	}
}

// A home that is there keeps its files, whatever is asked.
func TestInferNeverWritesOverAHome(t *testing.T) {
	home := t.TempDir()
	text := []byte("company: Mine # with a comment\n")
	path := filepath.Join(home, config.Name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Infer(t.Context(), InferOptions{Dir: home, Files: []string{home}, Write: true}); scv.CodeOf(err) != scv.CodeHomeUsed {
		t.Errorf("%v", err)
	}
	if _, err := Infer(t.Context(), InferOptions{Dir: home, Files: []string{home}, Append: true}); scv.CodeOf(err) != scv.CodeNothingToPropose {
		t.Errorf("%v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(after), string(text)) || len(after) != len(text) {
		t.Errorf("%v: %s", err, after)
	}
}
