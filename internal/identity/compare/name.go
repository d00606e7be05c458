package compare

import (
	"strings"

	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
	"scv/similarity"
)

const (
	given  = "given_name_std"
	family = "family_name_std"
)

// likeness of two names, strongest first; 0 is none.
type likeness = Grade

const (
	noLikeness likeness = iota
	nickname
	closeName
	partName
	similarName
)

const (
	closeJW   = 0.92 // one letter in five
	similarJW = 0.80
)

// nameOf judges one of the two names of a person, the other one at hand for the
// case that somebody wrote them the wrong way round. That is one slip, so the given
// name tells it and the family name is silent. Given names know nicknames.
func nameOf(column, other string, nicknames bool) func(*record.Set) func(i, j int32) Grade {
	return func(s *record.Set) func(i, j int32) Grade {
		own, cross := s.Column(column), s.Column(other)
		alike := remember(func(a, b int32) Grade { return nameLikeness(own.Value(a), own.Value(b), nicknames) })
		swapped := swap(own, cross, remember(func(a, b int32) Grade { return nameLikeness(own.Value(a), own.Value(b), false) }))
		grades := map[likeness]Grade{closeName: 2, partName: 3, similarName: 4, noLikeness: 5}
		reversed := Null
		if nicknames {
			grades = map[likeness]Grade{nickname: 2, closeName: 3, partName: 4, similarName: 6, noLikeness: 7}
			reversed = 5
		}
		var table [similarName + 1]Grade
		for k, g := range grades {
			table[k] = g
		}
		return func(i, j int32) Grade {
			a, b := own.Codes[i], own.Codes[j]
			switch {
			case a == 0 || b == 0:
				return Null
			case a == b:
				return 1
			}
			like := alike(a, b)
			if (like == noLikeness || like == similarName) && swapped(i, j) {
				return reversed
			}
			return table[like]
		}
	}
}

// swap says whether given and family name stand in each other's place: both
// cross over equal or close. The columns must share a dictionary; where they do
// not, nothing is swapped.
func swap(own, cross *record.Column, alike func(a, b int32) Grade) func(i, j int32) bool {
	if own.Dict != cross.Dict {
		return func(int32, int32) bool { return false }
	}
	near := func(a, b int32) bool {
		return a != 0 && b != 0 && (a == b || alike(a, b) == closeName)
	}
	return func(i, j int32) bool {
		return near(own.Codes[i], cross.Codes[j]) && near(cross.Codes[i], own.Codes[j])
	}
}

func nameLikeness(a, b string, nicknames bool) likeness {
	if nicknames && standardise.NicknameRoot(a) == standardise.NicknameRoot(b) {
		return nickname
	}
	jw := jaroWinkler(a, b)
	switch {
	case closeBy(a, b, jw):
		return closeName
	case partOf(a, b) || partOf(b, a):
		return partName
	case jw >= similarJW:
		return similarName
	}
	return noLikeness
}

// closeText allows one slip of the keyboard, or a likeness that keeps the beginning.
func closeText(a, b string) bool { return closeBy(a, b, jaroWinkler(a, b)) }

func closeBy(a, b string, jw float64) bool {
	shorter := min(len(a), len(b))
	return shorter >= 2 && jw >= closeJW || shorter >= 4 && similarity.WithinOneEdit(a, b)
}

// partOf says whether every word of a is a word of b or its initial: "j",
// "anna" and "a maria" are part of "anna maria"; "anna" is none of "joanna".
func partOf(a, b string) bool {
	if len(a) > 1 && strings.IndexByte(b, ' ') < 0 { // one word cannot hold another
		return a == b
	}
	words := strings.Fields(b)
	for w := range strings.FieldsSeq(a) {
		k := -1
		for n, o := range words {
			if o == w || len(w) == 1 && strings.HasPrefix(o, w) {
				k = n
				break
			}
		}
		if k < 0 {
			return false
		}
		words = append(words[:k:k], words[k+1:]...)
	}
	return true
}

// jaroWinkler takes the two in one order: the kernel looks for matches from its
// first argument, so that the order can make a difference.
func jaroWinkler(a, b string) float64 {
	return similarity.JaroWinkler(min(a, b), max(a, b))
}
