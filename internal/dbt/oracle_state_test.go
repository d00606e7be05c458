package dbt

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/state"
)

// editedFixture is the recorded project after the edits that dbt was asked about.
func editedFixture(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	copyOver(t, dir, filepath.Join(oracle, "fixture"))
	var edits struct {
		Edits map[string]struct{ From, To string }
	}
	readJSON(t, oracle+"/expected/ls/edits.json", &edits)
	for file, e := range edits.Edits {
		path := filepath.Join(dir, filepath.FromSlash(file))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), e.From) {
			t.Fatalf("%s does not hold %q", file, e.From)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), e.From, e.To)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied, err := os.ReadFile(filepath.Join(dir, "models/lab/lab_space.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "models/lab/lab_space_again.sql"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestStateIsDbts compares with the manifest and the results that dbt wrote.
func TestStateIsDbts(t *testing.T) {
	needOracle(t)
	earlier, err := state.Open(filepath.FromSlash(oracle + "/expected/first"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("unchanged", func(t *testing.T) {
		if got := listed(t, Options{Dir: oracle + "/fixture", Select: []string{"state:modified"}, State: earlier}); len(got) > 0 {
			t.Errorf("modified beside dbt's manifest: %v", got)
		}
	})
	var cases []struct {
		Args  []string `json:"args"`
		Lines []string `json:"lines"`
		Error *string  `json:"error"`
	}
	readJSON(t, oracle+"/expected/ls/ls.json", &cases)
	edited := editedFixture(t)
	for _, c := range cases {
		at := slices.Index(c.Args, "--state")
		if at < 0 || c.Error != nil {
			continue
		}
		t.Run(strings.Join(c.Args, " "), func(t *testing.T) {
			o := Options{Dir: edited, State: earlier}
			if !strings.HasPrefix(c.Args[1], "state:") {
				o.Dir = oracle + "/fixture"
			}
			o.Select = slices.DeleteFunc(slices.Clone(c.Args[1:at]), func(s string) bool { return s == "-s" })
			if kind := slices.Index(c.Args, "--resource-type"); kind > 0 {
				o.Types = []graph.Kind{graph.Kind(c.Args[kind+1])}
			}
			if diff := cmp.Diff(c.Lines, listed(t, o), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-dbt +ours):\n%s", diff)
			}
		})
	}
}

func listed(t *testing.T, o Options) []string {
	t.Helper()
	o.NoArtifacts, o.Target = true, Target{Name: "dev", Schema: "main", Database: "room"}
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range p.List() {
		got = append(got, item.Selector)
	}
	slices.Sort(got)
	return got
}
