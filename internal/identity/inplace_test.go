package identity_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"scv/internal/identity"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"

	"pgregory.net/rapid"
)

// A database that finds and weighs the pairs finds those that are found here, with their
// levels and weights; the model that is learned of its counts, and so the clusters, are
// the same.
func TestMatchingInADatabaseIsMatching(t *testing.T) {
	session(t, func(s *warehouse.Session) {
		rapid.Check(t, func(rt *rapid.T) {
			in := drawTable(rt, rapid.Bool().Draw(rt, "link"))
			sp, err := spec.Read("spec.yml", fmt.Appendf(nil, portableSpec, in.Link, 0))
			if err != nil {
				rt.Fatal(err)
			}
			var here, there bytes.Buffer
			want, err := identity.NewEngine(sp).Run(rt.Context(), in, engine.Options{Pairs: &here})
			if err != nil {
				rt.Fatal(err)
			}
			db := &identity.Database{Session: s, Dialect: pushdown.DuckDB()}
			got, err := identity.NewEngineIn(sp, db).Run(rt.Context(), in, engine.Options{Pairs: &there})
			if err != nil {
				rt.Fatal(err)
			}
			same(rt, pairsIn(rt, &there, "gamma_"), pairsIn(rt, &here, "gamma_"))
			if !slices.Equal(got.Cluster, want.Cluster) || got.Pairs != want.Pairs || got.Links != want.Links || !slices.Equal(got.Rules, want.Rules) {
				rt.Errorf("%v, %d pairs, %d links of %v; want %v, %d, %d of %v", got.Cluster, got.Pairs, got.Links, got.Rules, want.Cluster, want.Pairs, want.Links, want.Rules)
			}
		})
	})
}

// Tables of people often have one of the two names: the comparison of the other one says
// nothing, here and there.
func TestATableWithOneNameIsMatchedInADatabase(t *testing.T) {
	session(t, func(s *warehouse.Session) {
		for _, name := range []string{"first_name", "last_name"} {
			in := engine.Input{Link: engine.Dedupe, IDColumn: "no", Columns: []string{name, "birth_date"}, Sources: []string{"people"}}
			b := record.NewBuilder(in.Columns, nil)
			for row := range 600 {
				who := row / 2
				in.IDs, in.Source = append(in.IDs, fmt.Sprintf("r%03d", row)), append(in.Source, 0)
				values := []string{
					[]string{"Anna", "Berta", "Carla", "Dora", "Emma", "Frieda", "Greta", "Hanna", "Ida", "Judith"}[who%10],
					fmt.Sprintf("%d-%02d-%02d", 1930+who%61, 1+who%12, 1+who%28),
				}
				b.Add(in.IDs[row], func(k int) []byte { return []byte(values[k]) })
			}
			in.Records, _ = b.Set()
			sp, _ := spec.Propose(in)
			sp.Few = 0
			want, err := identity.NewEngine(sp).Run(t.Context(), in, engine.Options{})
			if err != nil {
				t.Fatal(name, err)
			}
			got, err := identity.NewEngineIn(sp, &identity.Database{Session: s, Dialect: pushdown.DuckDB()}).Run(t.Context(), in, engine.Options{})
			if err != nil {
				t.Fatal(name, err)
			}
			if !slices.Equal(got.Cluster, want.Cluster) || got.Pairs != want.Pairs || got.Links != want.Links || got.Links < 200 {
				t.Errorf("%s: %d pairs, %d links; want %d, %d", name, got.Pairs, got.Links, want.Pairs, want.Links)
			}
		}
	})
}
