package identity_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
	"scv/internal/identity/splink/splinktest"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// disguise hides conditions from the native evaluation, so that DuckDB has to
// answer them: `is true` changes no answer.
func disguise(m splink.Model) *splink.Model {
	m.Comparisons = append([]splink.Comparison{}, m.Comparisons...)
	for k, c := range m.Comparisons {
		levels := append([]splink.Level{}, c.Levels...)
		for i := range levels {
			if !strings.EqualFold(levels[i].SQL, "else") {
				levels[i].SQL = "(" + levels[i].SQL + ") is true"
			}
		}
		m.Comparisons[k].Levels = levels
	}
	m.Rules = append([]splink.Rule{}, m.Rules...)
	for k, r := range m.Rules {
		m.Rules[k].SQL = "(" + r.SQL + ") is true"
	}
	return &m
}

// withoutFrequencies takes the term frequencies off, which need an exact level
// that is not in disguise.
func withoutFrequencies(m *splink.Model) *splink.Model {
	for k := range m.Comparisons {
		for i := range m.Comparisons[k].Levels {
			m.Comparisons[k].Levels[i].TF = ""
		}
	}
	return m
}

// pairsOf runs a model with DuckDB at hand and gives its table of pairs.
func pairsOf(t *testing.T, s *warehouse.Session, in *splink.Input, m *splink.Model) (string, *splink.Result) {
	t.Helper()
	var out bytes.Buffer
	r, err := splink.Run(t.Context(), in, m, splink.Options{Pairs: &out, Outside: splink.NewDuckDB(s, s.Dialect(), in.Frame)})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), r
}

func session(t *testing.T, fn func(*warehouse.Session)) {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Session(t.Context(), func(s *warehouse.Session) error { fn(s); return nil }); err != nil {
		t.Fatal(err)
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d of %d and %d\n%s\n%s\n%s", i, len(x), len(y), x[0], x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}

// What native answers is what DuckDB answers, for every shape of condition that
// the oracle has, rules and exploded arrays among them.
func TestNativeSplinkIsDuckDBs(t *testing.T) {
	for _, set := range splinktest.Sets("../..")[:2] {
		t.Run(set.Name, func(t *testing.T) {
			in, m := set.Input(t), withoutFrequencies(set.Model(t, "model.json"))
			session(t, func(s *warehouse.Session) {
				own, _ := pairsOf(t, s, in, m)
				m := disguise(*m)
				for k := range m.Rules {
					if m.Rules[k].Explode != nil {
						m.Rules[k].SQL = strings.TrimSuffix(m.Rules[k].SQL, " is true") + " and true"
					}
				}
				theirs, r := pairsOf(t, s, in, m)
				for _, c := range r.Coverage {
					if c.Native && c.Level != "All other comparisons" {
						t.Errorf("%s, %s was not DuckDB's to answer", c.Comparison, c.Level)
					}
				}
				if own != theirs {
					t.Error(firstDifference(own, theirs))
				}
			})
		})
	}
}

// hostile is texts that functions of texts stumble over.
func hostile() []string {
	return []string{
		"1971-02-03", "1971-2-3", " 1971-02-03", "71-02-03", "1971-02-30", "1971-02-03x", "0000-01-01", "9999-12-31", "19710203", "1971023", "7102031",
		"1995-07-11 08:13:00", "1995-07-11 8:3:0", "1995-07-11  08:13:00", "1995-07-1108:13:00", "1995-07-11 24:00:00", "1995-07-11 08:13:60", "\t1971-02-03\n",
		"", " ", "müller", "muller", "MÜLLER", "Straße", "STRASSE", "李小龍", "a", "ab", "aab", "ba", "ca", "abc", "smith", "smiht", "a@b.org", "@", "x@y@z",
		"12", "12.5", " 7 ", "+3", "-0", "1e3", "SW1A 1AA", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "e\u0301", "é", "İ", "o'brien", "\U0001F600x",
	}
}

// expressions that native evaluates, over two texts.
func expressions() []string {
	return []string{
		"t_l = t_r", "t_l <> t_r", "t_l < t_r", "t_l is not distinct from t_r", "lower(t_l) = lower(t_r)", "t_l in ('ab', 'müller', t_r)",
		"jaro_winkler_similarity(t_l, t_r) >= 0.7", "jaro_similarity(t_l, t_r) > 0.6", "levenshtein(t_l, t_r) <= 2", "damerau_levenshtein(t_l, t_r) < 2",
		"jaccard(t_l || 'x', t_r || 'y') >= 0.5", "hamming(t_l || 'ab', t_l || 'ac') = 1 and t_r is not null",
		"substr(t_l, 2, 3) = substr(t_r, 2, 3)", "substring(t_l, 3) = substring(t_r, 3)", "left(t_l, 2) = left(t_r, 2)", "right(t_l, 2) = right(t_r, 2)",
		"starts_with(t_l, t_r)", "ends_with(t_l, t_r) or contains(t_r, t_l)", "reverse(t_l) = t_r", "trim(t_l) = trim(t_r)", "split_part(t_l, '-', 2) = split_part(t_r, '-', 2)",
		"regexp_extract(t_l, '^[^@]+', 0) = regexp_extract(t_r, '^[^@]+', 0)", "nullif(regexp_extract(t_l, '([a-z])([a-z])', 2), '') = nullif(t_r, 'x')",
		"regexp_replace(t_l, '[^0-9]', '', 'g') = regexp_replace(t_r, '[^0-9]', '', 'g')", "regexp_replace(t_l, '[ab]', 'x') = t_r", "regexp_matches(t_l, '^[0-9]+$') and regexp_matches(t_r, '[0-9]')",
		"try_strptime(t_l, '%Y-%m-%d') = try_strptime(t_r, '%Y-%m-%d')", "abs(epoch(try_strptime(t_l, '%Y-%m-%d')) - epoch(try_strptime(t_r, '%Y-%m-%d'))) <= 2629800.0",
		"try_strptime(t_l, '%Y%m%d') is null and try_strptime(t_r, '%Y%m%d') is not null", "epoch(try_strptime(t_l, '%Y-%m-%d %H:%M:%S')) - 5 < epoch(try_strptime(t_r, '%Y-%m-%d %H:%M:%S'))",
		"try_cast(t_l as int) = try_cast(t_r as int)", "abs(try_cast(t_l as double) - try_cast(t_r as double)) / greatest(try_cast(t_l as double), 1) < 0.5",
		"coalesce(nullif(t_l, ''), 'ab') = t_r", "case when t_l = 'ab' then 1 when t_r = 'ab' then 2 end = 2", "length(t_l) - length(t_r) between -1 and 1",
		"not (t_l = t_r) and not (t_l is null)", "t_l || 'b' = t_r", "replace(t_l, 'a', '') = replace(t_r, 'a', '')", "least(length(t_l), 3) = 3 and sqrt(length(t_r)) <= 2",
	}
}

func TestNativeFunctionsAreDuckDBs(t *testing.T) {
	texts := append([]string{""}, hostile()...)
	codes := []int32{0}
	in := &splink.Input{IDs: []string{"null"}}
	for i := range hostile() {
		codes = append(codes, int32(i+1))
		in.IDs = append(in.IDs, fmt.Sprintf("%03d", i))
	}
	column, err := native.NewColumn("t", native.TextKind, codes, texts)
	if err != nil {
		t.Fatal(err)
	}
	in.Frame = native.NewFrame(len(codes), column)
	session(t, func(s *warehouse.Session) {
		for _, sql := range expressions() {
			m := &splink.Model{
				Link: "dedupe_only", Lambda: .1, Rules: []splink.Rule{{SQL: "1=1"}},
				Comparisons: []splink.Comparison{{Name: "c", Levels: []splink.Level{{SQL: sql}, {SQL: "not (" + sql + ")"}, {SQL: "ELSE"}}}},
			}
			own, r := pairsOf(t, s, in, m)
			if !r.Coverage[0].Native {
				t.Errorf("%s is not native: %s", sql, r.Coverage[0].Why)
			}
			if theirs, _ := pairsOf(t, s, in, disguise(*m)); own != theirs {
				t.Errorf("%s: %s", sql, firstDifference(own, theirs))
			}
		}
	})
}
