package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/profile"
)

// Home is how the records of a home are matched where nobody says otherwise: all of
// our rules and comparisons, over the canonical values that standardise has made.
func Home() *Spec {
	s := empty()
	s.Few = 0 // the ids of a home are lasting: what is compared must not turn over when the 2001st record comes
	return s
}

// ReadHome reads the spec of a home. Its words are read from the identity model's
// columns of that name with _std behind it; other columns of the model get a role
// under columns.
func ReadHome(file string, content []byte) (*Spec, error) {
	s, err := read(file, content, Home())
	if err != nil {
		return nil, err
	}
	if s.Link != engine.Dedupe {
		return nil, s.fault("link", "Write link: dedupe_only, or leave it out.", "the link type is %s, and the records of a home are one table", s.Link)
	}
	if s.Country != "" {
		return nil, s.fault("country", "Write default_country in scv.yml: silver makes the canonical values.", "the country of a home's records is not the spec's to say")
	}
	for _, c := range s.Columns {
		if c.Role.Single() && c.Name != string(c.Role) {
			return nil, s.fault("column "+c.Name, "Give it to the word "+string(c.Role)+" in silver, or make it identifier, text or category here.", "the column %q is no canonical %s", c.Name, c.Role)
		}
		if !slices.Contains(vocabulary(), c.Name) && c.Name != string(profile.PartyType) || c.Role.Single() || c.Role == profile.Ignored {
			continue
		}
		return nil, s.fault("column "+c.Name, "Write "+c.Name+": "+c.Name+", or "+c.Name+": ignored.", "%q is a word of ours and cannot be %s", c.Name, c.Role)
	}
	return s, s.checkSurvivors()
}

// CheckHome is an error where the spec names a column that the identity model does
// not select. A word that it does not select says nothing.
func (s *Spec) CheckHome(selected []string) error {
	return s.Check(slices.Concat(selected, vocabulary(), []string{string(profile.PartyType)}), 1)
}

// Own gives the columns that are compared as they stand, besides the vocabulary.
func (s *Spec) Own() []profile.Column {
	return slices.DeleteFunc(slices.Clone(s.Columns), func(c profile.Column) bool { return c.Role.Single() || c.Role == profile.Ignored })
}

// Reads says whether a home's matching looks at a word.
func (s *Spec) Reads(word string) bool {
	return !slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return c.Name == word && c.Role == profile.Ignored })
}

// Canonical is a home's spec as one text, nothing left out and no reasons: two specs
// of one text match alike. How golden values are chosen is gold's, and not in it.
func (s *Spec) Canonical() string {
	whole := *s
	whole.Rules, whole.Comparisons, whole.Survivorship = map[string][]Rule{}, map[string][]Comparison{}, nil
	for _, party := range parties() {
		whole.Rules[party] = s.allRules(party)
		whole.Comparisons[party] = s.allComparisons(party)
	}
	whole.Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c profile.Column) bool { return c.Role.Single() })
	slices.SortFunc(whole.Columns, func(a, b profile.Column) int { return strings.Compare(a.Name, b.Name) })
	for k := range whole.Columns {
		whole.Columns[k].Reason = ""
	}
	return whole.YAML(Notes{})
}

// Teaches is what the model of a party follows from besides the records: a model
// that was learned under another text says nothing here. Where the lines are drawn,
// vetoes and the way clusters are made are not in it.
func (s *Spec) Teaches(party string) string {
	of := *s
	of.Auto, of.Review, of.Clusters, of.Vetoes, of.MustLink = 0, 0, "", nil, nil
	of.Rules, of.Comparisons = map[string][]Rule{party: s.allRules(party)}, map[string][]Comparison{party: s.allComparisons(party)}
	for _, other := range parties() {
		if other != party {
			of.Rules[other], of.Comparisons[other] = []Rule{}, []Comparison{}
		}
	}
	of.Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c profile.Column) bool { return c.Role != profile.Ignored && !of.uses(party, c.Name) })
	return of.Canonical()
}

// uses says whether a rule or a comparison of a party names a column.
func (s *Spec) uses(party, column string) bool {
	var words []string
	for _, r := range s.Rules[party] {
		words = append(words, r.Words...)
	}
	for _, c := range s.Comparisons[party] {
		words = append(words, c.words()...)
	}
	return slices.ContainsFunc(words, func(w string) bool {
		name, _, _ := strings.Cut(w, ":")
		return name == column || strings.EqualFold(w, column)
	})
}

// allRules gives a party's rules in words; ours where the spec says nothing of them.
func (s *Spec) allRules(party string) []Rule {
	if written, ok := s.Rules[party]; ok {
		return written
	}
	var out []Rule
	for _, r := range block.For(party) {
		out = append(out, written(r))
	}
	return out
}

func written(r block.Rule) Rule {
	var words []string
	for _, part := range r.Parts {
		words = append(words, word(part))
	}
	return Rule{r.Name, r.Kind, words, r.Last()}
}

func (s *Spec) allComparisons(party string) []Comparison {
	if written, ok := s.Comparisons[party]; ok {
		return written
	}
	var out []Comparison
	for _, c := range compare.For(party) {
		out = append(out, Comparison{Name: c.Name})
	}
	return out
}

// Summary tells in one line what a spec says, of survivorship what is not usual.
func (s *Spec) Summary() string {
	rules, comparisons := 0, 0
	for _, party := range parties() {
		rules += len(s.allRules(party))
		comparisons += len(s.allComparisons(party))
	}
	out := fmt.Sprintf("%d rules, %d comparisons, auto %v, review %v, clusters by %s", rules, comparisons, s.Auto, s.Review, s.Clusters)
	usual := Survivorship()
	for _, w := range slices.Sorted(maps.Keys(s.Survivorship)) {
		if s.Survivorship[w] != usual[w] {
			out += ", " + w + " by " + s.Survivorship[w]
		}
	}
	return out
}
