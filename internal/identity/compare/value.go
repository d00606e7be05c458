package compare

import (
	"strconv"
	"strings"

	"scv/similarity"
)

// judged makes a comparison of one column whose equal values have grade 1 and
// whose other pairs are judged by text, once per pair of values.
func judged(column string, of func(a, b string) Grade) func(*laid) func(i, j int32) Grade {
	return func(s *laid) func(i, j int32) Grade {
		c := s.view(column)
		grade := remember(func(a, b int32) Grade { return of(c.Value(a), c.Value(b)) })
		return func(i, j int32) Grade {
			a, b := c.code(i), c.code(j)
			switch {
			case a == 0 || b == 0:
				return Null
			case a == b:
				return 1
			}
			return grade(a, b)
		}
	}
}

func equalOf(column string) func(*laid) func(i, j int32) Grade {
	return judged(column, func(string, string) Grade { return 2 })
}

// closeOf allows one slip in values of at least so many characters.
func closeOf(column string, least int) func(*laid) func(i, j int32) Grade {
	return judged(column, func(a, b string) Grade {
		if min(len(a), len(b)) >= least && similarity.WithinOneEdit(a, b) {
			return 2
		}
		return 3
	})
}

// emailOf compares e-mail addresses. The same mailbox at another provider, or one
// that differs in a letter, says something only where it is more than the person's
// names: two people called Anna Berger both have an anna.berger somewhere, and one
// of them is annaberger or anna.berger84.
func emailOf(column string) func(*laid) func(i, j int32) Grade {
	return func(s *laid) func(i, j int32) Grade {
		c, first, last, firm := s.view(column), s.view(given), s.view(family), s.view("organisation_name_std")
		grade := remember(func(a, b int32) Grade { return emailGrade(c.Value(a), c.Value(b)) })
		return func(i, j int32) Grade {
			a, b := c.code(i), c.code(j)
			switch {
			case a == 0 || b == 0:
				return Null
			case a == b:
				return 1
			}
			g := grade(a, b)
			if g < 4 && madeOf(mailbox(c.Value(a)), first.Text(i), last.Text(i), first.Text(j), last.Text(j), firm.Text(i), firm.Text(j)) {
				return Null
			}
			return g
		}
	}
}

func emailGrade(a, b string) Grade {
	switch {
	case mailbox(a) == mailbox(b):
		return 2
	case similarity.WithinOneEdit(a, b):
		return 3
	}
	return 4
}

// mailbox is what stands before the @.
func mailbox(email string) string {
	box, _, _ := strings.Cut(email, "@")
	return box
}

// madeOf says whether a mailbox has less than four letters, and no more digits than
// a year has, that do not come from names: info, anna.berger, aberger, anna_ber82,
// berger.juergen of Jürgen.
func madeOf(box string, names ...string) bool {
	if generic(box) {
		return true
	}
	box = umlauts.Replace(box)
	for _, name := range names {
		for word := range strings.FieldsSeq(name) {
			box = without(box, umlauts.Replace(word))
		}
	}
	letters, digits := 0, 0
	for i := range len(box) {
		switch c := box[i]; {
		case c >= 'a' && c <= 'z':
			letters++
		case c >= '0' && c <= '9':
			digits++
		}
	}
	return letters < 4 && digits <= len("2006")
}

// umlauts makes one of the two ways to write a letter that a mailbox cannot have.
var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ss", "s")

// without takes the word out of the mailbox, or the longest beginning of it, of
// three letters at least, that is there.
func without(box, word string) string {
	for n := len(word); n >= min(3, max(len(word), 2)); n-- {
		if at := strings.Index(box, word[:n]); at >= 0 {
			return box[:at] + " " + box[at+n:]
		}
	}
	return box
}

// generic mailboxes say what they are for, not whose they are.
func generic(box string) bool {
	switch box {
	case "info", "office", "mail", "kontakt", "contact", "sales", "hello", "service", "support", "post", "admin", "team":
		return true
	}
	return false
}

// dateOf compares ISO dates. Close: one slip, two neighbours swapped, or day and
// month swapped. Partly: two of year, month and day are the same. Of years alone the
// next one is close, the one behind partly the same.
func dateOf(column string) func(*laid) func(i, j int32) Grade {
	return func(s *laid) func(i, j int32) Grade {
		c := s.view(column)
		dates, texts := make([]date, c.Len()), c.Texts()
		for code := range dates {
			dates[code] = dateIn(c.Value(int32(code)))
		}
		return func(i, j int32) Grade {
			a, b := c.code(i), c.code(j)
			switch {
			case a == 0 || b == 0:
				return Null
			case a == b:
				return 1
			}
			x, y := &dates[a], &dates[b]
			switch {
			case !x.whole || !y.whole:
				return 5
			case x.alone && y.alone:
				return yearGrade(string(x.year[:]), string(y.year[:]))
			}
			year, month, day := x.year == y.year, x.month == y.month, x.day == y.day
			switch two := year && month || year && day || month && day; {
			case two && texts.WithinOneEdit(a, texts, b): // where two parts differ, more than one letter does
				return 2
			case year && x.month == y.day && x.day == y.month:
				return 2
			case two:
				return 3
			case year:
				return 4
			}
			return 5
		}
	}
}

// date is the parts of an ISO date, as they are written.
type date struct {
	year       [4]byte
	month, day [2]byte
	whole      bool // it is as long as one
	alone      bool // it is a year alone
}

func dateIn(text string) (d date) {
	if d.whole = len(text) == len("2006-01-02"); d.whole {
		copy(d.year[:], text)
		copy(d.month[:], text[5:])
		copy(d.day[:], text[8:])
		d.alone = strings.HasSuffix(text, "-00-00")
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

func organisationOf(column string) func(*laid) func(i, j int32) Grade {
	return judged(column, func(a, b string) Grade {
		share := commonWords(a, b)
		switch {
		case share == 1 || strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", ""):
			return 2
		case jaroWinkler(a, b) >= .94 || min(len(a), len(b)) >= 6 && similarity.WithinEdits(a, b, 2):
			return 3
		case share >= .5:
			return 4
		}
		return 5
	})
}

// commonWords is the part of the words that the two have in common: the size of
// the intersection through that of the larger one.
func commonWords(a, b string) float64 {
	wordsA, wordsB := strings.Fields(a), strings.Fields(b)
	larger := max(len(wordsA), len(wordsB))
	common := 0
	for _, w := range wordsA {
		for k, o := range wordsB {
			if w == o {
				common++
				wordsB = append(wordsB[:k:k], wordsB[k+1:]...)
				break
			}
		}
	}
	return float64(common) / float64(max(larger, 1))
}

// twoOf gives two columns that share a dictionary, also where the set lacks one.
func twoOf(s *laid, first, second string) (one, two *view) {
	one, two = s.view(first), s.view(second)
	if !s.Has(first) {
		one.Dict = two.Dict
	}
	return one, two
}

// phoneOf looks for one number that both have, whichever of its two columns it
// stands in.
func phoneOf(first, second string) func(*laid) func(i, j int32) Grade {
	return func(s *laid) func(i, j int32) Grade {
		one, two := twoOf(s, first, second)
		slip := remember(func(a, b int32) Grade {
			if similarity.WithinOneEdit(one.Value(a), one.Value(b)) {
				return 2
			}
			return 3
		})
		return func(i, j int32) Grade {
			best := Null
			for _, a := range [...]int32{one.code(i), two.code(i)} {
				for _, b := range [...]int32{one.code(j), two.code(j)} {
					switch {
					case a == 0 || b == 0:
					case a == b:
						return 1
					default:
						if g := slip(a, b); best == Null || g < best {
							best = g
						}
					}
				}
			}
			return best
		}
	}
}

// frequency counts the records with the value of either row, the more frequent
// one where they differ.
func frequency(column string) func(*laid, counter) func(i, j int32) int32 {
	return func(s *laid, count counter) func(i, j int32) int32 {
		c := s.view(column)
		n := count(c.Column)
		return func(i, j int32) int32 {
			a, b := c.code(i), c.code(j)
			if a == b {
				return n[a]
			}
			return max(n[a], n[b])
		}
	}
}

// phoneFrequency counts the records with the number that both have, or else the
// most frequent number of either.
func phoneFrequency(first, second string) func(*laid, counter) func(i, j int32) int32 {
	return func(s *laid, count counter) func(i, j int32) int32 {
		one, two := twoOf(s, first, second)
		n := count(one.Column, two.Column)
		return func(i, j int32) int32 {
			a, b := [...]int32{one.code(i), two.code(i)}, [...]int32{one.code(j), two.code(j)}
			common := int32(0)
			for _, x := range a {
				if x != 0 && (x == b[0] || x == b[1]) && (common == 0 || n[x] < common) {
					common = n[x]
				}
			}
			if common > 0 {
				return common
			}
			return max(n[a[0]], n[a[1]], n[b[0]], n[b[1]])
		}
	}
}
