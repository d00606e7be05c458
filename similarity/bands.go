package similarity

import "math/bits"

// Bands tells between which limits the Jaro-Winkler or Jaro similarity of two texts
// lies. Most texts that are far apart are told by their lengths and letters alone,
// and short ones of ASCII are compared in two words, so that it takes a fraction of
// the similarity's time; the answer is the similarity's own in every case. It is
// read-only, and so safe for concurrent use.
type Bands struct {
	limits     []float64
	similarity func(a, b string) float64
	winkler    bool
	need       [][needed]uint8 // by limit, and place of lengths and prefix: matches in order that reach it
}

// needed is how many cases of two lengths up to textBytes and of a common beginning
// there are.
const needed = (boostPrefix + 1) * textBytes * textBytes

// JaroWinklerBands is by limits, the highest first, each below the one before.
func JaroWinklerBands(limits ...float64) *Bands { return newBands(true, JaroWinkler, limits) }

// JaroBands is by limits, the highest first, each below the one before.
func JaroBands(limits ...float64) *Bands { return newBands(false, Jaro, limits) }

func newBands(winkler bool, similarity func(a, b string) float64, limits []float64) *Bands {
	b := &Bands{limits: limits, similarity: similarity, winkler: winkler, need: make([][needed]uint8, len(limits))}
	for k, limit := range limits {
		for prefix := range boostPrefix + 1 {
			for lenA := 1; lenA <= textBytes; lenA++ {
				for lenB := 1; lenB <= textBytes; lenB++ {
					m := 0
					for m <= textBytes && !(b.value(m, 0, lenA, lenB, prefix) >= limit) {
						m++
					}
					b.need[k][place(lenA, lenB, prefix)] = uint8(m)
				}
			}
		}
	}
	return b
}

func place(lenA, lenB, prefix int) int {
	return (prefix*textBytes+lenA-1)*textBytes + lenB - 1
}

// value is the similarity of texts that match so. It grows with the matches and is
// largest where none has moved.
func (b *Bands) value(matches, moved, lenA, lenB, prefix int) float64 {
	if matches == 0 {
		return 0
	}
	j := mean(matches, moved, lenA, lenB)
	if b.winkler {
		j = boosted(j, prefix)
	}
	return j
}

// Of gives the place of the first limit that the similarity of text i of x to text j
// of y reaches, and the number of limits where it reaches none.
func (b *Bands) Of(x *Texts, i int32, y *Texts, j int32) int {
	s, t := &x.shapes[i], &y.shapes[j]
	switch {
	case s.size == 0 || t.size == 0:
		return b.long(s, t, x.values[i], y.values[j])
	case b.Below(x, i, y, j):
		return len(b.limits)
	}
	return b.short(s, t)
}

// Either is Of with the text that stands first, byte by byte, in the place of the
// first: which of two texts is asked about makes no difference. It can, as Jaro looks
// for the letters of the first one.
func (b *Bands) Either(x *Texts, i int32, y *Texts, j int32) int {
	s, t := &x.shapes[i], &y.shapes[j]
	switch {
	case s.size == 0 || t.size == 0:
		if x.values[i] > y.values[j] {
			return b.long(t, s, y.values[j], x.values[i])
		}
		return b.long(s, t, x.values[i], y.values[j])
	case b.Below(x, i, y, j):
		return len(b.limits)
	case t.before(s):
		return b.short(t, s)
	}
	return b.short(s, t)
}

// Below says that lengths and letters alone show that text i of x and text j of y reach
// no limit: a first look at many texts, most of which are far apart. Of texts of which
// one has more than sixteen bytes or a letter that is not ASCII it never says so.
func (b *Bands) Below(x *Texts, i int32, y *Texts, j int32) bool {
	s, t := &x.shapes[i], &y.shapes[j]
	if s.size == 0 || t.size == 0 || len(b.need) == 0 {
		return false
	}
	return s.common(t) < int(b.need[len(b.need)-1][place(int(s.size), int(t.size), s.prefix(t))])
}

// short is Of for texts that two words hold.
func (b *Bands) short(s, t *shape) int {
	prefix := s.prefix(t)
	inS, inT, crossed := s.matches(t)
	matches := bits.OnesCount64(inT)
	if crossed {
		return b.reached(b.value(matches, s.moved(t, inS, inT), int(s.size), int(t.size), prefix))
	}
	at := place(int(s.size), int(t.size), prefix)
	for k := range b.need {
		if matches >= int(b.need[k][at]) {
			return k
		}
	}
	return len(b.limits)
}

func (b *Bands) reached(v float64) int {
	for k, limit := range b.limits {
		if v >= limit {
			return k
		}
	}
	return len(b.limits)
}

// slack is more than what rounding takes from the bound of a similarity.
const slack = 1e-9

// long is Of for texts that two words do not hold.
func (b *Bands) long(s, t *shape, a, c string) int {
	if common := s.common(t); common > 0 && len(b.limits) > 0 {
		prefix := 0
		for prefix < min(boostPrefix, len(a), len(c)) && a[prefix] == c[prefix] {
			prefix++
		}
		if b.value(common, 0, len(a), len(c), prefix)+slack < b.limits[len(b.limits)-1] {
			return len(b.limits)
		}
	}
	return b.reached(b.similarity(a, c))
}
