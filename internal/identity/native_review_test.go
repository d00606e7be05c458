package identity

import (
	"encoding/csv"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"scv/internal/identity/engine"
	"scv/internal/identity/spec"
)

// What is written for review lies between the lines, is of two clusters, each two once,
// and gone once somebody has judged it.
func TestPairsInDoubtLieBetweenTheLines(t *testing.T) {
	in, _ := villagers(maker{rand.New(rand.NewPCG(8, 11))}).input(engine.Dedupe, 1)
	s, _ := spec.Propose(in)
	s.Auto, s.Review = 2, -4
	ask := func(labels ...engine.Label) ([]map[string]string, *engine.Result) {
		var b strings.Builder
		r, err := NewEngine(s).Run(t.Context(), in, engine.Options{Review: &b, Labels: labels})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]string
		for _, row := range rows[1:] {
			named := map[string]string{}
			for k, v := range row {
				named[rows[0][k]] = v
			}
			out = append(out, named)
		}
		if r.Doubts != int64(len(out)) {
			t.Errorf("%d are counted, %d written", r.Doubts, len(out))
		}
		return out, r
	}
	rowsOf := func(d map[string]string) (i, j int32) {
		i, _ = in.Records.Row(d["left_record_id"])
		j, _ = in.Records.Row(d["right_record_id"])
		return i, j
	}
	list, r := ask()
	if len(list) < 10 {
		t.Fatalf("only %d pairs are in doubt", len(list))
	}
	seen := map[[2]int32]bool{}
	var labels []engine.Label
	for k, d := range list {
		i, j := rowsOf(d)
		pair := [2]int32{min(r.Cluster[i], r.Cluster[j]), max(r.Cluster[i], r.Cluster[j])}
		if weight, err := strconv.ParseFloat(d["weight"], 64); err != nil || weight < -4.01 || weight > 2.01 || pair[0] == pair[1] || seen[pair] || d["same"] != "" {
			t.Errorf("%v", d)
		}
		if name := in.Columns[0]; d["left_"+name] != in.Records.Column(name).Text(i) {
			t.Errorf("%v does not say what the record says", d)
		}
		seen[pair] = true
		if k < 5 {
			labels = append(labels, engine.Label{I: min(i, j), J: max(i, j), Same: k%2 == 0})
		}
	}
	again, _ := ask(labels...)
	for _, d := range again {
		for _, l := range labels {
			if i, j := rowsOf(d); l.I == min(i, j) && l.J == max(i, j) {
				t.Errorf("%v was judged", d)
			}
		}
	}
}
