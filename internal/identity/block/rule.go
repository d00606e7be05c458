package block

import (
	"strings"

	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
	"scv/similarity"
)

// Rule makes pairs of records that share a key.
type Rule struct {
	Name string
	keys func(*record.Set) [][]uint64 // one or two keys per row
	last bool                         // a last resort: of many pairs and few finds, so its budget is small
}

// Persons gives the rules for people. Each is a different way to find a pair
// again after something went wrong: a typing error in one name, a move, a
// marriage, names in each other's place.
func Persons() []Rule {
	var (
		given  = part{"given_name_std", root}
		sound  = part{"given_name_std", phonetic}
		first  = part{"given_name_std", initial}
		family = part{"family_name_std", whole}
		heard  = part{"family_name_std", phonetic}
		begin  = part{"family_name_std", initial}
		birth  = part{"birth_date_std", whole}
		year   = part{"birth_date_std", prefix(4)}
		postal = part{"postal_code_std", whole}
		city   = part{"city_std", whole}
		street = part{"street_std", whole}
		number = part{"street_number_std", whole}
	)
	return []Rule{
		{Name: "e-mail", keys: all(part{"email_std", whole})},
		{Name: "telephone", keys: either("phone_std", "mobile_std")},
		{Name: "tax number", keys: all(part{"tax_id_std", whole})},
		{Name: "surname and birth date", keys: all(family, birth)},
		{Name: "given name and birth date", keys: all(given, birth)},
		{Name: "both names as they sound", keys: all(sound, heard)},
		{Name: "both names in any order", keys: unordered("given_name_std", "family_name_std")},
		{Name: "birth date and postal code", keys: all(birth, postal)},
		{Name: "birth date and initials", keys: all(birth, first, begin)},
		{Name: "street, number and postal code", keys: all(street, number, postal)},
		{Name: "street, number and initial", keys: all(street, number, first)},
		{Name: "surname as it sounds and postal code", keys: all(heard, postal), last: true},
		{Name: "given name, year of birth and postal code", keys: all(given, year, postal)},
		{Name: "given name, city and street", keys: all(given, city, street)},
		{Name: "surname as it sounds, city and year of birth", keys: all(heard, city, year)},
		{Name: "birth date and city", keys: all(birth, city)},
		{Name: "birth date and house number", keys: all(birth, number)},
		{Name: "house number and postal code", keys: all(number, postal), last: true},
		{Name: "house number and city", keys: all(number, city), last: true},
	}
}

// Organisations gives the rules for companies.
func Organisations() []Rule {
	name := part{"organisation_name_std", whole}
	return []Rule{
		{Name: "tax number", keys: all(part{"tax_id_std", whole})},
		{Name: "e-mail", keys: all(part{"email_std", whole})},
		{Name: "telephone", keys: either("phone_std", "mobile_std")},
		{Name: "name", keys: all(name)},
		{Name: "name without blanks", keys: all(part{"organisation_name_std", squeezed})},
		{Name: "beginning of the name and postal code", keys: all(part{"organisation_name_std", prefix(4)}, part{"postal_code_std", whole})},
		{Name: "beginning of the name and city", keys: all(part{"organisation_name_std", prefix(5)}, part{"city_std", whole})},
		{Name: "street, number and postal code", keys: all(part{"street_std", whole}, part{"street_number_std", whole}, part{"postal_code_std", whole})},
	}
}

// For gives the rules of a party: "person" or "organisation".
func For(party string) []Rule {
	if party == "organisation" {
		return Organisations()
	}
	return Persons()
}

// part is one attribute of a key, as form makes it; "" is no key.
type part struct {
	column string
	form   func(string) string
}

func whole(s string) string    { return s }
func squeezed(s string) string { return strings.ReplaceAll(s, " ", "") }

func prefix(n int) func(string) string {
	return func(s string) string {
		s = squeezed(s)
		if len(s) < n {
			return ""
		}
		return s[:n]
	}
}

func initial(s string) string { return prefix(1)(s) }

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func root(s string) string     { return standardise.NicknameRoot(firstWord(s)) }
func phonetic(s string) string { return similarity.Soundex(firstWord(s)) }

// values gives the forms of a column's values as numbers, by row; each distinct
// value is formed once.
func (p part) values(s *record.Set) []uint64 {
	c := s.Column(p.column)
	forms := make([]uint64, c.Len())
	seen := make([]bool, c.Len())
	out := make([]uint64, s.Len())
	for row, code := range c.Codes {
		if code == 0 {
			continue
		}
		if !seen[code] {
			seen[code] = true
			if form := p.form(c.Value(code)); form != "" {
				forms[code] = hashText(form)
			}
		}
		out[row] = forms[code]
	}
	return out
}

// all makes a key of several attributes; a record that lacks one has none.
func all(parts ...part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		key := parts[0].values(s)
		for _, p := range parts[1:] {
			more := p.values(s)
			for row := range key {
				if key[row] != 0 && more[row] != 0 {
					key[row] = mix(key[row], more[row])
				} else {
					key[row] = 0
				}
			}
		}
		return [][]uint64{key}
	}
}

// either makes two keys of one kind: a value in one column meets the same value
// in the other.
func either(one, two string) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		a, b := part{one, whole}.values(s), part{two, whole}.values(s)
		for row := range b {
			if b[row] == a[row] {
				b[row] = 0
			}
		}
		return [][]uint64{a, b}
	}
}

// unordered makes one key of two names, whichever stands first.
func unordered(one, two string) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		a, b := part{one, whole}.values(s), part{two, whole}.values(s)
		for row := range a {
			if a[row] != 0 && b[row] != 0 {
				a[row] = mix(min(a[row], b[row]), max(a[row], b[row]))
			} else {
				a[row] = 0
			}
		}
		return [][]uint64{a}
	}
}

// hashText is FNV-1a, 64 bits; never 0.
func hashText(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h | 1
}

// mix joins two hashes, order counting, by the finaliser of splitmix64; never 0.
func mix(a, b uint64) uint64 {
	x := a ^ (b + 0x9e3779b97f4a7c15 + a<<6 + a>>2)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) | 1
}
