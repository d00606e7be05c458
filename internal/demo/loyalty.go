package demo

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

var loyaltyHeader = []string{"Card number", "Member name", "Date of birth", "Mobile phone", "Mail address", "Street address", "Town", "ZIP / postcode", "Country", "Points", "Joined on"}

// writeLoyalty writes the members of the loyalty programme, a sheet per year of
// joining.
func (g *generator) writeLoyalty(dir string) error {
	w, err := newWorkbook()
	if err != nil {
		return err
	}
	years := map[int][]*record{}
	for _, r := range g.records[loyaltyMember] {
		years[r.created.Year()] = append(years[r.created.Year()], r)
	}
	for _, year := range sortedKeys(years) {
		if err := w.memberSheet(strconv.Itoa(year), years[year]); err != nil {
			return err
		}
	}
	return w.save(dir, "loyalty", "loyalty_members.xlsx")
}

func (w *workbook) memberSheet(year string, members []*record) error {
	s, err := w.add("Joined " + year)
	if err != nil {
		return err
	}
	s.put("Loyalty card members")
	s.put("Joined in " + year)
	w.header(s, loyaltyHeader)
	total := 0
	for _, r := range members {
		points := int(r.figure)
		total += points
		s.put(
			r.key, r.fullName(), w.memberBirth(r), textCell(phoneText(r.mobile, r.country, r.style+1)), textCell(r.email), textCell(r.memberStreet()),
			textCell(r.city), textCell(r.postal), countryText(r.country, (r.style+20)%100), points, excelize.Cell{StyleID: w.date, Value: serial(r.created)},
		)
	}
	s.put("Total", nil, nil, nil, nil, nil, nil, nil, nil, total)
	return s.end()
}

// fullName is the name in one field, as the member or the till wrote it.
func (r *record) fullName() string {
	switch {
	case r.style < 30:
		return r.family + ", " + r.given
	case r.style < 34:
		return strings.ToUpper(r.family) + " " + r.given
	}
	return r.given + " " + r.family
}

func (r *record) memberStreet() string {
	if r.unit == "" {
		return r.streetLine()
	}
	return strings.TrimSpace(r.streetLine() + " ")
}

func (w *workbook) memberBirth(r *record) any {
	switch {
	case r.born.IsZero():
		return nil
	case r.style%10 < 5:
		return excelize.Cell{StyleID: w.date, Value: serial(r.born)}
	case r.style%10 < 8:
		return r.born.Format("2006-01-02")
	}
	return r.born.Format("2 Jan 2006")
}
