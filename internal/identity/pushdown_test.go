package identity_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/identity/splink/splinktest"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pgregory.net/rapid"
)

// load puts an input into a table of texts.
func load(t testing.TB, s *warehouse.Session, in *splink.Input) pushdown.Table {
	t.Helper()
	fields := []scv.Field{{Name: "_key", Type: scv.Text}, {Name: "_source", Type: scv.Text}}
	for _, c := range in.Frame.Columns() {
		fields = append(fields, scv.Field{Name: c.Name, Type: scv.Text})
	}
	if _, err := s.Exec(t.Context(), s.Dialect().CreateTempTable("people", fields)); err != nil {
		t.Fatal(err)
	}
	b := scv.NewBatch(fields)
	for row := range in.Len() {
		b.Columns[0].AppendText(in.IDs[row])
		if in.Source != nil {
			b.Columns[1].AppendText(in.Sources[in.Source[row]])
		} else {
			b.Columns[1].AppendNull()
		}
		for k, c := range in.Frame.Columns() {
			if c.Codes[row] == 0 {
				b.Columns[k+2].AppendNull()
				continue
			}
			b.Columns[k+2].AppendText(c.Texts[c.Codes[row]])
		}
	}
	if err := s.Append(t.Context(), scv.Relation{Name: "people"}, b); err != nil {
		t.Fatal(err)
	}
	table := pushdown.Table{Name: "people", ID: "_key"}
	if in.Source != nil {
		table.Source = "_source"
	}
	return table
}

// found is pairs by their keys: the rule, gammas and the weight.
type found map[string]pairOf

type pairOf struct {
	levels string
	weight float64
}

// natively gives the pairs of the engine in Go.
func natively(t testing.TB, in *splink.Input, m *splink.Model) (found, *splink.Result) {
	t.Helper()
	var text bytes.Buffer
	r, err := splink.Run(t.Context(), in, m, splink.Options{Pairs: &text})
	if err != nil {
		t.Fatal(err)
	}
	return pairsIn(t, &text, m.GammaPrefix), r
}

// pairsIn reads what an engine writes of pairs.
func pairsIn(t rapid.TB, text io.Reader, gammas string) found {
	t.Helper()
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	key := slices.Index(rows[0], "match_key")
	out := found{}
	for _, row := range rows[1:] {
		levels := row[key]
		for k, name := range rows[0] {
			if strings.HasPrefix(name, gammas) {
				levels += " " + row[k]
			}
		}
		weight, err := strconv.ParseFloat(row[len(row)-2], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.Join(row[:key], "\x00")] = pairOf{levels, weight}
	}
	return out
}

// inSQL gives the pairs that the statements leave in the warehouse.
func inSQL(t testing.TB, s *warehouse.Session, m *splink.Model, r *pushdown.Result) found {
	t.Helper()
	query := "select l, r, rule"
	for _, c := range m.Comparisons {
		query += `, "` + strings.ToLower(m.GammaPrefix+c.Name) + `"`
	}
	out := found{}
	err := s.Scan(t.Context(), query+", match_weight from scv_weighed", func(b *scv.Batch) error {
		for row := range b.Len() {
			var key []string
			for _, side := range []int64{b.Columns[0].Ints[row], b.Columns[1].Ints[row]} {
				if r.Sources != nil {
					key = append(key, r.Sources[side])
				}
				key = append(key, r.IDs[side])
			}
			levels := strconv.FormatInt(b.Columns[2].Ints[row], 10)
			for k := range m.Comparisons {
				levels += " " + strconv.FormatInt(b.Columns[3+k].Ints[row], 10)
			}
			out[strings.Join(key, "\x00")] = pairOf{levels, b.Columns[3+len(m.Comparisons)].Floats[row]}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func same(t interface {
	Helper()
	Errorf(format string, args ...any)
}, got, want found,
) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
	wrong := 0
	for key, w := range want {
		g, ok := got[key]
		if !ok || g.levels != w.levels || math.Abs(g.weight-w.weight) > 1e-9*max(1, math.Abs(w.weight)) {
			if wrong++; wrong < 5 {
				t.Errorf("%q: %v, want %v", key, g, w)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d pairs differ", wrong, len(want))
	}
}

// run writes a model for DuckDB and runs it there.
func run(t testing.TB, s *warehouse.Session, m *splink.Model, table pushdown.Table) *pushdown.Result {
	t.Helper()
	script, err := pushdown.Write(m, pushdown.DuckDB(), table, .95)
	if err != nil {
		t.Fatal(err)
	}
	r, err := pushdown.Run(t.Context(), s, script, m, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The pairs, gammas, weights and clusters of the oracle's models come out in SQL as
// they come out of the engine in Go, which come out as Splink's.
func TestAModelInSQLIsTheModel(t *testing.T) {
	for _, set := range splinktest.Sets("../..") {
		t.Run(set.Name, func(t *testing.T) {
			set.Need(t)
			in, m := set.Input(t), withoutArrays(set.Model(t, "model.json"))
			session(t, func(s *warehouse.Session) {
				table := load(t, s, in)
				table = typed(t, s, in, table)
				r := run(t, s, m, table)
				want, ran := natively(t, in, m)
				same(t, inSQL(t, s, m, r), want)
				if !slices.Equal(r.Cluster, ran.Cluster) || !slices.Equal(r.RulePairs, ran.RulePairs) {
					t.Errorf("clusters or the rules' pairs differ: %v, want %v", r.RulePairs, ran.RulePairs)
				}
			})
		})
	}
}

// withoutArrays leaves out rules that explode arrays, which have no SQL of every
// engine.
func withoutArrays(m *splink.Model) *splink.Model {
	m.Rules = slices.DeleteFunc(m.Rules, func(r splink.Rule) bool { return len(r.Explode) > 0 })
	return m
}

// typed gives the columns the types that the oracle's input has.
func typed(t testing.TB, s *warehouse.Session, in *splink.Input, from pushdown.Table) pushdown.Table {
	t.Helper()
	var casts []string
	for _, c := range in.Frame.Columns() {
		name := warehouse.Quote(c.Name)
		switch c.Kind {
		case native.NumberKind:
			casts = append(casts, "cast("+name+" as double) as "+name)
		case native.ListKind:
			casts = append(casts, "cast(cast("+name+" as json) as varchar[]) as "+name)
		case native.VectorKind:
			casts = append(casts, "cast(cast("+name+" as json) as float["+strconv.Itoa(width(c))+"]) as "+name)
		}
	}
	if len(casts) == 0 {
		return from
	}
	if _, err := s.Exec(t.Context(), "create temp table typed as select * replace ("+strings.Join(casts, ", ")+") from people"); err != nil {
		t.Fatal(err)
	}
	from.Name, from.Typed = "typed", true
	return from
}

func width(c *native.Column) int {
	for _, v := range c.Vectors {
		if len(v) > 0 {
			return len(v)
		}
	}
	return 1
}

// Without term frequencies and from all pairs the model that is learned from counted
// patterns is the one that is learned from the pairs.
func TestAModelIsLearnedFromCountsAsFromPairs(t *testing.T) {
	set := splinktest.Sets("../..")[0]
	in, m := set.Input(t), withoutFrequencies(set.Model(t, "model.json"))
	rules := []string{"l.first_name = r.first_name and l.surname = r.surname", "l.dob = r.dob"}
	want, err := splink.Train(t.Context(), in, m, splink.Training{Rules: rules, Pairs: math.Inf(1)}, splink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	session(t, func(s *warehouse.Session) {
		got, err := pushdown.Train(t.Context(), s, pushdown.DuckDB(), load(t, s, in), m, pushdown.Training{Rules: rules, Pairs: math.Inf(1)}, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 0), cmpopts.EquateEmpty(), cmp.AllowUnexported(splink.Rule{})); d != "" {
			t.Error(d)
		}
	})
}

// A sample of pairs, of records chosen by their keys, is enough for u.
func TestUIsLearnedFromASample(t *testing.T) {
	set := splinktest.Sets("../..")[0]
	in, m := set.Input(t), withoutFrequencies(set.Model(t, "model.json"))
	session(t, func(s *warehouse.Session) {
		table := load(t, s, in)
		learn := func(pairs float64, seed uint64) *splink.Trained {
			got, err := pushdown.Train(t.Context(), s, pushdown.DuckDB(), table, m, pushdown.Training{Pairs: pairs, Seed: seed}, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		part, again, other, all := learn(50_000, 1), learn(50_000, 1), learn(50_000, 2), learn(math.Inf(1), 1)
		if part.Random < 30_000 || part.Random > 70_000 || all.Random != 999*1000/2 {
			t.Errorf("%d and %d random pairs", part.Random, all.Random)
		}
		if d := cmp.Diff(part, again, cmp.AllowUnexported(splink.Rule{})); d != "" {
			t.Errorf("the same seed learns another model: %s", d)
		}
		if part.Random == other.Random {
			t.Error("another seed chooses the same records")
		}
	})
}

// What intake takes off around a value, the statements take off, too.
func TestSQLTrimsWhatIntakeTrims(t *testing.T) {
	c, err := native.NewColumn("first_name", native.TextKind, []int32{1, 2, 3, 0}, []string{"", "\t ann\u00a0\r\n", "\u3000ann bob\u2003", " \u2028 "})
	if err != nil {
		t.Fatal(err)
	}
	in := &splink.Input{IDs: []string{"1", "2", "3", "4"}, Frame: native.NewFrame(4, c)}
	m := &splink.Model{
		Link: "dedupe_only", Lambda: .1, Rules: []splink.Rule{{SQL: "l.first_name = r.first_name"}},
		Comparisons: []splink.Comparison{{Name: "first_name", Levels: []splink.Level{{SQL: "ELSE"}}}},
	}
	session(t, func(s *warehouse.Session) {
		run(t, s, m, load(t, s, in))
		got, err := s.Table(t.Context(), "select first_name from scv_record order by _scv_row")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([][]any{{"ann"}, {"ann bob"}, {nil}, {nil}}, got.Rows); d != "" {
			t.Error(d)
		}
	})
}
