package standardise

// form is what a kind makes of a value: the canonical form, and the parts that
// other columns can be filled from, parallel to kind.parts.
type form struct {
	Result
	parts [5]string
}

// kind is one way of standardising a column.
type kind struct {
	apply     func(value, country, defaultCountry string) form
	byCountry bool // the country of the row matters
	parts     []output
}

// output is a further column that a kind fills.
type output struct {
	option string   // its key in the column's config
	word   string   // the word it fills unless the config names another
	unless []string // words that must all be blank in a row for it to be filled
	reason Reason   // the note beside it
}

// kinds lists the kinds by the name that a model's config uses.
func kinds() map[string]kind {
	suffix := output{option: "suffix", word: "name_suffix", reason: SuffixFromName}
	return map[string]kind{
		"email":       byValue(Email),
		"phone":       byRow(Phone),
		"given_name":  {apply: nameForm(GivenName), parts: []output{suffix, {option: "display", word: "given_name_display"}}},
		"family_name": {apply: nameForm(FamilyName), parts: []output{suffix, {option: "display", word: "family_name_display"}}},
		"full_name": {apply: fullNameForm, byCountry: true, parts: []output{
			suffix, namePart("given", "given_name"), namePart("family", "family_name"),
			namePart("given_display", "given_name_display"), namePart("family_display", "family_name_display"),
		}},
		"organisation": byValue(Organisation),
		"date":         byRow(func(v, country, fallback string) Result { return Date(v, orDefault(country, fallback)) }),
		"country":      byValue(Country),
		"postal_code":  byRow(PostalCode),
		"street":       {apply: streetForm, byCountry: true, parts: []output{{"number", "street_number", []string{"street_number"}, SplitFromStreet}}},
		"house_number": byValue(HouseNumber),
		"city":         byValue(City),
		"text":         byValue(Text),
		"identifier":   byValue(Identifier),
	}
}

func namePart(option, word string) output {
	return output{option, word, []string{"given_name", "family_name"}, SplitFromFullName}
}

func byValue(f func(string) Result) kind {
	return kind{apply: func(v, _, _ string) form { return form{Result: f(v)} }}
}

func byRow(f func(v, country, fallback string) Result) kind {
	return kind{byCountry: true, apply: func(v, c, d string) form { return form{Result: f(v, c, d)} }}
}

func nameForm(f func(string) Result) func(v, _, _ string) form {
	return func(v, _, _ string) form {
		r := f(v)
		return form{Result: r, parts: [5]string{NameSuffix(v), DisplayName(v, r.Value)}}
	}
}

func fullNameForm(v, country, fallback string) form {
	name, reason := SplitName(v, orDefault(country, fallback))
	return form{Result{name.Whole(), reason}, [5]string{
		generation(name.Suffix), name.Given, name.Family, DisplayName(v, name.Given), DisplayName(v, name.Family),
	}}
}

func streetForm(v, country, fallback string) form {
	address, reason := SplitStreet(v, orDefault(country, fallback))
	return form{Result{address.Street, reason}, [5]string{address.Number}}
}

// orDefault gives the row's country, or the fallback where the row has none.
func orDefault(country, fallback string) string {
	if code := Country(country).Value; code != "" {
		return code
	}
	return fallback
}
