package compare

import (
	"scv/internal/identity/record"
)

// addressOf judges street, number, postal code and city together: they depend on
// each other, and evidence that depends on each other must not count twice.
func addressOf(s *record.Set) func(i, j int32) Grade {
	street, number := s.Column("street_std"), s.Column("street_number_std")
	postal, city, country := s.Column("postal_code_std"), s.Column("city_std"), s.Column("country_std")
	sameStreet := alikeIn(street, func(a, b string) bool { return closeText(a, b) })
	sameCity := alikeIn(city, func(a, b string) bool { return closeText(a, b) })
	return func(i, j int32) Grade {
		same := equal(country, i, j) >= 0
		p, c := equal(postal, i, j), sameCity(i, j)
		if !same {
			p, c = min(p, -1), min(c, -1)
		}
		st, no := sameStreet(i, j), equal(number, i, j)
		if st == 0 && p == 0 && c == 0 {
			return Null
		}
		return addressGrade(st, no, p, c)
	}
}

// addressGrade takes, for street, number, postal code and city, 1 for alike, -1
// for different and 0 where one record says nothing.
func addressGrade(street, number, postal, city int) Grade {
	place := postal > 0 || city > 0
	switch {
	case street > 0 && number > 0 && place, street > 0 && number == 0 && postal > 0 && city >= 0:
		return 1
	case street > 0 && (number > 0 || place):
		return 2
	case number > 0 && place:
		return 3
	case postal > 0 && city > 0:
		return 4
	case postal > 0:
		return 5
	case city > 0:
		return 6
	}
	return 7
}

// equal is 1 for the same code, -1 for another, 0 where a row has none.
func equal(c *record.Column, i, j int32) int {
	a, b := c.Codes[i], c.Codes[j]
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return 1
	}
	return -1
}

// alikeIn is equal with some tolerance.
func alikeIn(c *record.Column, near func(a, b string) bool) func(i, j int32) int {
	grade := remember(func(a, b int32) Grade {
		if near(c.Value(a), c.Value(b)) {
			return 1
		}
		return 2
	})
	return func(i, j int32) int {
		same := equal(c, i, j)
		if same < 0 && grade(c.Codes[i], c.Codes[j]) == 1 {
			return 1
		}
		return same
	}
}
