package prepare

import (
	"fmt"
	"slices"
	"testing"

	"scv/internal/identity/profile"
	"scv/internal/identity/record"
)

// formsOf prepares one column, or several in a row of roles, and gives a form by row.
func formsOf(roles []profile.Role, form, country string, rows ...[]string) []string {
	var names []string
	var columns []profile.Column
	for k, r := range roles {
		names = append(names, fmt.Sprint("c", k))
		columns = append(columns, profile.Column{Name: names[k], Role: r})
	}
	b := record.NewBuilder(names, nil)
	for n, row := range rows {
		b.Add(fmt.Sprintf("%03d", n), func(k int) []byte { return []byte(row[k]) })
	}
	s, _ := b.Set() // the ids are different
	s = Forms(s, columns, country)
	var out []string
	for row := range int32(s.Len()) {
		out = append(out, s.Column(form).Text(row))
	}
	return out
}

func TestFormsOfAnyTable(t *testing.T) {
	one := func(values ...string) (rows [][]string) {
		for _, v := range values {
			rows = append(rows, []string{v})
		}
		return rows
	}
	for name, c := range map[string]struct {
		roles         []profile.Role
		form, country string
		rows          [][]string
		want          []string
	}{
		"years of two digits follow the column": {[]profile.Role{profile.BirthDate}, "birth_date_std", "", one("12.03.71", "1.2.05", "3.4.2011", "5.6.12"), []string{"1971-03-12", "2005-02-01", "2011-04-03", "1912-06-05"}},
		"month first where a day shows it":      {[]profile.Role{profile.BirthDate}, "birth_date_std", "", one("3/25/1980", "4/5/1980"), []string{"1980-03-25", "1980-04-05"}},
		"day first otherwise":                   {[]profile.Role{profile.BirthDate}, "birth_date_std", "", one("25/3/1980", "4/5/1980"), []string{"1980-03-25", "1980-05-04"}},
		"other centuries":                       {[]profile.Role{profile.BirthDate}, "birth_date_std", "", one("1762-05-09", "9.5.1799", "1900-01-01", "31.2.1801"), []string{"1762-05-09", "1799-05-09", "", ""}},
		"three columns": {
			[]profile.Role{profile.BirthYear, profile.BirthMonth, profile.BirthDay},
			"birth_date_std", "",
			[][]string{{"1841", "7", "12"}, {"1841", "", "x"}, {"", "7", "12"}, {"1841.0", "07", "1"}},
			[]string{"1841-07-12", "1841-00-00", "", "1841-07-01"},
		},
		"numbers of no known country":        {[]profile.Role{profile.Phone}, "phone_std", "", one("+43 664 1234567", "0664/1234567", "12345", "0000000"), []string{"641234567", "641234567", "", ""}},
		"numbers of a country":               {[]profile.Role{profile.Phone}, "phone_std", "AT", one("0664 1234567"), []string{"+436641234567"}},
		"the country of the row":             {[]profile.Role{profile.Phone, profile.Country}, "phone_std", "", [][]string{{"0664 1234567", "Austria"}}, []string{"+436641234567"}},
		"given names in front":               {[]profile.Role{profile.FullName}, "family_name_std", "", one("Anna Berger", "Peter Maier", "Xaverl Huber"), []string{"berger", "maier", "huber"}},
		"family names in front":              {[]profile.Role{profile.FullName}, "family_name_std", "", one("Berger Anna", "Maier Peter", "Huber Xaverl"), []string{"berger", "maier", "huber"}},
		"a comma says it":                    {[]profile.Role{profile.FullName}, "given_name_std", "", one("Berger, Anna", "Peter Maier"), []string{"anna", "peter"}},
		"both orders":                        {[]profile.Role{profile.FullName}, "family_name_std", "", one("Anna Berger", "Peter Maier", "Huber Maria", "Koch Thomas", "Xaverl Moser", "WEBER PETER K"), []string{"berger", "maier", "huber", "koch", "moser", "weber"}},
		"initials in one":                    {[]profile.Role{profile.FullName}, "given_name_std", "", one("JK Berger", "Jo Maier"), []string{"j k", "jo"}},
		"couples":                            {[]profile.Role{profile.FullName}, "given_name_std", "", one("Mr. and Mrs. Peter Maier", "Herr und Frau Anna Berger", "Maria and Peter Maier", "MAIER/ANNA MRS"), []string{"peter", "anna", "maria and peter", "anna"}},
		"surnames that are forms of address": {[]profile.Role{profile.FullName}, "family_name_std", "", one("Mario Frau", "Michael Herr", "Ana Fam", "Familia", "Familie Huber", "Anna Miss"), []string{"frau", "herr", "fam", "familia", "huber", "miss"}},
		"whole names where parts are missing": {
			[]profile.Role{profile.GivenName, profile.FamilyName, profile.FullName},
			"family_name_std", "",
			[][]string{{"Anna", "Berger", "Anna Meier"}, {"", "", "Peter Maier"}, {"", "", "שרה כהן"}, {"Anna", "", "Anna Berger"}},
			[]string{"berger", "maier", "", ""},
		},
		"a suffix of its own": {
			[]profile.Role{profile.FamilyName, profile.NameSuffix},
			"name_suffix_std", "",
			[][]string{{"Berger", "Jr."}, {"Berger Sr", ""}, {"Berger", "x"}},
			[]string{"jr", "sr", ""},
		},
		"numbers to get past a form": {[]profile.Role{profile.Phone}, "phone_std", "", one("07000000000", "0664 1000000"), []string{"", "641000000"}},
		"firms among people":         {[]profile.Role{profile.FullName}, "organisation_name_std", "", one("Anna Berger", "Berger Bau GmbH"), []string{"", "berger bau"}},
		"a number in the street":     {[]profile.Role{profile.Street}, "street_number_std", "", one("Hauptstrasse 12a"), []string{"12a"}},
		"a column of its own":        {[]profile.Role{profile.Identifier}, Generic("c0"), "", one("ab-12 3", "n/a"), []string{"AB123", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := formsOf(c.roles, c.form, c.country, c.rows...); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
