package infer

import (
	"fmt"
	"slices"
	"strings"

	"scv/internal/identity/standardise"

	"github.com/nyaruka/phonenumbers"
)

// guessCountry finds the country of a table from its postal codes, telephone
// numbers and mail hosts; doubt says that it is no more than a guess. Where a
// column names countries the one that most rows have is given.
func guessCountry(t *table, chosen map[string]claim, language string) (country, doubt string) {
	if cl, ok := chosen["country"]; ok {
		return mostFrequentCountry(cl.column), ""
	}
	postal := postalCountries(chosen)
	votes := map[string]float64{}
	total := phoneVotes(chosen, votes) + hostVotes(chosen, votes)
	best := ""
	for _, iso2 := range sortedKeys(votes) {
		if votes[iso2] > votes[best] {
			best = iso2
		}
	}
	fits := best != "" && (postal == nil || slices.Contains(postal, best))
	switch {
	case len(postal) == 1 && (best == "" || best == postal[0]):
		return postal[0], ""
	case fits && total >= 5 && votes[best] >= 0.7*total:
		return best, ""
	case fits:
		return best, fmt.Sprintf("no column says the country; perhaps %s: set default_country, or map country: {value: %s}", best, best)
	case postal != nil && spoken(language, postal) != "":
		iso2 := spoken(language, postal)
		return iso2, fmt.Sprintf("no column says the country; the language of the headers and the postal codes fit %s: set default_country, or map country: {value: %s}", iso2, iso2)
	}
	return "", "no column says the country: set default_country, or telephone numbers and postal codes stay unread"
}

func mostFrequentCountry(c *column) string {
	rows := map[string]int{}
	best := ""
	for _, v := range c.values {
		iso2 := standardise.Country(v.Text).Value
		if iso2 == "" {
			continue
		}
		if rows[iso2] += v.count; best == "" || rows[iso2] > rows[best] || rows[iso2] == rows[best] && iso2 < best {
			best = iso2
		}
	}
	return best
}

// guessed are the countries whose postal codes are told apart.
func guessed() []string {
	return []string{"AT", "AU", "BE", "CA", "CH", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "SE", "US"}
}

// postalCountries lists the countries that nearly all postal codes fit; nil
// without postal codes.
func postalCountries(chosen map[string]claim) []string {
	cl, ok := chosen["postal_code"]
	if !ok {
		return nil
	}
	out := []string{}
	for _, iso2 := range guessed() {
		good, all := 0, 0
		for _, v := range cl.column.sample() {
			all++
			if r := standardise.PostalCode(text(v.Cell), iso2, ""); r.Value != "" && r.Reason == "" {
				good++
			}
		}
		if all > 0 && float64(good) >= 0.9*float64(all) {
			out = append(out, iso2)
		}
	}
	return out
}

func phoneVotes(chosen map[string]claim, votes map[string]float64) (total float64) {
	for _, word := range []string{"phone", "mobile"} {
		cl, ok := chosen[word]
		if !ok {
			continue
		}
		for _, v := range cl.column.sample() {
			n, _ := standardise.ParsePhone(text(v.Cell), "", "")
			if parsed, err := phonenumbers.Parse(n.E164, ""); err == nil {
				if region := phonenumbers.GetRegionCodeForNumber(parsed); len(region) == 2 && region != "ZZ" {
					votes[region]++
					total++
				}
			}
		}
	}
	return total
}

func hostVotes(chosen map[string]claim, votes map[string]float64) (total float64) {
	cl, ok := chosen["email"]
	if !ok {
		return 0
	}
	for _, v := range cl.column.sample() {
		host := strings.ToUpper(v.Text[strings.LastIndexByte(v.Text, '.')+1:])
		if host == "UK" {
			host = "GB"
		}
		if slices.Contains(guessed(), host) {
			votes[host]++
			total++
		}
	}
	return total
}

// spoken gives the country of a language, if it is among those possible.
func spoken(language string, possible []string) string {
	home := map[string]string{"de": "DE", "fr": "FR", "nl": "NL", "it": "IT", "es": "ES"}[language]
	if slices.Contains(possible, home) {
		return home
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
