package prepare

import (
	"slices"
	"strings"
	"unicode/utf8"

	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
)

// person makes names, birth date and numbers.
func (f *forms) person() {
	given := f.one(f.by[profile.GivenName], plain(standardise.GivenName), f.names)
	family, suffix := f.two(f.by[profile.FamilyName], func(v, _ string) [2]string {
		return [2]string{standardise.FamilyName(v).Value, standardise.NameSuffix(v)}
	}, f.names, record.NewDict())
	company := f.one(f.by[profile.Organisation], plain(standardise.Organisation), record.NewDict())
	if whole := f.by[profile.FullName]; whole != "" {
		first, last := f.two(whole, splitter(f.set.Column(whole)), f.names, f.names)
		if given == nil && family == nil {
			given, family = first, last
			suffix = f.one(whole, generation, record.NewDict())
			if company == nil {
				company = f.one(whole, companyOnly, record.NewDict())
			}
		} else {
			given, family = f.filled(given, family, first, last)
		}
	}
	if own := f.by[profile.NameSuffix]; own != "" {
		suffix = first(f.one(own, func(v, _ string) [2]string { return generation("a "+v, "") }, record.NewDict()), suffix)
	}
	f.add("given_name_std", given)
	f.add("family_name_std", family)
	f.add("name_suffix_std", suffix)
	f.add("organisation_name_std", company)
	f.add("birth_date_std", f.birth())
	f.add("tax_id_std", f.one(f.by[profile.TaxID], plain(standardise.Identifier), record.NewDict()))
	f.add("party_type", f.one(f.by[profile.PartyType], func(v, _ string) [2]string { return [2]string{v} }, record.NewDict()))
}

// generation tells father from son in a name that ends in jr, sr, ii or iii.
func generation(v, _ string) [2]string { return [2]string{standardise.NameSuffix(v)} }

// filled gives the two names, and where a row has neither, those of its whole name: not
// where that is of another script, in which it is like no other.
func (f *forms) filled(given, family, first, last *record.Column) (both, of *record.Column) {
	if given == nil {
		given = &record.Column{Codes: make([]int32, f.set.Len()), Dict: f.names}
	}
	if family == nil {
		family = &record.Column{Codes: make([]int32, f.set.Len()), Dict: f.names}
	}
	own := mostlyLatin(family)
	for row := range given.Codes {
		if given.Codes[row] == 0 && family.Codes[row] == 0 && latin(last.Text(int32(row))) == own {
			given.Codes[row], family.Codes[row] = first.Codes[row], last.Codes[row]
		}
	}
	return given, family
}

// latin says whether a name begins in Latin letters, as all do that are folded.
func latin(name string) bool { return name != "" && name[0] < utf8.RuneSelf }

func mostlyLatin(c *record.Column) bool {
	n, all := 0, 0
	for row, code := range c.Codes {
		if code != 0 {
			all++
			if latin(c.Text(int32(row))) {
				n++
			}
		}
	}
	return 2*n >= all
}

// first gives the values of one column, and where it has none, those of another.
func first(one, other *record.Column) *record.Column {
	if other == nil {
		return one
	}
	for row, code := range other.Codes {
		if one.Codes[row] == 0 && code != 0 {
			one.Codes[row] = one.Code(other.Value(code))
		}
	}
	return one
}

// companyOnly is a company that says so by its legal form, in a column of people.
func companyOnly(v, _ string) [2]string {
	if c, _ := standardise.SplitOrganisation(v); c.LegalForm != "" {
		return [2]string{c.Name}
	}
	return [2]string{}
}

// splitter takes whole names apart. Where more of them end with a known given name
// than begin with one, the family name stands in front; where both are written, each
// name tells by itself, if it can.
func splitter(c *record.Column) form {
	front, back := 0, 0
	for code := range c.Len() {
		switch v := bare(c.Value(int32(code))); {
		case strings.Contains(v, ","):
		case givenStands(v) == inFront:
			front++
		case givenStands(v) == behind:
			back++
		}
	}
	mixed := 5*min(front, back) > front+back
	return func(v, country string) [2]string {
		if companyOnly(v, country)[0] != "" {
			return [2]string{}
		}
		v = bare(v)
		name, _ := standardise.SplitName(v, country)
		if strings.Contains(v, ",") {
			return [2]string{name.Given, name.Family}
		}
		turned := back > 2*front
		if stands := givenStands(v); mixed && stands != unknown {
			turned = stands == behind
		}
		if family, given, ok := strings.Cut(inOrder(v), " "); turned && ok {
			return [2]string{initials(given), family}
		}
		return [2]string{initials(name.Given), name.Family}
	}
}

// bare is a whole name without what couples, families, hotels and airlines write around
// it: "Mr and" before "Mrs", "Family", a form of address behind. A name that would be
// left with one word keeps it: Herr, Frau and Fam are surnames, too.
func bare(v string) string {
	words := strings.Fields(v)
	folded := make([]string, len(words))
	for k, w := range words {
		folded[k] = standardise.Fold(w)
	}
	switch {
	case len(words) > 3 && isForm(folded[0]) && isForm(folded[2]) && slices.Contains([]string{"and", "und", "et", "y", "e", "en"}, folded[1]):
		return strings.Join(words[2:], " ")
	case len(words) > 1 && slices.Contains([]string{"family", "familie", "famille", "famiglia", "familia", "fam"}, folded[0]):
		return strings.Join(words[1:], " ")
	case len(words) > 1 && isForm(folded[len(words)-1]) && (len(words) > 2 || strings.Contains(words[0], "/")):
		return strings.Join(words[:len(words)-1], " ")
	}
	return v
}

// isForm is a form of address.
func isForm(word string) bool {
	return slices.Contains([]string{"mr", "mrs", "ms", "miss", "mstr", "herr", "herrn", "frau", "monsieur", "madame", "mme", "mlle", "signor", "signora", "senor", "senora"}, word)
}

// initials sets letters apart that are no word, as those of "JK Rowling".
func initials(given string) string {
	if len(given) < 2 || len(given) > 3 || strings.Trim(given, "bcdfghjklmnpqrstvwxz") != "" {
		return given
	}
	return strings.Join(strings.Split(given, ""), " ")
}

// place is where the given name stands in a whole name.
type place uint8

const (
	unknown place = iota
	inFront
	behind
)

// inOrder is a whole name as its words stand, without titles and suffixes.
func inOrder(v string) string { return standardise.GivenName(v).Value }

// givenStands finds it by the one end that is a known given name. An initial at the end
// belongs to a given name: nobody's family name is a letter.
func givenStands(v string) place {
	words := strings.Fields(inOrder(v))
	if len(words) < 2 {
		return unknown
	}
	last := words[len(words)-1]
	first, end := standardise.IsGivenName(words[0]), standardise.IsGivenName(last)
	switch {
	case !first && (end || len(last) == 1 && len(words) > 2):
		return behind
	case first && !end:
		return inFront
	}
	return unknown
}

// birth reads one column of dates, or three of year, month and day. What is not
// known of a day is 00.
func (f *forms) birth() *record.Column {
	if name := f.by[profile.BirthDate]; name != "" {
		return f.one(name, f.days(f.set.Column(name)), record.NewDict())
	}
	if f.by[profile.BirthYear] == "" {
		return nil
	}
	year, month, day := f.set.Column(f.by[profile.BirthYear]), f.set.Column(f.by[profile.BirthMonth]), f.set.Column(f.by[profile.BirthDay])
	out := &record.Column{Codes: make([]int32, f.set.Len()), Dict: record.NewDict()}
	for row := range int32(f.set.Len()) {
		y := digitsOf(year.Text(row), 4)
		if y == "0000" {
			continue
		}
		out.Codes[row] = out.Code(y + "-" + digitsOf(month.Text(row), 2) + "-" + digitsOf(day.Text(row), 2))
	}
	return out
}

// digitsOf is a whole number with zeros in front; 0 where it is none of so many
// digits.
func digitsOf(text string, width int) string {
	text = strings.TrimSuffix(text, ".0")
	if len(text) == 0 || len(text) > width || strings.Trim(text, "0123456789") != "" {
		text = ""
	}
	return strings.Repeat("0", width-len(text)) + text
}

// days reads dates as the column writes them.
func (f *forms) days(c *record.Column) form {
	var values []string
	pivot := 0
	for code := range c.Len() {
		v := c.Value(int32(code))
		values = append(values, v)
		if d := standardise.Day(v, f.country, -1); d >= "2000" && d < "2100" {
			pivot = max(pivot, int(d[2]-'0')*10+int(d[3]-'0'))
		}
	}
	monthFirst := standardise.MonthFirst(values)
	return func(v, country string) [2]string {
		if country == "" && monthFirst {
			country = "US"
		}
		return [2]string{standardise.Day(v, country, pivot)}
	}
}
