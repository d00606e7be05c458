package dbt

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scv/internal/dbt/graph"
)

// writtenStep is one command on testdata/oracle/written and what dbt wrote.
type writtenStep struct {
	Command []string
	Results []map[string]any
	Run     map[string]string // files below target/run; of tests with their text without comments, white space folded
}

// do runs the command on a project that is loaded for it.
func (s writtenStep) do(t *testing.T, p *Project) {
	t.Helper()
	kinds := map[string][]graph.Kind{"run": {graph.Model}, "seed": {graph.Seed}, "test": {graph.Test, graph.UnitTest}}
	var err error
	switch verb := s.Command[0]; {
	case verb == "compile":
		_, err = p.CompileEach(t.Context(), func(*graph.Node) {}, func(NodeResult) {})
	case p.Visits(kinds[verb]):
		_, err = p.Build(t.Context(), BuildOptions{Only: kinds[verb]})
	default:
		t.Errorf("%v has nothing to do", s.Command)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestResultsOfEachCommandAreDbts holds run_results.json to dbt's, command by command:
// compile lists seeds and the project's hooks and no ephemeral models, but one that is
// asked for; a run of nothing but an ephemeral model runs the hooks. The files below
// target/run are dbt's: of tests with the same statement; all else is built otherwise.
func TestResultsOfEachCommandAreDbts(t *testing.T) {
	needOracle(t)
	var recorded struct{ Steps []writtenStep }
	readJSON(t, oracle+"/written/expected.json", &recorded)
	w := openShop(t)
	for _, step := range recorded.Steps {
		dir := t.TempDir()
		o := Options{
			FS: os.DirFS(oracle + "/written"), Dir: dir, NoPartialParse: true, Target: Target{Schema: "main", Threads: 1}, Warehouse: w, AsOf: shopStart(), Now: shopStart,
		}
		if i := slices.Index(step.Command, "--select"); i > 0 {
			o.Select = step.Command[i+1 : i+2]
		}
		if slices.Contains(step.Command, "--event-time-start") {
			o.Start, o.End = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 1, 3, 0, 0, 0, 0, time.UTC)
		}
		p, err := Load(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		step.do(t, p)
		if diff := cmp.Diff(step.Results, results(t, dir)); diff != "" {
			t.Errorf("%v: results (-dbt +ours)\n%s", step.Command, diff)
		}
		if diff := cmp.Diff(step.Run, ran(t, dir, step.Run), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%v: files below target/run (-dbt +ours)\n%s", step.Command, diff)
		}
	}
}

// results are those of run_results.json by unique id, as far as they are recorded.
func results(t *testing.T, dir string) []map[string]any {
	t.Helper()
	var doc struct{ Results []map[string]any }
	readJSON(t, filepath.Join(dir, "target", "run_results.json"), &doc)
	var out []map[string]any
	for _, r := range doc.Results {
		kept := map[string]any{}
		for _, key := range []string{"unique_id", "status", "failures", "compiled", "relation_name"} {
			kept[key] = r[key]
			if name, ok := r[key].(string); ok && key == "relation_name" {
				kept[key] = `"tiny".` + name // the warehouse here has no name
			}
		}
		out = append(out, kept)
	}
	slices.SortFunc(out, func(a, b map[string]any) int {
		return strings.Compare(a["unique_id"].(string), b["unique_id"].(string))
	})
	return out
}

// ran are the files below target/run, with the text of those whose text is recorded.
func ran(t *testing.T, dir string, recorded map[string]string) map[string]string {
	t.Helper()
	root := filepath.Join(dir, "target", "run")
	if _, err := os.Stat(root); err != nil {
		return nil
	}
	out := map[string]string{}
	for _, name := range below(t, root) {
		out[name] = ""
		if recorded[name] != "" {
			text, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			out[name] = strings.Join(strings.Fields(string(text)), " ")
		}
	}
	return out
}
