package compare

import (
	"fmt"
	"slices"
	"strings"

	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
)

// Said is a comparison in the words of DuckDB's SQL: conditions over columns of the one
// record (name_l) and of the other (name_r), tried in order.
type Said struct {
	Conditions []SaidCondition
	// Rare is the set's column whose value's frequency counts; "" = it cannot be said.
	Rare string
	// Derived are columns beside the set's that the conditions read.
	Derived []*record.Column
	// Differs tells what is said otherwise than it is judged here, if anything.
	Differs []string
}

// SaidCondition is where a level holds; Grade Null is where the records say nothing.
type SaidCondition struct {
	Grade Grade
	When  string
}

// Say gives the comparison's conditions for a set; name is how a column of the set is
// called there. A level without a condition falls to those behind it. The error is of
// a comparison that cannot be said at all.
func (c Comparison) Say(s *record.Set, name func(column string) string) (Said, error) {
	if c.say == nil {
		return Said{}, fmt.Errorf("%s has no form as SQL", c.Name)
	}
	w := &wording{set: s, name: name}
	err := c.say(w)
	return w.Said, err
}

// FirstIsNot says that the first level is another condition than that a column is equal.
func (s Said) FirstIsNot(column string, name func(string) string) bool {
	l, r := (&wording{name: name}).sides(column)
	for _, c := range s.Conditions {
		if c.Grade != Null {
			return c.When != l+" = "+r
		}
	}
	return true
}

// wording gathers what a comparison says.
type wording struct {
	Said
	set  *record.Set
	name func(string) string
}

// level says where a level holds.
func (w *wording) level(g Grade, format string, args ...any) {
	w.Conditions = append(w.Conditions, SaidCondition{g, fmt.Sprintf(format, args...)})
}

// differs tells of a level that is said otherwise.
func (w *wording) differs(format string, args ...any) {
	w.Differs = append(w.Differs, fmt.Sprintf(format, args...))
}

// sides are a column of the one record and of the other.
func (w *wording) sides(column string) (left, right string) {
	quoted := func(side string) string { return `"` + strings.ReplaceAll(w.name(column)+side, `"`, `""`) + `"` }
	return quoted("_l"), quoted("_r")
}

// derive makes a column of what is said of each row, and gives its sides.
func (w *wording) derive(name string, of func(row int32) string) (left, right string) {
	c := &record.Column{Name: name, Codes: make([]int32, w.set.Len()), Dict: record.NewDict()}
	for row := range c.Codes {
		c.Codes[row] = c.Code(of(int32(row)))
	}
	w.Derived = append(w.Derived, c)
	return w.sides(name)
}

// silent says that the records say nothing where one of them has no value.
func (w *wording) silent(l, r string) { w.level(Null, "%s is null or %s is null", l, r) }

// valued begins a comparison of one column: silent, then the same.
func (w *wording) valued(column string) (l, r string) {
	l, r = w.sides(column)
	w.silent(l, r)
	w.level(1, "%s = %s", l, r)
	w.Rare = column
	return l, r
}

// closeWords is closeBy.
func closeWords(l, r string) string {
	return fmt.Sprintf("(length(%[1]s) >= 2 and length(%[2]s) >= 2 and jaro_winkler_similarity(%[1]s, %[2]s) >= %[3]v or %[4]s)", l, r, closeJW, oneSlip(l, r, 4))
}

// oneSlip is WithinOneEdit of texts of some length.
func oneSlip(l, r string, least int) string { return slips(l, r, least, 1) }

func slips(l, r string, least, most int) string {
	return fmt.Sprintf("length(%[1]s) >= %[3]d and length(%[2]s) >= %[3]d and damerau_levenshtein(%[1]s, %[2]s) <= %[4]d", l, r, least, most)
}

// mostWords is how many words of a text are looked at, where SQL counts them.
const mostWords = 8

// halfWords says that two texts have half of the words of the longer one in common. No
// list is made: of lists in a CASE DuckDB 1.5 finds less in common than they have.
func halfWords(l, r string) string {
	var common []string
	for k := range mostWords {
		word := fmt.Sprintf("split_part(%s, ' ', %d)", l, k+1)
		common = append(common, fmt.Sprintf("case when %s <> '' and contains(' ' || %s || ' ', ' ' || %s || ' ') then 1 else 0 end", word, r, word))
	}
	words := func(v string) string { return fmt.Sprintf("length(%[1]s) - length(replace(%[1]s, ' ', '')) + 1", v) }
	return fmt.Sprintf("2 * (%s) >= greatest(%s, %s)", strings.Join(common, " + "), words(l), words(r))
}

// partWords is partOf either way, but for initials of several words.
func partWords(l, r string) string {
	within := "contains(' ' || %[2]s || ' ', ' ' || %[1]s || ' ') or length(%[1]s) = 1 and contains(' ' || %[2]s, ' ' || %[1]s)"
	return fmt.Sprintf(within, l, r) + " or " + fmt.Sprintf(within, r, l)
}

const wordsDiffer = "part: the first 8 words of a text count, and one that it has twice may count twice"

const partDiffers = "part: words that stand together, or one initial; several initials fall below it"

func sayName(column, other string, nicknames bool) func(*wording) error {
	return func(w *wording) error {
		if !w.set.Has(column) { // the records have the other name only: it is null in all
			w.derive(column, func(int32) string { return "" })
		}
		l, r := w.valued(column)
		ol, or := w.sides(other)
		swapped := "1 = 0"
		if w.set.Has(other) {
			near := func(a, b string) string { return fmt.Sprintf("(%s = %s or %s)", a, b, closeWords(a, b)) }
			swapped = near(l, or) + " and " + near(ol, r)
		}
		similar := fmt.Sprintf("jaro_winkler_similarity(%s, %s) >= %v", l, r, similarJW)
		w.differs(partDiffers)
		if !nicknames {
			w.level(2, "%s", closeWords(l, r))
			w.level(3, "%s", partWords(l, r))
			w.level(Null, "%s", swapped)
			w.level(4, "%s", similar)
			return nil
		}
		names := w.set.Column(column)
		rl, rr := w.derive(column+"_root", func(row int32) string { return standardise.NicknameRoot(names.Text(row)) })
		w.level(2, "%s = %s", rl, rr)
		w.level(3, "%s", closeWords(l, r))
		w.level(4, "%s", partWords(l, r))
		w.level(5, "%s", swapped)
		w.level(6, "%s", similar)
		return nil
	}
}

func sayDate(column string) func(*wording) error {
	return func(w *wording) error {
		l, r := w.valued(column)
		part := func(from, n int) string {
			return fmt.Sprintf("substr(%s, %d, %d) = substr(%s, %d, %d)", l, from, n, r, from, n)
		}
		year, month, day := part(1, 4), part(6, 2), part(9, 2)
		whole := fmt.Sprintf("length(%s) = 10 and length(%s) = 10 and ", l, r)
		turned := fmt.Sprintf("substr(%[1]s, 6, 2) = substr(%[2]s, 9, 2) and substr(%[1]s, 9, 2) = substr(%[2]s, 6, 2)", l, r)
		w.level(2, "%s(damerau_levenshtein(%s, %s) <= 1 or %s and %s)", whole, l, r, year, turned)
		w.level(3, "%s(%s and %s or %s and %s or %s and %s)", whole, year, month, year, day, month, day)
		w.level(4, "%s%s", whole, year)
		return nil
	}
}

func sayEmail(column string) func(*wording) error {
	return func(w *wording) error {
		l, r := w.valued(column)
		c, first, last, firm := w.set.Column(column), w.set.Column(given), w.set.Column(family), w.set.Column("organisation_name_std")
		ml, mr := w.derive(column+"_named", func(row int32) string {
			if v := c.Text(row); v != "" && madeOf(mailbox(v), first.Text(row), last.Text(row), firm.Text(row)) {
				return "yes"
			}
			return ""
		})
		box := fmt.Sprintf("split_part(%s, '@', 1) = split_part(%s, '@', 1)", l, r)
		slip := fmt.Sprintf("damerau_levenshtein(%s, %s) <= 1", l, r)
		w.level(Null, "(%s is not null or %s is not null) and (%s or %s)", ml, mr, box, slip)
		w.level(2, "%s", box)
		w.level(3, "%s", slip)
		w.differs("a mailbox that is made of names: of the record's own, not of those of both")
		return nil
	}
}

func sayPhone(first, second string) func(*wording) error {
	return func(w *wording) error {
		columns := slices.DeleteFunc([]string{first, second}, func(c string) bool { return !w.set.Has(c) })
		var same, slip, lefts, rights []string
		for _, a := range columns {
			for _, b := range columns {
				l, _ := w.sides(a)
				_, r := w.sides(b)
				same, slip = append(same, l+" = "+r), append(slip, fmt.Sprintf("damerau_levenshtein(%s, %s) <= 1", l, r))
			}
			l, r := w.sides(a)
			lefts, rights = append(lefts, l+" is null"), append(rights, r+" is null")
		}
		w.level(Null, "%s or %s", strings.Join(lefts, " and "), strings.Join(rights, " and "))
		w.level(1, "%s", strings.Join(same, " or "))
		w.level(2, "%s", strings.Join(slip, " or "))
		if len(columns) == 1 {
			w.Rare = columns[0]
		}
		return nil
	}
}

// sayAddress says addressOf: of each part whether it is alike, different or unknown.
func sayAddress(w *wording) error {
	type part struct{ alike, known string }
	say := func(column string, near bool) part {
		if !w.set.Has(column) {
			return part{"1 = 0", "1 = 0"}
		}
		l, r := w.sides(column)
		same := fmt.Sprintf("%s = %s", l, r)
		if near {
			same = fmt.Sprintf("(%s or %s)", same, closeWords(l, r))
		}
		known := fmt.Sprintf("%s is not null and %s is not null", l, r)
		return part{"(" + known + " and " + same + ")", known}
	}
	street, number, postal, city := say("street_std", true), say("street_number_std", false), say("postal_code_std", false), say("city_std", true)
	away := "1 = 0"
	if w.set.Has("country_std") {
		l, r := w.sides("country_std")
		away = fmt.Sprintf("(%[1]s is not null and %[2]s is not null and %[1]s <> %[2]s)", l, r)
	}
	p, c := fmt.Sprintf("(not (%s) and %s)", away, postal.alike), fmt.Sprintf("(not (%s) and %s)", away, city.alike)
	place, cityFits := fmt.Sprintf("(%s or %s)", p, c), fmt.Sprintf("(%s or not (%s))", c, city.known)
	w.level(Null, "not (%s) and not (%s) and not (%s) and not (%s)", street.known, postal.known, city.known, away)
	w.level(1, "%s and (%s and %s or not (%s) and %s and %s)", street.alike, number.alike, place, number.known, p, cityFits)
	w.level(2, "%s and (%s or %s)", street.alike, number.alike, place)
	w.level(3, "%s and %s", number.alike, place)
	w.level(4, "%s and %s", p, c)
	w.level(5, "%s", p)
	w.level(6, "%s", c)
	return nil
}

func sayClose(column string, least int) func(*wording) error {
	return func(w *wording) error {
		l, r := w.valued(column)
		w.level(2, "%s", oneSlip(l, r, least))
		return nil
	}
}

func sayEqual(column string) func(*wording) error {
	return func(w *wording) error {
		w.valued(column)
		return nil
	}
}

// sameWords is where two texts have the same words, in any order, or are the same
// without blanks.
func (w *wording) sameWords(column, l, r string) string {
	c := w.set.Column(column)
	wl, wr := w.derive(column+"_words", func(row int32) string {
		words := strings.Fields(c.Text(row))
		slices.Sort(words)
		return strings.Join(words, " ")
	})
	return fmt.Sprintf("%s = %s or replace(%s, ' ', '') = replace(%s, ' ', '')", wl, wr, l, r)
}

func sayOrganisation(column string) func(*wording) error {
	return func(w *wording) error {
		l, r := w.valued(column)
		w.level(2, "%s", w.sameWords(column, l, r))
		w.level(3, "jaro_winkler_similarity(%s, %s) >= 0.94 or %s", l, r, slips(l, r, 6, 2))
		w.level(4, "%s", halfWords(l, r))
		w.differs(wordsDiffer)
		return nil
	}
}

func sayWords(column string) func(*wording) error {
	return func(w *wording) error {
		l, r := w.valued(column)
		w.level(2, "%s or %s or %s", w.sameWords(column, l, r), closeWords(l, r), slips(l, r, 8, 2))
		w.level(3, "%s or %s", halfWords(l, r), partWords(l, r))
		w.differs(wordsDiffer)
		return nil
	}
}

// saySteps says levels that somebody has written. What a measure has no words for
// falls to the levels behind it.
func saySteps(column string, steps []Step) func(*wording) error {
	return func(w *wording) error {
		l, r := w.sides(column)
		w.silent(l, r)
		for k, s := range steps {
			text, ok := measured(s, l, r)
			if !ok {
				w.differs("%s: %s has no form as SQL; it falls to the levels behind it", s.Name, s.Measure)
				continue
			}
			if s.Measure == "equal" {
				w.Rare = column
			}
			w.level(Grade(k+1), "%s", text)
		}
		return nil
	}
}

func measured(s Step, l, r string) (string, bool) {
	decimal := func(v string) string { return fmt.Sprintf("try_cast(replace(%s, ',', '.') as double)", v) }
	day := func(v string) string { return fmt.Sprintf("epoch(try_strptime(%s, '%%Y-%%m-%%d'))", v) }
	apart := func(of func(string) string) string { return fmt.Sprintf("abs(%s - %s)", of(l), of(r)) }
	switch s.Measure {
	case "equal":
		return l + " = " + r, true
	case "jaro":
		return fmt.Sprintf("jaro_similarity(%s, %s) >= %v", l, r, s.Bound), true
	case "jaro_winkler":
		return fmt.Sprintf("jaro_winkler_similarity(%s, %s) >= %v", l, r, s.Bound), true
	case "levenshtein", "damerau_levenshtein":
		return fmt.Sprintf("%s(%s, %s) <= %v", s.Measure, l, r, s.Bound), true
	case "osa":
		return fmt.Sprintf("damerau_levenshtein(%s, %s) <= %v", l, r, s.Bound), s.Bound < 2
	case "same_beginning":
		n := max(int(s.Bound+.999999), 0)
		return fmt.Sprintf("length(%[1]s) >= %[3]d and substr(%[1]s, 1, %[3]d) = substr(%[2]s, 1, %[3]d)", l, r, n), true
	case "days":
		return fmt.Sprintf("%s <= %v", apart(day), s.Bound*86400), true
	case "years":
		return fmt.Sprintf("%s <= %v", apart(day), s.Bound*86400*365.2425), true
	case "difference":
		return fmt.Sprintf("%s <= %v", apart(decimal), s.Bound), true
	}
	return "", false
}

// saySQL says conditions as they stand, whichever record is called left.
func saySQL(steps []SQLStep, read, forms []string, rare string) func(*wording) error {
	return func(w *wording) error {
		w.Rare = rare
		var none, unknown []string
		for _, form := range forms {
			l, r := w.sides(form)
			none = append(none, fmt.Sprintf("(%s is null or %s is null)", l, r))
		}
		w.level(Null, "%s", strings.Join(none, " and "))
		for k, s := range steps {
			one, other := w.renamed(s.When, read, forms, false), w.renamed(s.When, read, forms, true)
			unknown = append(unknown, one+" is null", other+" is null")
			w.level(Grade(k+1), "%s or %s", one, other)
			if strings.Contains(strings.ToLower(strings.ReplaceAll(s.When, "try_", "")), "cast") {
				w.differs("%s: a value that the condition fails on ends the run, where it does not hold here", s.Name)
			}
		}
		w.level(Null, "%s", strings.Join(unknown, " and "))
		return nil
	}
}

// renamed gives a condition over the columns as they are called, the records in each
// other's place where that is asked for.
func (w *wording) renamed(when string, read, forms []string, turned bool) string {
	var b strings.Builder
	for text := when; text != ""; {
		n := tokenLength(text)
		word := strings.ToLower(strings.Trim(text[:n], `"`))
		at := -1
		if len(word) > 2 && text[0] != '\'' {
			at = slices.Index(read, word[:len(word)-2])
		}
		switch {
		case at >= 0 && (strings.HasSuffix(word, "_l") || strings.HasSuffix(word, "_r")):
			l, r := w.sides(forms[at])
			if strings.HasSuffix(word, "_r") != turned {
				l = r
			}
			b.WriteString(l)
		default:
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return "(" + b.String() + ")"
}

// tokenLength is how long the text, the name or the sign is that SQL begins with.
func tokenLength(sql string) int {
	if quote := sql[0]; quote == '\'' || quote == '"' {
		if end := strings.IndexByte(sql[1:], quote); end >= 0 {
			return end + 2
		}
		return len(sql)
	}
	n := 0
	for n < len(sql) && (sql[n] == '_' || sql[n] >= '0' && sql[n] <= '9' || sql[n]|0x20 >= 'a' && sql[n]|0x20 <= 'z' || sql[n] >= 0x80) {
		n++
	}
	return max(n, 1)
}
