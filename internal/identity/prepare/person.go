package prepare

import (
	"strings"

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
	if whole := f.by[profile.FullName]; whole != "" && given == nil && family == nil {
		given, family = f.two(whole, splitter(f.set.Column(whole)), f.names, f.names)
		suffix = f.one(whole, func(v, _ string) [2]string { return [2]string{standardise.NameSuffix(v)} }, record.NewDict())
		if company == nil {
			company = f.one(whole, companyOnly, record.NewDict())
		}
	}
	f.add("given_name_std", given)
	f.add("family_name_std", family)
	f.add("name_suffix_std", suffix)
	f.add("organisation_name_std", company)
	f.add("birth_date_std", f.birth())
	f.add("tax_id_std", f.one(f.by[profile.TaxID], plain(standardise.Identifier), record.NewDict()))
	f.add("party_type", f.one(f.by[profile.PartyType], func(v, _ string) [2]string { return [2]string{v} }, record.NewDict()))
}

// companyOnly is a company that says so by its legal form, in a column of people.
func companyOnly(v, _ string) [2]string {
	if c, _ := standardise.SplitOrganisation(v); c.LegalForm != "" {
		return [2]string{c.Name}
	}
	return [2]string{}
}

// splitter takes whole names apart. Where more of them end with a known given name
// than begin with one, the family name stands in front.
func splitter(c *record.Column) form {
	front, back := 0, 0
	for code := range c.Len() {
		words := strings.Fields(standardise.Fold(c.Value(int32(code))))
		if len(words) < 2 || strings.Contains(c.Value(int32(code)), ",") {
			continue
		}
		first, last := standardise.IsGivenName(words[0]), standardise.IsGivenName(words[len(words)-1])
		switch {
		case first && !last:
			front++
		case last && !first:
			back++
		}
	}
	return func(v, country string) [2]string {
		if companyOnly(v, country)[0] != "" {
			return [2]string{}
		}
		name, _ := standardise.SplitName(v, country)
		if family, given, ok := strings.Cut(standardise.Fold(v), " "); back > 2*front && ok && !strings.Contains(v, ",") {
			return [2]string{given, family}
		}
		return [2]string{name.Given, name.Family}
	}
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
