package compare

import (
	"strings"

	"scv/similarity"
)

// judged makes a comparison of one column whose equal values have grade 1 and
// whose other pairs are judged by text, once per pair of values.
func judged(column string, of func(a, b string) Grade) func(*laid) grader {
	return func(s *laid) grader {
		c := s.view(column)
		v := &valued{view: c, judge: remember(func(a, b int32) Grade { return of(c.Value(a), c.Value(b)) })}
		return v.grader()
	}
}

func equalOf(column string) func(*laid) grader {
	return judged(column, func(string, string) Grade { return 2 })
}

// closeOf allows one slip in values of at least so many characters.
func closeOf(column string, least int) func(*laid) grader {
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
func emailOf(column string) func(*laid) grader {
	return func(s *laid) grader {
		c := s.view(column)
		m := &mails{
			valued: valued{view: c, judge: remember(func(a, b int32) Grade { return emailGrade(c.Value(a), c.Value(b)) })},
			first:  s.view(given),
			last:   s.view(family),
			firm:   s.view("organisation_name_std"),
		}
		return grader{m.of, m.many}
	}
}

// mails grades e-mail addresses.
type mails struct {
	valued
	first, last, firm *view
}

func (m *mails) of(i, j int32) Grade { return m.worth(m.valued.of(i, j), i, j) }

func (m *mails) many(pairs []Pair, into []Pattern, shift uint) {
	m.rest = m.tell(pairs, into, shift, m.rest)
	for _, u := range m.rest {
		into[u.n] |= Pattern(m.worth(m.judge(u.a, u.b), pairs[u.n].I, pairs[u.n].J)) << shift
	}
}

// worth is the grade of two rows, Null where all that their addresses have in common are
// their names.
func (m *mails) worth(g Grade, i, j int32) Grade {
	if g != 2 && g != 3 {
		return g
	}
	if madeOf(mailbox(m.Text(i)), m.first.Text(i), m.last.Text(i), m.first.Text(j), m.last.Text(j), m.firm.Text(i), m.firm.Text(j)) {
		return Null
	}
	return g
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

func organisationOf(column string) func(*laid) grader {
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
