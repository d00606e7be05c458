package spec

import (
	"slices"
	"strings"

	"scv/internal/identity/profile"
)

// HomeFile is where a home's spec lies, relative to its dbt project.
const HomeFile = "identity/customer.yml"

// HomeHead stands above the spec that a new home gets.
func HomeHead() []string {
	return []string{
		"How customers are matched: what scv does on its own, spelled out. Change what you like;",
		"`scv identity spec --check` says whether it goes. With other columns, rules or comparisons",
		"the next run learns anew what agreement is worth. A key that is left out is as it",
		"stands here. docs/reference/identity.md has every key.",
	}
}

// HomeText writes the spec of a home whole: Home with everything spelled out that
// it leaves to us, its reasons, and more, which is said of rules ("person e-mail"). own
// are columns beside the vocabulary.
func HomeText(own []profile.Column, more map[string]string, head []string) string {
	s := Home()
	s.Columns = append(s.Columns, own...)
	for _, party := range parties() {
		s.Rules[party], s.Comparisons[party] = s.allRules(party), s.allComparisons(party)
	}
	s.addOwn(own)
	s.Survivorship = Survivorship()
	notes := Notes{Head: head, Columns: homeColumns(), Rules: map[string]string{}, Comparisons: homeComparisons(), Survivorship: homeSurvivors()}
	for _, party := range parties() {
		for _, r := range s.Rules[party] {
			key := party + " " + r.Name
			notes.Rules[key] = homeRules()[key]
			if more[key] != "" {
				notes.Rules[key] = more[key] + "; " + notes.Rules[key]
			}
		}
	}
	return s.YAML(notes)
}

// addOwn compares the columns that are none of the vocabulary, and pairs records by
// those that few share.
func (s *Spec) addOwn(own []profile.Column) {
	for _, c := range own {
		if c.Role.Single() || c.Role == profile.Ignored {
			continue
		}
		for _, party := range parties() {
			if c.Role == profile.Identifier {
				s.Rules[party] = append(slices.Clone(s.Rules[party]), Rule{Name: c.Name, Kind: "all", Words: []string{c.Name}})
			}
			if len(s.Comparisons[party]) == mostComparisons {
				continue
			}
			s.Comparisons[party] = append(slices.Clone(s.Comparisons[party]), Comparison{Name: c.Name, Kind: string(c.Role), Column: c.Name})
		}
	}
}

func homeColumns() []string {
	return []string{
		"What each column says. The words are there already, in canonical form as silver",
		"makes them: " + strings.Join(vocabulary()[:7], ", ") + ",",
		strings.Join(vocabulary()[7:], ", ") + ";",
		"`email: ignored` leaves one out. Any other column that the identity model selects",
		"gets a role: identifier, text or category.",
	}
}

// homeRules says of our rules what each finds again.
func homeRules() map[string]string {
	return map[string]string{
		"person e-mail":                                       "whoever moved and married",
		"person telephone":                                    "a landline in one source is the mobile of another",
		"person tax number":                                   "hardly anybody has two",
		"person surname and birth date":                       "another given name, a move",
		"person given name and birth date":                    "a marriage; Bill is William",
		"person both names as they sound":                     "names spelled by ear",
		"person both names in any order":                      "names in each other's column",
		"person birth date and postal code":                   "both names wrong",
		"person birth date and initials":                      "names cut short",
		"person street, number and postal code":               "everything but the address wrong",
		"person street, number and initial":                   "a postal code that is missing or wrong",
		"person surname as it sounds and postal code":         "no birth date; many pairs, so few are allowed",
		"person given name, year of birth and postal code":    "a marriage, and a day of birth mistyped",
		"person given name, city and street":                  "a house number that is missing",
		"person surname as it sounds, city and year of birth": "a move inside the town",
		"person birth date and city":                          "names and address wrong",
		"person birth date and house number":                  "names and street wrong",
		"person house number and postal code":                 "a street mistyped; many pairs, so few are allowed",
		"person house number and city":                        "street and postal code mistyped; many pairs, so few are allowed",
		"organisation tax number":                             "the surest there is",
		"organisation e-mail":                                 "one office, two spellings of its name",
		"organisation telephone":                              "one switchboard",
		"organisation name":                                   "another address",
		"organisation name without blanks":                    "Data Corp and DataCorp",
		"organisation beginning of the name and postal code":  "names with additions",
		"organisation beginning of the name and city":         "names with additions, a postal code mistyped",
		"organisation street, number and postal code":         "a change of name",
	}
}

func homeComparisons() map[string]string {
	return map[string]string{
		"person given_name":              "exact, nickname, typing error, part, in the other column",
		"person family_name":             "exact, typing error, part of a double name",
		"person birth_date":              "exact, typing error or day and month swapped, same year",
		"person email":                   "exact, same name at another host",
		"person phone":                   "landline and mobile, either against either",
		"person address":                 "street, number, postal code and town together",
		"person tax_id":                  "exact, typing error",
		"person name_suffix":             "jr is not sr",
		"organisation organisation_name": "rare words count more",
		"organisation email":             "the host counts, too",
		"organisation phone":             "either against either",
		"organisation address":           "street, number, postal code and town together",
		"organisation tax_id":            "exact, typing error",
	}
}
