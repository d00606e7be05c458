package identity

import (
	"math/rand/v2"
	"testing"

	"scv/internal/identity/engine"
	"scv/internal/identity/spec"
)

func matchTable(t *testing.T, in engine.Input, s *spec.Spec, labels ...engine.Label) *engine.Result {
	t.Helper()
	r, err := NewEngine(s).Run(t.Context(), in, engine.Options{Labels: labels})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLabelsHoldWhateverTheWeightsSay(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(8, 9))}
	in, _ := austrians(m).input(engine.Dedupe, 1)
	free := matchTable(t, in, nil)
	var labels []engine.Label
	kept := map[int32]bool{}
	for row, first := range free.Cluster {
		if int32(row) != first && !kept[first] && len(labels) < 10 {
			kept[first] = true
			labels = append(labels, engine.Label{I: first, J: int32(row)})
		}
	}
	for len(labels) < 20 {
		i, j := int32(m.IntN(in.Records.Len())), int32(m.IntN(in.Records.Len()))
		if a, b := free.Cluster[i], free.Cluster[j]; a != b && !kept[a] && !kept[b] {
			kept[a], kept[b] = true, true
			labels = append(labels, engine.Label{I: min(i, j), J: max(i, j), Same: true})
		}
	}
	r := matchTable(t, in, nil, labels...)
	for _, l := range labels {
		if (r.Cluster[l.I] == r.Cluster[l.J]) != l.Same {
			t.Errorf("%+v does not hold", l)
		}
	}
	if len(r.Notes) > 0 {
		t.Error(r.Notes)
	}
}

func TestVetoesAndMustLinksHold(t *testing.T) {
	in, _ := austrians(maker{rand.New(rand.NewPCG(8, 10))}).input(engine.Dedupe, 1)
	s, set := spec.Propose(in)
	s.Vetoes = []string{"birth_date"}
	r, born, seen := matchTable(t, in, s), set.Column("birth_date_std"), map[int32]int32{}
	for row, first := range r.Cluster {
		if code := born.Codes[row]; code != 0 {
			if other, ok := seen[first]; ok && other != code {
				t.Fatalf("a cluster has two birth dates")
			}
			seen[first] = code
		}
	}
	s.Vetoes, s.MustLink = nil, []string{"phone"}
	r, phone, home := matchTable(t, in, s), set.Column("phone_std"), map[int32]int32{}
	for row, first := range r.Cluster {
		if code := phone.Codes[row]; code != 0 {
			if other, ok := home[code]; ok && other != first {
				t.Fatal("one telephone number is in two clusters")
			}
			home[code] = first
		}
	}
	s.Clusters = "components"
	if _, err := NewEngine(s).Run(t.Context(), in, engine.Options{}); err == nil {
		t.Error("components heed a must_link")
	}
	s.Clusters, s.MustLink = "linkage", []string{"city"}
	if _, err := NewEngine(s).Run(t.Context(), in, engine.Options{}); err == nil && in.Records.Len() > 12*mostLinked {
		t.Error("a town makes one customer")
	}
}
