package app_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/dbt"
	"scv/internal/identity"
	"scv/internal/identity/spec"
	"scv/internal/identity/standardise"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"

	"pgregory.net/rapid"
)

// said is what one record of a customer says of an attribute.
type said struct {
	record, value, canonical string // canonical "" = the value has no such form
	priority                 int
	updated                  int // day; 0 = nobody knows
	phone                    bool
}

// What an answer to "may we?" says, the strictest first.
const (
	refusal = iota
	noAnswer
	agreement
)

func consent(word string) int {
	switch strings.NewReplacer("-", " ", "_", " ").Replace(word) {
	case "no", "0", "false", "opt out", "withdrawn", "widerrufen":
		return refusal
	case "yes", "1", "true", "opt in", "granted", "on":
		return agreement
	}
	return noAnswer
}

// golden is what a rule does, in Go: the one that the smallest keys stand for.
func golden(rule string, all []said) *said {
	votes := map[string]int{}
	for _, s := range all {
		votes[s.canonical]++
	}
	key := func(s said) []int {
		switch rule {
		case "most_frequent":
			return []int{-votes[s.canonical]}
		case "newest_valid", "most_recent":
			return []int{-s.updated}
		case "validated_first":
			return []int{strings.Compare("", s.canonical), -s.updated}
		case "most_complete":
			if s.phone {
				return []int{-1}
			}
			return []int{0}
		case "longest":
			return []int{-len(s.value)}
		case "strictest_consent":
			return []int{consent(s.canonical)}
		case "strictest_consent in own words":
			switch s.canonical {
			case "perhaps not", "perhaps  _-not", "on":
				return []int{refusal}
			case "at77":
				return []int{agreement}
			}
			return []int{consent(s.canonical)}
		}
		return nil
	}
	heard := slices.DeleteFunc(slices.Clone(all), func(s said) bool {
		return s.canonical == "" && rule != "most_recent" && rule != "validated_first"
	})
	if len(heard) == 0 {
		return nil
	}
	first := slices.MinFunc(heard, func(a, b said) int {
		return cmp.Or(slices.Compare(key(a), key(b)), cmp.Compare(a.priority, b.priority), -cmp.Compare(a.updated, b.updated), cmp.Compare(a.record, b.record))
	})
	return &first
}

// scratch is the project that a new home comes with, and an empty warehouse.
func scratch(t *testing.T) (project string, w *warehouse.Warehouse) {
	t.Helper()
	home := t.TempDir()
	if _, err := app.Init(home); err != nil {
		t.Fatal(err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return filepath.Join(home, "project"), w
}

// compiled gives the select of a gold model under a rule for the tax number, over
// tables of a scratch warehouse.
func compiled(t *testing.T, w *warehouse.Warehouse, dir, rule, model string, more map[string]any) string {
	t.Helper()
	text, err := compile(t, w, dir, rule, model, more)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func compile(t *testing.T, w *warehouse.Warehouse, dir, rule, model string, more map[string]any) (string, error) {
	t.Helper()
	vars := map[string]any{"survivorship": map[string]any{"tax_id": rule}}
	maps.Copy(vars, more)
	p, err := dbt.Load(t.Context(), dbt.Options{
		Dir: dir, Warehouse: w, NoArtifacts: true, Select: []string{model}, AsOf: nextDay,
		Target: dbt.Target{Name: "scv", Type: "duckdb", Schema: "silver", Threads: 1}, Vars: vars,
		Materializations: map[string]scv.Materialization{"standardise": &standardise.Materialization{}, "identity": identity.NewMaterialization(w, nil, nil, 1)},
	})
	if err != nil {
		return "", err
	}
	sql, err := p.Compile(t.Context())
	if err != nil {
		return "", err
	}
	for id, text := range sql {
		if strings.HasSuffix(id, "."+model) {
			return strings.TrimRight(strings.TrimSpace(text), ";"), nil
		}
	}
	return "", fmt.Errorf("%s is none of %v", model, slices.Collect(maps.Keys(sql)))
}

// TestEachRuleOfSurvivorshipDoesWhatItSays has customers whose records say all kinds of
// things, and compares the golden value, record and rule with what the rule is in Go;
// and the conflicts with what is different.
func TestEachRuleOfSurvivorshipDoesWhatItSays(t *testing.T) {
	t.Parallel()
	project, w := scratch(t)
	text, err := os.ReadFile("testdata/survivorship.sql")
	if err != nil {
		t.Fatal(err)
	}
	run := func(sql string) {
		if _, err := w.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for sql := range strings.SplitSeq(strings.TrimSpace(string(text)), ";\n") {
		run(sql)
	}
	rules := slices.DeleteFunc(spec.SurvivorRules(), func(r string) bool { return r == "best_address" }) // of an address: the unit test of it
	attribute := map[string]string{}
	for _, r := range rules {
		attribute[r] = compiled(t, w, project, r, "customer_attribute", nil)
	}
	conflict := compiled(t, w, project, "source_priority", "customer_conflict", nil)
	ownWords := compiled(t, w, project, "strictest_consent", "customer_attribute", map[string]any{"consent_words": map[string]any{"refused": []any{"Perhaps- \u0020 Not", "on"}, "given": []any{"AT77", "o'k"}}})
	customers := rapid.Custom(drawn)
	all := map[string][]said{}
	var rows []string
	for k := range 300 {
		id := fmt.Sprint("C-", k)
		all[id] = customers.Example(k)
		for i := range all[id] {
			all[id][i].record = id + "/" + all[id][i].record
			rows = append(rows, all[id][i].row())
		}
	}
	run("insert into silver.int_customer__standardised (record_id, source_name, source_priority, updated_at, tax_id, tax_id_std, phone) values " + strings.Join(rows, ", "))
	for _, rule := range rules {
		sameGolden(t, w, attribute[rule], rule, rule, all)
	}
	sameGolden(t, w, ownWords, "strictest_consent", "strictest_consent in own words", all)
	run("insert into gold.customer_attribute (customer_id, attribute, record_id, rule) select customer_id, attribute, record_id, rule from (" + attribute["source_priority"] + ")")
	sameConflicts(t, w, conflict, all)
}

// TestConsentWordsThatAreNoListAreRefused has forms of the variable that a hand writes:
// a word alone is not taken for its letters.
func TestConsentWordsThatAreNoListAreRefused(t *testing.T) {
	t.Parallel()
	project, w := scratch(t)
	for want, words := range map[string][]any{
		"": {nil, map[string]any{}, map[string]any{"given": nil}, map[string]any{"given": []any{}, "refused": []any{"x"}}},
		"given is no list of words": {
			map[string]any{"given": "phone ok"}, map[string]any{"given": map[string]any{"n": "o"}}, map[string]any{"given": true}, map[string]any{"given": 0}, map[string]any{"given": []any{nil}},
		},
		"refused is no list of words":     {map[string]any{"refused": "x"}},
		"consent_words has no keys":       {"phone ok", []any{"phone ok"}},
		"consent_words has the key maybe": {map[string]any{"maybe": []any{"x"}}},
	} {
		for _, of := range words {
			if _, err := compile(t, w, project, "strictest_consent", "customer_attribute", map[string]any{"consent_words": of}); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("consent_words: %v: %v, want %q", of, err, want)
			}
		}
	}
}

func drawn(r *rapid.T) []said {
	var all []said
	for k := range rapid.IntRange(1, 7).Draw(r, "records") {
		s := said{record: fmt.Sprintf("r%d", k), priority: rapid.IntRange(1, 3).Draw(r, "priority"), updated: rapid.IntRange(0, 4).Draw(r, "updated"), phone: rapid.Bool().Draw(r, "phone")}
		s.value = rapid.SampledFrom([]string{"No", "yes", "Yes", "AT 77", "at77", "perhaps not", "perhaps  _-not", "?", "!!", "0", "1", "true", "false", "Opt-Out", "opt_in", "withdrawn", "granted", "widerrufen", "on"}).Draw(r, "value")
		if strings.Trim(s.value, "?!") != "" {
			s.canonical = strings.ToLower(strings.ReplaceAll(s.value, "AT 77", "at77"))
		}
		all = append(all, s)
	}
	return all
}

// row is the record as SQL.
func (s said) row() string {
	null := func(of string) string {
		if of == "" {
			return "null"
		}
		return "'" + of + "'"
	}
	updated, phone := "", ""
	if s.updated > 0 {
		updated = time.Date(2026, 1, s.updated, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	if s.phone {
		phone = "089 1"
	}
	return fmt.Sprintf("('%s', 'crm', %d, %s, '%s', %s, %s)", s.record, s.priority, null(updated), s.value, null(s.canonical), null(phone))
}

func sameGolden(t *testing.T, w *warehouse.Warehouse, sql, rule, as string, all map[string][]said) {
	t.Helper()
	found, err := w.Table(t.Context(), "select customer_id, record_id, value from ("+sql+") where attribute = 'tax_id' and rule = '"+rule+"'")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range found.Rows {
		got[row[0].(string)] = fmt.Sprint(row[1], " ", row[2])
	}
	for id, list := range all {
		want := ""
		if g := golden(as, list); g != nil {
			want = g.record + " " + g.value
		}
		if got[id] != want {
			t.Errorf("%s chose %q, not %q, of %+v", as, got[id], want, list)
		}
	}
}

// sameConflicts compares who says what, and what won.
func sameConflicts(t *testing.T, w *warehouse.Warehouse, sql string, all map[string][]said) {
	t.Helper()
	want := map[string]bool{} // customer, its different values, the records that say one: whether it won
	for id, list := range all {
		says := map[string][]string{}
		for _, s := range list {
			if s.canonical != "" {
				says[s.canonical] = append(says[s.canonical], s.record)
			}
		}
		for canonical, records := range says {
			if len(says) > 1 {
				want[fmt.Sprint(id, " ", len(says), " ", strings.Join(records, ", "))] = canonical == golden("source_priority", list).canonical
			}
		}
	}
	found, err := w.Table(t.Context(), "select customer_id, distinct_values, record_ids, won from ("+sql+")")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, row := range found.Rows {
		got[fmt.Sprint(row[0], " ", row[1], " ", row[2])] = row[3].(bool)
	}
	if !maps.Equal(got, want) || len(want) == 0 {
		t.Errorf("conflicts are %v, not %v", got, want)
	}
}
