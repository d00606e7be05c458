package dynamics

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/source"
	"scv/internal/source/sourcetest"

	"github.com/google/go-cmp/cmp"
)

const modelText = `{
 "name": "cdm", "version": "1.0",
 "entities": [{
  "$type": "LocalEntity", "name": "contact",
  "attributes": [
   {"name": "Id", "dataType": "guid"},
   {"name": "firstname", "dataType": "string"},
   {"name": "birthdate", "dataType": "date"},
   {"name": "gendercode", "dataType": "int64"},
   {"name": "versionnumber", "dataType": "int64"},
   {"name": "IsDelete", "dataType": "boolean"}],
  "partitions": [
   {"name": "2025", "location": "contact/2025.csv"},
   {"name": "2026", "location": "https://lake.example.net/box/contact/2026.csv"}]
 }]
}`

func writeExport(t *testing.T, files map[string]string) string {
	t.Helper()
	home := t.TempDir()
	for name, text := range files {
		path := filepath.Join(home, "export", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func goodExport(t *testing.T) string {
	return writeExport(t, map[string]string{
		"model.json":       modelText,
		"contact/2025.csv": "{AA-1},Ann,1980-02-03,1,7,False\nbb-2,\"Bo\nb\",,2,8,False\n",
		"contact/2026.csv": "aa-1,,,,9,True\n",
		"OptionsetMetadata/OptionsetMetadata.csv": "EntityName,OptionSetName,Option,IsUserLocalizedLabel,LocalizedLabelLanguageCode,LocalizedLabel\n" +
			"contact,gendercode,1,False,1033,Male\ncontact,gendercode,2,False,1033,Female\ncontact,gendercode,2,False,1031,Weiblich\n",
	})
}

func config(entities ...string) scv.SourceConfig {
	c := scv.SourceConfig{Name: "crm", Kind: scv.Dynamics, Path: "export"}
	for _, e := range entities {
		c.Entities = append(c.Entities, scv.EntityConfig{Name: e})
	}
	return c
}

// rows reads a whole table as short texts.
func rows(t *testing.T, home string) []string {
	t.Helper()
	s := open(t, home, config("contact"))
	tables, err := s.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range tables[0].Files {
		_, err := s.Read(t.Context(), &tables[0], f, func(r *source.Row) error {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.Text)
			}
			line := fmt.Sprintf("%s:%d key=%s v=%d deleted=%t %s", filepath.Base(f.Path), r.Line, r.Key, r.Version, r.Deleted, strings.Join(cells, "|"))
			for _, fault := range r.Faults {
				line += " " + string(fault.Code)
			}
			out = append(out, line)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func open(t *testing.T, home string, c scv.SourceConfig) *source.Source {
	t.Helper()
	s, err := source.New(c, home, map[scv.SourceKind]source.Factory{scv.Dynamics: New})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDriverPassesTheSuite(t *testing.T) {
	sourcetest.Run(t, New, func(t *testing.T) (string, scv.SourceConfig) { return goodExport(t), config("contact") })
}

func TestRecordsCarryKeyVersionTombstoneAndLabel(t *testing.T) {
	want := []string{
		"2025.csv:1 key=aa-1 v=7 deleted=false {AA-1}|Ann|1980-02-03|1|7|False|Male",
		"2025.csv:2 key=bb-2 v=8 deleted=false bb-2|Bo\nb||2|8|False|Female",
		"2026.csv:1 key=aa-1 v=9 deleted=true aa-1||||9|True|",
	}
	if diff := cmp.Diff(want, rows(t, goodExport(t))); diff != "" {
		t.Error(diff)
	}
}

func TestBadRowsComeWithTheirFaults(t *testing.T) {
	home := writeExport(t, map[string]string{
		"model.json":       modelText,
		"contact/2025.csv": "aa-1,Ann,1980-02-03,1,7,False\nbb-2,Bob,1980-02-03\ncc-3,C,,1,7,False,more\n,D,,1,7,False\nee-5,E\xff,,1,7,False\n",
		"contact/2026.csv": "ff-6,F,2000-01-01,1\ngg-7,G,,2\n",
	})
	want := []string{
		"2025.csv:1 key=aa-1 v=7 deleted=false aa-1|Ann|1980-02-03|1|7|False",
		"2025.csv:2 key= v=0 deleted=false ||||| SCV-S101",
		"2025.csv:3 key= v=0 deleted=false ||||| SCV-S102",
		"2025.csv:4 key= v=7 deleted=false |D||1|7|False SCV-S104",
		"2025.csv:5 key= v=0 deleted=false ||||| SCV-S103",
		"2026.csv:1 key=ff-6 v=0 deleted=false ff-6|F|2000-01-01|1||",
		"2026.csv:2 key=gg-7 v=0 deleted=false gg-7|G||2||",
	}
	if diff := cmp.Diff(want, rows(t, home)); diff != "" {
		t.Error(diff)
	}
}

func TestABadExportIsNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		files    map[string]string
		entity   string
		code     scv.Code
		contains []string
	}{
		"no model":     {map[string]string{"x": ""}, "contact", scv.CodeSourceMissing, []string{"export/model.json"}},
		"broken model": {map[string]string{"model.json": "{\n\n oops"}, "contact", scv.CodeSourceBroken, []string{"export/model.json:3"}},
		"other json":   {map[string]string{"model.json": "{}"}, "contact", scv.CodeSourceKind, []string{"no entities"}},
		"no entity":    {map[string]string{"model.json": modelText}, "contacts", scv.CodeSourceEntity, []string{`"contacts"`, `mean "contact"`}},
		"no file":      {map[string]string{"model.json": modelText, "contact/2025.csv": ""}, "contact", scv.CodeSourceMissing, []string{"export/model.json", "contact/2026.csv"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, writeExport(t, tc.files), config(tc.entity))
			_, err := s.Tables(t.Context())
			if scv.CodeOf(err) != tc.code || scv.ExitOf(err) != scv.ExitUnusable {
				t.Fatalf("code %s of %v", scv.CodeOf(err), err)
			}
			text := err.Error() + " " + scv.HintOf(err)
			for _, want := range tc.contains {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %q", want, text)
				}
			}
		})
	}
}

func TestAMappedColumnThatIsNotThereIsNamed(t *testing.T) {
	c := config("contact")
	c.Entities[0].Map = []scv.Mapping{{To: "given_name", Columns: []string{"firstnam"}}}
	_, err := open(t, goodExport(t), c).Tables(t.Context())
	var e *scv.Error
	if !errors.As(err, &e) || e.Code != scv.CodeSourceColumn || !strings.Contains(e.Hint, "firstname") {
		t.Errorf("%v", err)
	}
}

func FuzzModel(f *testing.F) {
	f.Add([]byte(modelText))
	f.Add([]byte("\xef\xbb\xbf{\"entities\":[{\"name\":1}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseModel("model.json", text)
		if err != nil {
			if scv.ExitOf(err) != scv.ExitUnusable {
				t.Errorf("exit %d of %v", scv.ExitOf(err), err)
			}
			return
		}
		for _, e := range m.Entities {
			for _, p := range e.Partitions {
				if name := p.file("export", e.Name); !strings.HasPrefix(name, "export") || strings.Contains(name, "..") && strings.Contains("/"+name+"/", "/../") {
					t.Errorf("partition %q leads out of the export: %s", p.Location, name)
				}
			}
		}
	})
}
