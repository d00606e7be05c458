package dbt

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const oracle = "testdata/oracle"

func needOracle(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(oracle + "/fixture/dbt_project.yml"); err != nil {
		t.Fatal("the recorded answers of dbt are not in testdata/oracle")
	}
}

// loadFixture loads the recorded project as dbt was called on it.
func loadFixture(t *testing.T, change func(*Options)) *Project {
	t.Helper()
	needOracle(t)
	o := Options{
		Dir: oracle + "/fixture", NoArtifacts: true, Target: Target{Name: "dev", Schema: "main", Database: "room", Threads: 1},
		AsOf: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC),
	}
	if change != nil {
		change(&o)
	}
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

type recordedManifest struct {
	Nodes     map[string]map[string]any `json:"nodes"`
	Sources   map[string]map[string]any `json:"sources"`
	Exposures map[string]map[string]any `json:"exposures"`
	UnitTests map[string]map[string]any `json:"unit_tests"`
	Disabled  map[string]any            `json:"disabled"`
	Parents   map[string][]string       `json:"parent_map"`
}

func TestUniqueIDsAreDbts(t *testing.T) {
	p := loadFixture(t, nil)
	var want recordedManifest
	readJSON(t, oracle+"/expected/first/manifest.json", &want)
	var wanted []string
	for _, part := range []map[string]map[string]any{want.Nodes, want.Sources, want.Exposures, want.UnitTests} {
		for id := range part {
			wanted = append(wanted, id)
		}
	}
	slices.Sort(wanted)
	if diff := cmp.Diff(wanted, p.graph.IDs()); diff != "" {
		t.Errorf("unique ids (-dbt +ours):\n%s", diff)
	}
}

func TestSelectionIsDbts(t *testing.T) {
	needOracle(t)
	var cases []struct {
		Args  []string `json:"args"`
		Lines []string `json:"lines"`
		Error *string  `json:"error"`
	}
	readJSON(t, oracle+"/expected/ls/ls.json", &cases)
	for _, c := range cases {
		o, ok := selectionArgs(c.Args)
		if !ok || slices.Contains(c.Args, "config.on_error:continue") { // dbt finds nothing there, we do
			continue
		}
		t.Run(strings.Join(c.Args, " "), func(t *testing.T) {
			if c.Error != nil {
				if _, err := Load(t.Context(), o); err == nil {
					t.Errorf("dbt refuses it: %s", *c.Error)
				}
				return
			}
			p, err := Load(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range p.List() {
				got = append(got, item.Selector)
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.Lines, got); diff != "" && len(c.Lines)+len(got) > 0 {
				t.Errorf("(-dbt +ours):\n%s", diff)
			}
		})
	}
}

// selectionArgs reads the flags that Options has; the others are not ours yet.
func selectionArgs(args []string) (Options, bool) {
	o := Options{Dir: oracle + "/fixture", NoArtifacts: true, Target: Target{Name: "dev", Schema: "main", Database: "room"}}
	for i := 0; i < len(args); i++ {
		words := func() (out []string) {
			for i+1 < len(args) && !strings.HasPrefix(args[i+1], "--") && args[i+1] != "-s" {
				i++
				out = append(out, args[i])
			}
			return out
		}
		switch args[i] {
		case "-s", "--select":
			o.Select = append(o.Select, words()...)
		case "--exclude":
			o.Exclude = append(o.Exclude, words()...)
		case "--selector":
			o.Selector = words()[0]
		case "--indirect-selection":
			o.Indirect = words()[0]
		default:
			return o, false
		}
	}
	return o, true
}
