package prepare

import (
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
)

// Generic is the form's name of a column that is none of the vocabulary.
func Generic(column string) string { return "x:" + column }

// Forms gives the set with the forms of its columns beside them. country is that
// of rows that name none; "" = nobody knows, and then the rows show how days and
// telephone numbers are written.
func Forms(s *record.Set, columns []profile.Column, country string) *record.Set {
	f := forms{set: s, by: map[profile.Role]string{}, country: country, names: record.NewDict(), phones: record.NewDict()}
	for _, c := range columns {
		if c.Role.Single() {
			f.by[c.Role] = c.Name
		}
	}
	f.person()
	f.contact()
	f.place()
	f.others(columns)
	return s.With(f.out...)
}

// Others gives the set with the forms of the columns beside it that are none of the
// vocabulary.
func Others(s *record.Set, columns []profile.Column) *record.Set {
	f := forms{set: s}
	f.others(columns)
	return s.With(f.out...)
}

func (f *forms) others(columns []profile.Column) {
	for _, c := range columns {
		switch c.Role {
		case profile.Identifier:
			f.add(Generic(c.Name), f.one(c.Name, plain(standardise.Identifier), record.NewDict()))
		case profile.Text, profile.Category:
			f.add(Generic(c.Name), f.one(c.Name, plain(standardise.Text), record.NewDict()))
		}
	}
}

type forms struct {
	set           *record.Set
	by            map[profile.Role]string
	country       string
	out           []*record.Column
	names, phones *record.Dict
}

// form makes the parts of a value of a row of a country.
type form func(value, country string) [2]string

func plain(f func(string) standardise.Result) form {
	return func(value, _ string) [2]string { return [2]string{f(value).Value} }
}

func (f *forms) add(name string, c *record.Column) {
	if c != nil {
		c.Name = name
		f.out = append(f.out, c)
	}
}

func (f *forms) one(column string, of form, dict *record.Dict) *record.Column {
	first, _ := f.two(column, of, dict, record.NewDict())
	return first
}

// two makes two columns of one: each pair of value and country is formed once.
func (f *forms) two(column string, of form, firsts, seconds *record.Dict) (first, second *record.Column) {
	if column == "" {
		return nil, nil
	}
	type formed struct{ a, b int32 }
	from, countries := f.set.Column(column), f.set.Column(f.by[profile.Country])
	known := map[int64]formed{}
	first = &record.Column{Codes: make([]int32, f.set.Len()), Dict: firsts}
	second = &record.Column{Codes: make([]int32, f.set.Len()), Dict: seconds}
	for row, code := range from.Codes {
		if code == 0 {
			continue
		}
		key := int64(code)<<32 | int64(countries.Codes[row])
		p, ok := known[key]
		if !ok {
			country := countries.Text(int32(row))
			if country == "" {
				country = f.country
			}
			parts := of(from.Value(code), country)
			p = formed{firsts.Code(parts[0]), seconds.Code(parts[1])}
			known[key] = p
		}
		first.Codes[row], second.Codes[row] = p.a, p.b
	}
	return first, second
}

func (f *forms) place() {
	street, inStreet := f.two(f.by[profile.Street], func(v, country string) [2]string {
		a, _ := standardise.SplitStreet(v, country)
		return [2]string{a.Street, a.Number}
	}, record.NewDict(), record.NewDict())
	number := f.one(f.by[profile.StreetNumber], plain(standardise.HouseNumber), record.NewDict())
	if number == nil {
		number = inStreet
	}
	f.add("street_std", street)
	f.add("street_number_std", number)
	f.add("city_std", f.one(f.by[profile.City], plain(standardise.City), record.NewDict()))
	f.add("postal_code_std", f.one(f.by[profile.PostalCode], func(v, country string) [2]string {
		return [2]string{standardise.PostalCode(v, country, f.country).Value}
	}, record.NewDict()))
	f.add("country_std", f.one(f.by[profile.Country], plain(standardise.Country), record.NewDict()))
}
