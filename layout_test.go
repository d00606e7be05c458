package scv_test

import (
	"os"
	"slices"
	"testing"
)

// rooms is the house: each room's row, folder, and the order of its packages
// from the first that may be imported to the last. Packages between two < are of
// one rank and do not import each other; "." is the room's own package. A new
// room or package needs a line here, and in docs/architecture.md.
func rooms() []room {
	return []room{
		{0, ".", "."},
		{0, "project", "."},
		{0, "jinja", "."},
		{0, "similarity", "."},
		{0, "internal/term", "."},
		{0, "internal/race", "."},
		{1, "internal/source", "csvrow < . < sourcetest excel/xlsx < dynamics excel weather openmeteo"},
		{1, "internal/warehouse", ". < warehousetest remote < duckdb"},
		{1, "internal/control", "."},
		{2, "internal/bronze", "."},
		{2, "internal/dbt", "lineage < lineage/picture lineage/openlineage memo < project < graph < graph/selection < state < compile < reuse < run < artifact < . < deps < command"},
		{2, "internal/identity", "standardise record heading picture < record/recordtest engine < profile intake < prepare < splink/condition < splink/native < block compare < spec < score < estimate live < cluster < assign < evaluate < splink < splink/export < splink/pushdown < splink/splinktest < ."},
		{3, "internal/quality", "."},
		{3, "internal/infer", "."},
		{3, "internal/catalog", "."},
		{4, "internal/observe", ". < alert"},
		{5, "internal/pipeline", "version < ."},
		{7, "internal/readiness", "."},
		{8, "internal/serve", "answer < report"},
		{8, "internal/demo", "."},
		{9, "internal/app", "config < ."},
		{10, "cmd", "scv"},
		{11, "examples", "febrl"},
		{11, "bench", "dbt/generate < dbt jinja identity < ."},
		{12, "e2e", "compare < ."},
	}
}

// alone lists the rooms that can be used without the rest of the house: they
// import nothing of ours, not even the root's words.
func alone() []string { return []string{"jinja", "similarity"} }

// outside lists the rooms that reach the process: clock, environment, streams,
// exit. All others are handed these as values.
func outside() []string { return []string{"internal/app", "cmd", "examples", "bench", "e2e"} }

// linksDuckDB lists the packages whose test binary may link DuckDB: 70 MB and
// some seconds of linking each, so that `go test ./...` stays quick.
func linksDuckDB() []string {
	return []string{
		"internal/warehouse/duckdb", "internal/bronze", "internal/dbt", "internal/identity",
		"internal/pipeline", "internal/pipeline/version", "internal/dbt/lineage", "internal/app", "cmd/scv", "examples/febrl",
	}
}

const (
	maxFileLines = 500
	maxFuncLines = 60
	maxMethods   = 6 // of an interface
)

func here(t *testing.T) *house {
	t.Helper()
	h, err := readHouse(os.DirFS("."), rooms())
	if err != nil {
		t.Fatal(err)
	}
	if len(h.packages) < 5 {
		t.Fatalf("only %d packages were found", len(h.packages))
	}
	return h
}

func TestEveryPackageHasItsPlace(t *testing.T)              { here(t).report(t, places) }
func TestRoomsImportOnlyFromRowsAbove(t *testing.T)         { here(t).report(t, imports) }
func TestRootImportsStandardLibraryOnly(t *testing.T)       { here(t).report(t, rootImports) }
func TestEveryPackageSaysWhatItOwns(t *testing.T)           { here(t).report(t, packageComments) }
func TestOnlyAppAndCommandsReachOutside(t *testing.T)       { here(t).report(t, reachesOutside) }
func TestNoInitAndNoChangingVariables(t *testing.T)         { here(t).report(t, hiddenState) }
func TestFilesFunctionsAndInterfacesFit(t *testing.T)       { here(t).report(t, sizes) }
func TestSQLLivesInSQLFiles(t *testing.T)                   { here(t).report(t, statementsInGo) }
func TestNothingIsLeftOpenInCode(t *testing.T)              { here(t).report(t, leftOpen) }
func TestFewTestBinariesLinkTheEmbeddedEngine(t *testing.T) { here(t).report(t, duckDBLinks) }

func TestTheHouseIsInOneModuleWithoutReplacements(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(words(string(text)), "replace") {
		t.Error("go.mod: a replace directive keeps others from using the module")
	}
}
