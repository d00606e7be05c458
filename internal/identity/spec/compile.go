package spec

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
)

// The bounds and the lines that nobody has to write.
const (
	Few             = 2000  // two million pairs take a second
	mostPairs       = 20000 // two hundred million take minutes
	mostComparisons = 16    // of one party
	Review          = -6.63 // one in a hundred
)

// form is the set's name of a word: of a column that is compared as it stands, or
// of the vocabulary.
func (s *Spec) form(word string) string {
	name, form, formed := strings.Cut(word, ":")
	own := slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return c.Name == name && !c.Role.Single() })
	if !own && slices.Contains(vocabulary(), name) {
		name += "_std"
	} else {
		name = prepare.Generic(name)
	}
	if formed {
		name += ":" + form
	}
	return name
}

// Check is an error where the spec does not go with tables: their number is none of
// its link type, or it names a column that they lack.
func (s *Spec) Check(columns []string, tables int) error {
	if (tables > 1) != (s.Link != engine.Dedupe) {
		return s.fault("link", "`scv identity dedupe` takes one table, `scv identity link` several.", "the link type is %s, and there are %d tables", s.Link, tables)
	}
	for _, c := range s.Columns {
		if !slices.Contains(columns, c.Name) && s.places["column "+c.Name] > 0 {
			return s.fault("column "+c.Name, nearest(c.Name, columns), "the table has no column %q", c.Name)
		}
	}
	for _, party := range parties() {
		for _, r := range s.Rules[party] {
			for _, w := range r.Words {
				if err := s.known("rule "+r.Name, w, columns); err != nil {
					return err
				}
			}
		}
		for _, c := range s.Comparisons[party] {
			for _, w := range c.words() {
				if err := s.known("comparison "+c.Name, w, columns); err != nil {
					return err
				}
			}
		}
	}
	for key, list := range map[string][]string{"vetoes": s.Vetoes, "must_link": s.MustLink} {
		for _, w := range list {
			if err := s.known(key, w, columns); err != nil {
				return err
			}
		}
	}
	return nil
}

// words lists what a comparison of columns names.
func (c Comparison) words() []string {
	switch c.Kind {
	case "":
		return nil
	case "sql":
		columns, _, _ := compare.SQLColumns(c.SQL) // they were read when the spec was
		if c.Column != "" {
			columns = append(columns, c.Column)
		}
		return columns
	}
	return []string{c.Column}
}

func (s *Spec) known(place, word string, columns []string) error {
	name, _, _ := strings.Cut(word, ":")
	if slices.Contains(vocabulary(), name) || slices.ContainsFunc(columns, func(c string) bool { return c == name || strings.EqualFold(c, word) }) {
		return nil
	}
	return s.fault(place, nearest(name, slices.Concat(columns, vocabulary())), "%q is neither a column of the table nor a word of ours", name)
}

func (s *Spec) fault(place, hint, format string, args ...any) error {
	subject := s.File
	if line := s.places[place]; line > 0 {
		subject = fmt.Sprintf("%s:%d", s.File, line)
	}
	return &scv.Error{Code: scv.CodeMatchSpec, Op: "read spec", Subject: subject, Err: fmt.Errorf(format, args...), Hint: hint}
}

// VetoForms gives the set's names of the vetoes.
func (s *Spec) VetoForms() []string { return s.forms(s.Vetoes) }

// MustLinkForms gives the set's names of what makes records one.
func (s *Spec) MustLinkForms() []string { return s.forms(s.MustLink) }

func (s *Spec) forms(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, s.form(w))
	}
	return out
}

// Holds is an error where clusters are made in a way that heeds no veto, no
// must_link and no label.
func (s *Spec) Holds(labels int) error {
	if s.Clusters == "linkage" || len(s.Vetoes)+len(s.MustLink)+labels == 0 {
		return nil
	}
	return s.fault("clusters", "Write clusters: linkage.", "clusters made by %s heed no vetoes, must_link or labels", s.Clusters)
}

// RulesOf gives a party's rules; ours where the spec says nothing of them.
func (s *Spec) RulesOf(party string) ([]block.Rule, error) {
	listed, ok := s.Rules[party]
	if !ok {
		return block.For(party), nil
	}
	var out []block.Rule
	for _, r := range listed {
		var parts []string
		for _, w := range r.Words {
			parts = append(parts, s.form(w))
		}
		rule, err := block.NewRule(r.Name, r.Kind, r.Last, parts...)
		if err != nil {
			return nil, s.fault("rule "+r.Name, "", "rule %q: %v", r.Name, err)
		}
		out = append(out, rule)
	}
	return out, nil
}

// ComparisonsOf gives a party's comparisons, those of which the set has a column.
func (s *Spec) ComparisonsOf(party string, set *record.Set) ([]compare.Comparison, error) {
	out, err := s.EveryComparisonOf(party)
	return apart(compare.Present(out, set)), err
}

// EveryComparisonOf gives a party's comparisons; ours where the spec says nothing of
// them. Columns that a set lacks say nothing.
func (s *Spec) EveryComparisonOf(party string) ([]compare.Comparison, error) {
	own := compare.For(party)
	listed, ok := s.Comparisons[party]
	if !ok {
		return own, nil
	}
	var out []compare.Comparison
	for _, c := range listed {
		made, err := c.comparison(own, s.form(c.Column), s.sqlForm)
		if err != nil {
			return nil, s.fault("comparison "+c.Name, "", "%v", err)
		}
		out = append(out, made)
	}
	return out, nil
}

// apart leaves households out where nothing that is compared could tell their members
// apart: who has no more than a telephone number and an address in common with somebody
// is that one, as far as such a table knows.
func apart(list []compare.Comparison) []compare.Comparison {
	if slices.ContainsFunc(list, func(c compare.Comparison) bool { return !c.Shared && c.Telling() }) {
		return list
	}
	for k := range list {
		list[k].Shared = list[k].Shared && list[k].Written // what somebody wrote is as it is in a home
	}
	return list
}

// sqlForm is the set's name of a column of a condition, whatever its case: the
// canonical form of a word, else the column as it stands.
func (s *Spec) sqlForm(column string) string {
	if slices.Contains(vocabulary(), column) {
		return column + "_std"
	}
	for _, c := range s.Columns {
		if strings.EqualFold(c.Name, column) {
			return c.Name
		}
	}
	return column
}

func (c Comparison) comparison(own []compare.Comparison, form string, sqlForm func(string) string) (compare.Comparison, error) {
	switch c.Kind {
	case "identifier":
		return compare.Identifier(c.Name, form), nil
	case "text":
		return compare.Words(c.Name, form, true), nil
	case "category":
		return compare.Category(c.Name, form), nil
	case "levels":
		return compare.Steps(c.Name, form, c.Levels)
	case "sql":
		return compare.SQL(c.Name, c.SQL, c.Column, sqlForm)
	}
	at := slices.IndexFunc(own, func(o compare.Comparison) bool { return o.Name == c.Name })
	if at < 0 {
		return compare.Comparison{}, fmt.Errorf("there is no comparison %q of our own", c.Name)
	}
	return own[at], nil
}
