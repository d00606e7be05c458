package splink_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scv/internal/identity/splink"
	"scv/internal/identity/splink/splinktest"
)

func packed(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPairsAndClustersAreSplinks(t *testing.T) {
	for _, s := range splinktest.Sets("../../..") {
		for _, file := range []string{"model.json", "model_v5.json"} {
			t.Run(s.Name+"/"+file, func(t *testing.T) {
				s.Need(t)
				in, m := s.Input(t), s.Model(t, file)
				var out bytes.Buffer
				r, err := splink.Run(t.Context(), in, m, splink.Options{Pairs: &out, Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range r.Coverage {
					if !c.Native {
						t.Errorf("%s, %s is left to the SQL engine: %s", c.Comparison, c.Level, c.Why)
					}
				}
				samePairs(t, packed(t, filepath.Join(s.Dir, "pairs.csv.gz")), &out, m)
				sameClusters(t, packed(t, filepath.Join(s.Dir, "clusters.csv.gz")), in, m, r)
			})
		}
	}
}

// samePairs compares every cell of every pair.
func samePairs(t *testing.T, want [][]string, out *bytes.Buffer, m *splink.Model) {
	t.Helper()
	got, err := csv.NewReader(out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := strings.ReplaceAll(strings.Join(want[0], ","), ",bf_", ","+m.FactorPrefix)
	if h := strings.Join(got[0], ","); h != header {
		t.Fatalf("columns\n%s\nwant\n%s", h, header)
	}
	keys := slices.Index(want[0], "match_key")
	byKey := map[string][]string{}
	for _, row := range want[1:] {
		byKey[strings.Join(row[:keys], "\x00")] = row
	}
	if len(got) != len(want) {
		t.Errorf("%d pairs, want %d", len(got)-1, len(want)-1)
	}
	wrong := 0
	for _, row := range got[1:] {
		w := byKey[strings.Join(row[:keys], "\x00")]
		if w == nil {
			t.Fatalf("pair %v is none of Splink's", row[:keys])
		}
		for k := keys; k < len(row); k++ {
			if !sameCell(want[0][k], row[k], w[k], m) {
				if wrong++; wrong < 10 {
					t.Errorf("%v %s = %s, want %s", row[:keys], want[0][k], row[k], w[k])
				}
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d cells differ", wrong)
	}
}

func sameCell(column, got, want string, m *splink.Model) bool {
	if strings.HasPrefix(column, "gamma_") || column == "match_key" || got == "" || want == "" {
		return got == want
	}
	g, err := strconv.ParseFloat(got, 64)
	w, err2 := strconv.ParseFloat(want, 64)
	if strings.HasPrefix(column, "bf_") && m.Version == 5 {
		w = math.Log2(w)
	}
	return err == nil && err2 == nil && math.Abs(g-w) <= 1e-9*max(1, math.Abs(w))
}

func sameClusters(t *testing.T, want [][]string, in *splink.Input, m *splink.Model, r *splink.Result) {
	t.Helper()
	key := func(row int32) string {
		if m.Link == "dedupe_only" {
			return in.IDs[row]
		}
		return in.Sources[in.Source[row]] + "-__-" + in.IDs[row]
	}
	byKey := map[string]string{}
	for _, row := range want[1:] {
		byKey[strings.Join(row[1:], "-__-")] = row[0]
	}
	if len(byKey) != in.Len() {
		t.Fatalf("%d records in clusters, want %d", in.Len(), len(byKey))
	}
	for row, first := range r.Cluster {
		if got, want := key(first), byKey[key(int32(row))]; got != want {
			t.Errorf("%s is in cluster %s, want %s", key(int32(row)), got, want)
		}
	}
}
