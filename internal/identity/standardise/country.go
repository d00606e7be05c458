package standardise

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tables/countries.txt
var countryText string

// countries maps folded codes and names to ISO 3166 alpha-2, made once.
var countries = sync.OnceValue(func() map[string]string {
	byName := map[string]string{}
	for line := range strings.Lines(countryText) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		byName[Fold(fields[0])], byName[Fold(fields[1])] = fields[0], fields[0]
	}
	for line := range strings.Lines(countryText) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range fields[2:] {
			addName(byName, name, fields[0])
		}
	}
	return byName
})

// addName keeps codes before names, and the first of two countries that share one.
func addName(byName map[string]string, name, iso2 string) {
	for _, key := range []string{countryKey(name), germanKey(name)} {
		if _, taken := byName[key]; !taken && key != "" {
			byName[key] = iso2
		}
	}
}

// Country gives the ISO 3166 alpha-2 code of a country by its code (two or three
// letters) or name: English, German, French, Spanish, Italian, Dutch, its own,
// and the usual other ones (Holland, England, U.S.A.).
func Country(s string) Result {
	if len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' {
		if code, ok := countries()[strings.ToLower(s)]; ok {
			return Result{Value: code}
		}
	}
	if blank(s) {
		return Result{}
	}
	if len(s) > longest {
		return refuse(TooLong)
	}
	if code, ok := countries()[countryKey(s)]; ok {
		return Result{Value: code}
	}
	return refuse(placeholderOr(s, CountryUnknown))
}

// countryKey folds a name; articles, "and" and single letters do not tell
// countries apart in writing: "U.S.A." and "USA", "The Netherlands".
func countryKey(s string) string {
	words := joinInitials(strings.Fields(Fold(strings.ReplaceAll(s, "&", " and "))))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var spelledUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")

// germanKey is countryKey of the spelling without umlauts: Oesterreich.
func germanKey(s string) string {
	return countryKey(spelledUmlauts.Replace(s))
}
