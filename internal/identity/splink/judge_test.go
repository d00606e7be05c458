package splink_test

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scv/internal/identity/engine"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/splinktest"
)

// What a pair is told to be made of adds up to Splink's match weight, and each part
// is Splink's own Bayes factor and adjustment for term frequencies.
func TestStepsAddUpToSplinksWeight(t *testing.T) {
	for _, s := range splinktest.Sets("../../..") {
		t.Run(s.Name, func(t *testing.T) {
			s.Need(t)
			in, m := s.Input(t), s.Model(t, "model.json")
			judge, err := splink.NewJudge(t.Context(), in, m, splink.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := packed(t, filepath.Join(s.Dir, "pairs.csv.gz"))
			row := map[string]int32{}
			for k, id := range in.IDs {
				if m.Link != "dedupe_only" {
					id = in.Sources[in.Source[k]] + engine.Between + id
				}
				row[id] = int32(k)
			}
			keys := slices.Index(want[0], "match_key")
			for _, line := range want[1:] {
				p := splink.Pair{I: row[strings.Join(line[:keys/2], engine.Between)], J: row[strings.Join(line[keys/2:keys], engine.Between)]}
				sameSteps(t, judge, p, want[0], line)
			}
		})
	}
}

func sameSteps(t *testing.T, judge *splink.Judge, p splink.Pair, header, line []string) {
	t.Helper()
	number := func(column string, otherwise float64) float64 {
		at := slices.Index(header, column)
		if at < 0 {
			return otherwise
		}
		v, err := strconv.ParseFloat(line[at], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	same := func(what string, got, want float64) {
		if !(math.Abs(got-want) <= 1e-9) && got != want {
			t.Fatalf("%v: %s is %v, want %v", line[:3], what, got, want)
		}
	}
	sum, steps, err := judge.Steps(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		sum += s.Weight
		adjusted := math.Log2(number("bf_tf_adj_"+s.Comparison, 1))
		same(s.Comparison+"'s frequency", s.Frequency, adjusted)
		same(s.Comparison, s.Weight, math.Log2(number("bf_"+s.Comparison, 1))+adjusted)
		same("gamma of "+s.Comparison, float64(s.Gamma), number("gamma_"+s.Comparison, 0))
	}
	same("the sum", sum, number("match_weight", 0))
	weights, err := judge.Weights(t.Context(), []splink.Pair{p})
	if err != nil {
		t.Fatal(err)
	}
	same("the weight", weights[0], number("match_weight", 0))
	made, err := judge.Rules(p)
	if err != nil {
		t.Fatal(err)
	}
	same("the first rule", float64(made[0]), number("match_key", 0))
}
