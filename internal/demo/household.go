package demo

// household makes people who live behind one door: they share the address, mostly
// the surname and the landline, and are different customers all the same.
func (g *generator) household(d dice) {
	s := d.country()
	language := d.tongue(s)
	family := d.surname(language)
	var people []*customer
	add := func(c *customer) { people = append(people, c) }
	switch n := d.IntN(100); {
	case n < 32: // alone
		add(d.person(g, language, family, 19, 88))
	case n < 60: // a couple
		d.couple(g, language, family, 22, 80, add)
	case n < 90: // parents and children
		d.couple(g, language, family, 38, 62, add)
		d.children(g, language, family, add)
	case n < 96: // a shared flat
		for range d.between(2, 4) {
			add(d.person(g, language, d.surname(language), 19, 35))
		}
	default: // grandparents, or a father and his son of the same name
		d.generations(g, language, family, add)
	}
	g.settle(d, s, distinct(d, language, people))
	for _, c := range people {
		g.enter(d, c)
	}
}

func (d dice) couple(g *generator, language, family string, youngest, oldest int, add func(*customer)) {
	one := d.person(g, language, family, youngest, oldest)
	other := d.person(g, language, family, 0, 1)
	other.born = one.born.AddDate(0, 0, d.between(-2200, 2200))
	other.female = one.female == d.chance(0.04)
	other.given = d.givenName(language, other.female)
	other.second = ""
	switch n := d.IntN(100); {
	case n < 14:
		other.family = d.surname(language) // kept the own name
	case n < 30:
		other.former = d.surname(language) // took the name, and some system does not know
	}
	add(one)
	add(other)
}

// children are customers from twelve years on; one time in forty, twins.
func (d dice) children(g *generator, language, family string, add func(*customer)) {
	for range d.between(1, 3) {
		child := d.person(g, language, family, 12, 24)
		add(child)
		if d.chance(0.025) {
			twin := d.person(g, language, family, 12, 24)
			twin.born = child.born
			add(twin)
			return
		}
	}
}

func (d dice) generations(g *generator, language, family string, add func(*customer)) {
	senior := d.person(g, language, family, 55, 88)
	junior := d.person(g, language, family, 25, 50)
	junior.born = senior.born.AddDate(d.between(21, 34), 0, d.between(-180, 180))
	if language == "en" && d.chance(0.6) {
		senior.female, junior.female = false, false
		senior.given = d.givenName(language, false)
		senior.second = ""
		junior.given, junior.second = senior.given, ""
		senior.suffix, junior.suffix = "Sr.", "Jr."
	}
	add(senior)
	add(junior)
}

// distinct gives everybody of a household another first name, but for juniors.
func distinct(d dice, language string, people []*customer) []*customer {
	seen := map[string]bool{}
	for _, c := range people {
		for tries := 0; seen[c.given] && c.suffix == "" && tries < 40; tries++ {
			c.given = d.givenName(language, c.female)
		}
		seen[c.given] = true
		if c.second == c.given {
			c.second = ""
		}
	}
	return people
}

// settle gives a household its home and contact data.
func (g *generator) settle(d dice, s share, people []*customer) {
	home, landline := d.address(s), ""
	if d.chance(0.7) {
		landline = d.landline(s.country)
	}
	before, moved := d.address(s), d.chance(0.1)
	oldLine := d.landline(s.country)
	for _, c := range people {
		c.id = g.personID()
		d.contact(g, c, s, home, landline)
		if moved || d.chance(0.04) {
			if !moved {
				before, oldLine = d.address(s), ""
			}
			c.moved, c.before, c.oldPhone = true, before, oldLine
			g.stay(before)
		}
	}
	g.stay(home)
	d.shareContacts(g, people)
}

// shareContacts: children use a parent's telephone, couples one mailbox.
func (d dice) shareContacts(g *generator, people []*customer) {
	if len(people) < 2 {
		return
	}
	if d.chance(0.09) {
		people[1].email = people[0].email
	}
	for _, c := range people[1:] {
		if g.age(c) < 18 && d.chance(0.4) {
			c.mobile = people[0].mobile
		}
	}
}

func (g *generator) age(c *customer) int { return int(g.asOf.Sub(c.born).Hours() / 24 / 365.25) }
