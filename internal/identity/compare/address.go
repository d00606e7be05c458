package compare

import "slices"

// addressOf judges street, number, postal code and city together: they depend on
// each other, and evidence that depends on each other must not count twice.
func addressOf(s *laid) grader {
	a := &addresses{
		number: s.view("street_number_std"), postal: s.view("postal_code_std"), country: s.view("country_std"),
		street: newPlaces(s, "street_std"), city: newPlaces(s, "city_std"),
	}
	for k := range a.grades {
		a.grades[k] = addressGrade(k/streetScale-1, k/numberScale%3-1, k/postalScale%3-1, k%3-1)
	}
	for number := -1; number <= 1; number++ { // alone it says nothing
		a.grades[nothingSaid+number*numberScale] = Null
	}
	return grader{a.of, a.many}
}

// addresses grades addresses.
type addresses struct {
	number, postal, country *view
	street, city            *places
	grades                  [81]Grade // by what addressGrade takes: 40, and street, number, postal code and city times their scale
	at                      []int32   // of many: the places in grades
}

// The scales of what addressGrade takes.
const (
	cityScale   = 1
	postalScale = 3 * cityScale
	numberScale = 3 * postalScale
	streetScale = 3 * numberScale
	nothingSaid = (streetScale*3 - 1) / 2
)

func (a *addresses) of(i, j int32) Grade {
	street, number := a.street.alike(i, j), a.number.likeness(i, j)
	postal, city := a.postal.likeness(i, j), a.city.alike(i, j)
	if a.country.likeness(i, j) < 0 {
		postal, city = min(postal, -1), min(city, -1)
	}
	return a.grades[nothingSaid+street*streetScale+number*numberScale+postal*postalScale+city*cityScale]
}

func (a *addresses) many(pairs []Pair, into []Pattern, shift uint) {
	a.at = slices.Grow(a.at[:0], len(pairs))[:len(pairs)]
	for n := range a.at {
		a.at[n] = nothingSaid
	}
	a.postal.likenesses(pairs, a.at, postalScale)
	a.city.likenesses(pairs, a.at, cityScale)
	if a.country.width > 0 {
		for n, p := range pairs {
			if a.country.likeness(p.I, p.J) < 0 {
				a.at[n] = nothingSaid - postalScale - cityScale
			}
		}
	}
	a.number.likenesses(pairs, a.at, numberScale)
	a.street.likenesses(pairs, a.at, streetScale)
	for n, at := range a.at {
		into[n] |= Pattern(a.grades[at]) << shift
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

// likeness is 1 for the same code, -1 for another, 0 where a row has none.
func (v *view) likeness(i, j int32) int {
	a, b := v.code(i), v.code(j)
	there, differs := (-a&-b)>>31, ((a^b)|-(a^b))>>31 // -1 where they are so; codes are no less than 0
	return int(differs&there | there&1)
}

// likenesses adds what likeness gives of pairs, times a scale.
func (v *view) likenesses(pairs []Pair, into []int32, scale int32) {
	if v.width == 0 {
		return
	}
	for n, p := range pairs {
		into[n] += int32(v.likeness(p.I, p.J)) * scale
	}
}

// places is the names of streets or of cities.
type places struct {
	*view
	close func(a, b int32) Grade // 1 where they are; 2
}

func newPlaces(s *laid, column string) *places {
	v := s.view(column)
	names := newNames(v.Dict, false)
	return &places{v, remember(func(a, b int32) Grade {
		if names.close(a, b) {
			return 1
		}
		return 2
	})}
}

// alike is likeness with some tolerance.
func (p *places) alike(i, j int32) int {
	is := p.likeness(i, j)
	if is < 0 && p.close(p.code(i), p.code(j)) == 1 {
		return 1
	}
	return is
}

// likenesses adds what alike gives of pairs, times a scale.
func (p *places) likenesses(pairs []Pair, into []int32, scale int32) {
	p.view.likenesses(pairs, into, scale)
	if p.width == 0 {
		return
	}
	for n, pair := range pairs {
		if a, b := p.code(pair.I), p.code(pair.J); a != b && a != 0 && b != 0 && p.close(a, b) == 1 {
			into[n] += 2 * scale // from different to alike
		}
	}
}
