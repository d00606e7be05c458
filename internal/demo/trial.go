package demo

import "strconv"

// trial makes a record that somebody typed to try a form out. Each kind is kept
// out by a rule of Sources.
func (d dice) trial(g *generator) *record {
	s := []system{crmContact, crmLead, legacyCustomer, loyaltyMember}[d.IntN(4)]
	r := &record{system: s, fate: test, key: g.newKey(d, s), style: d.IntN(100)}
	if s == legacyCustomer {
		r.key = g.unique(func() string { return strconv.Itoa(d.between(900_000, 999_999)) })
	}
	r.created, r.modified = d.times(g, s)
	r.live(d.address(shares()[0]))
	r.given, r.family = d.pick([]string{"Max", "Test", "Erika", "Anna"}), d.pick([]string{"Mustermann", "Test", "Tester"})
	r.email = d.pick([]string{"a", "test", "qa", "demo"}) + d.digits(3) + "@" + testHost
	r.mobile = d.mobile("DE")
	r.born = d.day(g.asOf, 20, 60)
	return r
}

// testHost is the domain that the company's testers use.
const testHost = "test.company.example"
