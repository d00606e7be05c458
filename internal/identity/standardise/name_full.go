package standardise

import (
	"strings"
	"unicode"
)

// FullName gives a whole name as "given family". Country (any form) matters for
// names with two surnames.
func FullName(s, country string) Result {
	name, reason := SplitName(s, country)
	return Result{name.Whole(), reason}
}

// SplitName takes a whole name apart: "Surname, Given", "DUPONT Jean" (surname in
// capitals), "Given van der Surname", "Given Surname Surname" in Spain and most of
// Spanish America, else the last word is the surname. A single word is a surname.
func SplitName(s, country string) (Name, Reason) {
	name, reason := splitOnce(s, country)
	for range 8 {
		next, why := splitOnce(name.Whole(), country)
		if next.Whole() == name.Whole() {
			return name, reason
		}
		if next.Whole() == "" {
			return Name{}, why
		}
		next.Title, next.Suffix = strings.TrimSpace(name.Title+" "+next.Title), strings.TrimSpace(next.Suffix+" "+name.Suffix)
		name = next
	}
	return Name{}, NoLetters
}

func splitOnce(s, country string) (Name, Reason) {
	whole := onePart(s)
	if whole.value == "" {
		return Name{}, whole.reason
	}
	name := Name{Title: whole.title, Suffix: whole.suffix}
	if family, given, ok := atComma(s); ok {
		name.Given, name.Family = moveParticles(given.value, family.value)
		name.Title = strings.TrimSpace(family.title + " " + given.title)
		name.Suffix = strings.TrimSpace(family.suffix + " " + given.suffix)
		return name, noteOf(name.Whole())
	}
	if given, family, ok := byCapitals(s); ok {
		name.Given, name.Family = given, family
		return name, noteOf(name.Whole())
	}
	words := strings.Fields(whole.value)
	at := familyStart(words, country)
	name.Given, name.Family = strings.Join(words[:at], " "), strings.Join(words[at:], " ")
	return name, whole.reason
}

func noteOf(value string) Reason {
	if value == "" || latin(value) {
		return ""
	}
	return NotLatin
}

// atComma reads "Surname, Given". A comma before a suffix or degree ("Smith, Jr.")
// is none.
func atComma(s string) (family, given part, ok bool) {
	before, after, found := strings.Cut(s, ",")
	if !found {
		return part{}, part{}, false
	}
	words := strings.Fields(Fold(after))
	if len(words) == 0 || isSuffix(words[0]) || len(words) == 2 && words[0] == "ph" && words[1] == "d" {
		return part{}, part{}, false
	}
	family, given = onePart(before), onePart(after)
	return family, given, family.value != "" && given.value != ""
}

// moveParticles turns "Berg" + "Jan van der" into "van der berg" + "jan".
func moveParticles(given, family string) (string, string) {
	words := strings.Fields(given)
	at := len(words)
	for at > 1 && isParticle(words[at-1]) {
		at--
	}
	if at == len(words) {
		return given, family
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " ") + " " + family
}

// byCapitals reads names whose surname alone is in capitals, in front or behind.
func byCapitals(s string) (given, family string, ok bool) {
	words := nameWords(s)
	if len(words) < 2 {
		return "", "", false
	}
	loud := 0
	for loud < len(words) && shouts(words[loud]) {
		loud++
	}
	if loud > 0 && loud < len(words) && !anyShouts(words[loud:]) {
		return foldAll(words[loud:]), foldAll(words[:loud]), true
	}
	quiet := 0
	for quiet < len(words) && !shouts(words[quiet]) {
		quiet++
	}
	if quiet > 0 && quiet < len(words) && allShout(words[quiet:]) {
		return foldAll(words[:quiet]), foldAll(words[quiet:]), true
	}
	return "", "", false
}

// nameWords are the words as written, without those that are titles or suffixes.
func nameWords(s string) []string {
	var words []string
	for word := range strings.FieldsSeq(s) {
		folded := Fold(word)
		if folded == "" || isTitle(folded) || isSuffix(folded) {
			continue
		}
		words = append(words, word)
	}
	return words
}

// shouts is true for particles and words of at least three letters in capitals:
// two may be initials.
func shouts(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 3 || letters == 2 && isParticle(Fold(word))
}

func anyShouts(words []string) bool {
	for _, w := range words {
		if shouts(w) {
			return true
		}
	}
	return false
}

func allShout(words []string) bool {
	for _, w := range words {
		if !shouts(w) {
			return false
		}
	}
	return true
}

func foldAll(words []string) string { return Fold(strings.Join(words, " ")) }

// familyStart is the index of the surname's first word.
func familyStart(words []string, country string) int {
	last := len(words) - 1
	for i := 1; i < last; i++ {
		if isParticle(words[i]) {
			return i
		}
	}
	if len(words) >= 3 && twoSurnames(Country(country).Value) {
		return len(words) - 2
	}
	return max(last, 0)
}

func isParticle(word string) bool {
	switch word {
	case "van", "von", "vom", "de", "der", "den", "del", "della", "delle", "degli", "dei", "di", "da", "dal", "dalla", "dos", "das", "du", "des",
		"la", "le", "lo", "el", "ter", "ten", "te", "zu", "zur", "zum", "bin", "ibn", "al", "af", "av", "op":
		return true
	}
	return false
}

func twoSurnames(iso2 string) bool {
	switch iso2 {
	case "ES", "MX", "AR", "CO", "CL", "PE", "VE", "EC", "GT", "CU", "BO", "DO", "HN", "PY", "SV", "NI", "CR", "PA", "UY":
		return true
	}
	return false
}
