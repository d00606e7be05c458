package dbt

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// notHere are public macros of dbt that the library does not have, and why.
var notHere = map[string]string{}

// TestTheLibraryHasDbtsNames holds the library to the names of the packages dbt
// and dbt_duckdb: those a project may call or override. Names with a prefix such as
// default__ are implementations, those that begin with _ are private.
func TestTheLibraryHasDbtsNames(t *testing.T) {
	needOracle(t)
	raw, err := os.ReadFile(oracle + "/expected/builtin_macros.txt")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, m := range loadFixture(t, nil).graph.Macros {
		if m.Package == "dbt" {
			have[m.Name] = true
		}
	}
	var missing []string
	count := map[string]bool{}
	for _, id := range strings.Fields(string(raw)) {
		name := id[strings.LastIndex(id, ".")+1:]
		if strings.Contains(name, "__") || strings.HasPrefix(name, "_") || count[name] {
			continue
		}
		count[name] = true
		if !have[name] && notHere[name] == "" {
			missing = append(missing, name)
		}
		if have[name] && notHere[name] != "" {
			t.Errorf("%s is there, and yet it is listed as missing: %s", name, notHere[name])
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 || len(count) < 250 {
		t.Errorf("%d of %d names are missing:\n%s", len(missing), len(count), strings.Join(missing, "\n"))
	}
}
