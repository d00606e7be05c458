package dbt

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scv"
	"scv/internal/dbt/state"
	"scv/jinja"
)

func reprOf(v jinja.Value) string { return jinja.Repr(v) }

// TestSourceStatusIsDbts selects sources by what `source freshness` found now and in
// an earlier run: newer, older and equal rows, sources that only one of the runs has,
// and queries that failed in one of them. Values other than fresher match nothing.
func TestSourceStatusIsDbts(t *testing.T) {
	needOracle(t)
	var cases []struct {
		Select, State, Note string
		Lines               []string
		Exit                int
	}
	readJSON(t, oracle+"/status/expected.json", &cases)
	for _, c := range cases {
		t.Run(c.Select+" "+c.State+c.Note, func(t *testing.T) {
			dir := t.TempDir()
			copyOver(t, dir, oracle+"/status")
			for _, name := range []string{"earlier", "empty"} {
				if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name, "manifest.json"), []byte("{}"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			o := Options{Dir: dir, Select: []string{c.Select}, TargetPath: "now", NoPartialParse: true, AsOf: shopStart()}
			if c.Note != "" {
				o.TargetPath = "nothing"
			}
			if c.State != "" {
				var err error
				if o.State, err = state.Open(filepath.Join(dir, c.State)); err != nil {
					t.Fatal(err)
				}
			}
			if c.Exit != 0 {
				if _, err := Load(t.Context(), o); scv.CodeOf(err) != scv.CodeDBTSelection || scv.HintOf(err) == "" {
					t.Errorf("%v: dbt refuses it", err)
				}
				return
			}
			if diff := cmp.Diff(c.Lines, listed(t, o), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-dbt +ours):\n%s", diff)
			}
		})
	}
}
