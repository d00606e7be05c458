package config

import (
	"errors"
	"strings"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func example() Config {
	c := Default()
	c.Company = "Müller & Söhne: \"Co\""
	c.DefaultCountry = "DE"
	c.Truth = "truth/truth.csv"
	c.Vars = []Var{{"limit", int64(3)}, {"on", true}, {"name", "true"}, {"rate", 0.5}}
	c.Sources = []scv.SourceConfig{
		{Name: "crm", Kind: scv.Dynamics, Path: "sources/dynamics", Priority: 1, Entities: []scv.EntityConfig{{
			Name: "contact", Party: "person",
			Map: []scv.Mapping{
				{To: "given_name", Columns: []string{"firstname"}},
				{To: "street", Columns: []string{"address1_line1", "address1_line2"}, Separator: ", "},
				{To: "country", Value: "DE"},
				{To: "updated_at", SQL: "coalesce(modifiedon, createdon)"},
			},
			Exclude: []scv.Exclusion{{Rule: "test_record", SQL: "emailaddress1 like '%@example.test'"}},
		}}},
		{Name: "legacy", Kind: scv.Excel, Path: "sources/legacy/*.xlsx", Priority: 5, Entities: []scv.EntityConfig{{
			Name: "customer", Sheet: "Kunden*", Header: 4, Key: []string{"Kunden-Nr."},
			Columns: []scv.ColumnConfig{
				{Name: "Geburtsdatum", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}},
				{Name: "Umsatz", Type: scv.Decimal},
			},
			Map: []scv.Mapping{{To: "given_name", Columns: []string{"Vorname"}}},
		}}},
		{Name: "weather", Kind: scv.WeatherFiles, Path: "sources/weather", Priority: 3},
	}
	return c
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	want := example()
	text := Format(want)
	got, err := Parse("scv.yml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trip (-want +got):\n%s\n%s", diff, text)
	}
}

func TestAnyTextSurvivesTheRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Default()
		c.Company = rapid.StringMatching(`[ -~äöü\n\t]{1,30}`).Draw(t, "company")
		value := rapid.StringMatching(`[ -~äöü]{1,20}`).Draw(t, "value")
		c.Sources = []scv.SourceConfig{{Name: "s", Kind: scv.Excel, Path: "x", Priority: 1, Entities: []scv.EntityConfig{{
			Name: "e", Key: []string{value}, Map: []scv.Mapping{{To: "city", Columns: []string{value}}},
		}}}}
		got, err := Parse("scv.yml", Format(c))
		if err != nil {
			t.Fatalf("%v\n%s", err, Format(c))
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("%s\n%s", diff, Format(c))
		}
	})
}

func TestFaultsPointAtTheirPlace(t *testing.T) {
	for name, tc := range map[string]struct{ text, place, message, hint string }{
		"unknown key":      {"version: 1\ncompani: x\n", "scv.yml:2:1", `"compani" is not known`, `"company"`},
		"unknown word":     {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        map:\n          givenname: V\n", "scv.yml:8:11", "vocabulary", `"given_name"`},
		"no kind":          {"sources:\n  a:\n    path: x\n", "scv.yml:2:3", "no known kind", "dynamics"},
		"bad name":         {"sources:\n  A b:\n    kind: excel\n    path: x\n    entities: {e: {}}\n", "scv.yml:2:3", "cannot be a name", "small letter"},
		"two things":       {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        map:\n          city: {value: x, sql: y}\n", "scv.yml:8:11", "says 2 things", "exactly one"},
		"outside":          {"warehouse:\n  path: ../x.duckdb\n", "scv.yml:1:1", "outside the home", "relative"},
		"newer":            {"version: 7\n", "scv.yml:1:1", "newer", ""},
		"broken yaml":      {"a: [1\nb: 2\n", "scv.yml:", "", "YAML"},
		"twice":            {"company: a\ncompany: b\n", "scv.yml:2", "", ""},
		"list as mapping":  {"warehouse: [1]\n", "scv.yml:1", "must be a mapping", ""},
		"text as number":   {"keep_versions: many\n", "scv.yml:1:1", "whole number", ""},
		"unknown type":     {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        columns: {D: datum}\n", "scv.yml:7", "not a type", "date"},
		"anchors":          {"company: &x a\n", "scv.yml:1", "anchors", ""},
		"empty exclusion":  {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        exclude: {r: 1}\n", "scv.yml:7", "condition", ""},
		"source as scalar": {"sources: x\n", "scv.yml:1", "must be a mapping", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("scv.yml", []byte(tc.text))
			if scv.CodeOf(err) != scv.CodeConfig {
				t.Fatalf("code %q of %v", scv.CodeOf(err), err)
			}
			var e *scv.Error
			errors.As(err, &e)
			if !strings.HasPrefix(e.Subject, tc.place) || !strings.Contains(err.Error(), tc.message) || !strings.Contains(e.Hint, tc.hint) {
				t.Errorf("place %q, message %q, hint %q", e.Subject, err, e.Hint)
			}
		})
	}
}

func TestEmptyFileIsTheDefault(t *testing.T) {
	got, err := Parse("scv.yml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Format(example()))
	f.Add([]byte("a: [1, {b: c}]\n"))
	f.Add([]byte("sources:\n  a: &x {kind: excel}\n  b: *x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Parse("scv.yml", text)
		if err != nil && scv.CodeOf(err) != scv.CodeConfig {
			t.Errorf("an error without place: %v", err)
		}
	})
}

func TestTheExampleInANewFileIsTrue(t *testing.T) {
	text := string(Format(Default()))
	if _, err := Parse("scv.yml", []byte(text)); err != nil {
		t.Fatal(err)
	}
	head, example, ok := strings.Cut(text, "sources: {}\n")
	if !ok {
		t.Fatal("no place for sources")
	}
	var lines []string
	for _, line := range strings.Split(example, "\n") {
		if strings.HasPrefix(line, "#  ") {
			lines = append(lines, strings.TrimPrefix(line, "#"))
		}
	}
	c, err := Parse("scv.yml", []byte(head+"sources:\n"+strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 3 {
		t.Errorf("%d sources, want 3", len(c.Sources))
	}
}
