package spec

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/profile"
	"scv/project"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the spec of the project anew")

// The spec that a new home gets is what the program does on its own, spelled out.
func TestTheProjectsSpecIsTheBuiltInOne(t *testing.T) {
	const path = "../../../project/dbt/" + HomeFile
	text := HomeText(nil, nil, HomeHead())
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var shipped string
	for _, f := range project.Static() {
		if f.Path == HomeFile {
			shipped = string(f.Content)
		}
	}
	if d := cmp.Diff(text, shipped); d != "" {
		t.Fatalf("%s (go test ./internal/identity/spec -run ProjectsSpec -update)", d)
	}
	s, err := ReadHome(HomeFile, []byte(shipped))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Home().Canonical(), s.Canonical()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Survivorship(), s.Survivorship); d != "" {
		t.Error(d)
	}
	for _, party := range parties() {
		if s.Teaches(party) != Home().Teaches(party) {
			t.Errorf("what %ss teach differs", party)
		}
	}
	for _, party := range parties() {
		for _, r := range s.Rules[party] {
			if homeRules()[party+" "+r.Name] == "" {
				t.Errorf("nobody says what %s of %ss is for", r.Name, party)
			}
		}
		for _, c := range s.Comparisons[party] {
			if homeComparisons()[party+" "+c.Name] == "" {
				t.Errorf("nobody says what %s of %ss looks at", c.Name, party)
			}
		}
	}
}

// What teaches is told apart from what only draws lines.
func TestLinesDoNotTeach(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		teaches bool
		same    bool // as far as matching goes
	}{
		"nothing":      {"", false, true},
		"survivorship": {"survivorship: {email: longest}", false, true},
		"a word":       {"columns: {email: email}", false, true},
		"thresholds":   {"thresholds: {auto: 3}", false, false},
		"vetoes":       {"vetoes: [tax_id]", false, false},
		"clusters":     {"clusters: components", false, false},
		"rules":        {"blocking: {person: [{all: [email]}]}", true, false},
		"all pairs":    {"blocking: {all_pairs_up_to: 10}", true, false},
		"comparisons":  {"comparisons: {person: [given_name]}", true, false},
		"a new column": {"comparisons: {person: [{column: card, kind: identifier}]}", true, false},
		"columns":      {"columns: {card: identifier}\nblocking: {person: [{all: [card]}]}", true, false},
		"an idle one":  {"columns: {card: identifier}", false, false},
		"its veto":     {"vetoes: [card]", false, false},
		"ignored":      {"columns: {email: ignored}", true, false},
	} {
		s, err := ReadHome("s.yml", []byte("version: 1\n"+c.text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := s.Teaches("person") != Home().Teaches("person"); got != c.teaches {
			t.Errorf("%s: teaches %t", name, got)
		}
		if got := s.Canonical() == Home().Canonical(); got != c.same {
			t.Errorf("%s: the same %t", name, got)
		}
		again, err := ReadHome("", []byte(s.Canonical()))
		if err != nil || again.Canonical() != s.Canonical() {
			t.Errorf("%s is not read back: %v\n%s", name, err, s.Canonical())
		}
	}
}

func TestAHomesSpecIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ text, place, what, hint string }{
		"link":            {"link: link_only", "s.yml:2", "one table", "dedupe_only"},
		"country":         {"country: at", "s.yml:2", "not the spec's", "default_country"},
		"a foreign word":  {"columns:\n  mail: email", "s.yml:3", "no canonical email", "silver"},
		"a word as text":  {"columns:\n  email: text", "s.yml:3", "a word of ours", "email: email"},
		"an attribute":    {"survivorship:\n  emial: longest", "s.yml:3", `no attribute "emial"`, "email"},
		"no column":       {"survivorship:\n  May we: longest", "s.yml:3", "no name of a column", "may_we"},
		"a rule":          {"survivorship:\n  email: newest", "s.yml:3", `by "newest"`, "newest_valid"},
		"one line":        {"thresholds: {auto: 1, review: 1}", "s.yml:2", "wrong way round", "lower"},
		"no number":       {"thresholds: {auto: nan}", "s.yml:2", "wrong way round", "lower"},
		"an absent one":   {"columns:\n  cardno: identifier", "s.yml:3", `no column "cardno"`, "card_no"},
		"in a rule":       {"blocking:\n  person:\n    - {all: [emial]}", "s.yml:4", `"emial" is neither`, "email"},
		"in a comparison": {"comparisons:\n  person:\n    - {column: cardno, kind: text}", "s.yml:4", `"cardno" is neither`, "card_no"},
		"in a veto":       {"vetoes: [taxid]", "s.yml:2", `"taxid" is neither`, "tax_id"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ReadHome("s.yml", []byte("version: 1\n"+c.text))
			if err == nil {
				err = s.CheckHome([]string{"record_id", "card_no"})
			}
			e, ok := errors.AsType[*scv.Error](err)
			if !ok || e.Code != scv.CodeMatchSpec || !strings.HasPrefix(e.Subject, c.place) || !strings.Contains(e.Err.Error(), c.what) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%v, hint %q", err, scv.HintOf(err))
			}
		})
	}
}

func TestAnotherColumnOfAHomeIsProposed(t *testing.T) {
	text := HomeText([]profile.Column{{Name: "card_no", Role: profile.Identifier, Reason: "few share one"}}, map[string]string{"person card_no": "3 pairs"}, []string{"head"})
	s, err := ReadHome("s.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := s.RulesOf("person")
	if err != nil || rules[len(rules)-1].Parts[0] != "x:card_no" || !strings.Contains(text, "# head\n") || !strings.Contains(text, "# 3 pairs") {
		t.Errorf("%+v, %v\n%s", rules, err, text)
	}
	if len(s.Own()) != 1 || !s.Reads("email") {
		t.Errorf("%+v", s.Own())
	}
	var many []profile.Column
	for k := range 30 {
		many = append(many, profile.Column{Name: fmt.Sprint("c", k), Role: profile.Text})
	}
	if _, err := ReadHome("s.yml", []byte(HomeText(many, nil, nil))); err != nil {
		t.Errorf("a proposal for many columns is refused: %v", err)
	}
}
