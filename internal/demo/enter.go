package demo

import (
	"strconv"
	"time"
)

// enter puts a customer into the systems that know it, now and then twice.
func (g *generator) enter(d dice, c *customer) {
	known := 0
	for s := range systems {
		h := habits(s)
		share := h.persons
		switch {
		case c.company:
			share = h.companies
		case c.employed:
			share = h.staff
		case g.age(c) < 18:
			share = h.minors
		}
		if !d.chance(share) {
			continue
		}
		known++
		g.keep(g.enterOne(d, c, s))
		if d.slip(h.twice) {
			g.keep(g.enterOne(d, c, s))
		}
	}
	if known > 0 {
		return
	}
	if c.company {
		g.keep(g.enterOne(d, c, crmAccount))
		return
	}
	g.keep(g.enterOne(d, c, crmContact))
}

// enterOne writes one record, with what the system never learned left out, what
// it knows from former days, and what went wrong on the way in.
func (g *generator) enterOne(d dice, c *customer, s system) *record {
	h := habits(s)
	r := &record{system: s, of: c, key: g.newKey(d, s), style: d.IntN(100), female: c.female, figure: float64(d.between(0, 250_000)) / 100}
	r.created, r.modified = d.times(g, s)
	g.recall(d, r, h)
	forget(d, r, h)
	g.damage(d, r, h)
	g.doom(d, r)
	if s == crmContact && r.fate == living && d.chance(0.06) {
		r.older = d.earlier(g, r)
	}
	return r
}

// recall fills a record with what its customer says, or said when it was written.
func (g *generator) recall(d dice, r *record, h habit) {
	c := r.of
	old := d.chance(h.old)
	r.given, r.family, r.suffix, r.company, r.born, r.vat = c.given, c.family, c.suffix, c.name, c.born, c.vat
	if c.company {
		r.company += " " + c.form
	}
	if c.second != "" && d.chance(0.4) {
		r.given += " " + c.second
	}
	r.live(c.home)
	r.email, r.phone, r.mobile = c.email, c.phone, c.mobile
	if !old {
		return
	}
	if c.moved {
		r.live(c.before)
		r.phone = c.oldPhone
	}
	if c.former != "" {
		r.family = c.former
	}
	if c.oldEmail != "" {
		r.email = c.oldEmail
	}
}

// forget blanks what the system has no field for or nobody asked. What is left
// always holds something that only this customer has.
func forget(d dice, r *record, h habit) {
	whole := *r
	blank := func(value *string, share float64) {
		if !d.chance(share) {
			*value = ""
		}
	}
	if !d.chance(h.born) {
		r.born = time.Time{}
	}
	blank(&r.email, h.email)
	blank(&r.mobile, h.mobile)
	blank(&r.phone, h.phone)
	blank(&r.vat, h.vat)
	if !d.chance(h.street) {
		r.street, r.number, r.unit = "", "", ""
	}
	if r.of.company || !r.born.IsZero() || r.email != "" {
		return
	}
	if h.born > 0 && (r.mobile == "" || d.chance(0.7)) {
		r.born = whole.born
		return
	}
	r.email = whole.email
}

// times gives when a record was made and last changed: the old system stopped
// three years ago, the CRM began then.
func (d dice) times(g *generator, s system) (created, modified time.Time) {
	youngest, oldest := 5, 1000
	if s == legacyCustomer || s == legacyCompany {
		youngest, oldest = 1100, 4000
	}
	created = g.asOf.AddDate(0, 0, -d.between(youngest, oldest)).Add(time.Duration(d.between(7*3600, 19*3600)) * time.Second)
	modified = created
	if d.chance(0.6) {
		days := int(g.asOf.Sub(created).Hours()/24) - youngest
		modified = created.AddDate(0, 0, d.between(0, max(days, 0))).Add(time.Duration(d.between(60, 3600)) * time.Second)
	}
	return created, modified
}

// newKey gives a record its name in its system.
func (g *generator) newKey(d dice, s system) string {
	return g.unique(func() string {
		switch s {
		case legacyCustomer:
			return strconv.Itoa(d.between(100_000, 899_999))
		case legacyCompany:
			return "F-" + strconv.Itoa(d.between(10_000, 99_999))
		case loyaltyMember:
			return "LC-" + strconv.Itoa(d.between(4_000_000_000, 4_999_999_999))
		}
		return d.guid()
	})
}

func (d dice) guid() string {
	const hex = "0123456789abcdef"
	b := []byte("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx")
	for i, c := range b {
		switch c {
		case 'x':
			b[i] = hex[d.IntN(16)]
		case 'y':
			b[i] = hex[8+d.IntN(4)]
		}
	}
	return string(b)
}

// doom decides which records do not stay.
func (g *generator) doom(d dice, r *record) {
	crm := r.system == crmContact || r.system == crmAccount || r.system == crmLead
	legacy := r.system == legacyCustomer || r.system == legacyCompany
	switch n := d.IntN(1000); {
	case crm && n < 12:
		r.fate = deleted
	case crm && n < 15:
		r.fate = badRow
	case r.system == legacyCustomer && n < 6:
		r.fate = badDate
	case legacy && n < 10:
		r.fate = badNumber
	}
}

// earlier is the record as it was before its last change.
func (d dice) earlier(g *generator, r *record) *record {
	older := *r
	older.modified = r.created
	if !r.modified.After(r.created) {
		r.modified = r.created.AddDate(0, 0, 3)
	}
	switch c := r.of; {
	case c.former != "":
		older.family = c.former
	case c.moved:
		older.live(c.before)
	case c.oldEmail != "":
		older.email = c.oldEmail
	case older.mobile != "":
		older.mobile = ""
	default:
		older.street = d.street(shareOf(r.country).language)
	}
	return &older
}

func shareOf(country string) share {
	for _, s := range shares() {
		if s.country == country {
			return s
		}
	}
	return shares()[0]
}
