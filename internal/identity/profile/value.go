package profile

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"scv/internal/identity/standardise"
)

// What one value can be. They look at the form and at short tables; whether a
// column is it, the share of its values says.

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 0 && !strings.ContainsAny(s, " \t")
}

var dateShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]|$)|^\d{1,2}[-/. ]+\d{1,2}[-/. ]+\d{2,4}$|^\d{8}$|^\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$|^\d{1,2}[. ]+\pL{3,}.* \d{4}$|^\pL{3,9} \d{1,2},? \d{4}$`)
})

func isDate(s string) bool {
	if !dateShape().MatchString(s) {
		return false
	}
	_, digits, others := standardise.Signs(s)
	if digits == 8 && others == 0 && len(s) == 8 {
		r := standardise.Date(s, "")
		return r.Value != ""
	}
	return true
}

// isDayNumber is a day as a workbook counts it, between 1910 and 2026.
func isDayNumber(s string) bool {
	n, ok := whole(s)
	return ok && n >= 3654 && n <= 46387 && s[0] != '0'
}

func isDateOrDayNumber(s string) bool { return isDate(s) || isDayNumber(s) }

// whole gives a whole number of few digits.
func whole(s string) (int, bool) {
	if len(s) == 0 || len(s) > 9 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	return n, err == nil && n >= 0
}

func isWithin(low, high int) func(string) bool {
	return func(s string) bool {
		n, ok := whole(s)
		return ok && n >= low && n <= high
	}
}

// isPhone looks at the form only.
func isPhone(s string) bool { return standardise.PhoneForm(s) && !isDate(s) }

// isDialled is a telephone number that no quantity and no code looks like.
func isDialled(s string) bool {
	return isPhone(s) && (standardise.DialledForm(s) || strings.Count(s, " ") >= 2)
}

// isWord is text that names something: letters above all.
func isWord(s string) bool {
	l, d, o := standardise.Signs(s)
	return l >= 1 && d*4 <= l && o <= l && len(s) <= 120 && !strings.Contains(s, "@")
}

func isNamePart(s string) bool { return isWord(s) && len(strings.Fields(s)) <= 4 }

func isSeveralWords(s string) bool { return isWord(s) && len(strings.Fields(s)) >= 2 }

func isGivenName(s string) bool {
	words := strings.Fields(standardise.Fold(s))
	return len(words) > 0 && len(words) <= 2 && standardise.IsGivenName(words[0])
}

// holdsGivenName is a whole name: some words, one of them a known given name.
func holdsGivenName(s string) bool {
	words := strings.Fields(standardise.Fold(s))
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		if standardise.IsGivenName(w) {
			return true
		}
	}
	return false
}

// hasLegalForm is a company that says what it is.
func hasLegalForm(s string) bool {
	company, _ := standardise.SplitOrganisation(s)
	return company.LegalForm != "" && company.Name != ""
}

// isStreet is a street that needs no heading to be one.
func isStreet(s string) bool {
	l, _, _ := standardise.Signs(s)
	if l < 3 || strings.Contains(s, "@") {
		return false
	}
	for word := range strings.FieldsSeq(standardise.Fold(s)) {
		for _, end := range []string{"strasse", "str", "weg", "gasse", "allee", "platz", "straat", "laan", "plein", "gracht", "vagen", "gatan", "gade"} {
			if strings.HasSuffix(word, end) && (len(word) > len(end)+2 || word == "strasse") {
				return true
			}
		}
		switch word {
		case "street", "road", "avenue", "lane", "drive", "crescent", "terrace", "highway", "boulevard", "rd", "ave",
			"rue", "chemin", "impasse", "quai", "viale", "piazza", "corso", "calle", "plaza", "paseo", "avenida", "camino", "ulica", "rua":
			return true
		}
	}
	return false
}

func isHouseNumber(s string) bool {
	return len(s) <= 8 && s != "" && s[0] >= '0' && s[0] <= '9' && houseShape().MatchString(s)
}

var houseShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{1,4} ?[-/]? ?(\d{1,4}|[a-zA-Z])?$`) })

func isPostal(s string) bool {
	if len(s) < 3 || len(s) > 10 || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	return strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.") == "" && !isDate(s)
}

func isCountry(s string) bool { return standardise.Country(s).Value != "" }

var machineShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\{?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?$|^[0-9a-fA-F]{24,64}$`)
})

// isMachineMade is an id that a program drew: nobody types it.
func isMachineMade(s string) bool { return machineShape().MatchString(s) }

var digestShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$`)
})

// isDigest is what MD5 or one of the SHA family makes of a value: the same of the same.
func isDigest(s string) bool { return digestShape().MatchString(s) }

// isSuffix tells generations apart, as "Jr" and "III" do.
func isSuffix(s string) bool { return standardise.NameSuffix("a "+s) != "" }

// isCode is a number or code that somebody was given.
func isCode(s string) bool {
	l, d, o := standardise.Signs(s)
	return !isDate(s) && d >= 3 && d >= l/2 && l+d >= 5 && l+d <= 34 && o <= 6 && len(strings.Fields(s)) <= 6
}

// isQuantity has decimals.
func isQuantity(s string) bool {
	_, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	return err == nil && strings.ContainsAny(s, ".,")
}
