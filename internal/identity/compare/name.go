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
func nameOf(column, other string, nicknames bool) func(*laid) func(i, j int32) Grade {
	return func(s *laid) func(i, j int32) Grade {
		own, cross := s.view(column), s.view(other)
		alike := newNames(own.Dict, nicknames)
		swapped := swap(own, cross, alike)
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
			a, b := own.code(i), own.code(j)
			switch {
			case a == 0 || b == 0:
				return Null
			case a == b:
				return 1
			}
			like := alike.likeness(a, b)
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
func swap(own, cross *view, alike *names) func(i, j int32) bool {
	if own.Dict != cross.Dict {
		return func(int32, int32) bool { return false }
	}
	near := func(a, b int32) bool {
		return a != 0 && b != 0 && (a == b || alike.close(a, b))
	}
	return func(i, j int32) bool {
		return near(own.code(i), cross.code(j)) && near(cross.code(i), own.code(j))
	}
}

// names is the values of a dictionary readied to be judged as names.
type names struct {
	*record.Dict
	texts *similarity.Texts
	about []about // by code
}

// about is what is known of a name by itself.
type about struct {
	root  int32 // the same for nicknames of one name; 0 where they do not count
	short uint8 // bytes, as far as they count
	parts bool  // it is an initial, or has several words
}

func newNames(d *record.Dict, nicknames bool) *names {
	n := &names{d, d.Texts(), make([]about, d.Len())}
	roots := map[string]int32{}
	for code := range n.about {
		text := d.Value(int32(code))
		a := about{short: uint8(min(len(text), 4)), parts: len(text) == 1 || strings.IndexByte(text, ' ') >= 0}
		if nicknames {
			root := standardise.NicknameRoot(text)
			if roots[root] == 0 {
				roots[root] = int32(len(roots)) + 1
			}
			a.root = roots[root]
		}
		n.about[code] = a
	}
	return n
}

// The limits of Jaro-Winkler by which names are told apart.
var (
	nameBands = similarity.JaroWinklerBands(closeJW, similarJW)
	closeBand = similarity.JaroWinklerBands(closeJW)
)

// likeness says how alike two names are, which are not the same.
func (n *names) likeness(a, b int32) likeness {
	x, y := &n.about[a], &n.about[b]
	if x.root != 0 && x.root == y.root {
		return nickname
	}
	band := nameBands.Either(n.texts, a, n.texts, b)
	switch {
	case n.closeBy(a, b, band):
		return closeName
	case (x.parts || y.parts) && (partOf(n.Value(a), n.Value(b)) || partOf(n.Value(b), n.Value(a))):
		return partName
	case band <= 1:
		return similarName
	}
	return noLikeness
}

// close is closeText of two names.
func (n *names) close(a, b int32) bool {
	return n.closeBy(a, b, closeBand.Either(n.texts, a, n.texts, b))
}

func (n *names) closeBy(a, b int32, band int) bool {
	shorter := min(n.about[a].short, n.about[b].short)
	return shorter >= 2 && band == 0 || shorter >= 4 && n.texts.WithinOneEdit(a, n.texts, b)
}

// closeText allows one slip of the keyboard, or a likeness that keeps the beginning.
func closeText(a, b string) bool {
	shorter := min(len(a), len(b))
	return shorter >= 2 && jaroWinkler(a, b) >= closeJW || shorter >= 4 && similarity.WithinOneEdit(a, b)
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
