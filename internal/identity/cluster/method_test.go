package cluster

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMethodsOfKnownCases(t *testing.T) {
	edges := []Edge{{0, 1, 3}, {1, 2, 5}, {3, 4, 1}}
	if got, want := Components(6, edges), []int32{0, 0, 0, 3, 3, 5}; !slices.Equal(got, want) {
		t.Errorf("components %v, want %v", got, want)
	}
	source := []int32{0, 1, 0, 0, 1, 1}
	if got, want := OneToOne(6, edges, source), []int32{0, 1, 1, 3, 3, 5}; !slices.Equal(got, want) {
		t.Errorf("one to one %v, want %v", got, want)
	}
	if got, want := OneToOne(3, []Edge{{0, 1, 3}, {1, 2, 3}}, []int32{0, 1, 0}), []int32{0, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("of equal links the first: %v, want %v", got, want)
	}
}

func TestNoClusterHasTwoRowsOfASource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "rows")
		source := rapid.SliceOfN(rapid.Int32Range(0, 3), n, n).Draw(t, "sources")
		var edges []Edge
		for range rapid.IntRange(0, 40).Draw(t, "edges") {
			i, j := rapid.IntRange(0, n-1).Draw(t, "i"), rapid.IntRange(0, n-1).Draw(t, "j")
			if i != j {
				edges = append(edges, Edge{int32(min(i, j)), int32(max(i, j)), float64(rapid.IntRange(0, 9).Draw(t, "weight"))})
			}
		}
		got := OneToOne(n, edges, source)
		seen := map[[2]int32]bool{}
		for row, first := range got {
			if seen[[2]int32{first, source[row]}] || first > int32(row) || got[first] != first {
				t.Fatalf("%v of %v", got, source)
			}
			seen[[2]int32{first, source[row]}] = true
		}
		slices.Reverse(edges)
		if again := OneToOne(n, edges, source); !slices.Equal(got, again) {
			t.Fatalf("the order of the edges counts: %v and %v", got, again)
		}
	})
}
