package compare

import (
	mathbits "math/bits"
	"strconv"
	"strings"

	"scv/similarity"
)

// dateOf compares ISO dates. Close: one slip, two neighbours swapped, or day and
// month swapped. Partly: two of year, month and day are the same. Of years alone the
// next one is close, the one behind partly the same.
func dateOf(column string) func(*laid) grader {
	return func(s *laid) grader {
		d := &dates{valued: valued{view: s.view(column)}}
		d.known = make([]date, d.Len())
		for code := range d.known {
			d.known[code] = dateIn(d.Value(int32(code)))
		}
		d.judge = d.grade
		return grader{d.valued.of, d.many}
	}
}

// dates grades the dates of a column.
type dates struct {
	valued
	known []date // by code
	seen  dateKind
}

func (d *dates) many(pairs []Pair, into []Pattern, shift uint) {
	d.rest = d.tell(pairs, into, shift, d.rest)
	seen := dateKind(0) // as Judge.touch
	for _, u := range d.rest {
		seen |= d.known[u.a].kind | d.known[u.b].kind
	}
	d.seen = seen
	for _, u := range d.rest {
		into[u.n] |= Pattern(d.grade(u.a, u.b)) << shift
	}
}

// grade is of two dates that are not the same.
func (d *dates) grade(a, b int32) Grade {
	x, y := d.known[a], d.known[b]
	differs := x.digits ^ y.digits
	year, month, day := differs&yearDigits == 0, differs&monthDigits == 0, differs&dayDigits == 0
	switch two := year && month || year && day || month && day; {
	case x.kind == noDate || y.kind == noDate:
		return 5
	case x.kind == yearAlone && y.kind == yearAlone:
		return yearGrade(d.Value(a)[:4], d.Value(b)[:4])
	case two && d.slip(a, b, differs): // where two parts differ, more than one letter does
		return 2
	case year && x.crossed() == y.digits&^yearDigits:
		return 2
	case two:
		return 3
	case year:
		return 4
	}
	return 5
}

// slip says whether two dates, of which one part differs, are one edit apart.
func (d *dates) slip(a, b int32, differs uint64) bool {
	x, y := d.known[a], d.known[b]
	if x.kind == oddDate || y.kind == oddDate {
		return similarity.WithinOneEdit(d.Value(a), d.Value(b))
	}
	first := mathbits.TrailingZeros64(differs) &^ 7
	switch differs >>= first; {
	case differs < 1<<8:
		return true
	case differs < 1<<16:
		two, other := uint16(x.digits>>first), uint16(y.digits>>first)
		return two == mathbits.ReverseBytes16(other)
	}
	return false
}

// date is the digits of an ISO date, a byte for each, the first lowest.
type date struct {
	digits uint64
	kind   dateKind
}

type dateKind uint8

const (
	noDate    dateKind = iota // it is not as long as one
	oddDate                   // its parts are not joined by hyphens
	yearAlone                 // month and day are 00
	wholeDate
)

// The places of the parts in digits.
const (
	yearDigits  uint64 = 1<<32 - 1
	monthDigits uint64 = (1<<16 - 1) << 32
	dayDigits   uint64 = (1<<16 - 1) << 48
)

// crossed is month and day in each other's place.
func (d date) crossed() uint64 { return d.digits&dayDigits>>16 | d.digits&monthDigits<<16 }

func dateIn(text string) (d date) {
	if len(text) != len("2006-01-02") {
		return d
	}
	for k, at := range [...]int{0, 1, 2, 3, 5, 6, 8, 9} {
		d.digits |= uint64(text[at]) << (8 * k)
	}
	switch {
	case strings.HasSuffix(text, "-00-00"):
		d.kind = yearAlone
	case text[4] == '-' && text[7] == '-':
		d.kind = wholeDate
	default:
		d.kind = oddDate
	}
	return d
}

// yearGrade compares years that differ, as a census that asks for the age gives them.
func yearGrade(a, b string) Grade {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	switch max(x-y, y-x) {
	case 1:
		return 2
	case 2, 3:
		return 3
	}
	return 5
}
