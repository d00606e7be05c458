package spec

import (
	"slices"
	"strings"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
)

// Propose gives the spec that the records ask for: what their columns say, and of
// our rules and comparisons those that they have columns for; and the records with
// their forms under it.
func Propose(in engine.Input) (*Spec, *record.Set) {
	s := &Spec{
		Link: in.Link, Columns: profile.Columns(in.Records, in.Columns), Few: Few, Clusters: "linkage", Review: Review,
		Rules: map[string][]Rule{}, Comparisons: map[string][]Comparison{}, Survivorship: map[string]string{},
	}
	set := prepare.Forms(in.Records, s.Columns, s.Country)
	for _, party := range parties() {
		if party == "organisation" && !filled(set, "organisation_name_std") {
			s.Rules[party], s.Comparisons[party] = nil, nil
			continue
		}
		s.Rules[party] = s.rules(party, set)
		s.Comparisons[party] = s.comparisons(party, set)
	}
	return s, set
}

func filled(set *record.Set, column string) bool {
	return slices.ContainsFunc(set.Column(column).Codes, func(c int32) bool { return c != 0 })
}

// word is the other way of form, for our own rules.
func word(part string) string {
	name, form, formed := strings.Cut(part, ":")
	name = strings.TrimSuffix(name, "_std")
	if formed {
		name += ":" + form
	}
	return name
}

func (s *Spec) rules(party string, set *record.Set) []Rule {
	var out []Rule
	for _, r := range block.For(party) {
		var words []string
		lacks := 0
		for _, part := range r.Parts {
			name, _, _ := strings.Cut(part, ":")
			if !set.Has(name) {
				lacks++
			}
			words = append(words, word(part))
		}
		if lacks == 0 || r.Kind == block.Any && lacks < len(words) {
			out = append(out, Rule{r.Name, r.Kind, words, r.Last()})
		}
	}
	for _, c := range s.Columns {
		if c.Role == profile.Identifier {
			out = append(out, Rule{c.Name, block.All, []string{c.Name}, false})
		}
	}
	return append(out, s.pairsOfWords(out)...)
}

// pairsOfWords makes rules of two columns of words where the vocabulary has found
// next to nothing to go by.
func (s *Spec) pairsOfWords(known []Rule) []Rule {
	if len(known) >= 4 {
		return nil
	}
	var names []string
	for _, c := range s.Columns {
		if c.Role == profile.Text || c.Role == profile.City || c.Role == profile.BirthDate || c.Role == profile.PostalCode || c.Role == profile.GivenName || c.Role == profile.FamilyName {
			name := c.Name
			if c.Role != profile.Text {
				name = string(c.Role)
			}
			names = append(names, name)
		}
	}
	names = names[:min(len(names), 6)]
	var out []Rule
	for i, a := range names {
		for _, b := range names[i+1:] {
			out = append(out, Rule{a + " and " + b, block.All, []string{a, b}, false})
		}
	}
	for _, a := range names {
		out = append(out, Rule{a + ", nearly", block.Similar, []string{a}, true})
	}
	return out
}

func (s *Spec) comparisons(party string, set *record.Set) []Comparison {
	var out []Comparison
	for _, c := range compare.Present(compare.For(party), set) {
		out = append(out, Comparison{Name: c.Name})
	}
	for _, c := range s.Columns {
		if len(out) == mostComparisons {
			break
		}
		switch c.Role {
		case profile.Identifier, profile.Text, profile.Category:
			out = append(out, Comparison{Name: c.Name, Kind: string(c.Role), Column: c.Name})
		}
	}
	return out
}
