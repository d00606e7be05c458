package standardise

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCanonicalForms is the promise of each kind, value by value.
func TestCanonicalForms(t *testing.T) {
	cases := []struct {
		kind, value, country string
		want                 Result
	}{
		{"email", " Anna.Mueller@Mailbox.EXAMPLE ", "", Result{"anna.mueller@mailbox.example", ""}},
		{"email", "Anna Müller <anna@müller.de>", "", Result{"anna@xn--mller-kva.de", ""}},
		{"email", "mailto:a+tag@b.co.uk;", "", Result{"a+tag@b.co.uk", ""}},
		{"email", "anna.mueller@", "", Result{"", EmailSyntax}},
		{"email", "anna mueller@web.de", "", Result{"", EmailSyntax}},
		{"email", "anna@web", "", Result{"", EmailDomain}},
		{"email", "n/a", "", Result{"", Placeholder}},
		{"email", "test@example.com", "", Result{"", Placeholder}},
		{"email", "No-Reply@shop.fr", "", Result{"", Placeholder}},
		{"email", "  ", "", Result{}},
		{"phone", "030 901820", "DE", Result{"+4930901820", ""}},
		{"phone", "+49 (0)30 901820", "FR", Result{"+4930901820", ""}},
		{"phone", "0049 30 901820", "", Result{"+4930901820", ""}},
		{"phone", "447911123456", "GB", Result{"+447911123456", PhonePlusRestored}},
		{"phone", "447911123456.0", "United Kingdom", Result{"+447911123456", PhonePlusRestored}},
		{"phone", "7911123456", "GB", Result{"+447911123456", ""}},
		{"phone", "447911123456", "", Result{"+447911123456", PhonePlusRestored}},
		{"phone", "(415) 555-2671 ext. 12", "US", Result{"+14155552671", PhoneExtension}},
		{"phone", "030 901820", "", Result{"", PhoneNoCountry}},
		{"phone", "0000000000", "DE", Result{"", PhoneFake}},
		{"phone", "123456789", "DE", Result{"", PhoneFake}},
		{"phone", "0999999999", "FR", Result{"", PhoneFake}},
		{"phone", "12", "DE", Result{"", PhoneLength}},
		{"phone", "unknown", "DE", Result{"", Placeholder}},
		{"phone", "call mother", "DE", Result{"", PhoneSyntax}},
		{"given_name", "  Jean-Luc ", "", Result{"jean luc", ""}},
		{"given_name", "Dr. Łukasz", "", Result{"lukasz", ""}},
		{"given_name", "Mr", "", Result{"", TitleOnly}},
		{"given_name", "Test", "", Result{"", Placeholder}},
		{"given_name", "Søren", "", Result{"soren", ""}},
		{"given_name", "Иван", "", Result{"ivan", ""}},
		{"given_name", "太郎", "", Result{"太郎", NotLatin}},
		{"family_name", "O’Brien", "", Result{"obrien", ""}},
		{"family_name", "Weiß-Müller", "", Result{"weiss muller", ""}},
		{"family_name", "King Jr.", "", Result{"king", ""}},
		{"family_name", "n/a", "", Result{"", Placeholder}},
		{"family_name", "12345", "", Result{"", NoLetters}},
		{"full_name", "Dupont, Jean", "FR", Result{"jean dupont", ""}},
		{"full_name", "DUPONT Jean", "FR", Result{"jean dupont", ""}},
		{"full_name", "Herr Dr. Hans von der Heide", "DE", Result{"hans von der heide", ""}},
		{"full_name", "Juan García López", "ES", Result{"juan garcia lopez", ""}},
		{"organisation", "Müller & Söhne GmbH & Co. KG", "", Result{"muller and sohne", ""}},
		{"organisation", "S.A.R.L. Dupont", "", Result{"dupont", ""}},
		{"organisation", "Acme Holdings, Inc.", "", Result{"acme holdings", ""}},
		{"organisation", "Nordwind ApS", "", Result{"nordwind", ""}},
		{"organisation", "Costa S.L.", "", Result{"costa", ""}},
		{"organisation", "J. P. Morgan Ltd", "", Result{"jp morgan", ""}},
		{"organisation", "Limited", "", Result{"limited", ""}},
		{"date", "1980-03-05", "", Result{"1980-03-05", ""}},
		{"date", "1980-03-05T00:00:00Z", "", Result{"1980-03-05", ""}},
		{"date", "05.03.1980", "", Result{"1980-03-05", ""}},
		{"date", "5/3/1980", "GB", Result{"1980-03-05", DateAmbiguous}},
		{"date", "5/3/1980", "US", Result{"1980-05-03", DateAmbiguous}},
		{"date", "25/3/1980", "US", Result{"1980-03-25", ""}},
		{"date", "19800305", "", Result{"1980-03-05", ""}},
		{"date", "05031980", "", Result{"1980-03-05", ""}},
		{"date", "29285", "", Result{"1980-03-05", DateSerial}},
		{"date", "1980年3月5日", "", Result{"1980-03-05", ""}},
		{"date", "3. März 1980", "", Result{"1980-03-03", ""}},
		{"date", "March 3rd, 1980", "", Result{"1980-03-03", ""}},
		{"date", "05.03.80", "", Result{"", DateTwoDigits}},
		{"date", "31.02.1980", "", Result{"", DateImpossible}},
		{"date", "1980-13-01", "", Result{"", DateImpossible}},
		{"date", "01.01.1900", "", Result{"", DatePlaceholder}},
		{"date", "1970-01-01", "", Result{"1970-01-01", DateEpoch}},
		{"date", "2999-05-05", "", Result{"", DateOutOfRange}},
		{"date", "sometime", "", Result{"", DateSyntax}},
		{"country", "Deutschland", "", Result{"DE", ""}},
		{"country", "Oesterreich", "", Result{"AT", ""}},
		{"country", "gbr", "", Result{"GB", ""}},
		{"country", "U.S.A.", "", Result{"US", ""}},
		{"country", "UK", "", Result{"GB", ""}},
		{"country", "The Netherlands", "", Result{"NL", ""}},
		{"country", "D", "", Result{"DE", ""}},
		{"country", "Atlantis", "", Result{"", CountryUnknown}},
		{"country", "unknown", "", Result{"", Placeholder}},
		{"postal_code", "D-80331", "DE", Result{"80331", ""}},
		{"postal_code", "1067", "Germany", Result{"01067", ZeroRestored}},
		{"postal_code", "2134", "US", Result{"02134", ZeroRestored}},
		{"postal_code", "02134-1021", "US", Result{"02134", PostalShortened}},
		{"postal_code", "6000", "FR", Result{"06000", ZeroRestored}},
		{"postal_code", "sw1a0aa", "GB", Result{"SW1A 0AA", ""}},
		{"postal_code", "SW1A", "GB", Result{"SW1A", PostalPartial}},
		{"postal_code", "1012ab", "NL", Result{"1012 AB", ""}},
		{"postal_code", "k1a 0b1", "CA", Result{"K1A 0B1", ""}},
		{"postal_code", "11455", "SE", Result{"114 55", ""}},
		{"postal_code", "8O331", "DE", Result{"80331", PostalRepaired}},
		{"postal_code", "800", "AU", Result{"0800", ZeroRestored}},
		{"postal_code", "803311", "DE", Result{"", PostalInvalid}},
		{"postal_code", "75008 CEDEX 08", "FR", Result{"75008", PostalShortened}},
		{"postal_code", "80331", "", Result{"80331", PostalNoCountry}},
		{"postal_code", "00-950", "PL", Result{"00-950", ""}},
		{"postal_code", "1010", "LV", Result{"LV-1010", ""}},
		{"street", "Hauptstr. 12 a", "DE", Result{"hauptstrasse", ""}},
		{"street", "Hauptstraße 12", "DE", Result{"hauptstrasse", ""}},
		{"street", "12 High St.", "GB", Result{"high street", ""}},
		{"street", "Flat 3, 12b St Mary's Rd", "GB", Result{"saint marys road", ""}},
		{"street", "12, rue du 8 Mai 1945", "FR", Result{"rue du 8 mai 1945", ""}},
		{"street", "Via Roma, 12", "IT", Result{"via roma", ""}},
		{"street", "C/ Mayor 5", "ES", Result{"calle mayor", ""}},
		{"street", "100 N Main St Apt 4B", "US", Result{"n main street", ""}},
		{"street", "Keizersgr. 12-2", "NL", Result{"keizersgr", ""}},
		{"house_number", "12 A", "", Result{"12a", ""}},
		{"house_number", "Nr. 12 - 14", "", Result{"12-14", ""}},
		{"house_number", "12.0", "", Result{"12", ""}},
		{"city", "80331 München", "", Result{"munchen", ""}},
		{"city", "PARIS CEDEX 08", "", Result{"paris", ""}},
		{"city", "St. Gallen", "", Result{"saint gallen", ""}},
		{"text", " Hello,  World ", "", Result{"hello world", ""}},
		{"text", "N/A", "", Result{"", Placeholder}},
		{"identifier", "de 123.456.789", "", Result{"DE123456789", ""}},
	}
	for _, c := range cases {
		k, ok := kinds()[c.kind]
		if !ok {
			t.Fatalf("no kind %s", c.kind)
		}
		if diff := cmp.Diff(c.want, k.apply(c.value, c.country, "").Result); diff != "" {
			t.Errorf("%s(%q, %q): -want +got\n%s", c.kind, c.value, c.country, diff)
		}
	}
}

func TestNamesComeApart(t *testing.T) {
	cases := []struct {
		value, country string
		want           Name
	}{
		{"Dr. Jane Smith Jr.", "GB", Name{"dr", "jane", "smith", "jr"}},
		{"Smith, Jane", "", Name{"", "jane", "smith", ""}},
		{"Smith, Jr.", "", Name{"", "", "smith", "jr"}},
		{"Berg, Jan van der", "NL", Name{"", "jan", "van der berg", ""}},
		{"Jean-Pierre DE LA TOUR", "FR", Name{"", "jean pierre", "de la tour", ""}},
		{"María del Carmen García López", "ES", Name{"", "maria", "del carmen garcia lopez", ""}},
		{"Juan García López", "Spain", Name{"", "juan", "garcia lopez", ""}},
		{"Anna Maria Huber", "DE", Name{"", "anna maria", "huber", ""}},
		{"Cher", "", Name{"", "", "cher", ""}},
	}
	for _, c := range cases {
		got, _ := SplitName(c.value, c.country)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("SplitName(%q): -want +got\n%s", c.value, diff)
		}
	}
}

func TestStreetsComeApart(t *testing.T) {
	cases := []struct {
		value, country string
		want           Address
	}{
		{"Flat 3, 12b St Mary's Rd", "GB", Address{"saint marys road", "12b", "3"}},
		{"Hauptstr. 12 a", "DE", Address{"hauptstrasse", "12a", ""}},
		{"3/12 Smith St", "AU", Address{"smith street", "12", "3"}},
		{"12 bis Av. Foch", "FR", Address{"avenue foch", "12bis", ""}},
		{"100 Main St #4B", "US", Address{"main street", "100", "4b"}},
		{"12-14 High Street", "", Address{"high street", "12-14", ""}},
		{"Main Street 7", "", Address{"main street", "7", ""}},
		{"Bahnhofstrasse 3, Whg. 5", "CH", Address{"bahnhofstrasse", "3", "5"}},
	}
	for _, c := range cases {
		got, _ := SplitStreet(c.value, c.country)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("SplitStreet(%q, %q): -want +got\n%s", c.value, c.country, diff)
		}
	}
}

func TestNicknamesLeadToOneRoot(t *testing.T) {
	for nick, root := range map[string]string{"bob": "robert", "bill": "william", "pepe": "jose", "sepp": "josef", "gigi": "luigi", "henk": "hendrik", "zoltan": "zoltan"} {
		if got := NicknameRoot(nick); got != root {
			t.Errorf("NicknameRoot(%s) = %s, want %s", nick, got, root)
		}
	}
	if n := len(nicknames()); n < 400 {
		t.Errorf("%d forms, want at least 400", n)
	}
	for form := range nicknames() {
		if root := NicknameRoot(form); NicknameRoot(root) != root {
			t.Errorf("%s -> %s -> %s", form, root, NicknameRoot(root))
		}
	}
}
