package infer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// sheet is a tab of a generated workbook.
type sheet struct {
	name string
	rows [][]any
}

// writeBook writes a workbook; times become date cells.
func writeBook(t interface {
	Helper()
	Fatal(...any)
}, path string, sheets ...sheet,
) {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	book := excelize.NewFile()
	defer book.Close()
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	for i, s := range sheets {
		if i == 0 {
			check(book.SetSheetName("Sheet1", s.name))
		} else {
			_, err := book.NewSheet(s.name)
			check(err)
		}
		for y, row := range s.rows {
			for x, v := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				check(err)
				check(book.SetCellValue(s.name, cell, v))
				if _, ok := v.(time.Time); ok {
					check(book.SetCellStyle(s.name, cell, cell, date))
				}
			}
		}
	}
	check(os.MkdirAll(filepath.Dir(path), 0o755))
	check(book.SaveAs(path))
}

func day(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// look1 infers one workbook and gives its only entity.
func look1(t *testing.T, sheets ...sheet) Entity {
	t.Helper()
	home := t.TempDir()
	writeBook(t, filepath.Join(home, "list.xlsx"), sheets...)
	p, err := Files(t.Context(), home, []string{"list.xlsx"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Sources) != 1 || len(p.Sources[0].Entities) != 1 {
		t.Fatalf("%+v", p)
	}
	return p.Sources[0].Entities[0]
}

// mapped lists "word=header" in vocabulary order.
func mapped(e Entity) string {
	var out []string
	for _, m := range e.config().Map {
		if m.Value != "" {
			out = append(out, m.To+":="+m.Value)
			continue
		}
		out = append(out, m.To+"="+m.Columns[0])
	}
	return strings.Join(out, " ")
}

func column1(t *testing.T, e Entity, header string) Column {
	t.Helper()
	for _, c := range e.Columns {
		if c.Header == header {
			return c
		}
	}
	t.Fatalf("no column %q in %+v", header, e.Columns)
	return Column{}
}

func TestHeadersInSixLanguages(t *testing.T) {
	for name, tc := range map[string]struct {
		header []any
		rows   [][]any
		want   string
		key    string
	}{
		"English": {
			[]any{"Customer no", "First name", "Surname", "D.O.B.", "Address", "Town", "Post code", "Phone", "E-mail"},
			[][]any{
				{"C-1", "Ann", "Archer", "14/02/1980", "12 High Street", "Leeds", "LS1 4AP", "0113 496 0001", "ann@archer.co.uk"},
				{"C-2", "Bob", "Baker", "03/12/1971", "3 Mill Lane", "York", "YO1 7HH", "01904 496002", "bob@baker.co.uk"},
			},
			"given_name=First name family_name=Surname birth_date=D.O.B. email=E-mail phone=Phone street=Address city=Town postal_code=Post code country:=GB", "Customer no",
		},
		"German": {
			[]any{"Kd.-Nr.", "Name", "Vorname", "Geb.-Datum", "Straße, Hausnr.", "PLZ", "Wohnort", "Tel.", "Handy", "Mailadresse", "Anrede"},
			[][]any{
				{1, "Arndt", "Anna", "14.02.1980", "Hauptstr. 3", "01099", "Dresden", "0351 123456", "+49 170 1234567", "anna@arndt.de", "Frau"},
				{2, "Böhm", "Bernd", "3.12.1971", "Am Ring 12a", "80331", "München", "089/123456", "+49 171 7654321", "bernd@boehm.de", "Herr"},
			},
			"given_name=Vorname family_name=Name birth_date=Geb.-Datum email=Mailadresse phone=Tel. mobile=Handy street=Straße, Hausnr. city=Wohnort postal_code=PLZ", "Kd.-Nr.",
		},
		"French": {
			[]any{"N° client", "Nom", "Prénom", "Né(e) le", "Adresse", "C.P.", "Ville", "Tél.", "Courriel", "Pays"},
			[][]any{
				{"F1", "Martin", "Julie", "14/02/1980", "12, rue de la Paix", "75002", "Paris", "01 42 00 00 00", "julie@martin.fr", "France"},
				{"F2", "Petit", "Luc", "03/12/1971", "3 chemin Vert", "69001", "Lyon", "04 72 00 00 00", "luc@petit.fr", "France"},
			},
			"given_name=Prénom family_name=Nom birth_date=Né(e) le email=Courriel phone=Tél. street=Adresse city=Ville postal_code=C.P. country=Pays", "N° client",
		},
		"Dutch": {
			[]any{"Klantnr", "Voornaam", "Achternaam", "Geboortedatum", "Straat", "Huisnr.", "Postcode", "Woonplaats", "Telefoon", "E-mailadres"},
			[][]any{
				{100, "Jan", "de Vries", "14-02-1980", "Dorpsstraat", "12a", "1011 AB", "Amsterdam", "020 1234567", "jan@vries.nl"},
				{101, "Kees", "Bakker", "03-12-1971", "Kerkweg", "3", "3511 CX", "Utrecht", "030 7654321", "kees@bakker.nl"},
			},
			"given_name=Voornaam family_name=Achternaam birth_date=Geboortedatum email=E-mailadres phone=Telefoon street_number=Huisnr. street=Straat city=Woonplaats postal_code=Postcode country:=NL", "Klantnr",
		},
		"Italian": {
			[]any{"Codice", "Cognome", "Nome", "Data di nascita", "Indirizzo", "CAP", "Città", "Provincia", "Cellulare", "P.IVA"},
			[][]any{
				{"IT7", "Rossi", "Mario", "14/02/1980", "Via Roma 12", "20121", "Milano", "MI", "+39 347 1234567", "IT12345678901"},
				{"IT8", "Bianchi", "Lucia", "03/12/1971", "Piazza Duomo 3", "50122", "Firenze", "FI", "+39 348 7654321", "IT10987654321"},
			},
			"given_name=Nome family_name=Cognome birth_date=Data di nascita mobile=Cellulare street=Indirizzo city=Città region=Provincia postal_code=CAP tax_id=P.IVA", "Codice",
		},
		"Spanish": {
			[]any{"Nº cliente", "Nombre", "Apellidos", "F. nacimiento", "Dirección", "C. Postal", "Población", "Teléfono", "Correo electrónico", "Última modificación"},
			[][]any{
				{"E1", "Lucía", "García Pérez", "14/02/1980", "Calle Mayor 12", "28013", "Madrid", "+34 91 123 45 67", "lucia@garcia.es", day(2024, 1, 2)},
				{"E2", "José", "López Ruiz", "03/12/1971", "Avenida del Sol 3", "08001", "Barcelona", "+34 93 765 43 21", "jose@lopez.es", day(2024, 1, 3)},
			},
			"given_name=Nombre family_name=Apellidos birth_date=F. nacimiento email=Correo electrónico phone=Teléfono street=Dirección city=Población postal_code=C. Postal updated_at=Última modificación", "Nº cliente",
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows := append([][]any{{"List of 2024"}, {}, tc.header}, tc.rows...)
			e := look1(t, sheet{"Sheet1", rows})
			got, _, _ := strings.Cut(mapped(e), " country:=")
			want, _, _ := strings.Cut(tc.want, " country:=")
			if got != want {
				t.Errorf("map\n %s\nwant\n %s", got, want)
			}
			if len(e.Key) != 1 || e.Key[0] != tc.key {
				t.Errorf("key %q", e.Key)
			}
			if e.Party != "person" || e.Rows != 2 || e.HeldRows() != 0 || e.Places[0].Header != 3 {
				t.Errorf("%+v", e)
			}
		})
	}
}

// Content that cannot be mistaken wins over a header that says otherwise.
func TestMisleadingHeadersAreNotBelieved(t *testing.T) {
	rows := [][]any{{"Name", "Name2", "Telefon", "E-Mail", "PLZ", "Ort"}}
	for i := range 20 {
		rows = append(rows, []any{
			fmt.Sprintf("Anna Arndt%c", 'a'+i), fmt.Sprintf("anna%d@arndt.de", i), []any{"ja", "nein"}[i%2], fmt.Sprintf("+49 351 1234%02d", i), "Dresden", fmt.Sprintf("010%02d", i),
		})
	}
	e := look1(t, sheet{"Sheet1", rows})
	for header, word := range map[string]string{"Name": "full_name", "Name2": "email", "Telefon": "", "E-Mail": "phone", "PLZ": "", "Ort": ""} {
		if got := column1(t, e, header); got.Word != word {
			t.Errorf("%s is taken for %q, want %q", header, got.Word, word)
		}
	}
	if c := column1(t, e, "Name2"); !strings.Contains(c.Reason, "by content") {
		t.Errorf("Name2: %q", c.Reason)
	}
}

func TestColumnsWithoutTellingHeadersAreKnownByContent(t *testing.T) {
	rows := [][]any{{"Field A", "Field B", "Field C", "Field D", "Field E", "Field F", "Field G"}}
	given := []string{"Anna", "Robert", "Maria", "Peter", "Julia"}
	for i := range 20 {
		rows = append(rows, []any{
			1000 + i, given[i%5] + " Summer" + string(rune('a'+i)), fmt.Sprintf("x%d@mail.de", i), fmt.Sprintf("+49 30 9018%03d", i), []any{"Germany", "AT", "Schweiz"}[i%3],
			fmt.Sprintf("Gartenstraße %d", i+1), fmt.Sprintf("DE%09d", 100000000+i),
		})
	}
	e := look1(t, sheet{"Sheet1", rows})
	want := "full_name=Field B email=Field C phone=Field D street=Field F country=Field E tax_id=Field G"
	if got := mapped(e); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(e.Key) != 1 || e.Key[0] != "Field A" {
		t.Errorf("key %q", e.Key)
	}
	for _, h := range []string{"Field B", "Field G"} {
		if !column1(t, e, h).Unsure() {
			t.Errorf("%s is no more than a guess, and is called sure", h)
		}
	}
}

func TestCompaniesUnderNameAreOrganisations(t *testing.T) {
	rows := [][]any{{"Nr", "Name", "Ort", "USt-ID"}}
	for i, n := range []string{"Müller GmbH", "Acme Ltd", "Söhne & Co. KG", "Petit SARL", "Rossi S.p.A.", "Bakker BV"} {
		rows = append(rows, []any{i + 1, n, "Ulm", fmt.Sprintf("DE%09d", 100000000+i)})
	}
	e := look1(t, sheet{"Firmen", rows})
	if got := mapped(e); got != "organisation_name=Name city=Ort tax_id=USt-ID" || e.Party != "organisation" || e.Name != "company" {
		t.Errorf("%s %s %s", e.Name, e.Party, got)
	}
}

func TestOrderOfDayAndMonthIsShown(t *testing.T) {
	for name, tc := range map[string]struct {
		dates   []any
		kind    string
		formats []string
		doubt   string
		held    int
	}{
		"ISO":        {[]any{"1980-02-14", "1971-12-03"}, "date", nil, "", 0},
		"date cells": {[]any{day(1980, 2, 14), day(1971, 12, 3)}, "date", nil, "", 0},
		"dots":       {[]any{"14.02.1980", "3.12.1971"}, "date", []string{"DD.MM.YYYY"}, "", 0},
		"day first":  {[]any{"14/02/1980", "03/12/1971"}, "date", []string{"DD/MM/YYYY"}, "", 0},
		"US":         {[]any{"02/14/1980", "12/03/1971"}, "date", []string{"MM/DD/YYYY"}, "", 0},
		"ambiguous":  {[]any{"02/04/1980", "12/03/1971"}, "date", []string{"DD/MM/YYYY"}, "DD/MM and MM/DD fit all 2 values", 0},
		"mixed":      {[]any{"14/02/1980", "02/14/1980", "13/03/1971"}, "", nil, "mixed", 0},
		"two digits": {[]any{"14.02.80", "03.12.71"}, "date", []string{"DD.MM.YY"}, "", 0},
		"month name": {[]any{"14 Feb 1980", "3 Dec 1971"}, "date", []string{"D MMM YYYY"}, "", 0},
		"with time":  {[]any{"14.02.1980 10:30", "03.12.1971 09:15"}, "timestamp", []string{"DD.MM.YYYY HH:MI"}, "", 0},
		"impossible": {[]any{"14.02.1980", "31.02.1971", "03.12.1971"}, "", nil, "99.99.9999", 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows := [][]any{{"Name", "Born", "Town"}}
			for i, d := range tc.dates {
				rows = append(rows, []any{fmt.Sprintf("Ann Archer%c", 'a'+i), d, "Leeds"})
			}
			e := look1(t, sheet{"Sheet1", rows})
			c := column1(t, e, "Born")
			if c.Word != "birth_date" || c.Type != tc.kind || !strings.Contains(c.Doubt, tc.doubt) || (tc.doubt == "") != (c.Doubt == "") || e.HeldRows() != tc.held {
				t.Errorf("%+v held %v", c, e.Held)
			}
			if diff := cmp.Diff(tc.formats, c.Formats); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKeysAreUniqueOrNotTaken(t *testing.T) {
	list := func(keys ...any) sheet {
		rows := [][]any{{"Member no", "Name", "Town"}}
		for i, k := range keys {
			rows = append(rows, []any{k, fmt.Sprintf("Ann Archer%c", 'a'+i), "Leeds"})
		}
		return sheet{"Members", rows}
	}
	if e := look1(t, list("M1", "M2", "M3")); len(e.Key) != 1 || e.Name != "member" {
		t.Errorf("%+v", e)
	}
	for name, s := range map[string]sheet{"repeated": list("M1", "M2", "M2"), "number and text": list("17", 17, "M3"), "often empty": list("M1", nil, nil)} {
		e := look1(t, s)
		if e.Key != nil || !strings.Contains(strings.Join(e.Doubts, "\n"), "Member no") {
			t.Errorf("%s: key %v, doubts %q", name, e.Key, e.Doubts)
		}
	}
}

func TestTestRecordsAreProposedToBeLeftOut(t *testing.T) {
	rows := [][]any{{"Name", "Email"}}
	for i := range 20 {
		rows = append(rows, []any{fmt.Sprintf("Ann Archer%c", 'a'+i), fmt.Sprintf("ann%d@archer.org", i)})
	}
	rows = append(rows, []any{"Test", "x@test.archer.org"})
	e := look1(t, sheet{"Sheet1", rows})
	var rules []string
	for _, r := range e.Exclude {
		rules = append(rules, r.Name)
	}
	if diff := cmp.Diff([]string{"test_record", "test_full_name"}, rules); diff != "" {
		t.Error(diff)
	}
}

func TestSheetsAndFilesWithTheSameColumnsAreOneEntity(t *testing.T) {
	home := t.TempDir()
	list := func(name string, from int) sheet {
		rows := [][]any{{"Kundennr", "Name", "Ort"}}
		for i := range 3 {
			rows = append(rows, []any{from + i, fmt.Sprintf("Anna Arndt%c", 'a'+i), "Ulm"})
		}
		return sheet{name, append(rows, []any{"Summe", 3}, []any{"Gesamt"})}
	}
	notes := sheet{"Hinweise", [][]any{{"Datum", "Hinweis"}, {"2019", "alt"}}}
	companies := sheet{"Firmen", [][]any{{"Firmennr", "Firma", "Ort"}, {"F1", "Arndt GmbH", "Ulm"}, {"F2", "Bach AG", "Bonn"}}}
	writeBook(t, filepath.Join(home, "old", "a.xlsx"), list("Kunden Nord", 1), list("Kunden Süd", 10), companies, notes)
	writeBook(t, filepath.Join(home, "old", "b.xlsx"), list("Kunden West", 20))
	p, err := Files(t.Context(), home, []string{"old"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []scv.SourceConfig{{Name: "old", Kind: scv.Excel, Path: "old/*.xlsx", Entities: []scv.EntityConfig{
		{
			Name: "customer", Party: "person", Sheet: "Kunden*", Key: []string{"Kundennr"},
			Map:     []scv.Mapping{{To: "full_name", Columns: []string{"Name"}}, {To: "city", Columns: []string{"Ort"}}},
			Exclude: []scv.Exclusion{{Rule: "totals_row", SQL: "lower(trim(kundennr)) in ('summe')"}},
		},
		{
			Name: "company", Party: "organisation", Sheet: "Firmen", Key: []string{"Firmennr"},
			Map: []scv.Mapping{{To: "organisation_name", Columns: []string{"Firma"}}, {To: "city", Columns: []string{"Ort"}}},
		},
	}}}
	var got []scv.SourceConfig
	for _, s := range p.Sources {
		got = append(got, s.Config())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if e := p.Sources[0].Entities[0]; e.Rows != 12 || len(e.Places) != 3 || e.Ignored["totals"] != 3 || e.Exclude[0].Name != "totals_row" {
		t.Errorf("%+v", e)
	}
	if len(p.Skipped) != 1 || p.Skipped[0].Subject != "old/a.xlsx!Hinweise" {
		t.Errorf("skipped %+v", p.Skipped)
	}
}

func TestAFolderThatHoldsNoCustomersIsNamed(t *testing.T) {
	home := t.TempDir()
	writeBook(t, filepath.Join(home, "prices.xlsx"), sheet{"Prices", [][]any{{"Article", "Price"}, {"Bolt", 1.5}, {"Nut", 0.5}}})
	_, err := Files(t.Context(), home, []string{"."}, Options{})
	if scv.CodeOf(err) != scv.CodeNothingToPropose || scv.ExitOf(err) != scv.ExitUnusable || !strings.Contains(err.Error(), "prices.xlsx!Prices") {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(home, "people.csv"), []byte("name,town\nAnn,Leeds\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Files(t.Context(), home, []string{"people.csv"}, Options{}); scv.CodeOf(err) != scv.CodeSourceKind || !strings.Contains(scv.HintOf(err), ".xlsx") {
		t.Error(err)
	}
}

// What is told of a file is counts and shapes, no value of a row.
func TestNoValueIsToldUnlessAsked(t *testing.T) {
	home := t.TempDir()
	secret := []string{"Zebulon", "Quuxfeld", "31.02.1971", "zq@quuxfeld.net", "Zwiebelgasse"}
	writeBook(t, filepath.Join(home, "list.xlsx"), sheet{"Sheet1", [][]any{
		{"Vorname", "Nachname", "Geburtsdatum", "E-Mail", "Straße"},
		{secret[0], secret[1], secret[2], secret[3], secret[4] + " 5"},
		{"Anna", "Arndt", "14.02.1980", "x", "Ring 7"},
	}})
	for _, show := range []bool{false, true} {
		p, err := Files(t.Context(), home, []string{"list.xlsx"}, Options{ShowValues: show})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%+v", p)
		for _, s := range secret {
			if strings.Contains(text, s) != show {
				t.Errorf("show values %t: %q in %s", show, s, text)
			}
		}
	}
}
