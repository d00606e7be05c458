package similarity

import "math/bits"

// Texts is texts readied to be compared with each other many times. It is read-only,
// and so safe for concurrent use.
type Texts struct {
	values []string
	shapes []shape
}

// NewTexts readies texts; they are called by their places.
func NewTexts(values []string) *Texts {
	t := &Texts{values, make([]shape, len(values))}
	for i, v := range values {
		t.shapes[i] = shapeOf(v)
	}
	return t
}

// Len is how many texts there are.
func (t *Texts) Len() int { return len(t.values) }

// Size is how many bytes text i has.
func (t *Texts) Size(i int32) int { return int(t.shapes[i].length) }

// EditsAtLeast is a number of edits, of Levenshtein's or of DamerauLevenshtein's, that
// text i of t and text j of o are apart at least: as many as their letters ask for.
func (t *Texts) EditsAtLeast(i int32, o *Texts, j int32) int {
	a, b := &t.shapes[i], &o.shapes[j]
	return int(max(a.length, b.length)) - a.common(b)
}

// WithinOneEdit is WithinOneEdit of text i of t and text j of o.
func (t *Texts) WithinOneEdit(i int32, o *Texts, j int32) bool {
	a, b := &t.shapes[i], &o.shapes[j]
	if a.size == 0 || b.size == 0 {
		return WithinOneEdit(t.values[i], o.values[j])
	}
	switch int(a.size) - int(b.size) {
	case 0:
		return a.oneChange(b)
	case 1:
		return a.oneMore(b)
	case -1:
		return b.oneMore(a)
	}
	return false
}

// textBytes is the longest text that two words hold.
const textBytes = 16

// shape is what a text is made of.
type shape struct {
	low, high uint64 // its bytes, the first lowest
	set       uint64 // its bytes as a set, in which those that share their last five bits are one, and a second place for what is there twice or more
	length    uint32
	size      uint8 // length; 0 where two words do not hold it: longer, empty, not ASCII or with a NUL
}

func shapeOf(text string) shape {
	s := shape{length: uint32(len(text))}
	plain := len(text) <= textBytes
	for i := range len(text) {
		c := text[i]
		bit := uint64(1) << (c & 31)
		s.set |= bit | s.set&bit<<32
		plain = plain && c > 0 && c < 0x80
	}
	if !plain {
		return s
	}
	s.size = uint8(len(text))
	for i := range len(text) {
		if i < 8 {
			s.low |= uint64(text[i]) << (8 * i)
		} else {
			s.high |= uint64(text[i]) << (8 * (i - 8))
		}
	}
	return s
}

// common is how many bytes the two have in common, at most.
func (s *shape) common(t *shape) int {
	return min(int(s.length)-bits.OnesCount64(s.set&^t.set), int(t.length)-bits.OnesCount64(t.set&^s.set))
}

// prefix is how many of the first bytes are equal, as far as they count.
func (s *shape) prefix(t *shape) int {
	return min(bits.TrailingZeros64(s.low^t.low)/8, boostPrefix, int(s.size), int(t.size))
}

const (
	everyByte = 0x0101010101010101
	sevenBits = 0x7f * everyByte
	gather    = 0x0102040810204080 // brings the lowest bits of eight bytes together in the highest byte
)

// before says whether a text stands before another, byte by byte; both are held by two
// words.
func (s *shape) before(t *shape) bool {
	if s.low != t.low {
		return bits.ReverseBytes64(s.low) < bits.ReverseBytes64(t.low)
	}
	return bits.ReverseBytes64(s.high) < bits.ReverseBytes64(t.high)
}

// places gives where a byte stands, a bit for each place.
func (s *shape) places(c uint64) uint64 {
	c *= everyByte
	return (nonzero(s.low^c) | nonzero(s.high^c)<<8) ^ 0xffff
}

// nonzero gives which bytes of a word are not 0, a bit for each, where none has more
// than seven bits: what is not 0 carries into the eighth.
func nonzero(word uint64) uint64 {
	return ((word + sevenBits) >> 7 & everyByte) * gather >> 56
}

// matches gives the places that match in s and in t, as Jaro looks for them, and
// whether some match is before an earlier one.
func (s *shape) matches(t *shape) (inS, inT uint64, crossed bool) {
	window := max(int(max(s.size, t.size))/2-1, 0)
	near := uint64(1)<<(window+1) - 1 // the places of t that are no further from the letter than the window
	widest := near | near<<window
	word, later := s.low, uint64(0)
	for i := range int(s.size) {
		if i == 8 {
			word = s.high
		}
		free := t.places(word&0xff) & near &^ inT
		first := free & -free
		later |= inT & -first
		inT |= first
		inS |= (first | -first) >> 63 << i
		word >>= 8
		near = near<<1 | 1
		if i >= window {
			near &= widest << (i - window + 1)
		}
	}
	return inS, inT, later != 0
}

// moved is how many of the matches stand in another order.
func (s *shape) moved(t *shape, inS, inT uint64) int {
	n := 0
	for ; inS != 0; inS, inT = inS&(inS-1), inT&(inT-1) {
		if s.at(bits.TrailingZeros64(inS)) != t.at(bits.TrailingZeros64(inT)) {
			n++
		}
	}
	return n
}

// oneChange says whether a text becomes another of its length by a change of one byte
// or a swap of two neighbours.
func (s *shape) oneChange(t *shape) bool {
	low, high := s.low^t.low, s.high^t.high
	x, y, differs := s.low, t.low, low
	switch {
	case low != 0 && high != 0: // the two in the middle are all that can be swapped
		return low<<8 == 0 && high>>8 == 0 && s.at(7) == t.at(8) && s.at(8) == t.at(7)
	case low == 0:
		x, y, differs = s.high, t.high, high
	}
	first := bits.TrailingZeros64(differs) &^ 7
	switch differs >>= first; {
	case differs < 1<<8:
		return true
	case differs < 1<<16:
		return uint16(x>>first) == bits.ReverseBytes16(uint16(y>>first))
	}
	return false
}

// oneMore says whether a text becomes another, which has a byte less, without one of
// its bytes.
func (s *shape) oneMore(t *shape) bool {
	equal := bits.TrailingZeros64(s.low^t.low) &^ 7
	if equal == 64 {
		kept := uint64(1)<<(bits.TrailingZeros64(s.high^t.high)&^7) - 1
		return s.high&kept|s.high>>8&^kept == t.high
	}
	kept := uint64(1)<<equal - 1
	return s.low&kept|(s.low>>8|s.high<<56)&^kept == t.low && s.high>>8 == t.high
}

func (s *shape) at(i int) byte {
	if i < 8 {
		return byte(s.low >> (8 * i))
	}
	return byte(s.high >> (8 * (i - 8)))
}
