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
	s.linkAlone(set)
	return s, set
}

// linkAlone makes records one that share the only value that tells, and says so. Two
// columns of telephones are each for itself: across them the weights decide.
func (s *Spec) linkAlone(set *record.Set) {
	word := s.tellingAlone(set)
	words := []string{word}
	switch word {
	case "":
		return
	case "phone":
		words = s.present("phone", "mobile")
	}
	s.MustLink = s.onlyFew(set, words)
	for k, c := range s.Columns {
		if slices.Contains(s.MustLink, string(c.Role)) || slices.Contains(s.MustLink, c.Name) {
			s.Columns[k].Reason = "nothing else tells people apart: the same is the same one"
		}
	}
}

// mostOne is how many records of one value are taken for one where nothing else tells:
// of a value of more it is said that somebody had to write something.
const mostOne = 50

// tellingAlone is the e-mail address, the number or the code that is all a table has to tell
// people apart by; "" where it has more, or none. Nothing can be learned then of how
// often strangers have one in common: who has the same is the same.
func (s *Spec) tellingAlone(set *record.Set) string {
	var words []string
	for _, party := range parties() {
		for _, c := range compare.Present(compare.For(party), set) {
			if !slices.Contains(words, c.Name) {
				words = append(words, c.Name)
			}
		}
	}
	for _, c := range s.Columns {
		if len(words) < 2 && !c.Role.Single() && c.Role != profile.Ignored && !tellsNothing(c, set) {
			words = append(words, c.Name)
		}
	}
	if len(words) != 1 {
		return ""
	}
	single := slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return c.Name == words[0] && c.Role == profile.Identifier })
	if single || slices.Contains([]string{"email", "phone", "tax_id"}, words[0]) {
		return words[0]
	}
	return ""
}

// tellsNothing says whether a column by itself shows of no two records that they are one.
func tellsNothing(c profile.Column, set *record.Set) bool {
	return c.Role == profile.Category || c.Role == profile.Text && profile.Days(set, c.Name)
}

// present are the words of which a column of the table is one.
func (s *Spec) present(words ...string) []string {
	return slices.DeleteFunc(words, func(w string) bool {
		return !slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return string(c.Role) == w })
	})
}

// onlyFew gives the words of which no value stands in very many records.
func (s *Spec) onlyFew(set *record.Set, words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool {
		return slices.ContainsFunc(record.Counts(set.Column(s.form(w)))[1:], func(n int32) bool { return n > mostOne })
	})
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
	if s.tellingAlone(set) == "email" {
		return append(out, Rule{"email, nearly", block.Similar, []string{"email"}, true})
	}
	return append(out, s.pairsOfWords(out, set)...)
}

// pairsOfWords makes rules of two columns of words where the vocabulary has found
// next to nothing to go by.
func (s *Spec) pairsOfWords(known []Rule, set *record.Set) []Rule {
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
		if profile.Days(set, a) { // they are all nearly the same
			continue
		}
		out = append(out, Rule{a + ", nearly", block.Similar, []string{a}, true})
	}
	return out
}

// comparisons are those of ours that the records have columns for, and those of other
// columns. What a category or a day is worth is learned from pairs that the rest shows to
// be one: beside a single e-mail address it cannot be told from nothing.
func (s *Spec) comparisons(party string, set *record.Set) []Comparison {
	var out []Comparison
	for _, c := range compare.Present(compare.For(party), set) {
		out = append(out, Comparison{Name: c.Name})
	}
	alone := s.tellingAlone(set) != ""
	for _, c := range s.Columns {
		if len(out) == mostComparisons {
			break
		}
		if alone && tellsNothing(c, set) {
			continue
		}
		switch c.Role {
		case profile.Identifier, profile.Text, profile.Category:
			out = append(out, Comparison{Name: c.Name, Kind: string(c.Role), Column: c.Name})
		}
	}
	return out
}
