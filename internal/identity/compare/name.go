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
func nameOf(column, other string, nicknames bool) func(*laid) grader {
	return func(s *laid) grader {
		own, cross := s.view(column), s.view(other)
		n := &namings{valued: valued{view: own}, cross: cross, alike: newNames(own.Dict, nicknames), crosses: own.Dict == cross.Dict}
		if nicknames {
			n.grades, n.reversed = [...]Grade{nickname: 2, closeName: 3, partName: 4, similarName: 6, noLikeness: 7}, 5
		} else {
			n.grades, n.reversed = [...]Grade{closeName: 2, partName: 3, similarName: 4, noLikeness: 5}, Null
		}
		return grader{n.of, n.many}
	}
}

// namings grades the names of a column.
type namings struct {
	valued
	cross    *view
	alike    *names
	crosses  bool // the columns share a dictionary: where they do not, nothing is swapped
	grades   [similarName + 1]Grade
	reversed Grade
}

func (n *namings) of(i, j int32) Grade {
	a, b, g := n.plain(i, j)
	if g == unjudged {
		return n.grade(n.alike.likeness(a, b), i, j)
	}
	return g
}

func (n *namings) many(pairs []Pair, into []Pattern, shift uint) {
	n.rest = n.tell(pairs, into, shift, n.rest)
	n.alike.touch(n.rest)
	near := n.rest[:0]
	for _, u := range n.rest {
		if n.alike.far(u.a, u.b) {
			p := pairs[u.n]
			into[u.n] |= Pattern(n.grade(noLikeness, p.I, p.J)) << shift
		} else {
			near = append(near, u)
		}
	}
	for _, u := range near {
		p := pairs[u.n]
		into[u.n] |= Pattern(n.grade(n.alike.likeness(u.a, u.b), p.I, p.J)) << shift
	}
}

// grade is of two rows whose names are so like each other.
func (n *namings) grade(like likeness, i, j int32) Grade {
	if (like == noLikeness || like == similarName) && n.swapped(i, j) {
		return n.reversed
	}
	return n.grades[like]
}

// swapped says whether given and family name stand in each other's place: both
// cross over equal or close.
func (n *namings) swapped(i, j int32) bool {
	return n.crosses && n.alike.near(n.code(i), n.cross.code(j)) && n.alike.near(n.cross.code(i), n.code(j))
}

// names is the values of a dictionary readied to be judged as names.
type names struct {
	*record.Dict
	texts *similarity.Texts
	about []about // by code
	bytes int     // of what was touched: keeps touch from being left out
}

// touch brings names near, all looks into memory at once.
func (n *names) touch(list []unlike) {
	bytes := 0
	for _, u := range list {
		bytes += int(n.about[u.a]&n.about[u.b]) + n.texts.Size(u.a) + n.texts.Size(u.b)
	}
	n.bytes = bytes
}

// about is what is known of a name by itself: from low bits up how many bytes it has, as
// far as they count; whether it is an initial, or has several words; and a number that is
// the same for nicknames of one name, 0 where they do not count.
type about uint32

const (
	aboutShort about = 7
	aboutParts about = 8
	aboutRoot        = 4 // bits below
)

func newNames(d *record.Dict, nicknames bool) *names {
	n := &names{Dict: d, texts: d.Texts(), about: make([]about, d.Len())}
	roots := map[string]about{}
	for code := range n.about {
		text := d.Value(int32(code))
		a := about(min(len(text), 4))
		if len(text) == 1 || strings.IndexByte(text, ' ') >= 0 {
			a |= aboutParts
		}
		if nicknames {
			root := standardise.NicknameRoot(text)
			if roots[root] == 0 {
				roots[root] = about(len(roots) + 1)
			}
			a |= roots[root] << aboutRoot
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

// far says that two names which are not the same have no likeness, by what costs
// nothing to see. Where lengths and letters show that they are not even similar, they
// are not one edit apart either, if four letters or more: that leaves all letters but
// one.
func (n *names) far(a, b int32) bool {
	x, y := n.about[a], n.about[b]
	return (x|y)&aboutParts == 0 && (x>>aboutRoot == 0 || x>>aboutRoot != y>>aboutRoot) && nameBands.Below(n.texts, a, n.texts, b)
}

// likeness says how alike two names are, which are not the same.
func (n *names) likeness(a, b int32) likeness {
	x, y := n.about[a], n.about[b]
	if x>>aboutRoot != 0 && x>>aboutRoot == y>>aboutRoot {
		return nickname
	}
	band := nameBands.Either(n.texts, a, n.texts, b)
	switch {
	case n.closeBy(a, b, band):
		return closeName
	case (x|y)&aboutParts != 0 && (partOf(n.Value(a), n.Value(b)) || partOf(n.Value(b), n.Value(a))):
		return partName
	case band <= 1:
		return similarName
	}
	return noLikeness
}

// near says that two names are there, and the same or close.
func (n *names) near(a, b int32) bool {
	return a != 0 && b != 0 && (a == b || !nameBands.Below(n.texts, a, n.texts, b) && n.close(a, b))
}

// close is closeText of two names.
func (n *names) close(a, b int32) bool {
	return n.closeBy(a, b, closeBand.Either(n.texts, a, n.texts, b))
}

func (n *names) closeBy(a, b int32, band int) bool {
	shorter := min(n.about[a]&aboutShort, n.about[b]&aboutShort)
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
