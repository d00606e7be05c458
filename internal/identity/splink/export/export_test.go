package export_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/record/recordtest"
	"scv/internal/identity/score"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/export"
	"scv/similarity"

	"pgregory.net/rapid"
)

// tb is a test, or a case of one that was drawn.
type tb interface {
	rapid.TB
	Context() context.Context
}

// columns of the records that are drawn, and what they may say.
func vocabulary() (names []string, values map[string][]string) {
	values = map[string][]string{
		"given_name_std":  {"anna", "anne", "anna maria", "maria", "bob", "robert", "rob", "j", "john", "huber", "hubert"},
		"family_name_std": {"huber", "hubert", "huber mayr", "mayr", "maier", "anna", "bob", "o", "al"},
		"birth_date_std":  {"1980-01-02", "1980-02-01", "1980-01-20", "1980-12-02", "1981-01-02", "1980", "1955-07-31"},
		"email_std":       {"anna.huber@a.at", "anna.huber@b.at", "xkcd1984q@a.at", "xkcd1984q@b.at", "xkcd1984p@a.at", "info@a.at"},
		"phone_std":       {"43123456", "43123457", "43999999"}, "mobile_std": {"43123456", "43664111", "43664112"},
		"street_std": {"hauptstrasse", "hauptstrase", "ring", "am ring"}, "street_number_std": {"1", "2", "12"},
		"postal_code_std": {"1010", "1020", "8010"}, "city_std": {"wien", "graz", "wienn"}, "country_std": {"at", "de"},
		"tax_id_std": {"at1234", "at1235", "at9"}, "name_suffix_std": {"jr", "sr"},
		"organisation_name_std": {"alpha beta", "beta alpha", "alphabeta", "alpha beta gamma", "alpha gamma", "omega"},
		"x:Member No.":          {"12345", "12346", "99999", "1"}, "x:note": {"good client", "client good", "good", "bad client", "new"}, "x:kind": {"a", "b"},
		"born": {"1980", "1981", "2001"},
	}
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, values
}

func drawSet(t *rapid.T, tb testing.TB) *record.Set {
	names, values := vocabulary()
	var rows [][]string
	for k := range rapid.IntRange(2, 12).Draw(t, "records") {
		row := []string{fmt.Sprintf("%02d", k)}
		for _, name := range names {
			row = append(row, rapid.SampledFrom(append([]string{""}, values[name]...)).Draw(t, name))
		}
		rows = append(rows, row)
	}
	return recordtest.Set(tb, append([]string{"record_id"}, names...), rows...)
}

// comparisons are all that we have, and one of each kind that somebody may write.
func comparisons(t testing.TB) []compare.Comparison {
	t.Helper()
	sql, err := compare.SQL("born", []compare.SQLStep{{Name: "same", When: "born_l = born_r"}, {Name: "cross", When: "phone_std_l = mobile_std_r"}, {Name: "near", When: `abs(try_cast("born_l" as integer) - try_cast(BORN_r as integer)) <= 1 and 'born_l' <> born_l`}}, "", func(c string) string { return c })
	if err != nil {
		t.Fatal(err)
	}
	steps, err := compare.Steps("city in steps", "city_std", []compare.Step{
		{Name: "same", Measure: "equal", Rarity: 1},
		{Name: "begin", Measure: "same_beginning", Bound: 3},
		{Name: "sound", Measure: "double_metaphone", Bound: 1},
		{Name: "slip", Measure: "osa", Bound: 1},
		{Name: "far", Measure: "levenshtein", Bound: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	days, err := compare.Steps("days", "birth_date_std", []compare.Step{{Name: "near", Measure: "days", Bound: 31}, {Name: "years", Measure: "years", Bound: 1}})
	if err != nil {
		t.Fatal(err)
	}
	out := append(compare.Persons(), sql, steps, days, compare.Identifier("Member No.", "x:Member No."), compare.Words("note", "x:note", true), compare.Category("kind", "x:kind"))
	return append(out, compare.Organisations()[0])
}

func source(set *record.Set, cs []compare.Comparison, rules []block.Rule) export.Source {
	return export.Source{
		Set: set, Rules: rules, Index: block.New(rules, set), Comparisons: cs, Model: score.Prior("person", cs, set.Len()), Records: set.Len(),
		Link: engine.Dedupe, IDColumn: "record_id",
	}
}

// read is the model written to a file and read again, over the table that goes with it.
func read(t tb, x *export.Exported, ids []string) (*splink.Model, *splink.Input, *splink.Judge) {
	text, err := splink.Encode(x.Model)
	if err != nil {
		t.Fatal(err)
	}
	m, unknown, err := splink.Decode(text)
	if err != nil || len(unknown) > 0 {
		t.Fatalf("%v, unknown %v", err, unknown)
	}
	in, err := x.Input(ids, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := splink.NewJudge(t.Context(), in, m, splink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m, in, judge
}

// otherwise says that a pair is judged otherwise where that is told, and only there.
func otherwise(set *record.Set, x *export.Exported, i, j int32, comparison, level string, got, want int8) bool {
	switch comparison {
	case "given_name", "family_name":
		return level == "part" && got < want && initials(set.Column(comparison+"_std"), i, j)
	case "email":
		return mailboxes(set, x, i, j, level, got, want)
	}
	return false
}

// initials says that of one text are several words, and the other has initials.
func initials(c *record.Column, i, j int32) bool {
	a, b := c.Text(i), c.Text(j)
	several, one := strings.Contains(a, " ") || strings.Contains(b, " "), false
	for _, word := range strings.Fields(a + " " + b) {
		one = one || len(word) == 1
	}
	return several && one
}

// mailboxes says that two addresses that are alike in their mailbox, or but for a slip,
// say nothing where a record's own names make its mailbox, and else something; here the
// names of both records are looked at.
func mailboxes(set *record.Set, x *export.Exported, i, j int32, level string, got, want int8) bool {
	named := x.Columns[slices.IndexFunc(x.Columns, func(c *record.Column) bool { return c.Name == "email_std_named" })]
	c := set.Column("email_std")
	a, b := c.Text(i), c.Text(j)
	one, _, _ := strings.Cut(a, "@")
	other, _, _ := strings.Cut(b, "@")
	alike := a != "" && b != "" && a != b && (one == other || similarity.WithinOneEdit(a, b))
	own := named.Codes[i] != 0 || named.Codes[j] != 0
	return alike && (own && got < 0 && want > 0 || !own && got > 0 && want < 0 && level == "")
}

// What a comparison is said to be in SQL is what it is here, pair by pair; each step of
// the weight is log2 of m through the u of strangers, and the step of the household takes
// off, to a bit, what makes the sum the weight of three classes.
func TestWhatIsSaidIsWhatIsJudged(t *testing.T) {
	cs := comparisons(t)
	rapid.Check(t, func(r *rapid.T) {
		set := drawSet(r, t)
		s := source(set, cs, []block.Rule{block.Same("all", "kind")})
		s.Every = true
		if rapid.IntRange(0, 9).Draw(r, "households") != 5 { // they are long, and few show what they do
			s.Model.Household = 0
		}
		x, err := export.Write(s)
		if err != nil {
			r.Fatal(err)
		}
		_, _, judge := read(r, x, set.IDs)
		own := compare.NewJudge(cs, set)
		for i := range int32(set.Len()) {
			for j := i + 1; j < int32(set.Len()); j++ {
				prior, steps, err := judge.Steps(r.Context(), splink.Pair{I: i, J: j})
				if err != nil {
					r.Fatal(err)
				}
				if want := math.Log2(s.Model.Lambda / (1 - s.Model.Lambda - s.Model.Household)); math.Abs(prior-want) > 1e-9 {
					r.Fatalf("prior %v, want %v", prior, want)
				}
				pattern := own.Pattern(i, j)
				for k, step := range steps[:len(cs)] {
					sameStep(r, set, s.Model, x, k, i, j, pattern.Grade(k), step)
				}
				if s.Model.Household > 0 {
					sameClasses(r, x, steps)
				}
			}
		}
	})
}

func sameStep(t *rapid.T, set *record.Set, m *score.Model, x *export.Exported, k int, i, j int32, g compare.Grade, step splink.Step) {
	learned, name := m.Comparisons[k], ""
	if g != compare.Null {
		name = learned.Levels[g-1].Name
	}
	folded := k < len(x.Levels) && g != compare.Null && !slices.ContainsFunc(x.Levels[k], func(l export.Level) bool { return len(l.Grades) > 0 && l.Grades[len(l.Grades)-1] == g })
	want := x.Gamma(k, g)
	behind := folded && step.Gamma >= 0 && step.Gamma <= want // what has no words falls to what is behind it
	if step.Gamma != want && !behind && !otherwise(set, x, i, j, learned.Name, name, step.Gamma, want) {
		t.Fatalf("%s, %q: gamma %d of %q, want %d", learned.Name, name, step.Gamma, step.Level, want)
	}
	if step.Gamma < 0 {
		return
	}
	var mm, u float64
	for _, g := range x.Levels[k][step.Gamma].Grades {
		l := learned.Levels[g-1]
		mm += l.M
		u += l.U
	}
	if bits := math.Log2(mm / u); math.Abs(step.Weight-step.Frequency-bits) > 1e-9 {
		t.Fatalf("%s, gamma %d: %v bits, want %v", learned.Name, step.Gamma, step.Weight-step.Frequency, bits)
	}
}

// sameClasses says that the household takes off what it has to: log2(1 + 2^s), where s is
// how much likelier the levels are of a household than of strangers.
func sameClasses(t *rapid.T, x *export.Exported, steps []splink.Step) {
	s := math.Log2(x.Classes.Household / (1 - x.Classes.Lambda - x.Classes.Household))
	for k, step := range steps[:len(steps)-1] {
		if step.Gamma >= 0 {
			l := x.Levels[k][step.Gamma]
			s += math.Log2(l.H / l.U)
			if x.Classes.Comparisons[k].Shared {
				s += step.Frequency
			}
		}
	}
	off, want := -steps[len(steps)-1].Weight, math.Log2(1+math.Exp2(s))
	most := .55 // half of a step of a bit
	if s > 5.9 {
		most = 1.1
	}
	if math.Abs(off-want) > most && s < 60 {
		t.Fatalf("a household takes off %v bits, want %v (s is %v)", off, want, s)
	}
}

// m and u add up to 1 whatever is folded.
func TestFoldedLevelsAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		set, cs := drawSet(r, t), comparisons(t)
		x, err := export.Write(source(set, cs, nil))
		if err != nil {
			r.Fatal(err)
		}
		for _, c := range x.Model.Comparisons {
			var m, u float64
			for _, l := range c.Levels {
				if !l.Null {
					m, u = m+*l.M, u+*l.U
				}
			}
			if math.Abs(m-1) > 1e-9 || math.Abs(u-1) > 1e-9 {
				r.Errorf("%s: m adds up to %v, u to %v", c.Name, m, u)
			}
		}
		if len(splink.Check(x.Model)) > 0 && slices.ContainsFunc(splink.Check(x.Model), func(s string) bool { return strings.Contains(s, "trained") }) {
			r.Errorf("%v", splink.Check(x.Model))
		}
	})
}

// The rules of the model make the pairs that ours make, each under the same rule.
func TestRulesMakeTheSamePairs(t *testing.T) {
	var rules []block.Rule
	add := func(kind block.Kind, parts ...string) {
		r, err := block.NewRule(fmt.Sprint(kind, " ", parts), kind, false, parts...)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	add(block.All, "family_name_std:sound", "birth_date_std:first4")
	add(block.Unordered, "given_name_std", "family_name_std")
	add(block.Any, "phone_std", "mobile_std")
	add(block.Each, "x:note")
	add(block.Similar, "organisation_name_std")
	add(block.Neighbours, "street_std", "street_number_std")
	add(block.All, "x:kind")
	for name, column := range map[string]string{"甲": "city_std", "乙": "x:Member No."} { // names of which no letter is left
		r, err := block.NewRule(name, block.Neighbours, false, column)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	rapid.Check(t, func(r *rapid.T) {
		set := drawSet(r, t)
		s := source(set, comparisons(t)[:1], rules)
		x, err := export.Write(s)
		if err != nil {
			r.Fatal(err)
		}
		samePairs(r, s, x)
	})
}

func samePairs(t tb, s export.Source, x *export.Exported) {
	want := map[[2]int32]bool{}
	byRule := map[int]int{}
	err := s.Index.Each(t.Context(), 1, func(_ int, i, j int32, rule int) {
		want[[2]int32{i, j}] = true
		byRule[rule]++
	})
	if err != nil {
		t.Fatal(err)
	}
	m, in, judge := read(t, x, s.Set.IDs)
	r, err := splink.Run(t.Context(), in, m, splink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if int(r.Pairs) != len(want) {
		t.Errorf("%d pairs, want %d", r.Pairs, len(want))
	}
	for p := range want {
		if made, err := judge.Rules(splink.Pair{I: p[0], J: p[1]}); err != nil || len(made) == 0 {
			t.Errorf("no rule makes %v: %v", p, err)
		}
	}
	var here []int64
	for rule := range s.Rules { // rules that make no pair are left out, or make none
		if n := byRule[rule]; n > 0 {
			here = append(here, int64(n))
		}
	}
	there := slices.DeleteFunc(slices.Clone(r.RulePairs), func(n int64) bool { return n == 0 })
	if !slices.Equal(here, there) {
		t.Fatalf("the rules make %v pairs, the model's %v", here, there)
	}
}

// A block that is divided is divided in the model, too.
func TestDividedBlocksMakeTheSamePairs(t *testing.T) {
	var rows [][]string
	for k := range 700 {
		rows = append(rows, []string{fmt.Sprintf("%04d", k), "wien", fmt.Sprintf("19%02d-0%d-11", 40+k%50, 1+k%9), "g" + string(rune('a'+k%26))})
	}
	set := recordtest.Set(t, []string{"record_id", "city_std", "birth_date_std", "given_name_std"}, rows...)
	rules := []block.Rule{block.Same("given name", "given_name_std"), block.Same("city", "city_std")}
	s := source(set, compare.Persons()[:1], rules)
	x, err := export.Write(s)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(x.Notes, func(n export.Note) bool { return n.Part == "rule city" && strings.Contains(n.Why, "divided") }) {
		t.Errorf("%v", x.Notes)
	}
	samePairs(t, s, x)
}
