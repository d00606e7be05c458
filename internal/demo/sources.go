package demo

import (
	"time"

	"scv"
)

// staleAfter: both providers issue at six in the morning, so a day and a half is one
// issue missed.
const staleAfter = 36 * time.Hour

// Sources says how scv.yml reads what Write writes, in order of trust.
func Sources() []scv.SourceConfig {
	sources := []scv.SourceConfig{
		{Name: "crm", Kind: scv.Dynamics, Path: "crm", Priority: 1, Entities: []scv.EntityConfig{
			{Name: "contact", Party: "person", Map: append(personMap(), contactMap()...), Exclude: crmExclusions()},
			{Name: "account", Party: "organisation", Map: append(from("organisation_name", "name", "tax_id", "vatnumber", "phone", "telephone1"), placeMap()...)},
			{Name: "lead", Party: "person", Map: append(from("given_name", "firstname", "family_name", "lastname"), contactMap()...), Exclude: crmExclusions()},
		}},
		{Name: "legacy", Kind: scv.Excel, Path: "legacy/*.xlsx", Priority: 2, Entities: []scv.EntityConfig{legacyEntity(), companyEntity()}},
		{Name: "loyalty", Kind: scv.Excel, Path: "loyalty/*.xlsx", Priority: 3, Entities: []scv.EntityConfig{memberEntity()}},
		{Name: "weather", Kind: scv.WeatherFiles, Path: "weather", Priority: 4, StaleAfter: staleAfter},
		{Name: "meteo", Kind: scv.OpenMeteo, Path: "meteo", Priority: 5, StaleAfter: staleAfter},
	}
	for i, s := range sources {
		sources[i].About = about()[s.Name]
	}
	return sources
}

// about is what the example company agreed on with the owners of its sources.
func about() map[string]scv.SourceAbout {
	own, stays := "our own data", "none, the version before stays live"
	return map[string]scv.SourceAbout{
		"crm":     {Owner: "Sales operations", Licence: own, Refresh: "every night", SLA: "delivered by 5 o'clock, mended within a working day", Fallback: stays},
		"legacy":  {Owner: "Regional offices", Licence: own, Refresh: "when an office saves its workbook", SLA: "mended within three working days", Fallback: stays},
		"loyalty": {Owner: "Marketing", Licence: own, Refresh: "once a week", SLA: "delivered on Monday, mended within two working days", Fallback: stays},
		"meteo":   {Owner: "Data platform", Licence: "made up for this example, free to use", Refresh: "every night", SLA: "best effort", Fallback: "last good values, then days without weather"},
		"weather": {Owner: "Data platform", Licence: "made up for this example, free to use", Refresh: "every night", SLA: "delivered by 4 o'clock", Fallback: "meteo serves until it is good again"},
	}
}

// from maps words to a column each.
func from(pairs ...string) []scv.Mapping {
	var m []scv.Mapping
	for i := 0; i+1 < len(pairs); i += 2 {
		m = append(m, scv.Mapping{To: pairs[i], Columns: []string{pairs[i+1]}})
	}
	return m
}

func personMap() []scv.Mapping {
	return from("given_name", "firstname", "family_name", "lastname", "birth_date", "birthdate")
}

func contactMap() []scv.Mapping {
	return append(from("phone", "telephone1", "mobile", "mobilephone"), placeMap()...)
}

// placeMap is what accounts have, too: they have no mobile telephone.
func placeMap() []scv.Mapping {
	return from(
		"email", "emailaddress1", "street", "address1_line1", "address_line2", "address1_line2", "city", "address1_city", "region", "address1_stateorprovince",
		"postal_code", "address1_postalcode", "country", "address1_country", "updated_at", "modifiedon",
	)
}

func crmExclusions() []scv.Exclusion {
	return []scv.Exclusion{{Rule: "test_record", SQL: "lower(emailaddress1) like '%@" + testHost + "'"}}
}

func legacyEntity() scv.EntityConfig {
	return scv.EntityConfig{
		Name: "customer", Party: "person", Sheet: "Kunden*", Key: []string{"Kundennr."},
		Columns: []scv.ColumnConfig{
			{Name: "Geburtsdatum", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}},
			{Name: "Umsatz EUR", Type: scv.Decimal},
			{Name: "Letzte Änderung", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}},
		},
		Map: from(
			"given_name", "Vorname", "family_name", "Nachname", "birth_date", "Geburtsdatum", "email", "E-Mail", "phone", "Telefon", "mobile", "Mobil",
			"street_number", "Hausnr.", "street", "Straße", "city", "Ort", "postal_code", "PLZ", "country", "Land", "updated_at", "Letzte Änderung",
		),
		Exclude: []scv.Exclusion{{Rule: "test_number", SQL: "kundennr like '9%'"}},
	}
}

func companyEntity() scv.EntityConfig {
	return scv.EntityConfig{
		Name: "company", Party: "organisation", Sheet: "Firmen", Key: []string{"Firmennr."},
		Columns: []scv.ColumnConfig{
			{Name: "Umsatz EUR", Type: scv.Decimal},
			{Name: "Letzte Änderung", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}},
		},
		Map: from(
			"organisation_name", "Firma", "email", "E-Mail", "phone", "Telefon", "street", "Straße und Nr.", "city", "Ort", "postal_code", "PLZ",
			"country", "Land", "tax_id", "USt-IdNr.", "updated_at", "Letzte Änderung",
		),
	}
}

func memberEntity() scv.EntityConfig {
	return scv.EntityConfig{
		Name: "member", Party: "person", Sheet: "Joined*", Key: []string{"Card number"},
		Columns: []scv.ColumnConfig{
			{Name: "Date of birth", Type: scv.Date, Formats: []string{"D MMM YYYY"}},
			{Name: "Points", Type: scv.Int},
			{Name: "Joined on", Type: scv.Date},
		},
		Map: from(
			"full_name", "Member name", "birth_date", "Date of birth", "email", "Mail address", "mobile", "Mobile phone",
			"street", "Street address", "city", "Town", "postal_code", "ZIP / postcode", "country", "Country", "updated_at", "Joined on",
		),
		Exclude: []scv.Exclusion{{Rule: "test_record", SQL: "lower(mail_address) like '%@" + testHost + "'"}},
	}
}
