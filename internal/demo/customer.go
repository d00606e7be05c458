package demo

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// customer is one person or company as it really is.
type customer struct {
	id           string // the entity of the truth
	company      bool
	female       bool
	given        string
	second       string // second given name, often ""
	family       string
	former       string // surname before marriage, often ""
	suffix       string // "Jr." or "Sr.", often ""
	born         time.Time
	name, form   string // of a company
	vat          string
	host         string // a company's domain
	email        string
	oldEmail     string // one of years ago, often ""
	mobile       string // E.164
	phone        string // E.164; a household's or an office's
	oldPhone     string // the landline at before, often ""
	home, before address
	moved        bool // before is an address that some system still has
	employed     bool // known at the company's address
	since        time.Time
}

type address struct {
	street, number, unit string
	*place
}

// whole gives the street line as the country writes it.
func (a address) whole() string {
	if a.number == "" {
		return a.street
	}
	switch a.country {
	case "GB", "US", "CA", "AU":
		return a.number + " " + a.street
	case "FR":
		return a.number + ", " + lowerFirst(a.street)
	}
	return a.street + " " + a.number
}

func lowerFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToLower(r)) + s[i+len(string(r)):]
	}
	return s
}

func (d dice) address(s share) address {
	return d.addressAt(d.place(s.country), s.language)
}

func (d dice) addressAt(p *place, language string) address {
	a := address{street: d.street(language), place: p, number: strconv.Itoa(1 + d.skewed(d.between(12, 140)))}
	if d.chance(0.08) {
		a.number += string(rune('a' + d.IntN(4)))
	}
	if d.chance(0.07) {
		a.unit = strconv.Itoa(d.between(1, 24))
	}
	return a
}

func (d dice) street(language string) string {
	if d.chance(0.4) {
		return d.frequent(streets()[language])
	}
	return d.pick(streets()[language+" head"]) + d.pick(streets()[language+" tail"])
}

func (d dice) surname(language string) string {
	if language == "tr" || language == "pl" || language == "es" || d.chance(0.62) {
		name := d.frequent(names()[language+" surname"])
		if language == "nl" && d.chance(0.25) {
			name = d.pick([]string{"van der ", "van den ", "de ", "van "}) + name
		}
		if language == "es" {
			name += " " + d.frequent(names()["es surname"])
		}
		return name
	}
	return d.pick(names()[language+" head"]) + d.pick(names()[language+" tail"])
}

// tongue is the language of a name: mostly the country's, sometimes a migrant's.
func (d dice) tongue(s share) string {
	if !d.chance(0.09) {
		return s.language
	}
	return d.pick([]string{"tr", "pl", "it", "es", "en", "fr", "de"})
}

func (d dice) givenName(language string, female bool) string {
	key := language + " male"
	if female {
		key = language + " female"
	}
	return d.frequent(names()[key])
}

// person draws somebody of an age between two bounds, without contact data.
func (d dice) person(g *generator, language, family string, youngest, oldest int) *customer {
	c := &customer{female: d.chance(0.5), family: family, born: d.day(g.asOf, youngest, oldest), since: d.day(g.asOf, 0, 6)}
	c.given = d.givenName(language, c.female)
	if d.chance(0.12) {
		if c.second = d.givenName(language, c.female); c.second == c.given {
			c.second = ""
		}
	}
	return c
}

// contact gives a person an address, a mobile number and a mailbox of its own.
func (d dice) contact(g *generator, c *customer, s share, home address, landline string) {
	c.home, c.phone = home, landline
	c.mobile = d.mobile(s.country)
	c.email = g.mailbox(d, c, c.family)
	switch {
	case c.former != "":
		c.oldEmail = g.mailbox(d, c, c.former)
	case d.chance(0.07):
		c.oldEmail = g.mailbox(d, c, c.family)
	}
}

// mailbox gives an address that nobody else has. The domains end in .example:
// no mail can reach a stranger.
func (g *generator) mailbox(d dice, c *customer, surname string) string {
	given, family := slug(c.given), slug(surname)
	host := d.pick([]string{"mailbox", "webpost", "inbox", "postfach", "netmail", "freemail"}) + ".example"
	local := given + "." + family
	switch d.IntN(6) {
	case 0:
		local = given[:1] + family
	case 1:
		local = given + family
	case 2:
		local = family + "." + given
	case 3:
		local = given + "_" + family[:min(3, len(family))] + strconv.Itoa(c.born.Year()%100)
	}
	if g.taken(local + "@" + host) {
		local += strconv.Itoa(c.born.Year())
		if g.taken(local + "@" + host) {
			local += "." + strings.TrimLeft(c.id, "P0")
			g.taken(local + "@" + host)
		}
	}
	return local + "@" + host
}

// slug is a name in a mailbox or a domain.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(plainLetters(s)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "x"
	}
	return b.String()
}
