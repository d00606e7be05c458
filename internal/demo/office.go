package demo

import "strings"

// office makes a company, sometimes with a sister behind the same door, and the
// people that the company's sales know there: one address, one switchboard.
func (g *generator) office(d dice) {
	s := d.country()
	home, board := d.address(s), d.landline(s.country)
	g.stay(home)
	first := d.firm(g, s, d.firmName(s), home, board)
	g.enter(d, first)
	if d.chance(0.12) {
		root, _, _ := strings.Cut(first.name, " ")
		if name := root + " " + d.pick(streets()["trade"]); name != first.name {
			g.enter(d, d.firm(g, s, name, home, board))
		}
	}
	for range d.skewed(5) {
		g.enter(d, d.staff(g, s, first))
	}
}

func (d dice) firm(g *generator, s share, name string, home address, board string) *customer {
	c := &customer{id: g.firmID(), company: true, home: home, phone: board, since: d.day(g.asOf, 0, 6)}
	c.name, c.form = name, d.pick(legalForms(s.country))
	c.vat = d.vat(s.country)
	c.host = g.unique(func() string {
		host := slug(c.name)
		if d.chance(0.3) {
			host += "-" + slug(c.home.city)
		}
		return host + d.pick([]string{"", "", "-group", "-" + strings.ToLower(s.country), d.digits(2)}) + ".example"
	})
	c.email = d.pick([]string{"info", "office", "kontakt", "sales", "mail"}) + "@" + c.host
	if d.chance(0.08) {
		c.moved, c.before, c.oldPhone = true, d.address(s), d.landline(s.country)
		g.stay(c.before)
	}
	return c
}

func (d dice) firmName(s share) string {
	trade := d.pick(streets()["trade"])
	switch n := d.IntN(100); {
	case n < 45:
		return d.surname(s.language) + " " + trade
	case n < 60:
		return d.surname(s.language) + " & " + d.surname(s.language)
	case n < 85:
		return d.pick(streets()["org"]) + " " + trade
	}
	return d.place(s.country).city + " " + trade
}

func legalForms(country string) []string {
	switch country {
	case "DE":
		return []string{"GmbH", "GmbH", "GmbH & Co. KG", "AG", "e.K."}
	case "AT":
		return []string{"GmbH", "GmbH", "OG"}
	case "CH":
		return []string{"AG", "GmbH"}
	case "FR":
		return []string{"SARL", "SAS", "SA"}
	case "GB":
		return []string{"Ltd", "Ltd", "PLC", "LLP"}
	case "US":
		return []string{"Inc.", "LLC", "Corp."}
	case "CA":
		return []string{"Inc.", "Ltd"}
	case "NL":
		return []string{"B.V.", "B.V.", "N.V."}
	case "IT":
		return []string{"S.r.l.", "S.p.A."}
	case "ES":
		return []string{"S.L.", "S.A."}
	case "SE":
		return []string{"AB"}
	}
	return []string{"Pty Ltd"}
}

// vat draws a number in the form of its country; its check digits are random.
func (d dice) vat(country string) string {
	switch country {
	case "DE", "ES":
		return country + d.digits(9)
	case "AT":
		return "ATU" + d.digits(8)
	case "CH":
		return "CHE-" + d.digits(3) + "." + d.digits(3) + "." + d.digits(3)
	case "FR", "IT":
		return country + d.digits(11)
	case "GB":
		return "GB " + d.digits(3) + " " + d.digits(4) + " " + d.digits(2)
	case "US":
		return d.digits(2) + "-" + d.digits(7)
	case "NL":
		return "NL" + d.digits(9) + "B01"
	case "SE":
		return "SE" + d.digits(10) + "01"
	case "CA":
		return d.digits(9) + "RT0001"
	}
	return d.digits(11)
}

// staff is a person whom the CRM knows at the company's address.
func (d dice) staff(g *generator, s share, at *customer) *customer {
	language := d.tongue(s)
	c := d.person(g, language, d.surname(language), 22, 64)
	c.id, c.employed = g.personID(), true
	c.home, c.phone = at.home, at.phone
	c.mobile = d.mobile(s.country)
	c.email = g.unique(func() string {
		local := slug(c.given) + "." + slug(c.family)
		if g.used[local+"@"+at.host] {
			local += d.digits(1)
		}
		return local + "@" + at.host
	})
	return c
}
