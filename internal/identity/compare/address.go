package compare

// addressOf judges street, number, postal code and city together: they depend on
// each other, and evidence that depends on each other must not count twice.
func addressOf(s *laid) func(i, j int32) Grade {
	number, postal, country := equalIn(s, "street_number_std"), equalIn(s, "postal_code_std"), equalIn(s, "country_std")
	street, city := alikeIn(s, "street_std"), alikeIn(s, "city_std")
	return func(i, j int32) Grade {
		same := country(i, j) >= 0
		p, c := postal(i, j), city(i, j)
		if !same {
			p, c = min(p, -1), min(c, -1)
		}
		st, no := street(i, j), number(i, j)
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
func equal(c *view, i, j int32) int {
	a, b := c.code(i), c.code(j)
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return 1
	}
	return -1
}

// equalIn is equal in a column of a set.
func equalIn(s *laid, column string) func(i, j int32) int {
	if !s.Has(column) {
		return func(int32, int32) int { return 0 }
	}
	c := s.view(column)
	return func(i, j int32) int { return equal(c, i, j) }
}

// alikeIn is equalIn with some tolerance.
func alikeIn(s *laid, column string) func(i, j int32) int {
	same := equalIn(s, column)
	if !s.Has(column) {
		return same
	}
	c := s.view(column)
	texts := newNames(c.Dict, false)
	grade := remember(func(a, b int32) Grade {
		if texts.close(a, b) {
			return 1
		}
		return 2
	})
	return func(i, j int32) int {
		is := same(i, j)
		if is < 0 && grade(c.code(i), c.code(j)) == 1 {
			return 1
		}
		return is
	}
}
