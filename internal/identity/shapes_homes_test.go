package identity

import (
	"fmt"
	"strings"
)

// Tables in which what many share says little: families, residences, call centres,
// groups of companies.

var englishGiven = strings.Fields("Oliver Amelia George Isla Harry Ava Noah Mia Jack Grace Leo Lily Arthur Freya Oscar Emily Henry Ella Theo Rosie Alfie Ivy Thomas Sophia Edward Hannah Samuel Alice Daniel Martha Joseph Clara Peter Ruth Simon Joan")

func (m maker) englishFamily(n int) []string {
	return m.names(n, "hart whit black ash well stan har wood bar ken cal dun fen gal hol mar nor pen rad sed thor wil", "ing ley ford tle more bur den gar sha wic", "ton son well field er by ham worth stow ridge cote man")
}

// families are fathers and sons of one name at one address, twins, and households
// of six that share a telephone and a mailbox.
func families(m maker) invented {
	t := invented{columns: []string{"title", "first_name", "last_name", "date_of_birth", "address", "postcode", "town", "telephone", "email"}}
	surnames := m.englishFamily(150)
	entity := 0
	for h := range 260 {
		last, street := m.skewed(surnames), fmt.Sprint(1+m.IntN(150), " ", m.of(surnames...), " ", m.of("Road", "Lane", "Close", "Avenue"))
		post, town := m.of("BS", "LS", "NE", "EX")+m.digits(1)+" "+m.digits(1)+m.of("AB", "QP", "HJ"), m.of("Bristol", "Leeds", "Newcastle", "Exeter")
		tel, mail := "01"+m.digits(9), strings.ToLower("the"+last+m.digits(2)+"@btinternet.com")
		father := m.skewed(englishGiven)
		var day born
		for k := range []int{2, 4, 6}[h%3] {
			first, b := m.skewed(englishGiven), m.born(1950, 1985)
			switch {
			case k == 0:
				first = father
			case k == 2 && h%4 == 0:
				first, b = father, m.born(1986, 2010) // a son of his father's name
			case k == 3:
				day = m.born(1990, 2012)
				b = day
			case k == 4:
				b = day // a twin
			case k > 1:
				b = m.born(1986, 2012)
			}
			own := strings.ToLower(first[:1]+last+m.digits(3)) + "@gmail.com"
			entity++
			for copy := range 1 + m.IntN(3) {
				s, p, o := street, post, town
				if copy > 0 && m.chance(.08) {
					s, p, o = fmt.Sprint(1+m.IntN(150), " ", m.of(surnames...), " Street"), m.of("BS", "LS")+m.digits(1)+" "+m.digits(1)+"ZZ", m.of("Bath", "York")
				}
				t.add(entity, 0, m.of("Mr", "Mrs", "Ms", ""), m.noisy(first, .05, .01), m.noisy(last, .05, .01), m.noisy(m.near(b, .04).as("d/m/y"), 0, .12), m.noisy(s, .06, .04), m.noisy(p, .02, .04), o, m.noisy(tel, .02, .35), m.noisy(m.of(mail, own), .02, .5))
			}
		}
	}
	return t
}

// students live at one address, five hundred of them, and leave it.
func students(m maker) invented {
	t := invented{columns: []string{"given name", "surname", "birthday", "street", "zip", "city", "mobile"}}
	surnames := m.englishFamily(400)
	for e := range 1500 {
		first, last, b, tel := m.skewed(englishGiven), m.skewed(surnames), m.born(1998, 2006), "07"+m.digits(9)
		street, zip, city := "1 College Green", "OX1 3BJ", "Oxford"
		if e >= 500 {
			street, zip = fmt.Sprint(1+m.IntN(200), " ", m.of(surnames...), " Road"), "OX"+m.digits(1)+" "+m.digits(1)+m.of("AA", "BD", "RT")
		}
		for range 1 + m.IntN(2) {
			t.add(e, 0, m.noisy(first, .05, .01), m.noisy(last, .05, .01), m.noisy(m.near(b, .05).as(""), 0, .2), street, zip, city, m.noisy(tel, .02, .5))
		}
	}
	return t
}

// scattered leave seven in ten of all fields empty; what is there may be a default
// birthday, a mailbox of the family or the firm, or the number of a call centre.
func scattered(m maker) invented {
	t := invented{columns: []string{"first", "last", "dob", "email", "phone", "zip", "member no", "passport"}}
	surnames := m.englishFamily(900)
	for e := range 2500 {
		first, last, b := m.skewed(englishGiven), m.skewed(surnames), m.born(1940, 2004).as("")
		mail, tel, zip := strings.ToLower(first+"."+last+m.digits(2))+"@mail.example", "07"+m.digits(9), m.digits(5)
		member, pass := "M"+m.digits(6), m.of("P", "C")+m.digits(7)
		for range 1 + m.IntN(3) {
			if m.chance(.1) {
				b = m.of("1900-01-01", "2000-01-01", "1970-01-01")
			}
			e1, p1 := mail, tel
			if m.chance(.15) {
				e1 = m.of("info@firm.example", "noreply@shop.example", strings.ToLower(last)+"@family.example")
			}
			if m.chance(.1) {
				p1 = m.of("08000000000", "01234567890", "02079460000")
			}
			t.add(e, 0, m.noisy(first, .04, .3), m.noisy(last, .05, .3), m.noisy(b, 0, .7), m.noisy(e1, .02, .7), m.noisy(p1, .02, .7), m.noisy(zip, .02, .7), m.noisy(member, .01, .7), m.noisy(pass, .01, .8))
		}
	}
	return t
}

// groups are holdings, their subsidiaries and branches: one name in front, one
// address, one tax number of the group; each is a company of its own.
func groups(m maker) invented {
	t := invented{columns: []string{"Firma", "Strasse", "PLZ", "Ort", "UID", "Telefon", "Branche"}}
	words := m.names(160, "nord al hel kron tri vol sie ber", "wind pen ta ver mo", "a o in or ex is")
	entity := 0
	for range 170 {
		name, street := m.of(words...), m.of("Industriestraße", "Hauptstraße", "Ringstraße", "Werkgasse", "Hafenweg")+fmt.Sprint(" ", 1+m.IntN(120))
		plz, place, uid, tel := fmt.Sprint(1000+m.IntN(8999)), m.of("Wien", "Linz", "Graz", "Wels", "Steyr"), "ATU"+m.digits(8), "+43 "+m.digits(3)+" "+m.digits(6)
		kinds := m.Perm(8)
		for k := range 1 + m.IntN(4) {
			kind, branch := []string{"Energie", "Logistik", "Bau", "Technik", "Transport", "Service", "Consulting", "Handel"}[kinds[k]], m.of("Energie", "Bau", "Handel")
			full, id, phone := name+" "+kind, uid, tel
			if k == 0 {
				full = name + " Holding"
			}
			if k > 0 && m.chance(.7) {
				id = "ATU" + m.digits(8)
			}
			if k > 0 && m.chance(.5) {
				phone = "+43 " + m.digits(3) + " " + m.digits(6)
			}
			form := m.of("GmbH", "AG", "GmbH & Co KG")
			entity++
			for range 1 + m.IntN(3) {
				n := m.noisy(full, .06, 0) + " " + m.of(form, form, "", strings.NewReplacer("GmbH", "Ges.m.b.H.", "AG", "Aktiengesellschaft").Replace(form))
				t.add(entity, 0, n, m.noisy(m.of(street, strings.ReplaceAll(street, "straße", "str.")), .05, .08), m.noisy(plz, .02, .05), place, m.noisy(id, .01, .65), m.noisy(phone, .01, .4), m.noisy(branch, 0, .3))
			}
		}
	}
	return t
}

// inns are places with a name, an address, a town and a telephone; no heading and no
// legal form says that they are no people.
func inns(m maker) invented {
	t := invented{columns: []string{"name", "addr", "city", "phone", "cuisine"}}
	words := m.names(220, "ca del bel gri mar san chi pa ro", "si mo la ne vo ri", "no ta ni lle s co")
	for e := range 350 {
		name := m.of(m.of(words...)+" "+m.of("grill", "cafe", "bistro", "kitchen", "house"), "the "+m.of(words...)+" "+m.of("room", "inn", "hotel"), m.of("chez ", "la ", "il ", "hotel ")+m.of(words...), m.of(words...)+"'s")
		street, city := fmt.Sprint(1+m.IntN(3000), " ", m.of("w. ", "e. ", "", ""), m.of(words...), " ", m.of("st.", "ave.", "blvd.")), m.of("los angeles", "new york", "san francisco", "atlanta", "las vegas")
		phone, kind := m.digits(3)+"-"+m.digits(3)+"-"+m.digits(4), m.of("american", "italian", "french", "asian", "seafood")
		for copy := range 1 + m.IntN(2) {
			n, s, c, p := name, street, city, phone
			if copy > 0 {
				n = m.of(name, name, strings.TrimPrefix(name, "the "), name+" "+m.of("restaurant", "bar", "downtown"))
				s = strings.NewReplacer("st.", m.of("st.", "street"), "ave.", m.of("ave.", "avenue"), "blvd.", "blvd").Replace(s)
				p = m.of(p, strings.Replace(p, "-", "/", 1), strings.Replace(p, "-", " ", 2))
				c = m.of(c, c, c, m.of("hollywood", "nyc", "brooklyn", "marietta"))
				kind = m.of(kind, "american", "pacific", "eclectic")
			}
			t.add(e, 0, m.noisy(n, .08, 0), m.noisy(s, .06, .02), c, m.noisy(p, .02, .05), kind)
		}
	}
	return t
}

// lonely have one column, their names.
func lonely(m maker) invented {
	t := invented{columns: []string{"name"}}
	surnames := m.englishFamily(2500)
	for e := range 500 {
		name := m.of(englishGiven...) + " " + m.of(englishGiven...)[:1] + ". " + m.of(surnames...)
		for range 1 + m.IntN(2) {
			t.add(e, 0, m.noisy(name, .2, 0))
		}
	}
	return t
}

// keyed have ids of several systems, each in one row of three.
func keyed(m maker) invented {
	t := invented{columns: []string{"crm_id", "erp_no", "loyalty", "legacy", "name", "note"}}
	surnames := m.englishFamily(500)
	for e := range 900 {
		a, b, c, d := "C"+m.digits(7), m.digits(8), "L-"+m.digits(6), m.digits(10)
		first, last := m.of(englishGiven...), m.of(surnames...)
		for range 1 + m.IntN(4) {
			t.add(e, 0, m.noisy(a, 0, .6), m.noisy(b, 0, .6), m.noisy(c, 0, .6), m.noisy(d, 0, .6), m.noisy(m.of(first+" "+last, last+", "+first), .05, .1), m.of("ok", "checked", "", "call back"))
		}
	}
	return t
}
