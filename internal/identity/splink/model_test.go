package splink_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
	"scv/internal/identity/splink/splinktest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestExportIsWhatWasImported(t *testing.T) {
	for _, set := range splinktest.Sets("../../..") {
		for _, file := range []string{"model.json", "model_v5.json"} {
			t.Run(set.Name+"/"+file, func(t *testing.T) {
				set.Need(t)
				m := set.Model(t, file)
				text, err := splink.Encode(m)
				if err != nil {
					t.Fatal(err)
				}
				again, unknown, err := splink.Decode(text)
				if err != nil || len(unknown) > 0 {
					t.Fatal(err, unknown)
				}
				if d := cmp.Diff(m, again, cmpopts.EquateEmpty(), cmp.AllowUnexported(splink.Rule{})); d != "" {
					t.Error(d)
				}
				original, err := os.ReadFile(filepath.Join(set.Dir, file))
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tree(t, original), tree(t, text)); d != "" {
					t.Errorf("the file changed:\n%s", d)
				}
			})
		}
	}
}

func tree(t *testing.T, text []byte) (out any) {
	t.Helper()
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

const smallModel = `{
	"link_type": "dedupe_only", "blocking_rules_to_generate_predictions": ["l.a = r.a", {"blocking_rule": "l.b = r.b", "salting_partitions": 4}],
	"comparisons": [{"comparison_levels": [
		{"sql_condition": "a_l is null or a_r is null", "is_null_level": true},
		{"sql_condition": "a_l = a_r", "m_probability": 0.9, "u_probability": 0.01, "tf_adjustment_column": "a"},
		{"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.99}]}]}`

func TestWhatIsWrongHasItsPlace(t *testing.T) {
	for change, want := range map[string]string{
		`"dedupe_only"|"dedupe"`:                    `link_type: "dedupe" is none`,
		`"m_probability": 0.9|"m_probability": "x"`: `comparisons[0].comparison_levels[1].m_probability: a string stands where a float64 is needed`,
		`"m_probability": 0.9|"m_probability": 9`:   `comparisons[0].comparison_levels[1].m_probability: not between 0 and 1`,
		`"sql_condition": "ELSE"|"sql": "ELSE"`:     `comparisons[0].comparison_levels[2].sql_condition: is missing`,
		`[
		{"sql|[{"sql_condition": "a_l is null", "is_null_level": true}]}, {"comparison_levels": [{"sql`: `comparisons[0].comparison_levels: there is none but for null`,
		`"blocking_rules_to_generate_predictions"|"rules"`:         `blocking_rules_to_generate_predictions: is missing`,
		`{"blocking_rule": "l.b = r.b", "salting_partitions"|{"x"`: `blocking_rules_to_generate_predictions[1].blocking_rule: is missing`,
		`"comparisons": [|"comparisons": 7, "x": [`:                `comparisons: a number stands where a`,
		`"link_type"|"link_typ"`:                                   `link_type: is missing`,
	} {
		before, after, _ := strings.Cut(change, "|")
		_, _, err := splink.Decode([]byte(strings.Replace(smallModel, before, after, 1)))
		if err == nil || !strings.Contains(err.Error(), want) || scv.CodeOf(err) != scv.CodeSplinkModel {
			t.Errorf("%s: %v", change, err)
		}
	}
}

func TestUnknownKeysAreReported(t *testing.T) {
	text := strings.Replace(strings.Replace(smallModel, `"link_type"`, `"colour": 1, "link_type"`, 1), `"m_probability": 0.1`, `"m_probability": 0.1, "w": 2`, 1)
	m, unknown, err := splink.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"comparisons[0].comparison_levels[2].w", "colour"}, unknown); d != "" {
		t.Error(d)
	}
	if m.Comparisons[0].Name != "a" || m.Rounds != 25 || m.Comparisons[0].Levels[1].TFWeight != 1 || m.Rules[1].Salting != 4 {
		t.Errorf("defaults: %+v", m)
	}
}

func TestOdditiesOfAModelAreListed(t *testing.T) {
	text := strings.NewReplacer(`"m_probability": 0.9`, `"m_probability": 0.002`, `"m_probability": 0.1, `, ``).Replace(smallModel)
	m, _, err := splink.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	m.Dialect = "spark"
	list := strings.Join(splink.Check(m), "\n")
	for _, want := range []string{"made for spark", `"": m was never trained`} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not said in\n%s", want, list)
		}
	}
	u := .0000001
	m.Comparisons[0].Levels[2].U = &u
	if list = strings.Join(splink.Check(m), "\n"); !strings.Contains(list, "less than") {
		t.Errorf("a weight that falls is not said in\n%s", list)
	}
}

// A value that everybody shares is refused before days go by.
func TestABlockOfEverybodyIsRefused(t *testing.T) {
	const n = 70_000
	codes := make([]int32, n)
	for i := range codes {
		codes[i] = 1
	}
	c, err := native.NewColumn("a", native.TextKind, codes, []string{"", "same"})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := splink.Decode([]byte(smallModel))
	if err != nil {
		t.Fatal(err)
	}
	m.Rules = m.Rules[:1]
	_, err = splink.Run(t.Context(), &splink.Input{Frame: native.NewFrame(n, c), IDs: make([]string, n)}, m, splink.Options{})
	if scv.CodeOf(err) != scv.CodeSplinkAllPairs || !strings.Contains(err.Error(), "too many records share a value") {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(smallModel))
	f.Add([]byte(`{"link_type": 3}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, _, err := splink.Decode(text)
		if err != nil {
			return
		}
		splink.Check(m)
		out, err := splink.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, unknown, err := splink.Decode(out); err != nil || len(unknown) > 0 {
			t.Errorf("an exported model does not come back: %v %v", err, unknown)
		}
	})
}

// small is records of two columns, drawn.
func small(t *rapid.T) *splink.Input {
	n := rapid.IntRange(2, 25).Draw(t, "records")
	texts := []string{"", "ann", "anne", "bob", "rob", "eve"}
	var columns []*native.Column
	for _, name := range []string{"a", "b"} {
		codes := rapid.SliceOfN(rapid.Int32Range(0, int32(len(texts)-1)), n, n).Draw(t, name)
		c, err := native.NewColumn(name, native.TextKind, codes, texts)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	in := &splink.Input{Frame: native.NewFrame(n, columns...)}
	for i := range n {
		in.IDs = append(in.IDs, string(rune('a'+i)))
	}
	return in
}

// The pairs are those of the definition: all pairs in order of the ids, of each
// the first rule that is true, unknown being false.
func TestFirstRuleWins(t *testing.T) {
	rules := []string{
		"l.a = r.a", "l.a = r.b", "l.a = r.b and l.b = r.a", "substr(l.a, 1, 2) = substr(r.a, 1, 2)", "l.a = r.a and l.b = r.b",
		"l.a = r.a or l.b = r.b", "l.a = r.a and l.b <> r.b", "1=1", "l.a < r.a", "l.a = 'ann' and r.b = l.b", "false",
	}
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		chosen := rapid.SliceOfN(rapid.SampledFrom(rules), 1, 4).Draw(t, "rules")
		var want []string
		for i := range int32(in.Len()) {
			for j := i + 1; j < int32(in.Len()); j++ {
				for k, sql := range chosen {
					if plainly(in, sql, i, j) {
						want = append(want, in.IDs[i]+","+in.IDs[j]+","+string(rune('0'+k)))
						break
					}
				}
			}
		}
		got := pairs(t, in, chosen, rapid.IntRange(1, 3).Draw(t, "workers"))
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%v: %s", chosen, d)
		}
	})
}

// plainly evaluates a rule for one pair by hand.
func plainly(in *splink.Input, sql string, i, j int32) bool {
	text := func(name string, row int32) string {
		c, _ := in.Frame.Column(name)
		return c.Texts[c.Codes[row]]
	}
	la, lb, ra, rb := text("a", i), text("b", i), text("a", j), text("b", j)
	same := func(x, y string) bool { return x != "" && x == y }
	switch sql {
	case "l.a = r.a":
		return same(la, ra)
	case "l.a = r.b":
		return same(la, rb)
	case "l.a = r.b and l.b = r.a":
		return same(la, rb) && same(lb, ra)
	case "substr(l.a, 1, 2) = substr(r.a, 1, 2)":
		return la != "" && ra != "" && la[:2] == ra[:2]
	case "l.a = r.a and l.b = r.b":
		return same(la, ra) && same(lb, rb)
	case "l.a = r.a or l.b = r.b":
		return same(la, ra) || same(lb, rb)
	case "l.a = r.a and l.b <> r.b":
		return same(la, ra) && lb != "" && rb != "" && lb != rb
	case "l.a < r.a":
		return la != "" && ra != "" && la < ra
	case "l.a = 'ann' and r.b = l.b":
		return la == "ann" && same(lb, rb)
	}
	return sql == "1=1"
}

func pairs(t *rapid.T, in *splink.Input, rules []string, workers int) (out []string) {
	m, _, err := splink.Decode([]byte(smallModel))
	if err != nil {
		t.Fatal(err)
	}
	m.Rules = nil
	for _, sql := range rules {
		m.Rules = append(m.Rules, splink.Rule{SQL: sql})
	}
	var b bytes.Buffer
	if _, err := splink.Run(background(), in, m, splink.Options{Pairs: &b, Workers: workers}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n")[1:] {
		cells := strings.Split(line, ",")
		out = append(out, strings.Join(cells[:3], ","))
		w, p := number(t, cells[len(cells)-2]), number(t, cells[len(cells)-1])
		if !(p >= 0 && p <= 1) || math.IsNaN(w) {
			t.Fatalf("probability %v, weight %v", p, w)
		}
		if cells[3] == "-1" && cells[6] != "1.0" {
			t.Fatalf("a null counts: %s", line)
		}
	}
	return out
}
