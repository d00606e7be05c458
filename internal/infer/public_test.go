package infer

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
)

const shared = "../../../shared/data"

// Each public workbook is understood, or refused with a code, a reason and a hint.
func TestPublicWorkbooksAreLookedAtOrRefusedByName(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shared, "workbooks", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("skipped: the public workbooks of shared/data/workbooks are not here")
	}
	understood := 0
	for _, path := range paths {
		name := filepath.Base(path)
		p, err := Files(t.Context(), filepath.Dir(path), []string{name}, Options{Rows: 2000})
		if err == nil {
			understood++
			for _, s := range p.Sources {
				if len(s.Entities) == 0 || len(s.Config().Entities[0].Map) < 2 {
					t.Errorf("%s: %+v", name, s)
				}
			}
			continue
		}
		var e *scv.Error
		if !errors.As(err, &e) || e.Hint == "" || scv.ExitOf(err) != scv.ExitUnusable || !strings.Contains(e.Subject, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if understood < 2 {
		t.Errorf("only %d workbooks hold people", understood)
	}
}

// people reads a public set of people as a sheet, its header as it is.
func people(t *testing.T, name string, rows int) sheet {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "people", name))
	if err != nil {
		t.Skip("skipped: the public people of shared/data/people are not here")
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s := sheet{name: "Sheet1"}
	for _, row := range all[:min(rows, len(all))] {
		var cells []any
		for _, v := range row {
			if v == "" {
				cells = append(cells, nil)
				continue
			}
			cells = append(cells, v)
		}
		s.rows = append(s.rows, cells)
	}
	return s
}

func TestPublicPeopleAreUnderstood(t *testing.T) {
	for name, want := range map[string]string{
		"fake_1000.csv": "given_name=first_name family_name=surname birth_date=dob email=email city=city",
		"febrl3.csv":    "given_name=given_name family_name=surname birth_date=date_of_birth street_number=street_number street=address_1 address_line2=address_2 city=suburb region=state postal_code=postcode",
		"febrl4b.csv":   "given_name=given_name family_name=surname birth_date=date_of_birth street_number=street_number street=address_1 address_line2=address_2 city=suburb region=state postal_code=postcode",
	} {
		t.Run(name, func(t *testing.T) {
			s := people(t, name, 600)
			e := look1(t, s)
			if got := mapped(e); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
			if len(e.Key) != 1 || e.Key[0] != s.rows[0][0] || e.HeldRows() != 0 || e.Rows != len(s.rows)-1 {
				t.Errorf("key %v, %d rows, held %v", e.Key, e.Rows, e.Held)
			}
		})
	}
}

// The same people under headers that say nothing are known by content as far as
// content can tell.
func TestPublicPeopleWithoutHeadersAreKnownByContent(t *testing.T) {
	s := people(t, "fake_1000.csv", 600)
	for i := range s.rows[0] {
		s.rows[0][i] = "F" + string(rune('a'+i))
	}
	e := look1(t, s)
	for header, word := range map[string]string{"Fb": "given_name", "Ff": "email"} {
		if got := column1(t, e, header); got.Word != word {
			t.Errorf("%s is taken for %q, want %q", header, got.Word, word)
		}
	}
	if c := column1(t, e, "Fg"); c.Word != "" { // the number of the true cluster
		t.Errorf("a number is taken for %q", c.Word)
	}
}
