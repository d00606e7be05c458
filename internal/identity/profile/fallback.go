package profile

import (
	"fmt"
	"slices"
	"strings"
)

// spread says whether dates are spread over decades, as birthdays are, and not
// over the years that a system has run.
func spread(c *column) bool {
	var years []int
	for _, v := range c.sample {
		if y := yearIn(v); y > 0 {
			years = append(years, y)
		}
	}
	if len(years) < 5 {
		return false
	}
	slices.Sort(years)
	return years[len(years)*9/10]-years[len(years)/10] >= 15
}

// yearIn finds the four digits in a date that can be its year.
func yearIn(date string) int {
	digits := 0
	for i := 0; i <= len(date); i++ {
		if i < len(date) && date[i] >= '0' && date[i] <= '9' {
			digits++
			continue
		}
		if digits == 4 || digits == 8 {
			n, _ := whole(date[i-digits : i-digits+4])
			if back, _ := whole(date[i-4 : i]); digits == 8 && (n < 1500 || n > 2100) {
				n = back
			}
			if n >= 1500 && n <= 2100 {
				return n
			}
		}
		digits = 0
	}
	return 0
}

// nameBesideName finds the surname beside a given name that was known by its
// values, where no heading tells: among words of one piece, the column with the
// most different ones that does not follow from another.
func (p *profiler) nameBesideName() {
	if _, ok := p.roles[FamilyName]; ok {
		return
	}
	if _, ok := p.roles[GivenName]; !ok {
		return
	}
	best := -1
	for k, c := range p.columns {
		if p.out[k].Role != "" || p.best(k) >= .9 || c.share(isNamePart) < .8 || c.share(isSeveralWords) > .5 || c.share(isStreet) > .2 || p.placeLike(c) {
			continue
		}
		if best < 0 || c.distinct > p.columns[best].distinct {
			best = k
		}
	}
	if best >= 0 && float64(p.columns[best].distinct) > .03*float64(p.columns[best].filled) {
		p.give(best, FamilyName, "words beside a given name, of which most rows have their own")
	}
}

// placeLike says whether a column follows from one of codes, as a town does from
// its postal code.
func (p *profiler) placeLike(c *column) bool {
	for _, o := range p.columns {
		if o != c && o.share(isPostal) > .8 && o.perValue() > 1.5 && c.coarser(o) && c.follows(o) > .6 {
			return true
		}
	}
	return false
}

// dayNumbers finds birthdays as a workbook stores them, where the heading says nothing:
// they are spread evenly over decades and end with the present. Postal codes come in
// clumps, and amounts go on.
func (p *profiler) dayNumbers() {
	if _, ok := p.roles[BirthDate]; ok {
		return
	}
	for k, c := range p.columns {
		if p.out[k].Role == "" && len(p.said[k]) == 0 && len(c.sample) >= 60 && c.perValue() <= 4 && c.share(isDayNumber) >= .995 && evenDays(c.sample) {
			p.give(k, BirthDate, "day numbers of a workbook, spread over decades")
			return
		}
	}
}

// evenDays says whether day numbers span fifteen years and more between the first and
// the last tenth, and leave next to no year of them out.
func evenDays(sample []string) bool {
	var days []int
	for _, v := range sample {
		if n, ok := whole(v); ok {
			days = append(days, n)
		}
	}
	slices.Sort(days)
	days = days[len(days)/10 : len(days)*9/10]
	years := map[int]bool{}
	for _, d := range days {
		years[d/365] = true
	}
	span := (days[len(days)-1] - days[0]) / 365
	return span >= 15 && 10*len(years) >= 8*span
}

// coarser says whether a column of places has far fewer values than one of codes, or
// the codes are shared by many: where each record has a code of its own, everything
// else follows from it, too.
func (c *column) coarser(code *column) bool {
	return code.perValue() >= 4 || c.perValue() >= 2.5*code.perValue()
}

// placeBesideCode finds a town and its postal code without a heading: the town
// follows from the code.
func (p *profiler) placeBesideCode() {
	for k, c := range p.columns {
		if p.out[k].Role != "" || p.best(k) >= .9 || c.share(isPostal) < .8 || c.perValue() < 1.5 || !sameLength(c) {
			continue
		}
		for n, o := range p.columns {
			role := p.out[n].Role
			if (role == "" && p.best(n) < .9 || role == City) && n != k && o.share(isWord) > .8 && o.distinct > 5 && o.coarser(c) && o.follows(c) > .6 {
				if _, taken := p.roles[PostalCode]; !taken {
					p.give(k, PostalCode, "codes of one form from which a place follows")
				}
				if _, taken := p.roles[City]; !taken && role == "" {
					p.give(n, City, "words that follow from the postal code")
				}
			}
		}
	}
}

// sameLength says whether nearly all values have one length, or one of two.
func sameLength(c *column) bool {
	lengths := map[int]int{}
	for _, v := range c.sample {
		lengths[len(strings.ReplaceAll(v, " ", ""))]++
	}
	var counts []int
	for _, n := range lengths {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	top := 0
	for _, n := range counts[:min(2, len(counts))] {
		top += n
	}
	return float64(top) >= .9*float64(len(c.sample))
}

// partsOfBirth finds year, month and day in three columns side by side where no
// heading tells, and takes month and day back where there is no year.
func (p *profiler) partsOfBirth() {
	_, date := p.roles[BirthDate]
	_, year := p.roles[BirthYear]
	for k := 0; !date && !year && k+2 < len(p.columns); k++ {
		for _, order := range [][3]Role{{BirthYear, BirthMonth, BirthDay}, {BirthDay, BirthMonth, BirthYear}, {BirthMonth, BirthDay, BirthYear}} {
			if p.areParts(k, order) {
				for n, role := range order {
					p.give(k+n, role, "year, month and day stand side by side")
				}
				return
			}
		}
	}
	if date || !year {
		for _, role := range []Role{BirthYear, BirthMonth, BirthDay} {
			if k, ok := p.roles[role]; ok {
				p.out[k].Role = ""
				delete(p.roles, role)
			}
		}
	}
}

func (p *profiler) areParts(k int, order [3]Role) bool {
	for n, role := range order {
		c := p.columns[k+n]
		ok := p.out[k+n].Role == "" && p.best(k+n) < .9
		switch role {
		case BirthYear:
			ok = ok && c.share(isWithin(1500, 2100)) > .9 && c.distinct > 15
		case BirthMonth:
			ok = ok && c.share(isWithin(1, 12)) > .8 && c.distinct >= 6 && c.distinct <= 16
		default:
			ok = ok && c.share(isWithin(1, 31)) > .8 && c.distinct > 16 && c.distinct <= 40
		}
		if !ok {
			return false
		}
	}
	return true
}

// source is the column that another one follows from, as a state does from a postal
// code and a gender from a given name: agreement in both is one agreement.
func (p *profiler) source(c *column) string {
	for _, role := range []Role{PostalCode, City, GivenName, Country} {
		k, ok := p.roles[role]
		if ok && p.columns[k].perValue() >= 3 && p.columns[k].distinct >= 5 && c.follows(p.columns[k]) >= .9 {
			return p.columns[k].name
		}
	}
	return ""
}

// repeats says whether values come again, a few times: a member's number is one of
// records in the club's own list, and says who is who in a list of letters.
func (c *column) repeats() bool {
	return c.perValue() >= 1.1 && float64(c.top) <= max(20, .02*float64(c.filled))
}

// recurs says whether values come again, and none of them in every fifth row: the hash
// of a given name does, and one that was drawn for each record does not.
func (c *column) recurs() bool {
	return c.perValue() >= 1.1 && float64(c.top) <= max(20, .2*float64(c.filled))
}

// few is how many values a column of categories has at most.
const few = 60

// generic says how a column without a role of its own is compared, if at all. What
// it is worth is estimated: a column that says nothing gets no weight.
func (p *profiler) generic(k int) {
	c := p.columns[k]
	words, codes := c.share(isWord), c.share(isCode)
	switch {
	case c.constant():
		p.give(k, Ignored, "it has one value in every row")
	case p.said[k][Identifier] == 1 && codes > .3:
		p.give(k, Identifier, "its heading, and its form")
	case c.dense():
		p.give(k, Ignored, "consecutive numbers: a system counted them")
	case c.distinct == c.filled && c.filled > 20 && words < .5:
		p.give(k, Ignored, "no two rows share a value: it names the record")
	case p.said[k][key] >= .9 && c.distinct > few && !c.repeats():
		p.give(k, Ignored, "its heading names records")
	case p.source(c) != "":
		p.give(k, Ignored, fmt.Sprintf("it follows from %s, and says nothing more", p.source(c)))
	case c.distinct <= few && c.perValue() >= 3:
		p.give(k, Category, fmt.Sprintf("one of %d values", c.distinct))
	case c.share(isQuantity) > .5:
		p.give(k, Ignored, "a quantity")
	case codes > .6 && words < .4 && float64(c.top) <= max(20, .02*float64(c.filled)):
		p.give(k, Identifier, fmt.Sprintf("codes of which %.1f rows share one, where there is one", c.perValue()))
	case codes > .6 && words < .4:
		p.give(k, Ignored, "numbers of no known meaning")
	case words > .3 || p.said[k][Text] > 0:
		p.give(k, Text, "words")
	default:
		p.give(k, Text, "values of mixed form")
	}
}
