package spec

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const whole = `version: 1
link: link_and_dedupe
country: at
columns:
  vn: given_name
  "na: me": family_name
  pass: identifier
  tags: text
blocking:
  all_pairs_up_to: 10
  person:
    - {name: first, all: ["family_name:sound", given_name]}
    - {each: tags, last_resort: true}
    - {similar: [family_name, given_name]}
comparisons:
  person:
    - given_name
    - {column: pass, kind: identifier}
    - {name: labels, column: tags, levels: [{name: two, measure: elements, bound: 2, frequency: 0.5}, {name: one, measure: elements, bound: 1}]}
thresholds: {auto: 2, review: -1.5}
clusters: one_to_one
survivorship: {given_name: most_frequent}
`

func TestASpecIsReadAsItIsWritten(t *testing.T) {
	s, err := Read("s.yml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if s.Link != engine.LinkAndDedupe || s.Country != "AT" || s.Few != 10 || s.Auto != 2 || s.Review != -1.5 || s.Clusters != "one_to_one" || s.Survivorship["given_name"] != "most_frequent" {
		t.Errorf("%+v", s)
	}
	rules, err := s.RulesOf("person")
	if err != nil || len(rules) != 3 || rules[0].Parts[0] != "family_name_std:sound" || rules[1].Parts[0] != "x:tags" || !rules[1].Last() {
		t.Errorf("%+v, %v", rules, err)
	}
	if c := s.Comparisons["person"][2]; c.Kind != "levels" || len(c.Levels) != 2 || c.Levels[0].Rarity != .5 {
		t.Errorf("%+v", c)
	}
	again, err := Read("s.yml", []byte(s.YAML(Notes{Head: []string{"a", "b"}, Rules: map[string]string{"person first": "1 pair"}})))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, again, cmpopts.IgnoreUnexported(Spec{})); d != "" {
		t.Error(d)
	}
}

func TestWrongSpecsAreRefusedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, place, what, hint string }{
		"unknown key":            {"clusters:", "clutsers:", "s.yml:21", `the key "clutsers" is not known`, "clusters"},
		"unknown role":           {"vn: given_name", "vn: givenname", "s.yml:5", `the role "givenname"`, "given_name"},
		"two of one":             {"pass: identifier", "pass: given_name", "s.yml:7", "a second column is given_name", "text"},
		"thresholds":             {"review: -1.5", "review: 3", "s.yml:20", "the wrong way round", "lower"},
		"unknown measure":        {"measure: elements, bound: 2", "measure: elemens, bound: 2", "s.yml:19", `no measure "elemens"`, "elements"},
		"unknown form":           {":sound", ":noise", "s.yml:12", `no form "noise"`, "sound"},
		"two kinds of a rule":    {"{each: tags,", "{each: tags, all: tags,", "s.yml:13", "both all and each", "two rules"},
		"no columns of a rule":   {"{each: tags, last", "{last", "s.yml:13", "names no columns", "all:"},
		"unknown kind":           {"kind: identifier", "kind: number", "s.yml:18", `the kind "number"`, "identifier"},
		"unknown comparison":     {"    - given_name\n", "    - given\n", "s.yml:17", `no comparison "given"`, "given_name"},
		"too many pairs":         {"up_to: 10", "up_to: 900000", "s.yml:10", "0 to 20000", "records"},
		"version":                {"version: 1", "version: 7", "s.yml:1", "the version is 7", "version: 1"},
		"twice":                  {"country: at", "link: link_only", "s.yml:3", "already defined", ""},
		"broken":                 {"country: at", "country: [at", "s.yml:", "", "YAML"},
		"an unknown cluster way": {"one_to_one", "one-to-one", "s.yml:21", "one-to-one", "one_to_one"},
		"survivorship":           {"most_frequent", "most_frequently", "s.yml:22", "chosen by", "most_frequent"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(whole, c.old) {
				t.Fatalf("%q is not there", c.old)
			}
			_, err := Read("s.yml", []byte(strings.Replace(whole, c.old, c.new, 1)))
			e, ok := errors.AsType[*scv.Error](err)
			if !ok || e.Code != scv.CodeMatchSpec || !strings.HasPrefix(e.Subject, c.place) || !strings.Contains(e.Err.Error(), c.what) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%#v, hint %q", err, scv.HintOf(err))
			}
		})
	}
}

func TestASpecIsCheckedAgainstTheTable(t *testing.T) {
	s, err := Read("s.yml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"vn", "na: me", "pass", "tags"}
	if err := s.Check(columns, 2); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		columns []string
		tables  int
		place   string
	}{"an absent column": {[]string{"vnn", "na: me", "pass", "tags"}, 2, "s.yml:5"}, "one table": {columns, 1, "s.yml:2"}} {
		if e, ok := errors.AsType[*scv.Error](s.Check(c.columns, c.tables)); !ok || e.Subject != c.place || e.Hint == "" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// What is proposed, written and read back is the same.
func TestAProposalIsReadBackAsItWas(t *testing.T) {
	names := []string{"first name", "Last: Name", "dob", "#tag", "email", "passport", "zip"}
	b := record.NewBuilder(names, nil)
	for i := range 60 {
		values := []string{"Ann", fmt.Sprint("Berger", string(rune('a'+i%26))), fmt.Sprintf("%d.%d.%d", 1+i%28, 1+i%12, 1940+i), []string{"x", "y"}[i%2], "none", fmt.Sprintf("P%06d", i/2*7919), fmt.Sprint(1000 + i%9)}
		b.Add(fmt.Sprint(i), func(k int) []byte { return []byte(values[k]) })
	}
	set, err := b.Set()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := Propose(engine.Input{Link: engine.Dedupe, Records: set, Columns: names, Sources: []string{"a"}})
	again, err := Read("s.yml", []byte(s.YAML(Notes{})))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Check(names, 1); err != nil {
		t.Error(err)
	}
	for k := range again.Columns {
		again.Columns[k].Reason = s.Columns[k].Reason
	}
	again.File = ""
	if !reflect.DeepEqual(s.Columns, again.Columns) || s.Few != again.Few || s.Review != again.Review {
		t.Errorf("%+v\n%+v", s, again)
	}
	for _, party := range parties() {
		one, _ := s.RulesOf(party)
		two, _ := again.RulesOf(party)
		if len(one) != len(two) {
			t.Errorf("%s: %d rules, %d", party, len(one), len(two))
		}
		for k := range one {
			if one[k].Name != two[k].Name || !reflect.DeepEqual(one[k].Parts, two[k].Parts) || one[k].Last() != two[k].Last() {
				t.Errorf("%+v, %+v", one[k], two[k])
			}
		}
		if d := cmp.Diff(s.Comparisons[party], again.Comparisons[party], cmpopts.EquateEmpty()); d != "" {
			t.Error(d)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add("version: 1\ncolumns: {a: text}")
	f.Add("- [")
	f.Add(conditions)
	f.Add(HomeText(nil, nil, HomeHead()))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read("s.yml", []byte(text))
		if err != nil {
			if scv.CodeOf(err) != scv.CodeMatchSpec {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := Read("s.yml", []byte(s.YAML(Notes{})))
		if err != nil {
			t.Fatalf("%v\n%s", err, s.YAML(Notes{}))
		}
		if len(again.Columns) != len(s.Columns) || again.Auto != s.Auto || again.Clusters != s.Clusters {
			t.Errorf("%+v\n%+v", s, again)
		}
	})
}
