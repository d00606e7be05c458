package compare

import (
	"strconv"
	"strings"

	"scv/internal/identity/record"
	"scv/similarity"
)

// judged makes a comparison of one column whose equal values have grade 1 and
// whose other pairs are judged by text, once per pair of values.
func judged(column string, of func(a, b string) Grade) func(*record.Set) func(i, j int32) Grade {
	return func(s *record.Set) func(i, j int32) Grade {
		c := s.Column(column)
		grade := remember(func(a, b int32) Grade { return of(c.Value(a), c.Value(b)) })
		return func(i, j int32) Grade {
			a, b := c.Codes[i], c.Codes[j]
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

func equalOf(column string) func(*record.Set) func(i, j int32) Grade {
	return judged(column, func(string, string) Grade { return 2 })
}

// closeOf allows one slip in values of at least so many characters.
func closeOf(column string, least int) func(*record.Set) func(i, j int32) Grade {
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
func emailOf(column string) func(*record.Set) func(i, j int32) Grade {
	return func(s *record.Set) func(i, j int32) Grade {
		c, first, last, firm := s.Column(column), s.Column(given), s.Column(family), s.Column("organisation_name_std")
		grade := remember(func(a, b int32) Grade { return emailGrade(c.Value(a), c.Value(b)) })
		return func(i, j int32) Grade {
			a, b := c.Codes[i], c.Codes[j]
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
func dateOf(column string) func(*record.Set) func(i, j int32) Grade {
	return judged(column, func(a, b string) Grade {
		if len(a) != len("2006-01-02") || len(b) != len(a) {
			return 5
		}
		if strings.HasSuffix(a, "-00-00") && strings.HasSuffix(b, "-00-00") {
			return yearGrade(a[:4], b[:4])
		}
		year, month, day := a[:4] == b[:4], a[5:7] == b[5:7], a[8:] == b[8:]
		switch {
		case similarity.WithinOneEdit(a, b) || year && a[5:7] == b[8:] && a[8:] == b[5:7]:
			return 2
		case year && month || year && day || month && day:
			return 3
		case year:
			return 4
		}
		return 5
	})
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

func organisationOf(column string) func(*record.Set) func(i, j int32) Grade {
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
func twoOf(s *record.Set, first, second string) (one, two *record.Column) {
	one, two = s.Column(first), s.Column(second)
	if !s.Has(first) {
		one.Dict = two.Dict
	}
	return one, two
}

// phoneOf looks for one number that both have, whichever of its two columns it
// stands in.
func phoneOf(first, second string) func(*record.Set) func(i, j int32) Grade {
	return func(s *record.Set) func(i, j int32) Grade {
		one, two := twoOf(s, first, second)
		slip := remember(func(a, b int32) Grade {
			if similarity.WithinOneEdit(one.Value(a), one.Value(b)) {
				return 2
			}
			return 3
		})
		return func(i, j int32) Grade {
			best := Null
			for _, a := range [...]int32{one.Codes[i], two.Codes[i]} {
				for _, b := range [...]int32{one.Codes[j], two.Codes[j]} {
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
func frequency(column string) func(*record.Set, counter) func(i, j int32) int32 {
	return func(s *record.Set, count counter) func(i, j int32) int32 {
		c := s.Column(column)
		n := count(c)
		return func(i, j int32) int32 { return max(n[c.Codes[i]], n[c.Codes[j]]) }
	}
}

// phoneFrequency counts the records with the number that both have, or else the
// most frequent number of either.
func phoneFrequency(first, second string) func(*record.Set, counter) func(i, j int32) int32 {
	return func(s *record.Set, count counter) func(i, j int32) int32 {
		one, two := twoOf(s, first, second)
		n := count(one, two)
		return func(i, j int32) int32 {
			a, b := [...]int32{one.Codes[i], two.Codes[i]}, [...]int32{one.Codes[j], two.Codes[j]}
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
