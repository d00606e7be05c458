package identity_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"scv/internal/identity"
	"scv/internal/identity/engine"
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
