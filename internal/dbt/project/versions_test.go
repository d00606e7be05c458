package project

import (
	"strings"
	"testing"

	"scv"
)

// TestVersionsOfAProjectAreDbts holds what real dbt 1.12.6 said of each value:
// whether it refuses it (exit code 2). One it crashes on is refused too.
func TestVersionsOfAProjectAreDbts(t *testing.T) {
	for _, c := range []struct {
		line    string
		refused bool
	}{
		{"version: '1'", true},
		{"version: 1", true},
		{"version: one", true},
		{"version: ''", true},
		{"version: 1.0.0", false},
		{"version: 1.0", false},
		{"version: '1.0.0-beta'", false},
		{"version: [1]", true},
		{"version: null", false},
		{"version: {a: 1}", true},
		{"version: true", true},
		{"config-version: 2", false},
		{"config-version: '2'", true},
		{"config-version: 1", true},
		{"config-version: 3", true},
		{"config-version: two", true},
		{"config-version: null", true}, // a traceback there
		{"config-version: [2]", true},
		{"config-version: 2.0", false},
	} {
		_, err := ReadConfig(files("dbt_project.yml", "name: p\n"+c.line+"\n"), renderOnes)
		if c.refused != (err != nil) {
			t.Errorf("%s: refused %v: %v", c.line, c.refused, err)
		}
		if err == nil {
			continue
		}
		if scv.CodeOf(err) != scv.CodeDBTConfig || scv.HintOf(err) == "" || !strings.Contains(err.Error(), "dbt_project.yml:2") || !strings.Contains(err.Error(), "2 | "+c.line) {
			t.Errorf("%s: %v", c.line, err)
		}
	}
}
