package standardise

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
)

// Address is a street line in its parts, folded.
type Address struct {
	Street string // without number and unit
	Number string // "12", "12a", "12-14"
	Unit   string // "4b", "3"
}

// Street gives the name of a street, abbreviations written out, without house
// number and unit. Country (any form) decides on which side the number stands
// and which abbreviations there are; without one both sides are looked at.
func Street(s, country string) Result {
	address, reason := SplitStreet(s, country)
	return Result{address.Street, reason}
}

// HouseNumber gives a house number: "12 A" -> "12a", "No. 12-14" -> "12-14".
func HouseNumber(s string) Result { return settle(s, houseNumberOnce) }

var numberSigns = strings.NewReplacer(",", " ", "#", " ")

func houseNumberOnce(s string) Result {
	if blank(s) {
		return Result{}
	}
	if len(s) > 100 {
		return refuse(TooLong)
	}
	folded := foldLine(dropDecimals(strings.TrimSpace(s)))
	if isPlaceholder(Fold(folded)) {
		return refuse(Placeholder)
	}
	words := strings.Fields(numberSigns.Replace(folded))
	for len(words) > 1 && (words[0] == "no" || words[0] == "nr" || words[0] == "n") {
		words = words[1:]
	}
	number := roundSigns().ReplaceAllString(strings.Join(words, " "), "$1")
	number = houseLetter().ReplaceAllString(number, "$1$2")
	return Result{Value: strings.Trim(number, "- /")}
}

var (
	houseLetter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d+) ([a-z])\b`) })
	roundSigns  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\s/-]*([-/])[\s/-]*`) })
	unitBefore  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[\s,])(?:flat|apartment|apt|appartement|appt|unit|suite|ste|whg|wohnung|piso|interno|lgh|room|lot)\.?\s*#?\s*([0-9]+\s?[a-z]?|[a-z]?[0-9]+|[a-z])(?:[\s,/]+|$)|#\s*([0-9a-z]+)(?:[\s,]+|$)`)
	})
	leading = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^((?:\d+[a-z]?[-/])?\d+(?:[a-z]\b| [a-df-mo-rt-vx-z]\b)?(?: ?(?:bis|ter|quater)\b)?)(?:[\s,]+(?:(?:no|nr)\b\s*)?)(.*[a-z\x{80}-\x{10ffff}].*)$`)
	})
	trailing = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(.*[a-z\x{80}-\x{10ffff}].*?)[\s,]+(?:(?:no|nr|n|num|numero)\b\.?\s*)?(\d+(?:\s?[-/]\s?\d+)*(?:\s?[a-z]\b)?(?:\s?[-/]\s?\d*[a-z]?\b)*)$`)
	})
	comma = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(.*[a-z\x{80}-\x{10ffff}].*?)\s*,\s*(?:(?:no|nr|n)\b\.?\s*)?(\d+(?:\s?[-/]\s?\d+)*(?:\s?[a-z]\b)?)$`)
	})
)

// SplitStreet takes a street line apart.
func SplitStreet(s, country string) (Address, Reason) {
	if blank(s) {
		return Address{}, ""
	}
	if len(s) > longest {
		return Address{}, TooLong
	}
	if isPlaceholder(Fold(s)) {
		return Address{}, Placeholder
	}
	a := takeApart(s, Country(country).Value)
	switch {
	case isPlaceholder(a.Street):
		return Address{}, Placeholder
	case !latin(a.Street):
		return a, NotLatin
	}
	return a, ""
}

// takeApart repeats itself until nothing comes off any more: a comma may have
// kept a second number from being seen. What was found first stays.
func takeApart(s, iso2 string) Address {
	a := Address{Street: s}
	for range 8 {
		line, unit := cutUnit(foldLine(a.Street))
		line, number, unit := cutNumber(line, unit, iso2)
		next := Address{spellOut(strings.Fields(Fold(line)), iso2), cmp.Or(a.Number, number), cmp.Or(a.Unit, unit)}
		if next == a {
			break
		}
		a = next
	}
	return a
}

// foldLine folds letters and keeps the signs that tell numbers apart: , - / #.
func foldLine(s string) string {
	var b strings.Builder
	word := strings.Builder{}
	flush := func() {
		b.WriteString(Fold(word.String()))
		word.Reset()
	}
	for _, r := range strings.ToValidUTF8(s, " ") {
		switch r {
		case ',', '/', '#', '-', ' ':
			flush()
			b.WriteRune(r)
		case '–', '—':
			flush()
			b.WriteByte('-')
		case ';', '\n', '\r', '\t', '.', '(', ')', '\u00a0':
			flush()
			b.WriteByte(' ')
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return strings.Join(strings.Fields(b.String()), " ")
}

func cutUnit(line string) (rest, unit string) {
	if !mayHaveUnit(line) {
		return line, ""
	}
	at := unitBefore().FindStringSubmatchIndex(line)
	if at == nil {
		return line, ""
	}
	group := 2
	if at[2] < 0 {
		group = 4
	}
	unit = strings.ReplaceAll(line[at[group]:at[group+1]], " ", "")
	rest = strings.Trim(line[:at[0]]+" "+line[at[1]:], " ,/-")
	if !hasLetter(rest) {
		return line, ""
	}
	return rest, unit
}

// mayHaveUnit looks for what a unit begins with: most lines have none, and a
// pattern takes its time to find that out.
func mayHaveUnit(line string) bool {
	for k := range len(line) {
		if line[k] == '#' {
			return true
		}
		if k > 0 && line[k-1] != ' ' && line[k-1] != ',' {
			continue
		}
		for _, word := range [...]string{"flat", "ap", "unit", "suite", "ste", "wh", "wohnung", "piso", "interno", "lgh", "room", "lot"} {
			if strings.HasPrefix(line[k:], word) {
				return true
			}
		}
	}
	return false
}

// mayStand says whether a number can stand in front of a line, and behind.
func mayStand(line string) (front, behind bool) {
	first, last := strings.IndexFunc(line, isStreetLetter), strings.LastIndexAny(line, "0123456789")
	return last >= 0 && line[0] >= '0' && line[0] <= '9', first >= 0 && first < last
}

func isStreetLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 0x80 }

// cutNumber takes the number off on the side where the country has it, then, in
// countries that write it behind or where none is known, off the other side.
func cutNumber(line, unit, iso2 string) (rest, number, flat string) {
	inFront := numberInFront(iso2)
	for range 4 {
		before := line
		if inFront {
			line, number, unit = takeNumber(leading(), 2, 1, line, number, unit)
			line, number, unit = takeNumber(comma(), 1, 2, line, number, unit)
		} else {
			line, number, unit = takeNumber(trailing(), 1, 2, line, number, unit)
			line, number, unit = takeNumber(leading(), 2, 1, line, number, unit)
		}
		if line == before {
			break
		}
	}
	if first, second, ok := strings.Cut(number, "/"); ok && (iso2 == "AU" || iso2 == "NZ") && unit == "" {
		return line, second, first
	}
	return line, number, unit
}

// takeNumber keeps the number that was found first; a second one is the unit.
func takeNumber(re *regexp.Regexp, street, num int, line, number, unit string) (string, string, string) {
	if front, behind := mayStand(line); street > num && !front || street < num && !behind {
		return line, number, unit
	}
	m := re.FindStringSubmatch(line)
	if m == nil || streetOnly(m[street]) {
		return line, number, unit
	}
	found := strings.ReplaceAll(m[num], " ", "")
	switch {
	case number == "":
		number = found
	case unit == "":
		unit = found
	}
	return strings.Trim(m[street], " ,-/"), number, unit
}

// streetOnly keeps "5 a": what would be left is no street.
func streetOnly(rest string) bool { return len(strings.Trim(rest, " ,-/0123456789")) < 2 }

func numberInFront(iso2 string) bool {
	switch iso2 {
	case "US", "CA", "GB", "IE", "AU", "NZ", "ZA", "IN", "SG", "HK", "PH", "FR", "LU", "MC", "GP", "MQ", "RE":
		return true
	}
	return false
}
