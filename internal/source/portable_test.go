package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A home may lie in a folder whose name would mean something else in a glob, and so may
// a folder or a file that scv.yml names; what is a glob in scv.yml is one.
func TestGlobReadsAHomeOfAnyName(t *testing.T) {
	for _, name := range []string{"plain", "a[1]", "x*y", "what?", `back\slash`, "[", "a[b-"} {
		home := filepath.Join(t.TempDir(), name)
		for _, file := range []string{"files/one.xlsx", "files/two [1].xlsx", "files/~$two.xlsx", "files/notes.txt", "in [x]/three.xlsx"} {
			path := filepath.Join(home, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for pattern, want := range map[string]string{
			"files":              "files/one.xlsx|files/two [1].xlsx",
			"files/*.xlsx":       "files/one.xlsx|files/two [1].xlsx",
			"files/o?e.xlsx":     "files/one.xlsx",
			"files/two [1].xlsx": "files/two [1].xlsx",
			"in [x]":             "in [x]/three.xlsx",
			"*/three.xlsx":       "in [x]/three.xlsx",
			"files/[a-o]*.xlsx":  "files/one.xlsx",
		} {
			found, err := Glob(home, pattern, ".xlsx")
			if got := strings.Join(found, "|"); err != nil || got != want {
				t.Errorf("home %s: %s finds %q, %v; want %q", name, pattern, got, err, want)
			}
		}
	}
}
