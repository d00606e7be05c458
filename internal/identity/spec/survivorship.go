package spec

import (
	"maps"
	"slices"
)

// Survivors lists how a golden value is chosen. The macro scv_place of the dbt
// project does it.
func Survivors() []string {
	return []string{
		"source_priority", "most_recent", "most_frequent", "most_complete", "validated_first", "longest", "strictest_consent",
		"newest_valid", "best_address",
	}
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

// checkSurvivors is an error where a home has no such attribute.
func (s *Spec) checkSurvivors() error {
	known := slices.Sorted(maps.Keys(Survivorship()))
	for _, w := range slices.Sorted(maps.Keys(s.Survivorship)) {
		if !slices.Contains(known, w) {
			return s.fault("survivorship "+w, nearest(w, known), "a golden record has no attribute %q", w)
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
