package standardise

import (
	"slices"
	"strings"
)

// Name is a person's name in its parts, each in canonical form.
type Name struct {
	Title  string // "dr", "prof dr"
	Given  string
	Family string
	Suffix string // "jr", "sr", "ii", "phd"
}

// Whole gives "given family", or the one of them that is there.
func (n Name) Whole() string { return strings.TrimSpace(n.Given + " " + n.Family) }

// GivenName gives a first name, or several with blanks between, without titles.
func GivenName(s string) Result { return settle(s, wholePart) }

// FamilyName gives a surname without titles and suffixes. Particles stay ("van
// der berg"), hyphens become blanks ("smith jones"), apostrophes go ("obrien").
func FamilyName(s string) Result { return settle(s, wholePart) }

// NameSuffix gives the suffix at the end of a name (jr, sr, ii, iii), or "".
// Degrees are no suffix here: they do not tell father from son.
func NameSuffix(s string) string { return generation(onePart(s).suffix) }

type part struct {
	value, title, suffix string
	reason               Reason
}

func wholePart(s string) Result {
	p := onePart(s)
	return Result{p.value, p.reason}
}

// onePart folds a name that is in one piece and takes titles and suffixes off.
func onePart(s string) part {
	if blank(s) {
		return part{}
	}
	if len(s) > longest {
		return part{reason: TooLong}
	}
	folded := Fold(s)
	if isPlaceholder(folded) || allSame(folded) {
		return part{reason: Placeholder}
	}
	if !hasLetter(folded) {
		return part{reason: NoLetters}
	}
	words, title, suffix := strip(strings.Fields(folded))
	if len(words) == 0 {
		return part{title: title, reason: TitleOnly}
	}
	p := part{value: strings.Join(words, " "), title: title, suffix: suffix}
	switch {
	case isPlaceholder(p.value), allSame(p.value):
		return part{reason: Placeholder}
	case !hasLetter(p.value):
		return part{reason: NoLetters}
	case !latin(p.value):
		p.reason = NotLatin
	}
	return p
}

// strip takes titles off the front and suffixes off the end. A suffix stays when
// it is all there is; titles alone are no name.
func strip(words []string) (rest []string, title, suffix string) {
	first := 0
	for first < len(words) && isTitle(words[first]) {
		first++
	}
	title, words = strings.Join(words[:first], " "), words[first:]
	last := len(words)
	for last > 1 && isSuffix(words[last-1]) {
		last--
	}
	if last > 2 && words[last-2] == "ph" && words[last-1] == "d" {
		last -= 2
	}
	return words[:last], title, strings.Join(words[last:], " ")
}

// isTitle leaves out forms that are also given names or initials (don, dean, m).
func isTitle(word string) bool {
	switch word {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "madam", "rev", "reverend",
		"herr", "herrn", "frau", "fraulein", "hr", "fr", "dipl", "drs", "dott", "dottssa", "dottoressa", "dottore", "avv",
		"monsieur", "madame", "mademoiselle", "mme", "mlle", "mgr", "sig", "sigra", "signor", "signora", "signorina",
		"senor", "senora", "senorita", "srta", "sra", "dona", "dhr", "mevr", "mevrouw", "mw", "meneer", "heer":
		return true
	}
	return false
}

func isSuffix(word string) bool {
	return generation(word) != "" || slices.Contains([]string{"phd", "md", "mba", "esq", "dds", "cpa", "msc", "bsc", "mbe", "obe", "cbe"}, word)
}

// generation gives the one form of a suffix that tells generations apart; of
// several words the first that does.
func generation(words string) string {
	for word := range strings.FieldsSeq(words) {
		switch word {
		case "jr", "jnr", "junior", "jun":
			return "jr"
		case "sr", "snr", "senior", "sen":
			return "sr"
		case "ii", "iii", "iv":
			return word
		}
	}
	return ""
}
