package spec

import (
	"errors"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/record/recordtest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const conditions = `version: 1
columns: {Vorname: given_name, income: text}
comparisons:
  person:
    - given_name
    - name: house
      kind: sql
      levels:
        - {name: same, when: "street_l = street_r and vorname_l <> vorname_r"}
        - {name: near, when: "abs(cast(income_l as integer) - cast(income_r as integer)) <= 10"}
`

func TestConditionsAreReadAsTheyAreWritten(t *testing.T) {
	s, err := Read("s.yml", []byte(conditions))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read("s.yml", []byte(s.YAML(Notes{})))
	if err != nil {
		t.Fatal(err, s.YAML(Notes{}))
	}
	if d := cmp.Diff(s, again, cmpopts.IgnoreUnexported(Spec{})); d != "" {
		t.Error(d)
	}
	set := recordtest.Set(t, []string{"record_id", "Vorname", "income", "street_std"}, []string{"1", "Ann", "100", "weg"}, []string{"2", "Bob", "108", "weg"}, []string{"3", "Bob", "92", "gasse"})
	list, err := s.ComparisonsOf("person", set)
	if err != nil || len(list) != 1 || strings.Join(list[0].Columns, " ") != "Vorname income street_std" || len(list[0].Levels) != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.Check([]string{"Vorname", "income"}, 1); err != nil {
		t.Error(err)
	}
	e, ok := errors.AsType[*scv.Error](s.Check([]string{"Vorname"}, 1))
	if !ok || e.Subject != "s.yml:2" {
		t.Errorf("%+v", e)
	}
}

func TestFrequenciesOfConditionsAreReadAsTheyAreWritten(t *testing.T) {
	text := strings.NewReplacer("kind: sql", "kind: sql\n      column: street", "<> vorname_r\"", "<> vorname_r\", frequency: 0.5").Replace(conditions)
	s, err := Read("s.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read("s.yml", []byte(s.YAML(Notes{})))
	if err != nil {
		t.Fatal(err, s.YAML(Notes{}))
	}
	if d := cmp.Diff(s, again, cmpopts.IgnoreUnexported(Spec{})); d != "" {
		t.Error(d)
	}
	list, err := s.EveryComparisonOf("person")
	if err != nil || len(list) != 2 || !list[1].Rare() || list[1].Levels[0].Rarity != .5 {
		t.Errorf("%+v, %v", list, err)
	}
	if e, ok := errors.AsType[*scv.Error](s.Check([]string{"Vorname", "income"}, 1)); ok {
		t.Errorf("street is a word of ours: %v", e)
	}
}

func TestWrongConditionsAreRefusedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, place, what string }{
		"no SQL":               {"<> vorname_r", "<>", "s.yml:9", `level "same"`},
		"no side":              {"street_l", "street", "s.yml:9", "street"},
		"an unknown function":  {"abs(", "sqrtt(", "s.yml:10", "sqrtt"},
		"no condition":         {"name: near, when", "name: near, wenn", "s.yml:10", `"wenn"`},
		"a column for nothing": {"kind: sql", "kind: sql\n      column: income", "s.yml:", "frequency"},
		"frequency of nothing": {"<> vorname_r\"", "<> vorname_r\", frequency: 1", "s.yml:9", "names no column"},
		"too frequent":         {"<> vorname_r\"", "<> vorname_r\", frequency: 2", "s.yml:9", `"2"`},
		"no name":              {"name: same, ", "", "s.yml:9", "a name and a condition"},
	} {
		if !strings.Contains(conditions, c.old) {
			t.Fatal(name)
		}
		_, err := Read("s.yml", []byte(strings.Replace(conditions, c.old, c.new, 1)))
		e, ok := errors.AsType[*scv.Error](err)
		if !ok || !strings.HasPrefix(e.Subject, c.place) || !strings.Contains(e.Err.Error(), c.what) || e.Hint == "" {
			t.Errorf("%s: %v, hint %q", name, err, scv.HintOf(err))
		}
	}
	s, err := Read("s.yml", []byte("version: 1\ncomparisons:\n  person:\n    - {name: a, kind: sql, levels: [{name: same, when: nosuch_l = nosuch_r}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := errors.AsType[*scv.Error](s.Check([]string{"other"}, 1)); !ok || e.Subject != "s.yml:4" || !strings.Contains(e.Err.Error(), "nosuch") {
		t.Errorf("%+v", e)
	}
}
