package standardise

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"scv"

	"pgregory.net/rapid"
)

// A record by itself gets the forms that it gets in a table.
func TestARowIsStandardisedAsATableIs(t *testing.T) {
	values := map[string][]string{
		"given_name":  {"", "Anna", "Dr. Bob", "n/a", "J."},
		"family_name": {"", "Müller", " ", "Smith Jr.", "van der Berg"},
		"full_name":   {"", "SMITH John Jr.", "Berger, Anna", "Robert Jones III", "Madonna"},
		"email":       {"", "A@B.de ", "n/a", "no mail"},
		"phone":       {"", "030 901820", "020 7946 0018", "12"},
		"street":      {"", "Hauptstr. 5", "12 High St"},
		"street_number": {
			"", " ", "99", "7 a",
		},
		"postal_code": {"", "1067", "sw1a1aa"},
		"country":     {"", "UK", "Deutschland"},
	}
	m := scv.Model{Name: "m", Target: scv.Relation{Name: "m"}, Config: map[string]any{"columns": columnsConfig()}}
	row, err := NewRow(m, "DE")
	if err != nil {
		t.Fatal(err)
	}
	c := openSQLite(t)
	rapid.Check(t, func(r *rapid.T) {
		record, list := map[string]string{}, []string{}
		for _, word := range row.Words() {
			record[word] = rapid.SampledFrom(values[word]).Draw(r, word)
			text := "null"
			if record[word] != "" {
				text = "'" + strings.ReplaceAll(record[word], "'", "''") + "'"
			}
			list = append(list, text+" as "+word)
		}
		m.SQL = "select " + strings.Join(list, ", ")
		if _, err := (&Materialization{Session: c.session, DefaultCountry: "DE"}).Materialize(context.Background(), m); err != nil {
			r.Fatal(err)
		}
		forms, refused := row.Forms(record)
		for _, word := range row.outputs {
			want := forms[word+"_std"]
			if want == "" {
				want = "-"
			}
			if got := lines(t, c, fmt.Sprintf("select %s_std from m", word)); got[0] != want {
				r.Fatalf("%v: %s is %q in a table and %q by itself", record, word, got[0], want)
			}
			if why, ok := refused[word]; ok {
				if got := lines(t, c, fmt.Sprintf("select %s_reason from m", word)); got[0] != string(why) && forms[word+"_std"] == "" {
					r.Fatalf("%v: %s is refused for %q in a table and for %q by itself", record, word, got[0], why)
				}
			}
		}
	})
}
