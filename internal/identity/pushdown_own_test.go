package identity_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/engine"
	"scv/internal/identity/intake"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"

	"pgregory.net/rapid"
)

// portableSpec has exact, one-slip, Levenshtein and prefix levels, with and without frequencies.
const portableSpec = `version: 1
link: %s
columns: {a: text, b: text, c: category}
blocking:
  all_pairs_up_to: %d
  person:
    - {name: one, all: [a]}
    - {name: either, any: [a, b]}
    - {name: both, unordered: [b, c]}
    - {name: beginnings, all: ["b:first2", "c:initial"]}
comparisons:
  person:
    - {name: a, column: a, levels: [{name: same, measure: equal, frequency: 1}, {name: slip, measure: osa, bound: 1, frequency: 0.5}, {name: slips, measure: levenshtein, bound: 2}]}
    - {name: b, column: b, levels: [{name: same, measure: equal}, {name: beginning, measure: same_beginning, bound: 2}]}
    - {name: c, column: c, kind: category}
`

func drawTable(t *rapid.T, link bool) engine.Input {
	words := []string{"", "ann", "anne", "annabel", "bob", "rob", "robert", "orb", "o hara", "12", "123"}
	in := engine.Input{Link: engine.Dedupe, IDColumn: "id", Columns: []string{"a", "b", "c"}, Sources: []string{"a"}}
	if link {
		in.Link, in.Sources = engine.Link, []string{"a", "b"}
	}
	b := record.NewBuilder(in.Columns, nil)
	n := rapid.IntRange(4, 40).Draw(t, "records")
	for row := range n {
		in.IDs = append(in.IDs, fmt.Sprintf("r%03d", row))
		in.Source = append(in.Source, int32(row*len(in.Sources)/n))
		b.Add(in.Sources[in.Source[row]]+engine.Between+in.IDs[row], func(int) []byte { return []byte(rapid.SampledFrom(words).Draw(t, "word")) })
	}
	in.Records, _ = b.Set()
	return in
}

// A spec of exact, one-slip, Levenshtein and prefix levels gives in SQL, of DuckDB and in
// Snowflake's words, the pairs, gammas and weights of three classes that it gives here.
func TestOurPortableSpecInSQLIsOurs(t *testing.T) {
	session(t, func(s *warehouse.Session) {
		snowflake(t, s)
		rapid.Check(t, func(rt *rapid.T) {
			link := rapid.Bool().Draw(rt, "link")
			in := drawTable(rt, link)
			sp, err := spec.Read("spec.yml", fmt.Appendf(nil, portableSpec, in.Link, rapid.SampledFrom([]int{0, 2000}).Draw(rt, "every")))
			if err != nil {
				rt.Fatal(err)
			}
			want := ours(rt, in, sp)
			list, err := identity.NewEngine(sp).(identity.Exporter).Export(rt.Context(), in, engine.Options{})
			if err != nil || len(list) != 1 {
				rt.Fatal(len(list), err)
			}
			x := list[0]
			table, err := x.Input(in.IDs, in.Sources, in.Source)
			if err != nil {
				rt.Fatal(err)
			}
			if _, err := s.Exec(t.Context(), "drop table if exists people"); err != nil {
				rt.Fatal(err)
			}
			where := load(t, s, table)
			d, _ := pushdown.DialectOf(rapid.SampledFrom(pushdown.Dialects()).Draw(rt, "dialect"))
			script, err := pushdown.WriteOwn(x.Exported, d, where, x.Threshold)
			if err != nil {
				rt.Fatal(err)
			}
			if len(script.Differ) > 0 {
				rt.Errorf("%v is not portable", script.Differ)
			}
			r, err := pushdown.Run(t.Context(), s, script, x.Own, 0, nil)
			if err != nil {
				rt.Fatal(d.Name, err)
			}
			same(rt, inSQL(t, s, x.Own, r), want)
		})
	})
}

// What is matched without a spec differs in SQL where it is said to, and nowhere else.
func TestOurProposalInSQLIsOursButWhereItSaysSo(t *testing.T) {
	session(t, func(s *warehouse.Session) {
		db, err := duckdb.Open(t.Context(), duckdb.Options{Open: true})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		in, err := intake.Files(t.Context(), db, []string{"splink/testdata/fake_1000/fake_1000.csv"}, "unique_id", scv.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		sp, _ := spec.Propose(in)
		sp.Few = 0
		want := ours(t, in, sp)
		list, err := identity.NewEngine(sp).(identity.Exporter).Export(t.Context(), in, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := list[0]
		table, err := x.Input(in.IDs, in.Sources, in.Source)
		if err != nil {
			t.Fatal(err)
		}
		where := load(t, s, table)
		snowflake(t, s)
		for _, d := range []pushdown.Dialect{pushdown.DuckDB(), pushdown.Snowflake()} {
			script, err := pushdown.WriteOwn(x.Exported, d, where, x.Threshold)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(script.Differ, []string{"contains", "jaro_winkler_similarity", "split_part"}) || len(script.Otherwise) > 0 {
				t.Errorf("%s: %q, %v", d.Name, script.Differ, script.Otherwise)
			}
			r, err := pushdown.Run(t.Context(), s, script, x.Own, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			sameButFor(t, d.Name, 10, inSQL(t, s, x.Own, r), want)
		}
	})
}

// sameButFor says that all pairs are the same, but for the levels of so many.
func sameButFor(t *testing.T, engine string, most int, got, want found) {
	t.Helper()
	if len(got) != len(want) || len(want) < 1000 {
		t.Fatalf("%s: %d pairs, want %d", engine, len(got), len(want))
	}
	otherwise := 0
	for key, pair := range want {
		switch g := got[key]; {
		case g.levels != pair.levels:
			otherwise++
		case math.Abs(g.weight-pair.weight) > 1e-9:
			t.Errorf("%s: %q weighs %v, want %v", engine, key, g.weight, pair.weight)
		}
	}
	t.Logf("%s: %d of %d pairs have other levels", engine, otherwise, len(want))
	if otherwise > most {
		t.Errorf("%s: %d pairs have other levels", engine, otherwise)
	}
}

// tb is a test, or a case of one that was drawn.
type tb interface {
	rapid.TB
	Context() context.Context
}

// ours gives the pairs that the engine writes.
func ours(t tb, in engine.Input, sp *spec.Spec) found {
	var text bytes.Buffer
	if _, err := identity.NewEngine(sp).Run(t.Context(), in, engine.Options{Pairs: &text}); err != nil {
		t.Fatal(err)
	}
	return pairsIn(t, &text, "gamma_")
}
