package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// The headers of the old system's sheets, as its users called the columns.
var (
	legacyHeader  = []string{"Kundennr.", "Nachname", "Vorname", "Geburtsdatum", "Straße", "Hausnr.", "PLZ", "Ort", "Land", "Telefon", "Mobil", "E-Mail", "Umsatz EUR", "Letzte Änderung"}
	companyHeader = []string{"Firmennr.", "Firma", "USt-IdNr.", "Straße und Nr.", "PLZ", "Ort", "Land", "Telefon", "E-Mail", "Umsatz EUR", "Letzte Änderung"}
)

// regions are the sheets of the old system.
var regions = []struct{ name, countries string }{
	{"Kunden DACH", "DE AT CH"},
	{"Kunden Westeuropa", "FR GB NL"},
	{"Kunden Süd und Nord", "IT ES SE"},
	{"Kunden Übersee", "US CA AU"},
}

// writeLegacy writes the workbook that the old customer system was saved to when
// it was switched off.
func (g *generator) writeLegacy(dir string) error {
	w, err := newWorkbook()
	if err != nil {
		return err
	}
	for _, region := range regions {
		if err := g.legacySheet(w, region.name, region.countries); err != nil {
			return err
		}
	}
	if err := g.companySheet(w); err != nil {
		return err
	}
	if err := notesSheet(w); err != nil {
		return err
	}
	return w.save(dir, "legacy", "kundenstamm_altsystem.xlsx")
}

func (g *generator) legacySheet(w *workbook, name, countries string) error {
	s, err := w.add(name)
	if err != nil {
		return err
	}
	s.put("Kundenstamm, Auszug aus dem Altsystem: " + strings.TrimPrefix(name, "Kunden "))
	s.put("Stand", g.asOf.AddDate(0, 0, -1100).Format("02.01.2006"), "nicht weitergeben")
	s.put()
	w.header(s, legacyHeader)
	total, n := 0.0, 0
	for _, r := range g.records[legacyCustomer] {
		if !strings.Contains(countries, r.country) {
			continue
		}
		s.put(w.legacyRow(r)...)
		total += r.figure
		if n++; n%400 == 0 {
			s.put() // a page break of the old printouts
		}
	}
	s.put()
	sum := make([]any, len(legacyHeader)-1)
	sum[0], sum[len(sum)-1] = "Summe", total
	s.put(sum...)
	return s.end()
}

func (w *workbook) legacyRow(r *record) []any {
	number, _ := strconv.Atoi(r.key) // keys of this system are figures
	return []any{
		number, textCell(r.family), textCell(r.given), w.birthCell(r), textCell(r.street), textCell(r.number), postalCell(r),
		textCell(r.city), countryText(r.country, r.style), textCell(phoneText(r.phone, r.country, r.style+7)), textCell(phoneText(r.mobile, r.country, r.style+5)),
		textCell(r.email), figureCell(r), r.modified.Format("02.01.2006"),
	}
}

// birthCell: half of the dates are dates, the others serial numbers without a
// format or text; a few are days that never were.
func (w *workbook) birthCell(r *record) any {
	switch {
	case r.fate == badDate:
		return fmt.Sprintf("%d.02.%d", 30+r.style%2, 1950+r.style%50)
	case r.born.IsZero():
		return nil
	case r.style < 50:
		return excelize.Cell{StyleID: w.date, Value: serial(r.born)}
	case r.style < 62 && serial(r.born) > 2200: // below, it reads as a year
		return serial(r.born)
	}
	return r.born.Format("02.01.2006")
}

// serial is Excel's number of a day.
func serial(day time.Time) int {
	return int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// postalCell: figures became numbers, and zeros in front are gone.
func postalCell(r *record) any {
	if n, err := strconv.Atoi(r.postal); err == nil {
		return n
	}
	return textCell(r.postal)
}

func figureCell(r *record) any {
	if r.fate == badNumber {
		return []string{"k.A.", "12.5.00", "1O0", "siehe Akte"}[r.style%4]
	}
	return r.figure
}

func (g *generator) companySheet(w *workbook) error {
	s, err := w.add("Firmen")
	if err != nil {
		return err
	}
	s.put("Firmenkunden")
	s.put()
	w.header(s, companyHeader)
	total := 0.0
	for _, r := range g.records[legacyCompany] {
		s.put(
			r.key, textCell(r.company), textCell(r.vat), textCell(r.streetLine()), postalCell(r), textCell(r.city), countryText(r.country, r.style),
			textCell(phoneText(r.phone, r.country, r.style+7)), textCell(r.email), figureCell(r), r.modified.Format("02.01.2006"),
		)
		total += r.figure
	}
	sum := make([]any, len(companyHeader)-1)
	sum[0], sum[len(sum)-1] = "Summe", total
	s.put(sum...)
	return s.end()
}

func notesSheet(w *workbook) error {
	s, err := w.add("Hinweise")
	if err != nil {
		return err
	}
	s.put("Datum", "Hinweis")
	s.put("2019", "Postleitzahlen wurden beim Export in Zahlen umgewandelt.")
	s.put("2021", "Kunden mit 9 am Anfang der Nummer sind Testkunden.")
	return s.end()
}
