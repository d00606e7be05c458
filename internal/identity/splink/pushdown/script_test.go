package pushdown_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/pushdown"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the statements to testdata")

const model = `{
	"link_type": "link_only", "probability_two_random_records_match": 0.001,
	"blocking_rules_to_generate_predictions": ["l.town = r.town and l.\"born on\" = r.\"born on\"", "l.name = r.name or l.born = r.born"],
	"comparisons": [
		{"output_column_name": "name", "comparison_levels": [
			{"sql_condition": "name_l is null or name_r is null", "is_null_level": true},
			{"sql_condition": "name_l = name_r", "m_probability": 0.8, "u_probability": 0.01, "tf_adjustment_column": "name"},
			{"sql_condition": "jaro_winkler_similarity(name_l, name_r) >= 0.92", "m_probability": 0.1, "u_probability": 0.02, "tf_adjustment_column": "name", "tf_adjustment_weight": 0.5},
			{"sql_condition": "jaro_winkler_similarity(name_l, name_r) >= 0.8", "m_probability": 0.05, "u_probability": 0.02},
			{"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.95}]},
		{"output_column_name": "born", "comparison_levels": [
			{"sql_condition": "born_l is null or try_strptime(born_r, '%Y-%m-%d') is null", "is_null_level": true},
			{"sql_condition": "levenshtein(born_l, born_r) <= 1 and starts_with(born_l, 'Ö') and regexp_extract(born_l, '^\\d+') <> concat(born_l, '-')", "m_probability": 0.9, "u_probability": 0.1},
			{"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.9}]}]}`

func decode(t *testing.T, text string) *splink.Model {
	t.Helper()
	m, _, err := splink.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStatementsAreThese(t *testing.T) {
	for _, name := range pushdown.Dialects() {
		d, ok := pushdown.DialectOf(name)
		if !ok {
			t.Fatal(name)
		}
		s, err := pushdown.Write(decode(t, model), d, pushdown.Table{Name: "crm.people", ID: "Order", Source: "source", Fold: name == "snowflake"}, .9)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, st := range s.Statements {
			b.WriteString("-- " + st.Name + "\n" + st.SQL + ";\n\n")
		}
		path := "testdata/" + name + ".sql"
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), b.String()); d != "" {
			t.Errorf("%s: %s", path, d)
		}
		if d := cmp.Diff([]string{"concat", "jaro_winkler_similarity", "regexp_extract", "try_strptime"}, s.Differ); d != "" {
			t.Error(d)
		}
	}
}

// A similarity is computed once for all levels that ask for it.
func TestSimilaritiesAreHoisted(t *testing.T) {
	s, err := pushdown.Write(decode(t, model), pushdown.DuckDB(), pushdown.Table{Name: "people", ID: "id", Source: "source"}, .9)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(s.Get("gammas"), "jaro_winkler_similarity("); n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

func TestWhatHasNoSQLIsNamed(t *testing.T) {
	for change, want := range map[string]string{
		"levenshtein(|jaro_similarity(":                                 `comparison born, level "": snowflake has no function jaro_similarity`,
		"'%Y-%m-%d'|'%j'":                                               `comparison born, level "": try_strptime: the date's format '%j'`,
		"l.born = r.born|l.born // 2 = r.born && r.name":                `blocking rule l.name = r.name or l.born // 2 = r.born && r.name: snowflake has no operator &&`,
		"l.name = r.name or|damerau_levenshtein(l.name, r.name) < 2 or": `snowflake has no function damerau_levenshtein`,
		"levenshtein(born_l, born_r) <= 1|damerau_levenshtein(replace(born_l, '-', ''), born_r) <= 1": `comparison born, level "": snowflake has no function damerau_levenshtein: it has words for one slip between two columns of a level`,
		"levenshtein(born_l, born_r) <= 1|damerau_levenshtein(born_l, born_r) > 1":                    `comparison born, level "": snowflake has no function damerau_levenshtein`,
		"l.name = r.name or|l.name = [1, 2] or":                                                       `snowflake has no lists`,
	} {
		before, after, _ := strings.Cut(change, "|")
		_, err := pushdown.Write(decode(t, strings.Replace(model, before, after, 1)), pushdown.Snowflake(), pushdown.Table{Name: "people", ID: "id", Source: "source"}, .9)
		if err == nil || !strings.Contains(err.Error(), want) || scv.CodeOf(err) != scv.CodeSplinkSQL {
			t.Errorf("%s: %v", change, err)
		}
	}
	m := decode(t, model)
	m.Rules[0].Explode = []string{"town"}
	if _, err := pushdown.Write(m, pushdown.DuckDB(), pushdown.Table{Name: "people", ID: "id"}, .9); scv.CodeOf(err) != scv.CodeSplinkSQL {
		t.Errorf("an exploded array: %v", err)
	}
}

// One slip has words in every engine; of more, how many edits count is told.
func TestSlipsOfAnEngineWithoutSwaps(t *testing.T) {
	with := func(level string) *pushdown.Script {
		s, err := pushdown.Write(decode(t, strings.Replace(model, "levenshtein(born_l, born_r) <= 1 and starts_with", level+" and starts_with", 1)), pushdown.Snowflake(), pushdown.Table{Name: "people", ID: "id", Source: "source"}, .9)
		if err != nil {
			t.Fatal(level, err)
		}
		return s
	}
	want := with("damerau_levenshtein(born_l, born_r) <= 1")
	if len(want.Otherwise) > 0 || slices.Contains(want.Differ, "damerau_levenshtein") || strings.Contains(want.Get("gammas"), "damerau") {
		t.Errorf("%+v, %q", want.Otherwise, want.Differ)
	}
	for _, same := range []string{"damerau_levenshtein(born_l, born_r) < 2", "damerau_levenshtein(born_l, born_r) <= 1.9", "1 >= damerau_levenshtein(born_l, born_r)", "2 > damerau_levenshtein(born_l, born_r)"} {
		if d := cmp.Diff(want.Get("gammas"), with(same).Get("gammas")); d != "" {
			t.Errorf("%s: %s", same, d)
		}
	}
	if d := cmp.Diff(with("levenshtein(born_l, born_r) <= 0").Get("gammas"), with("damerau_levenshtein(born_l, born_r) = 0").Get("gammas")); d != "" {
		t.Error(d)
	}
	for level, most := range map[string]string{"damerau_levenshtein(born_l, born_r) <= 2": "up to 2 edits", "3 >= damerau_levenshtein(born_l, born_r)": "up to 3 edits"} {
		s := with(level)
		if len(s.Otherwise) != 1 || s.Otherwise[0].Comparison != "born" || !strings.Contains(s.Otherwise[0].Why, most) || !slices.Contains(s.Differ, "damerau_levenshtein") {
			t.Errorf("%s: %+v, %q", level, s.Otherwise, s.Differ)
		}
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Müller": "muller", "Straße": "strasse", "ÆØÅ": "aeoa", "Łódź": "lodz", "O'Hara 12": "o'hara 12", "Nguyễn": "nguyen", "Ștefan": "stefan", "Ελλάς": "ελλάς",
	} {
		if got := pushdown.Fold(text); got != want {
			t.Errorf("%s is folded to %s, want %s", text, got, want)
		}
	}
}
