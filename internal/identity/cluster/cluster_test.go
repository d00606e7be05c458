package cluster

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type world map[[2]int32]float64

func (w world) weight(i, j int32) float64 {
	if x, ok := w[[2]int32{min(i, j), max(i, j)}]; ok {
		return x
	}
	return -20
}

func (w world) edges() []Edge {
	var out []Edge
	for p, x := range w {
		if x >= 0 {
			out = append(out, Edge{p[0], p[1], x})
		}
	}
	return out
}

func TestABridgeDoesNotMakeTwoPeopleOne(t *testing.T) {
	// 0, 1, 2 are one person and 3, 4, 5 another; 2 and 3 look alike.
	w := world{{0, 1}: 15, {0, 2}: 15, {1, 2}: 15, {3, 4}: 15, {3, 5}: 15, {4, 5}: 15, {2, 3}: 9}
	got, _ := Cluster(6, w.edges(), w.weight, Decided{})
	if want := []int32{0, 0, 0, 3, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("clusters %v, want %v", got, want)
	}
}

func TestAChainHoldsWhereThePairsAgree(t *testing.T) {
	w := world{{0, 1}: 15, {1, 2}: 15, {0, 2}: -2}
	got, _ := Cluster(3, w.edges(), w.weight, Decided{})
	if want := []int32{0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("clusters %v, want %v", got, want)
	}
}

func TestALargeComponentIsDividedAndReported(t *testing.T) {
	const n = 3 * limit
	w := world{}
	for i := int32(0); i+1 < n; i++ {
		w[[2]int32{i, i + 1}] = 1 // a long chain of weak links
	}
	for k := int32(0); k < n; k += 4 {
		w[[2]int32{k, k + 1}] = 20
	}
	got, r := Cluster(n, w.edges(), w.weight, Decided{})
	if r.Large != 1 || r.Rows != n {
		t.Errorf("report %+v", r)
	}
	for k := int32(0); k < n; k += 4 {
		if got[k] != k || got[k+1] != k {
			t.Fatalf("rows %d and %d are in %d and %d", k, k+1, got[k], got[k+1])
		}
	}
}

// One customer of hundreds of records is found though each is linked to a few only;
// so are two of them that one pair links by accident, and what people have said holds.
func TestALargeCustomerStaysWhole(t *testing.T) {
	const n = 5 * limit
	weight := func(i, j int32) float64 {
		if (i < n/2) == (j < n/2) {
			return 15
		}
		return -15
	}
	edges := []Edge{{0, n - 1, 3}}
	for i := int32(0); i+1 < n; i++ {
		if i+1 != n/2 {
			edges = append(edges, Edge{i, i + 1, 15})
		}
	}
	got, r := Cluster(n, edges, weight, Decided{})
	for row, first := range got {
		if want := int32(row / (n / 2) * (n / 2)); first != want {
			t.Fatalf("row %d is in %d, want %d", row, first, want)
		}
	}
	if r.Large != 1 || r.Rows != n {
		t.Errorf("report %+v", r)
	}
	apart := Decided{Apart: [][2]int32{{1, 200}, {3, 150}}}
	got, _ = Cluster(n, edges, weight, apart)
	for _, p := range apart.Apart {
		if got[p[0]] == got[p[1]] {
			t.Errorf("%v are in one cluster", p)
		}
	}
}

func TestClustersAreAPartitionWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 14).Draw(t, "rows")
		w := world{}
		for i := range int32(n) {
			for j := i + 1; j < int32(n); j++ {
				if rapid.Bool().Draw(t, "compared") {
					w[[2]int32{i, j}] = float64(rapid.IntRange(-15, 15).Draw(t, "weight"))
				}
			}
		}
		edges := w.edges()
		got, _ := Cluster(n, edges, w.weight, Decided{})
		for row, first := range got {
			if got[first] != first || first > int32(row) {
				t.Fatalf("row %d is in %d, which is in %d", row, first, got[first])
			}
		}
		other, _ := ClusterBy(n, rapid.Permutation(edges).Draw(t, "order"), []func(i, j int32) float64{w.weight, w.weight}, Decided{})
		if !slices.Equal(got, other) {
			t.Fatalf("%v, and %v in another order", got, other)
		}
	})
}
