package spec

import (
	"maps"
	"slices"

	"scv"
	"scv/similarity"
)

// SurvivorRules lists how a golden value is chosen; macros/survivorship.sql of the dbt
// project does it.
func SurvivorRules() []string {
	return []string{
		"source_priority", "most_recent", "most_frequent", "most_complete", "validated_first", "longest", "strictest_consent",
		"newest_valid", "best_address",
	}
}

// Survivors gives the rule of every attribute.
func (s *Spec) Survivors() map[string]string {
	out := Survivorship()
	maps.Copy(out, s.Survivorship)
	return out
}

// Survivorship is how each attribute of a golden record is chosen where nobody says
// otherwise.
func Survivorship() map[string]string {
	out := map[string]string{"tax_id": "source_priority"}
	for how, words := range map[string][]string{
		"most_frequent": {"given_name", "family_name", "full_name", "organisation_name", "birth_date"},
		"newest_valid":  {"email", "phone", "mobile"},
		"best_address":  {"street_number", "street", "address_line2", "city", "region", "postal_code", "country"},
	} {
		for _, w := range words {
			out[w] = how
		}
	}
	return out
}

// OwnAttributes gives the attributes beside ours, in order.
func (s *Spec) OwnAttributes() []string {
	known := Survivorship()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.Survivorship)), func(w string) bool { return known[w] != "" })
}

// CheckAttributes is an error where the standardised records lack the column of an
// attribute.
func (s *Spec) CheckAttributes(columns []string) error {
	for _, w := range s.OwnAttributes() {
		if !slices.Contains(columns, w) {
			return s.fault("survivorship "+w, nearest(w, columns), "int_customer__standardised has no column %q", w)
		}
	}
	return nil
}

// checkSurvivors is an error where an attribute is nearly one of ours, or cannot be a
// column: others are taken from the standardised records.
func (s *Spec) checkSurvivors() error {
	known := slices.Sorted(maps.Keys(Survivorship()))
	for _, w := range slices.Sorted(maps.Keys(s.Survivorship)) {
		switch {
		case slices.Contains(known, w):
		case slices.ContainsFunc(known, func(k string) bool { return similarity.OSA(w, k) == 1 }):
			return s.fault("survivorship "+w, nearest(w, known), "a golden record has no attribute %q", w)
		case scv.ColumnName(w) != w:
			return s.fault("survivorship "+w, "Write the column of int_customer__standardised: "+scv.ColumnName(w)+".", "%q is no name of a column", w)
		}
	}
	return nil
}

func homeSurvivors() map[string]string {
	return map[string]string{
		"given_name": "what most records say, in canonical form",
		"email":      "the newest that has a canonical form",
		"street":     "all of the address from the record that has most of it",
		"tax_id":     "the source that is believed first",
	}
}
