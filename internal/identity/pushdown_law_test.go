package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"

	"pgregory.net/rapid"
)

// drawInput draws records with few different values, nulls among them.
func drawInput(t *rapid.T, link bool) *splink.Input {
	n := rapid.IntRange(2, 40).Draw(t, "records")
	words := []string{"", "ann", "anne", "Ännə", "ÄNNE", "bob", "rob", "müller", "mueller", "Møller", "o'hara", "12", "1 2", "anen", "nane", "ß", "ss", "a\\d"}
	in := &splink.Input{}
	for row := range n {
		in.IDs = append(in.IDs, fmt.Sprintf("r%03d", row))
		if link {
			in.Sources = []string{"a", "b"}
			in.Source = append(in.Source, int32(min(row*2/n, 1)))
		}
	}
	var columns []*native.Column
	for _, name := range []string{"a", "b", "c"} {
		codes := make([]int32, n)
		for row := range codes {
			codes[row] = int32(rapid.IntRange(0, len(words)-1).Draw(t, name))
		}
		c, err := native.NewColumn(name, native.TextKind, codes, words)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	in.Frame = native.NewFrame(n, columns...)
	return in
}

// levels of a comparison, by what engines agree on.
func levels(portable bool) []string {
	out := []string{"X_l = X_r", "levenshtein(X_l, X_r) <= 1", "substr(X_l, 1, 2) = substr(X_r, 1, 2)", "levenshtein(lower(X_l), lower(X_r)) < 3", "damerau_levenshtein(X_l, X_r) <= 1", "2 > damerau_levenshtein(lower(X_l), X_r)", "X_l = 'Müller' and X_r = 'møller'"}
	if !portable {
		out = append(out, "jaro_winkler_similarity(X_l, X_r) >= 0.9", "jaro_winkler_similarity(X_l, X_r) >= 0.7", "damerau_levenshtein(X_l, X_r) <= 2", "jaro_similarity(X_l, X_r) > .8", "a_l = b_r and b_l = a_r")
	}
	return out
}

func drawModel(t *rapid.T, link, portable bool) *splink.Model {
	m := &splink.Model{
		Link: "dedupe_only", Lambda: rapid.Float64Range(1e-6, .5).Draw(t, "lambda"), Version: 4,
		FactorPrefix: "bf_", GammaPrefix: "gamma_", FrequencyPrefix: "tf_", IDColumn: "id", SourceColumn: "source_dataset",
	}
	if link {
		m.Link = rapid.SampledFrom([]string{"link_only", "link_and_dedupe"}).Draw(t, "link")
	}
	rules := []string{"l.a = r.a", "l.b = r.b and substr(l.c, 1, 1) = substr(r.c, 1, 1)", "l.a = r.b", "l.c = r.c or l.b = r.b", "l.a = r.a and l.b <> r.b", "levenshtein(l.a, r.a) < 2"}
	for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(rules)-1), 1, 4, rapid.ID[int]).Draw(t, "rules") {
		m.Rules = append(m.Rules, splink.Rule{SQL: rules[k]})
	}
	p := func(name string) *float64 { v := rapid.Float64Range(1e-4, 1).Draw(t, name); return &v }
	for _, column := range []string{"a", "b", "c"} {
		c := splink.Comparison{Name: column, Levels: []splink.Level{{SQL: column + "_l IS NULL OR " + column + "_r IS NULL", Null: true}}}
		for _, sql := range rapid.SliceOfNDistinct(rapid.SampledFrom(levels(portable)), 0, 4, rapid.ID[string]).Draw(t, column) {
			l := splink.Level{SQL: strings.ReplaceAll(sql, "X", column), M: p("m"), U: p("u")}
			if rapid.Bool().Draw(t, "rare") {
				l.TF, l.TFOwnU, l.TFWeight, l.TFMinimum = column, true, rapid.SampledFrom([]float64{1, .5}).Draw(t, "weight"), rapid.SampledFrom([]float64{0, .1}).Draw(t, "minimum")
			}
			c.Levels = append(c.Levels, l)
		}
		if len(c.Levels) == 1 || rapid.IntRange(0, 9).Draw(t, "else") > 0 { // a model may lack it: what is left has gamma 0 then, too
			c.Levels = append(c.Levels, splink.Level{SQL: "ELSE", M: p("m"), U: p("u")})
		}
		m.Comparisons = append(m.Comparisons, c)
	}
	return m
}

// folded is the input with the texts folded as the statements fold them.
func folded(t testing.TB, in *splink.Input) *splink.Input {
	t.Helper()
	var columns []*native.Column
	for _, c := range in.Frame.Columns() {
		texts := []string{""}
		codes := make([]int32, len(c.Codes))
		for row, code := range c.Codes {
			text := pushdown.Fold(c.Texts[code])
			if text == "" {
				continue
			}
			if codes[row] = int32(slices.Index(texts, text)); codes[row] < 0 {
				codes[row] = int32(len(texts))
				texts = append(texts, text)
			}
		}
		folded, err := native.NewColumn(c.Name, native.TextKind, codes, texts)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, folded)
	}
	out := *in
	out.Frame = native.NewFrame(in.Len(), columns...)
	return &out
}

// foldedModel folds the model's own texts.
func foldedModel(m *splink.Model) *splink.Model {
	out := *m
	out.Comparisons = slices.Clone(m.Comparisons)
	for k := range out.Comparisons {
		levels := slices.Clone(out.Comparisons[k].Levels)
		for i := range levels {
			levels[i].SQL = strings.NewReplacer("'Müller'", "'muller'", "'møller'", "'moller'").Replace(levels[i].SQL)
		}
		out.Comparisons[k].Levels = levels
	}
	return &out
}

// snowflake gives DuckDB the functions of Snowflake that differ from its own, by
// what Snowflake's reference says of them.
func snowflake(t testing.TB, s *warehouse.Session) {
	t.Helper()
	for _, macro := range []string{
		"editdistance(a, b) as levenshtein(a, b)",
		"jarowinkler_similarity(a, b) as cast(floor(100 * jaro_winkler_similarity(lower(a), lower(b))) as int)",
		"greatest_ignore_nulls(a, b) as greatest(a, b)",
		"startswith(a, b) as starts_with(a, b)",
		"iff(c, a, b) as case when c then a else b end",
	} {
		if _, err := s.Exec(t.Context(), "create or replace temp macro "+macro); err != nil {
			t.Fatal(err)
		}
	}
}

// Any model of these shapes gives in SQL what it gives in Go, folded or not; a model
// of the portable shapes does in Snowflake's words, too.
func TestSQLIsGo(t *testing.T) {
	session(t, func(s *warehouse.Session) {
		snowflake(t, s)
		rapid.Check(t, func(rt *rapid.T) {
			link, portable, fold := rapid.Bool().Draw(rt, "link"), rapid.Bool().Draw(rt, "portable"), rapid.Bool().Draw(rt, "fold")
			in, m := drawInput(rt, link), drawModel(rt, link, portable)
			if _, err := s.Exec(t.Context(), "drop table if exists people"); err != nil {
				rt.Fatal(err)
			}
			table := load(t, s, in)
			table.Fold = fold
			own, model := in, m
			if fold {
				own, model = folded(t, in), foldedModel(m)
			}
			want, ran := natively(t, own, model)
			dialects := []pushdown.Dialect{pushdown.DuckDB()}
			if portable {
				dialects = append(dialects, pushdown.Snowflake())
			}
			for _, d := range dialects {
				script, err := pushdown.Write(m, d, table, .95)
				if err != nil {
					rt.Fatal(err)
				}
				r, err := pushdown.Run(t.Context(), s, script, m, 0, nil)
				if err != nil {
					rt.Fatal(d.Name, err)
				}
				same(rt, inSQL(t, s, m, r), want)
				if !slices.Equal(r.Cluster, ran.Cluster) {
					rt.Errorf("%s: clusters %v, want %v", d.Name, r.Cluster, ran.Cluster)
				}
			}
		})
	})
}
