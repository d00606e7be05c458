package infer

import (
	"regexp"
	"strings"
	"sync"

	"scv/internal/identity/heading"
	"scv/internal/identity/standardise"
	"scv/internal/source"
)

// recogniser judges values of one word.
type recogniser struct {
	is       func(source.Cell) bool // whether a value can be one
	need     float64                // share of values below which a header is not believed
	strength float64                // how far content alone, without a header, tells; 0 = not at all
}

// recognisers are the judges of the vocabulary, by word. What a city or a region
// is only its header can say; content can only contradict.
func recognisers() map[string]recogniser {
	return map[string]recogniser{
		"email":             {isEmail, 0.5, 1},
		"phone":             {isPhone, 0.5, 0.6},
		"mobile":            {isPhone, 0.5, 0},
		"birth_date":        {isDate, 0.5, 0},
		"updated_at":        {isDate, 0.5, 0},
		heading.Created:     {isDate, 0.5, 0},
		"given_name":        {isNamePart, 0.6, 0},
		"family_name":       {isNamePart, 0.6, 0},
		"full_name":         {isName, 0.6, 0},
		"organisation_name": {isTitleText, 0.5, 0},
		"street_number":     {isHouseNumber, 0.5, 0},
		"street":            {isStreetLine, 0.5, 0.75},
		"address_line2":     {isTitleText, 0.3, 0},
		"city":              {isPlaceName, 0.6, 0},
		"region":            {isPlaceName, 0.6, 0},
		"postal_code":       {isPostalShape, 0.6, 0},
		"country":           {isCountry, 0.5, 0.9},
		"tax_id":            {isTaxNumber, 0.5, 0},
	}
}

func isEmail(c source.Cell) bool {
	if c.Kind != source.Text || !strings.Contains(c.Text, "@") {
		return false
	}
	r := standardise.Email(c.Text)
	return r.Value != "" || r.Reason == standardise.Placeholder
}

// isPhone looks at the form only: the plan of which country it is to fit may
// stand in another column.
func isPhone(c source.Cell) bool {
	if c.Kind != source.Text && c.Kind != source.Number {
		return false
	}
	s := strings.TrimSpace(c.Text)
	return standardise.PhoneForm(s) && !isIsoLike(s)
}

// looksDialled is a telephone number that no quantity and no code looks like.
func looksDialled(c source.Cell) bool {
	return isPhone(c) && c.Kind == source.Text && standardise.DialledForm(strings.TrimSpace(c.Text))
}

var isoStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$`)
})

func isIsoLike(s string) bool { return isoStart().MatchString(s) }

func isDate(c source.Cell) bool {
	switch c.Kind {
	case source.DateTime:
		return true
	case source.Text, source.Number:
		r := standardise.Date(c.Text, "")
		return r.Value != "" || r.Reason == standardise.DateTwoDigits || r.Reason == standardise.DateImpossible || r.Reason == standardise.DatePlaceholder
	}
	return false
}

// isBirthYear is a date on which a customer of today is likely to be born. What
// else a column of dates of fifty years can be, its header has to say.
func isBirthYear(c source.Cell) bool {
	if !isDate(c) || c.Kind == source.Number {
		return false
	}
	day := standardise.Date(text(c), "").Value
	return day >= "1920" && day < "2005"
}

func isTitleText(c source.Cell) bool {
	if c.Kind != source.Text || strings.Contains(c.Text, "@") {
		return false
	}
	l, _, _ := standardise.Signs(c.Text)
	return l > 0 && len(c.Text) <= 200
}

func isName(c source.Cell) bool {
	if c.Kind != source.Text || strings.Contains(c.Text, "@") {
		return false
	}
	l, d, o := standardise.Signs(c.Text)
	return l >= 1 && d*4 <= l && o <= l && len(c.Text) <= 120 && !isYesNo(c)
}

func isNamePart(c source.Cell) bool { return isName(c) && len(strings.Fields(c.Text)) <= 4 }

func isPlaceName(c source.Cell) bool { return isName(c) && len(c.Text) <= 60 }

func isYesNo(c source.Cell) bool {
	switch strings.ToLower(strings.TrimSpace(c.Text)) {
	case "y", "n", "yes", "no", "true", "false", "ja", "nein", "j", "oui", "non", "nee", "si", "sì", "sí", "x":
		return true
	}
	return c.Kind == source.Bool
}

func isHouseNumber(c source.Cell) bool {
	s := text(c)
	return (c.Kind == source.Text || c.Kind == source.Number) && s != "" && len(s) <= 12 && strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(s, "@+")
}

func isStreetLine(c source.Cell) bool {
	if c.Kind != source.Text || strings.Contains(c.Text, "@") || isDate(c) {
		return false
	}
	l, d, _ := standardise.Signs(c.Text)
	return l >= 2 && d <= l+4 && !isYesNo(c)
}

// isWholeStreet is a street that needs no header to be one: it has its number.
func isWholeStreet(c source.Cell) bool {
	if !isStreetLine(c) || len(strings.Fields(c.Text)) < 2 {
		return false
	}
	a, _ := standardise.SplitStreet(c.Text, "")
	return a.Number != "" && a.Street != "" && namesStreet(a.Street)
}

// namesStreet knows the words that streets end or begin with.
func namesStreet(folded string) bool {
	for word := range strings.FieldsSeq(folded) {
		for _, end := range []string{"strasse", "str", "weg", "gasse", "allee", "platz", "ring", "damm", "straat", "laan", "plein", "gracht"} {
			if strings.HasSuffix(word, end) {
				return true
			}
		}
		switch word {
		case "street", "road", "avenue", "lane", "drive", "court", "place", "close", "way", "boulevard", "crescent", "terrace", "highway", "st", "rd", "ave", "dr",
			"rue", "chemin", "impasse", "quai", "via", "viale", "piazza", "corso", "largo", "calle", "plaza", "paseo", "avenida", "ronda", "camino":
			return true
		}
	}
	return false
}

func isPostalShape(c source.Cell) bool {
	if c.Kind != source.Text && c.Kind != source.Number {
		return false
	}
	s := text(c)
	if len(s) < 2 || len(s) > 12 || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	return strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.") == "" && !isIsoLike(s)
}

func isCountry(c source.Cell) bool {
	return c.Kind == source.Text && standardise.Country(c.Text).Value != ""
}

var vatNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(ATU|BE[01]|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[A-Z0-9]{7,12}$`)
})

var plainSigns = strings.NewReplacer(" ", "", ".", "", "-", "", "/", "", "\u00a0", "")

func isVAT(c source.Cell) bool {
	s := strings.ToUpper(plainSigns.Replace(c.Text))
	_, digits, _ := standardise.Signs(s)
	return c.Kind == source.Text && digits >= 7 && vatNumber().MatchString(s)
}

func isTaxNumber(c source.Cell) bool {
	s := plainSigns.Replace(text(c))
	l, d, o := standardise.Signs(s)
	return (c.Kind == source.Text || c.Kind == source.Number) && d >= 5 && o == 0 && l+d <= 20 && !isDate(c)
}

func hasLegalForm(c source.Cell) bool {
	if c.Kind != source.Text {
		return false
	}
	company, _ := standardise.SplitOrganisation(c.Text)
	return company.LegalForm != "" && company.Name != ""
}

func isGivenName(c source.Cell) bool {
	words := strings.Fields(standardise.Fold(text(c)))
	return len(words) > 0 && len(words) <= 2 && standardise.IsGivenName(words[0])
}

// holdsGivenName is a whole name: some words, one of them a known given name.
func holdsGivenName(c source.Cell) bool {
	words := strings.Fields(standardise.Fold(text(c)))
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		if standardise.IsGivenName(w) {
			return true
		}
	}
	return false
}
