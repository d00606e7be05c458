package demo

import (
	"strings"
	"time"
	"unicode"
)

// damage is what goes wrong between a customer and a record.
func (g *generator) damage(d dice, r *record, h habit) {
	d.damageName(r, h)
	d.damageDate(r, h)
	for _, value := range []*string{&r.given, &r.family, &r.company, &r.street, &r.city} {
		d.damageText(value, h)
	}
	if d.slip(h.abbreviated) {
		r.street = shortStreet(r.street)
	}
	if d.slip(h.typo / 2) {
		r.email = d.misspell(r.email)
	}
	for _, digits := range []*string{&r.postal, &r.phone, &r.mobile, &r.number} {
		if d.slip(h.typo / 3) {
			*digits = d.mistype(*digits)
		}
	}
	if d.slip(h.upper) {
		for _, value := range []*string{&r.given, &r.family, &r.company, &r.street, &r.city} {
			*value = strings.ToUpper(*value)
		}
	}
	if d.slip(0.02) {
		r.region = ""
	}
}

func (d dice) damageName(r *record, h habit) {
	if list := nicknames()[r.given]; len(list) > 0 && d.slip(h.nickname) {
		r.given = d.pick(list)
	}
	switch {
	case r.company != "":
		d.damageFirm(r, h)
		return
	case d.slip(h.swapped):
		r.given, r.family = r.family, r.given
	case d.slip(h.initial) && r.given != "":
		r.given = string([]rune(r.given)[:1]) + "."
	case d.slip(h.title):
		r.given = d.pick([]string{"Dr. ", "Prof. ", "Dr. "}) + r.given
	}
	if r.suffix != "" && d.chance(0.9) {
		r.family += " " + r.suffix
	}
}

func (d dice) damageFirm(r *record, h habit) {
	if d.slip(h.form) {
		switch d.IntN(3) {
		case 0:
			r.company = strings.TrimSuffix(r.company, " "+r.of.form)
		case 1:
			r.company = strings.ReplaceAll(r.company, ".", "")
		default:
			r.company = strings.ReplaceAll(r.company, " & ", " und ")
		}
	}
	if d.slip(h.form / 6) {
		r.company = strings.Replace(r.company, " ", "", 1)
	}
}

// damageDate: day and month change places, a figure is wrong, or only the year
// was known.
func (d dice) damageDate(r *record, h habit) {
	if r.born.IsZero() || !d.slip(h.typo) {
		return
	}
	year, month, day := r.born.Date()
	switch n := d.IntN(10); {
	case n < 4 && day <= 12:
		r.born = time.Date(year, time.Month(day), int(month), 0, 0, 0, 0, time.UTC)
	case n < 7:
		r.born = r.born.AddDate(0, 0, []int{-10, 10, -1, 1}[d.IntN(4)])
	default:
		r.born = r.born.AddDate([]int{-10, 10, -1, 1}[d.IntN(4)], 0, 0)
	}
	if r.born.After(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)) {
		r.born = r.of.born
	}
}

func (d dice) damageText(s *string, h habit) {
	if *s == "" {
		return
	}
	if d.slip(h.plain) {
		*s = plainLetters(*s)
	}
	if d.slip(h.typo) {
		*s = d.misspell(*s)
	}
	if d.slip(h.scan) {
		*s = d.misread(*s)
	}
}

// misspell is a slip of the keyboard, rarely on the first letter.
func (d dice) misspell(s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return s
	}
	i := d.between(1, len(r)-2)
	if d.chance(0.08) {
		i = 0
	}
	switch d.IntN(4) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		r[i], r[i+1] = r[i+1], r[i]
		return string(r)
	case 2:
		return string(r[:i+1]) + string(r[i:])
	}
	r[i] = d.neighbour(r[i])
	return string(r)
}

// neighbour gives a key beside another one.
func (d dice) neighbour(r rune) rune {
	for _, row := range []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"} {
		i := strings.IndexRune(row, unicode.ToLower(r))
		if i < 0 {
			continue
		}
		n := rune(row[max(i-1, 0)])
		if i == 0 || i+1 < len(row) && d.chance(0.5) {
			n = rune(row[i+1])
		}
		if unicode.IsUpper(r) {
			n = unicode.ToUpper(n)
		}
		return n
	}
	return 'e'
}

// misread is what a scanner takes for something else.
func (d dice) misread(s string) string {
	pairs := [][2]string{{"rn", "m"}, {"m", "rn"}, {"l", "1"}, {"i", "l"}, {"o", "0"}, {"e", "c"}, {"h", "b"}, {"S", "5"}, {"B", "8"}, {"u", "v"}, {"nn", "m"}}
	start := d.IntN(len(pairs))
	for k := range pairs {
		p := pairs[(start+k)%len(pairs)]
		if strings.Contains(s, p[0]) {
			return strings.Replace(s, p[0], p[1], 1)
		}
	}
	return s
}

// mistype changes one figure or has two of them change places.
func (d dice) mistype(s string) string {
	b := []byte(s)
	if len(b) < 4 {
		return s
	}
	i := d.between(len(b)/2, len(b)-2)
	if b[i] < '0' || b[i] > '9' || b[i+1] < '0' || b[i+1] > '9' {
		return s
	}
	if d.chance(0.5) {
		b[i], b[i+1] = b[i+1], b[i]
		return string(b)
	}
	b[i] = '0' + (b[i]-'0'+byte(d.between(1, 9)))%10
	return string(b)
}

// shortStreet writes a street's kind as people do.
func shortStreet(s string) string {
	return strings.NewReplacer(
		"straße", "str.", "Straße", "Str.", "Road", "Rd", "Street", "St", "Avenue", "Ave", "Lane", "Ln", "Drive", "Dr",
		"Boulevard", "Bd", "Rue ", "R. ", "Calle ", "C/ ", "Avenida ", "Avda. ", "Piazza ", "P.za ", "straat", "str.",
	).Replace(s)
}

// plainLetters writes letters that old systems did not have as they did.
func plainLetters(s string) string {
	return strings.NewReplacer(
		"ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss",
		"é", "e", "è", "e", "ê", "e", "ë", "e", "É", "E", "È", "E", "à", "a", "â", "a", "á", "a", "Á", "A", "ã", "a", "å", "a", "Å", "A", "ą", "a",
		"ç", "c", "Ç", "C", "ć", "c", "č", "c", "î", "i", "ï", "i", "í", "i", "İ", "I", "ı", "i", "ì", "i", "Í", "I",
		"ó", "o", "ò", "o", "ô", "o", "ñ", "n", "ń", "n", "ú", "u", "ù", "u", "û", "u", "ş", "s", "Ş", "S", "ś", "s", "Ś", "S",
		"ğ", "g", "ł", "l", "Ł", "L", "ę", "e", "ż", "z", "ź", "z", "Ż", "Z", "œ", "oe", "Œ", "Oe", "ø", "o", "Ø", "O", "ý", "y",
	).Replace(s)
}
