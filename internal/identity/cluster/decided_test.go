package cluster

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDecisionsHoldWhateverTheWeightsSay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(r, "rows")
		w := world{}
		var d Decided
		for i := range int32(n) {
			for j := i + 1; j < int32(n); j++ {
				pair := [2]int32{i, j}
				w[pair] = rapid.Float64Range(-20, 20).Draw(r, "weight")
				switch rapid.IntRange(0, 5).Draw(r, "decision") {
				case 0:
					d.Same = append(d.Same, pair)
				case 1:
					d.Apart = append(d.Apart, pair)
				}
			}
		}
		d = d.Consistent()
		got, _ := Cluster(n, w.edges(), w.weight, d)
		for _, p := range d.Same {
			if got[p[0]] != got[p[1]] {
				r.Fatalf("%v are the same, clusters %v", p, got)
			}
		}
		for _, p := range d.Apart {
			if got[p[0]] == got[p[1]] {
				r.Fatalf("%v are apart, clusters %v", p, got)
			}
		}
		turned := Decided{Same: rapid.Permutation(d.Same).Draw(r, "same"), Apart: rapid.Permutation(d.Apart).Draw(r, "apart")}
		if other, _ := Cluster(n, w.edges(), w.weight, turned); !slices.Equal(got, other) {
			r.Fatalf("the order of decisions matters: %v, %v", got, other)
		}
	})
}

func TestMoreRecordsThanTheLimitCanBeSaidToBeOne(t *testing.T) {
	const n = limit + 10
	var d Decided
	for i := int32(0); i+1 < n; i++ {
		d.Same = append(d.Same, [2]int32{i, i + 1})
	}
	got, _ := Cluster(n, nil, world{}.weight, d)
	if slices.Max(got) != 0 {
		t.Errorf("clusters %v", got)
	}
}
