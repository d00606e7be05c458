package scv

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// SourceKind is the kind of place that rows come from.
type SourceKind string

// The kinds of sources.
const (
	Dynamics     SourceKind = "dynamics"  // a lake export of Dynamics 365: model.json + CSV without header
	Excel        SourceKind = "excel"     // workbooks by glob
	WeatherFiles SourceKind = "weather"   // files in Weather Source shape
	OpenMeteo    SourceKind = "openmeteo" // daily answers of Open-Meteo, as CSV
)

// IsWeather says whether a source of the kind is a provider of weather.
func (k SourceKind) IsWeather() bool { return k == WeatherFiles || k == OpenMeteo }

// SourceConfig is one source as scv.yml declares it.
type SourceConfig struct {
	Name     string // the key under sources:, [a-z][a-z0-9_]*
	Kind     SourceKind
	Path     string // folder, file or glob, relative to the home
	Priority int    // survivorship: lower wins; by default the order in scv.yml, from 1
	Entities []EntityConfig
	// StaleAfter is how old the newest that the source gave may be before somebody
	// is told; 0 = what is usual for the kind, NeverStale = any age.
	StaleAfter time.Duration
	About      SourceAbout
}

// SourceAbout is what people agreed on about a source, in their words.
type SourceAbout struct {
	Owner    string // who answers for its content
	Licence  string // what its data may be used for
	Refresh  string // how often it is delivered
	SLA      string // what the owner promises: delivered until when, mended how fast
	Fallback string // what happens when it is missing
}

// NeverStale lets a source be of any age.
const NeverStale time.Duration = -1

// EntityConfig is one table of a source.
type EntityConfig struct {
	Name    string         // the source's name for it; for Excel a name of your choice
	Party   string         // "person", "organisation", or "" to tell by the values
	Sheet   string         // Excel: sheet name or pattern with *, "" = every sheet
	Header  int            // Excel: row of the header, 0 = find it
	Key     []string       // columns that name a record; none = the row's content does
	Columns []ColumnConfig // declared types, for columns that are not text as they come
	Map     []Mapping      // customer vocabulary <- columns, in vocabulary order
	Exclude []Exclusion    // rows that are no customers, with the name of the rule
}

// ColumnConfig declares the type of a column, by its name in the source.
type ColumnConfig struct {
	Name    string
	Type    Type
	Formats []string // dates in text: "DD.MM.YYYY", "YYYY-MM-DD", tried in order
}

// Mapping fills one word of the customer vocabulary. Exactly one of Columns,
// Value and SQL is set.
type Mapping struct {
	To        string   // a word of Vocabulary
	Columns   []string // source columns; several are joined by Separator, empty ones left out
	Separator string   // "" means one blank
	Value     string   // a constant
	SQL       string   // an expression over the bronze column names
}

// Exclusion is a rule that keeps rows out of matching: they are listed with the
// rule's name and never become customers.
type Exclusion struct {
	Rule string // [a-z][a-z0-9_]*
	SQL  string // condition over the bronze column names; true excludes
}

// Word is one column of the customer vocabulary: what int_customer__unioned holds.
type Word struct {
	Name        string
	Description string
}

// Vocabulary lists the words a source's columns are mapped to, in column order.
// All are text as the source wrote it, except updated_at (timestamp).
func Vocabulary() []Word {
	return []Word{
		{"given_name", "First name or names of a person."},
		{"family_name", "Surname of a person."},
		{"full_name", "Whole name in one field, where the source does not split it."},
		{"organisation_name", "Name of a company or other organisation."},
		{"birth_date", "Date of birth."},
		{"email", "E-mail address."},
		{"phone", "Telephone number, landline or the only one known."},
		{"mobile", "Mobile telephone number."},
		{"street_number", "House number, where the source keeps it apart."},
		{"street", "Street, with the house number where the source does not split it."},
		{"address_line2", "Second address line: flat, building, locality."},
		{"city", "Town or suburb."},
		{"region", "State, province or region."},
		{"postal_code", "Postal code."},
		{"country", "Country, as code or name."},
		{"tax_id", "VAT or tax number, or another strong identifier."},
		{"updated_at", "When the source last changed the record (timestamp)."},
	}
}

// ColumnName turns a header as people write it into the column's name in bronze:
// lower case, ASCII where a plain form exists (ä -> ae, é -> e), every run of
// other characters one underscore. "" gives "column"; a leading digit gets "_".
func ColumnName(header string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(strings.TrimSpace(header)) {
		s := plain(r)
		if s == "" {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('_')
			gap = false
		}
		b.WriteString(s)
	}
	name := b.String()
	if name == "" {
		return "column"
	}
	if unicode.IsDigit(rune(name[0])) {
		return "_" + name
	}
	return name
}

// ColumnNames is ColumnName over a header row; a name met again gets _2, _3 ...
func ColumnNames(headers []string) []string {
	seen := map[string]bool{}
	names := make([]string, len(headers))
	for i, h := range headers {
		base := ColumnName(h)
		name := base
		for n := 2; seen[name]; n++ {
			name = base + "_" + strconv.Itoa(n)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}

func plain(r rune) string {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return string(r)
	case r == 'ä' || r == 'æ':
		return "ae"
	case r == 'ö' || r == 'ø' || r == 'œ':
		return "oe"
	case r == 'ü':
		return "ue"
	case r == 'ß':
		return "ss"
	case strings.ContainsRune("àáâãåā", r):
		return "a"
	case strings.ContainsRune("èéêëēę", r):
		return "e"
	case strings.ContainsRune("ìíîïī", r):
		return "i"
	case strings.ContainsRune("òóôõō", r):
		return "o"
	case strings.ContainsRune("ùúûū", r):
		return "u"
	case strings.ContainsRune("çćč", r):
		return "c"
	case strings.ContainsRune("ñńň", r):
		return "n"
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return string(r)
	default:
		return ""
	}
}
