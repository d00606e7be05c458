package prepare

import (
	"runtime"
	"sync"
	"sync/atomic"

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
	for _, c := range f.out {
		c.Rest()
	}
	return s.With(f.out...)
}

// Others gives the set with the forms of the columns beside it that are none of the
// vocabulary.
func Others(s *record.Set, columns []profile.Column) *record.Set {
	f := forms{set: s}
	f.others(columns)
	for _, c := range f.out {
		c.Rest()
	}
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
	from, countries := f.set.Column(column), f.set.Column(f.by[profile.Country])
	first = &record.Column{Codes: make([]int32, f.set.Len()), Dict: firsts}
	second = &record.Column{Codes: make([]int32, f.set.Len()), Dict: seconds}
	country := make([]int32, from.Len()) // by code: that of the first row that has it, from 1; 0 = no row
	for row, code := range from.Codes {
		if country[code] == 0 {
			country[code] = countries.Codes[row] + 1
		}
	}
	country[0] = 0
	codes := f.formed(from, countries, country, of, firsts, seconds)
	others := map[[2]int32][2]int32{}
	for row, code := range from.Codes {
		p := codes[code]
		if own := countries.Codes[row]; country[code] != own+1 && code != 0 {
			var known bool
			if p, known = others[[2]int32{code, own}]; !known {
				parts := of(from.Value(code), f.countryOf(countries, own))
				p = [2]int32{firsts.Code(parts[0]), seconds.Code(parts[1])}
				others[[2]int32{code, own}] = p
			}
		}
		first.Codes[row], second.Codes[row] = p[0], p[1]
	}
	return first, second
}

// share is how many values a goroutine forms at once.
const share = 1 << 10

// formed gives the codes of the two parts by code. Values are formed side by side
// and numbered in their order, so that the answer is one whatever the cores.
func (f *forms) formed(from, countries *record.Column, country []int32, of form, firsts, seconds *record.Dict) [][2]int32 {
	parts := make([][2]string, len(country))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for at := int(next.Add(share)) - share; at < len(parts); at = int(next.Add(share)) - share {
				for code := at; code < min(at+share, len(parts)); code++ {
					if country[code] != 0 {
						parts[code] = of(from.Value(int32(code)), f.countryOf(countries, country[code]-1))
					}
				}
			}
		})
	}
	all.Wait()
	codes := make([][2]int32, len(parts))
	for code, p := range parts {
		codes[code] = [2]int32{firsts.Code(p[0]), seconds.Code(p[1])}
	}
	return codes
}

// countryOf is the text of a country's code, or that of rows that name none.
func (f *forms) countryOf(countries *record.Column, code int32) string {
	if code == 0 {
		return f.country
	}
	return countries.Value(code)
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
