package app

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

const someone = `no,vorname,nachname,geburtsdatum,plz,ort
1,Johannes,Müller,1971-03-12,1070,Wien
2,Hannes,Mueller,1971-03-12,1070,Wien
3,Johannes,Müler,1971-03-12,1070,Wien
4,Anna,Berger,1985-04-03,4020,Linz
5,Peter,Huber,,8010,Graz
`

// TestTablesOfAllKindsAreMatchedAlike writes one table as CSV, Parquet (text, and days as
// days) and as a workbook: what comes out is the same, as is what refuses them.
func TestTablesOfAllKindsAreMatchedAlike(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("people.csv"), []byte(someone), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(someone)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	grid := make([][]any, len(rows))
	for k, row := range rows {
		for _, v := range row {
			grid[k] = append(grid[k], v)
		}
	}
	writeGrid(t, path("people.xlsx"), grid)
	w, err := duckdb.Open(t.Context(), duckdb.Options{Open: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	from := "read_csv(" + warehouse.Literal(path("people.csv")) + ", all_varchar=true)"
	for name, sql := range map[string]string{
		"text.parquet":    "select * from " + from,
		"typed.parquet":   "select cast(no as bigint) as no, * exclude (no, geburtsdatum), cast(geburtsdatum as date) as geburtsdatum from " + from,
		"doubled.parquet": "select * from " + from + " union all select * from " + from,
	} {
		if _, err := w.Exec(t.Context(), "copy ("+sql+") to "+warehouse.Literal(path(name))+" (format parquet)"); err != nil {
			t.Fatal(err)
		}
	}
	match := func(name string) (string, error) {
		var out bytes.Buffer
		_, err := Match(t.Context(), MatchOptions{Files: []string{path(name)}, ID: "no", Out: "-", Stdout: &out})
		return out.String(), err
	}
	want, err := match("people.csv")
	if err != nil || want != "cluster_id,no\n1,1\n1,2\n1,3\n4,4\n5,5\n" {
		t.Fatalf("%s, %v", want, err)
	}
	for _, name := range []string{"people.xlsx", "text.parquet", "typed.parquet"} {
		if got, err := match(name); err != nil || got != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	if _, err := match("doubled.parquet"); scv.CodeOf(err) != scv.CodeTableID || !strings.Contains(err.Error(), "doubled.parquet") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(path("cut.parquet"), []byte("PAR1 and no more"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cut.parquet", "nosuch.xlsx"} {
		if _, err := match(name); scv.ExitOf(err) != scv.ExitUnusable || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
