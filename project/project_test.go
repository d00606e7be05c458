package project

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write testdata/staging.txt")

func fourSources() []scv.SourceConfig {
	return []scv.SourceConfig{
		{
			Name: "crm", Kind: scv.Dynamics, Path: "sources/crm", Priority: 1,
			Entities: []scv.EntityConfig{
				{Name: "contact", Party: "person", Map: []scv.Mapping{
					{To: "given_name", Columns: []string{"firstname"}},
					{To: "email", Columns: []string{"emailaddress1"}},
					{To: "country", Value: "DE"},
					{To: "updated_at", Columns: []string{"modifiedon"}},
				}, Exclude: []scv.Exclusion{{Rule: "test_record", SQL: "emailaddress1 like '%@test.invalid'"}}},
				{Name: "lead", Map: []scv.Mapping{{To: "full_name", Columns: []string{"fullname"}}}},
			},
		},
		{
			Name: "legacy", Kind: scv.Excel, Path: "sources/*.xlsx", Priority: 2,
			Entities: []scv.EntityConfig{{Name: "Customer List", Party: "organisation", Map: []scv.Mapping{
				{To: "organisation_name", Columns: []string{"Firma"}},
				{To: "street", Columns: []string{"Straße", "Haus Nr."}, Separator: " "},
				{To: "postal_code", SQL: "lpad(plz, 5, '0')"},
				{To: "region", Value: "it's {{ odd }}"},
			}}},
		},
		{Name: "weather", Kind: scv.WeatherFiles, Path: "sources/weather", Priority: 3},
		{Name: "meteo", Kind: scv.OpenMeteo, Path: "sources/meteo", Priority: 4},
	}
}

func TestStagingIsAsRecorded(t *testing.T) {
	files, err := Staging(fourSources(), []string{"weather", "meteo"})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "-- %s --\n%s", f.Path, f.Content)
	}
	const golden = "testdata/staging.txt"
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("run with -update if this is meant: %s", diff)
	}
}

func TestEveryTableBecomesOneModelThatIsUnited(t *testing.T) {
	files, err := Staging(fourSources(), []string{"weather", "meteo"})
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, f := range files {
		if _, twice := text[f.Path]; twice {
			t.Errorf("%s is there twice", f.Path)
		}
		text[f.Path] = string(f.Content)
	}
	for _, model := range []string{"stg_crm__contact", "stg_crm__lead", "stg_legacy__customer_list"} {
		if text[StagingDir+"/"+model+".sql"] == "" || !strings.Contains(text[StagingDir+"/int_customer__unioned.sql"], "ref('"+model+"')") ||
			!strings.Contains(text[StagingDir+"/int_customer__excluded.sql"], "ref('"+model+"')") {
			t.Errorf("%s is missing or not united", model)
		}
		for _, w := range scv.Vocabulary() {
			if !strings.Contains(text[StagingDir+"/"+model+".sql"], " as "+w.Name+",") && !strings.Contains(text[StagingDir+"/"+model+".sql"], " as "+w.Name+"\n") {
				t.Errorf("%s lacks %s", model, w.Name)
			}
		}
	}
	for _, model := range []string{"stg_weather__forecast_day", "stg_weather__history_day", "stg_meteo__daily"} {
		if !strings.Contains(text[StagingDir+"/int_weather__unioned.sql"], "ref('"+model+"')") {
			t.Errorf("%s is not united", model)
		}
	}
}

func TestNoSourcesGiveEmptyModels(t *testing.T) {
	files, err := Staging(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".sql") && !strings.Contains(string(f.Content), "where false") {
			t.Errorf("%s selects from nothing:\n%s", f.Path, f.Content)
		}
	}
}

func TestAnUnknownWordIsNamed(t *testing.T) {
	sources := []scv.SourceConfig{{Name: "crm", Kind: scv.Dynamics, Entities: []scv.EntityConfig{{Name: "contact", Map: []scv.Mapping{{To: "shoe_size", Value: "9"}}}}}}
	if _, err := Staging(sources, nil); scv.CodeOf(err) != scv.CodeConfig || !strings.Contains(err.Error(), "shoe_size") {
		t.Errorf("%v", err)
	}
}

// The law of edited files: what was generated is not edited, and any change of a
// character is seen, wherever it is. Line ends of another system are no change.
func TestAnEditIsSeen(t *testing.T) {
	files, err := Staging(fourSources(), []string{"weather", "meteo"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(files).Draw(t, "file").Content
		if Edited(text) || Edited([]byte(strings.ReplaceAll(string(text), "\n", "\r\n"))) {
			t.Fatal("a generated file counts as edited")
		}
		first := strings.IndexByte(string(text), '\n')
		at := rapid.IntRange(first+1, len(text)-1).Draw(t, "at")
		changed := slices.Concat(text[:at], []byte("x"), text[at:])
		if !Edited(changed) {
			t.Fatal("an edit was not seen")
		}
		if !Edited(text[first+1:]) {
			t.Fatal("a file without its first line counts as generated")
		}
	})
}

func TestStaticFilesAreTheProject(t *testing.T) {
	files := Static()
	if !slices.IsSortedFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("files are not in order")
	}
	for _, want := range []string{"dbt_project.yml", "models/gold/dim_customer.sql", "macros/tests.sql"} {
		if !slices.ContainsFunc(files, func(f File) bool { return f.Path == want }) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestTheGoldenRecordHasEveryWord(t *testing.T) {
	var model, properties string
	for _, f := range Static() {
		switch f.Path {
		case "models/gold/dim_customer.sql":
			model = string(f.Content)
		case "models/gold/_gold.yml":
			properties = string(f.Content)
		}
	}
	for _, w := range scv.Vocabulary() {
		if w.Name == "updated_at" {
			continue
		}
		if !strings.Contains(model, "'"+w.Name+"'") || !strings.Contains(properties, "- name: "+w.Name+"\n") || !strings.Contains(properties, "- name: "+w.Name+"_source\n") {
			t.Errorf("%s is missing in dim_customer or its description", w.Name)
		}
	}
}
