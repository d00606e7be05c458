package config

import (
	"reflect"
	"strings"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
)

func added() ([]scv.SourceConfig, Notes) {
	member := scv.EntityConfig{
		Name: "member", Key: []string{"No"}, Columns: []scv.ColumnConfig{{Name: "Born: #1", Type: scv.Date, Formats: []string{"DD/MM/YYYY"}}},
		Map: []scv.Mapping{{To: "full_name", Columns: []string{"Name"}}},
	}
	notes := Notes{
		"club": {"one"}, "club/member": {"two"}, "club/member/key": {"thr\nee"}, "club/member/columns/Born: #1": {"four: {"},
		"club/member/map/full_name": {"five", "six"}, "club/member/end": {"seven\u2028eight"},
	}
	return []scv.SourceConfig{{Name: "club", Kind: scv.Excel, Path: "files/club.xlsx", Entities: []scv.EntityConfig{member}}}, notes
}

func TestSourcesAreAddedAndTheRestStays(t *testing.T) {
	const block = `  club:                                     # one
    kind: excel
    path: files/club.xlsx
    entities:
      member:                               # two
        key: ["No"]                         # thr ee
        columns:  # types of what is not plain text
          "Born: #1": {type: date, formats: ["DD/MM/YYYY"]}  # four: {
        map:
          full_name: Name                   # five; six
        # seven eight
`
	wide := func(s string) string { return strings.ReplaceAll("\n"+s, "\n  ", "\n      ")[1:] }
	sources, notes := added()
	for name, tc := range map[string]struct{ old, want string }{
		"empty":        {"", "\nsources:\n" + block},
		"no sources":   {"company: x # mine\n", "company: x # mine\nsources:\n" + block},
		"none yet":     {"sources: {}  # later\n# the end\n", "sources:\n" + block + "# the end\n"},
		"one there":    {"sources:\n  a: # mine\n    kind: weather\n    path: w\n\n# about vars\nvars: {x: 1}\n", "sources:\n  a: # mine\n    kind: weather\n    path: w\n" + block + "\n# about vars\nvars: {x: 1}\n"},
		"other indent": {"sources:\n      a:\n         kind: weather\n         path: w\n", "sources:\n      a:\n         kind: weather\n         path: w\n" + wide(block)},
		"windows":      {"company: x\r\nsources:\r\n", strings.ReplaceAll("company: x\nsources:\n"+block, "\n", "\r\n")},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Append("scv.yml", []byte(tc.old), sources, notes)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A new home's file gets the sources in the place of its example.
func TestTheExampleGivesWayToSources(t *testing.T) {
	sources, notes := added()
	got, err := Append("scv.yml", Format(Default()), sources, notes)
	if err != nil || strings.Contains(string(got), "Take \"{}\"") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestSourcesThatCannotBeAddedAreToBePasted(t *testing.T) {
	sources, notes := added()
	for name, old := range map[string]string{
		"in one line": "sources: {a: {kind: weather, path: w}}\n",
		"name taken":  "sources:\n  club:\n    kind: weather\n    path: w\n",
		"broken":      "sources: [\n",
		"in a text":   "company: |\n  x\n",
	} {
		got, err := Append("scv.yml", []byte(old), sources, notes)
		if name == "in a text" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if scv.CodeOf(err) != scv.CodeConfig || got != nil || scv.HintOf(err) == "" {
			t.Errorf("%s: %v %s", name, err, got)
		}
	}
}

// FuzzAppend holds that whatever scv.yml there is, sources are added to it and
// nothing else changes, or it stays as it is.
func FuzzAppend(f *testing.F) {
	f.Add(Format(example()))
	f.Add(Format(Default()))
	f.Add([]byte("sources:\n - x\n"))
	f.Add([]byte("sources:\n  a:\n    kind: weather\n    path: w\n--- \nx: 1\n"))
	f.Add([]byte("company: |\n  sources:\nsources: # c\n"))
	f.Add([]byte("\"sources\": {}\n"))
	f.Fuzz(func(t *testing.T, old []byte) {
		sources, notes := added()
		got, err := Append("scv.yml", old, sources, notes)
		if err != nil {
			if scv.CodeOf(err) != scv.CodeConfig {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		before, _ := Parse("scv.yml", old) // Append has parsed it
		after, err := Parse("scv.yml", got)
		if err != nil || !reflect.DeepEqual(after, before.with(sources)) {
			t.Errorf("%v\n%s", err, got)
		}
	})
}

// A weather source that is added is one more provider, as old as is usual.
func TestAnAddedWeatherSourceJoinsTheChain(t *testing.T) {
	old := weatherYAML + "weather: {providers: [w]}\n"
	got, err := Append("scv.yml", []byte(old), []scv.SourceConfig{{Name: "meteo", Kind: scv.OpenMeteo, Path: "y"}}, Notes{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse("scv.yml", got)
	if err != nil || len(c.Weather.Providers) != 2 {
		t.Errorf("%v %v\n%s", c.Weather, err, got)
	}
}
