package block

import (
	"strings"

	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
	"scv/similarity"
)

// Persons gives the rules for people. Each is a different way to find a pair
// again after something went wrong: a typing error in one name, a move, a
// marriage, names in each other's place.
func Persons() []Rule {
	const (
		given, sound, first  = "given_name_std:root", "given_name_std:sound", "given_name_std:initial"
		family, heard, begin = "family_name_std", "family_name_std:sound", "family_name_std:initial"
		birth, year          = "birth_date_std", "birth_date_std:first4"
		postal, city         = "postal_code_std", "city_std"
		street, number       = "street_std", "street_number_std"
	)
	return []Rule{
		of("e-mail", All, "email_std"),
		of("telephone", Any, "phone_std", "mobile_std"),
		of("tax number", All, "tax_id_std"),
		of("surname and birth date", All, family, birth),
		of("given name and birth date", All, given, birth),
		of("both names as they sound", All, sound, heard),
		of("both names in any order", Unordered, "given_name_std", "family_name_std"),
		of("birth date and postal code", All, birth, postal),
		of("birth date and initials", All, birth, first, begin),
		of("street, number and postal code", All, street, number, postal),
		of("street, number and initial", All, street, number, first),
		lastResort(of("surname as it sounds and postal code", All, heard, postal)),
		of("given name, year of birth and postal code", All, given, year, postal),
		of("given name, city and street", All, given, city, street),
		of("surname as it sounds, city and year of birth", All, heard, city, year),
		of("birth date and city", All, birth, city),
		of("birth date and house number", All, birth, number),
		lastResort(of("house number and postal code", All, number, postal)),
		lastResort(of("house number and city", All, number, city)),
	}
}

// Organisations gives the rules for companies.
func Organisations() []Rule {
	const name = "organisation_name_std"
	return []Rule{
		of("tax number", All, "tax_id_std"),
		of("e-mail", All, "email_std"),
		of("telephone", Any, "phone_std", "mobile_std"),
		of("name", All, name),
		of("name without blanks", All, name+":squeezed"),
		of("beginning of the name and postal code", All, name+":first4", "postal_code_std"),
		of("beginning of the name and city", All, name+":first5", "city_std"),
		of("street, number and postal code", All, "street_std", "street_number_std", "postal_code_std"),
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

// prefix gives the first n characters, "" where there are fewer.
func prefix(n int) func(string) string {
	return func(s string) string {
		s = squeezed(s)
		left := n
		for at := range s {
			if left == 0 {
				return s[:at]
			}
			left--
		}
		if left > 0 {
			return ""
		}
		return s
	}
}

func initial(s string) string { return prefix(1)(s) }

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func root(s string) string { return standardise.NicknameRoot(firstWord(s)) }
func metaphone(s string) string {
	code, _ := similarity.DoubleMetaphone(firstWord(s))
	return code
}

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

// anyOf makes a key of each column: a value in one meets the same value in another.
func anyOf(parts ...part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		var out [][]uint64
		for _, p := range parts {
			keys := p.values(s)
			for _, earlier := range out {
				for row := range keys {
					if keys[row] == earlier[row] {
						keys[row] = 0
					}
				}
			}
			out = append(out, keys)
		}
		return out
	}
}

// unordered makes one key of two names, whichever stands first.
func unordered(one, two part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		a, b := one.values(s), two.values(s)
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
