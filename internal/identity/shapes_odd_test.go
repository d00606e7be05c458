package identity

import (
	"crypto/md5"
	"fmt"
	"strings"
)

// Tables that tell little of people, or tell it in their own way.

// outlets are shops of a few chains and many shops of their own: no tax number, and what
// tells them apart is where they stand.
func outlets(m maker) invented {
	t := invented{columns: []string{"store", "address", "city", "zip", "phone", "rating"}}
	families := m.englishFamily(300)
	for e := range 400 {
		name := m.of("Subway", "Starbucks", "Shell", "Burger King", "Pizza Hut", "Planet Fitness")
		own := m.chance(.35)
		if own {
			name = m.of(families...) + "'s " + m.of("Diner", "Bakery", "Pharmacy", "Florist")
		}
		street, city := fmt.Sprint(1+m.IntN(2000), " ", m.of("Oak", "Maple", "Cedar", "Pine", "Main", "Lake"), " ", m.of("St", "Ave", "Rd")), m.of("Salem", "Dover", "Milton", "Oxford")
		zip, tel := "45"+m.digits(3), m.digits(3)+"-"+m.digits(3)+"-"+m.digits(4)
		for range 1 + m.IntN(3) {
			n := name
			if !own && m.chance(.5) {
				n += m.of(" #"+m.digits(4), " - "+city)
			}
			t.add(e, 0, m.noisy(n, .04, 0), m.noisy(street, .05, .05), city, m.noisy(zip, .01, .05), m.noisy(tel, .01, .3), fmt.Sprintf("%.1f", 1+4*m.Float64()))
		}
	}
	return t
}

// digests are names and birthdays of which somebody has given away the MD5 sums only.
func digests(m maker) invented {
	t := invented{columns: []string{"fn_hash", "ln_hash", "dob_hash", "zip3", "gender"}}
	families := m.englishFamily(300)
	sum := func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(strings.ToUpper(s)))) }
	for e := range 500 {
		first, last, born, zip, gender := m.skewed(englishGiven), m.skewed(families), m.born(1940, 2005).as(""), m.digits(3), m.of("M", "F")
		for range 1 + m.IntN(3) {
			t.add(e, 0, sum(m.noisy(first, .1, 0)), sum(m.noisy(last, .07, 0)), m.of(sum(born), sum(born), sum(born), ""), m.noisy(zip, 0, .1), gender)
		}
	}
	return t
}

// addressees are known by their e-mail address; all else is of a campaign.
func addressees(m maker) invented {
	t := invented{columns: []string{"email", "campaign", "optin_date", "utm_source"}}
	families := m.englishFamily(300)
	for e := range 700 {
		mail := strings.ToLower(m.skewed(englishGiven)+"."+m.skewed(families)+m.digits(2)) + "@" + m.of("mail.example", "post.example")
		for range 1 + m.IntN(3) {
			own := m.of(mail, mail, mail, strings.ToUpper(mail))
			if m.chance(.02) {
				own = "test@test.com"
			}
			t.add(e, 0, own, m.of("spring", "summer", "webinar"), m.born(2020, 2025).as(""), m.of("fb", "google", "mail"))
		}
	}
	return t
}

// cardholders have told a telephone number, or nines.
func cardholders(m maker) invented {
	t := invented{columns: []string{"card_no", "phone", "store", "points"}}
	for e := range 700 {
		tel := "07" + m.digits(9)
		for range 1 + m.IntN(3) {
			own := m.of(tel, "+44"+tel[1:], tel[:5]+" "+tel[5:])
			if m.chance(.04) {
				own = m.of("07000000000", "09999999999")
			}
			t.add(e, 0, "63"+m.digits(10), own, m.of("S1", "S2", "S3"), fmt.Sprint(m.IntN(9000)))
		}
	}
	return t
}

// guests are written by people, by a hotel and by an airline, whose form of address
// stands behind; many have an address that a portal made.
func guests(m maker) invented {
	t := invented{columns: []string{"GuestName", "Nat", "DocNo", "DOB", "Email", "Phone", "Arrival"}}
	families := m.englishFamily(300)
	for e := range 500 {
		first, last := m.skewed(englishGiven), m.skewed(families)
		doc, born, tel := m.of("C", "L", "P")+m.digits(8), m.born(1945, 2004), "+"+m.of("44", "49", "33")+m.digits(9)
		for range 1 + m.IntN(3) {
			name := m.of(first+" "+last, last+" "+first, last+", "+first, strings.ToUpper(last+"/"+first)+m.of(" MR", " MRS"))
			mail := m.of(strings.ToLower(first+last)+"@mail.example", strings.ToLower(first)+"."+m.digits(6)+"@guest.portal.example", "")
			t.add(e, 0, m.noisy(name, .05, 0), m.of("GB", "DE", "FR", ""), m.noisy(doc, .03, .45), m.noisy(m.near(born, .03).as("d.m.y"), 0, .35), mail, m.noisy(tel, .02, .5), m.born(2020, 2025).as(""))
		}
	}
	return t
}

// payers are many to one entry of a register; a bank writes their names in capitals,
// in either order and short.
func payers(m maker) invented {
	t := invented{columns: []string{"holder", "addr", "town", "pc", "amount"}}
	families := m.englishFamily(300)
	for e := range 450 {
		first, last, middle := m.skewed(englishGiven), m.skewed(families), m.of("B", "C", "D", "F", "H", "K")
		street, town, code := fmt.Sprint(1+m.IntN(2000), " ", m.of("Oak", "Maple", "Cedar", "Pine", "Main", "Lake"), " ", m.of("St", "Ave", "Rd")), m.of("Salem", "Dover", "Milton", "Oxford"), m.digits(5)
		t.add(e, 0, first+" "+middle+" "+last, street, town, code, "")
		for range m.IntN(7) {
			name := strings.ToUpper(m.of(last+" "+first, last+" "+first+" "+middle, first[:1]+" "+last, first[:1]+middle+" "+last, first+" "+last))
			t.add(e, 1, m.noisy(name, .05, 0), m.noisy(strings.ToUpper(street), .05, .15), m.noisy(strings.ToUpper(town), .02, .05), m.noisy(code, .02, .1), fmt.Sprintf("%d.%02d", 3+m.IntN(300), m.IntN(100)))
		}
	}
	return t
}

// children of a club have one column for the name and their parents' address and number.
func children(m maker) invented {
	t := invented{columns: []string{"Child", "DOB", "Parent Email", "Parent Phone", "Team"}}
	families := m.englishFamily(300)
	entity := 0
	for range 350 {
		last := m.skewed(families)
		mail, other, tel := strings.ToLower(last)+m.digits(3)+"@mail.example", strings.ToLower(last)+m.digits(3)+"@post.example", "513"+m.digits(7)
		for range 1 + m.IntN(3) {
			entity++
			name, born := m.skewed(englishGiven)+" "+last, m.born(2006, 2018)
			for range 1 + m.IntN(2) {
				t.add(entity, 0, m.noisy(name, .05, 0), m.noisy(m.near(born, .04).as("m/d/y"), 0, .12), m.noisy(m.of(mail, mail, other), .02, .1), m.noisy(tel, .01, .2), m.of("U10", "U12", "U14"))
			}
		}
	}
	return t
}
