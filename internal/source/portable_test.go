package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// A home may lie in a folder whose name would mean something else in a glob, and so may
// a folder or a file that scv.yml names; what is a glob in scv.yml is one.
func TestGlobReadsAHomeOfAnyName(t *testing.T) {
	for _, name := range []string{"plain", "a[1]", "x*y", "what?", `back\slash`, "[", "a[b-", "caf\u00e9", "latin \xe9[1]"} {
		home := filepath.Join(t.TempDir(), name)
		if os.MkdirAll(home, 0o755) != nil && !utf8.ValidString(name) {
			continue // a file system that has no such names
		}
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
