package generate

import (
	"maps"
	"strings"
	"testing"
)

// TestMixedHasSomethingOfEverything looks for each kind of resource in several
// projects, and holds that a seed gives one project.
func TestMixedHasSomethingOfEverything(t *testing.T) {
	for seed := range uint64(20) {
		files := Mixed(seed)
		if !maps.Equal(files, Mixed(seed)) {
			t.Fatalf("seed %d gives two projects", seed)
		}
		var all strings.Builder
		for name, text := range files {
			all.WriteString(name + "\n" + text + "\n")
		}
		for _, part := range []string{
			"seeds/seed_0.csv", "unit_tests:", "snapshots:", "exposures:", "sources:", "selectors:", "versions:", "groups:", "local: lib",
			"on-run-start:", "severity: warn", "analyses/look.sql", "tests/singular_0.sql",
		} {
			if !strings.Contains(all.String(), part) {
				t.Errorf("seed %d: no %s", seed, part)
			}
		}
	}
	if maps.Equal(Mixed(1), Mixed(2)) {
		t.Error("the seed chooses nothing")
	}
}
