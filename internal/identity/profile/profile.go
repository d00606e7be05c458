package profile

import (
	"cmp"
	"fmt"
	"slices"

	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
)

// claim is a column that may have a role, and how sure that is.
type claim struct {
	place  int // of the column
	role   Role
	score  float64
	reason string
}

// test is how a role's values look.
type test struct {
	is    func(string) bool
	need  float64 // share of values below which a heading is not believed
	alone func(string) bool
	least float64 // share of values that alone holds for from which no heading is needed; 0 = one is
	sure  float64 // score of a column without a heading
}

// tests are those of the roles that one column has, in the order in which they
// are asked where columns are equally sure.
func tests() []struct {
	Role
	test
} {
	type row = struct {
		Role
		test
	}
	return []row{
		{Email, test{isEmail, .4, isEmail, .5, 1}},
		{BirthDate, test{isDateOrDayNumber, .5, isDate, .7, .5}},
		{BirthYear, test{isWithin(1500, 2100), .7, isWithin(1500, 2100), 2, 0}},
		{BirthMonth, test{isWithin(0, 12), .8, nil, 0, 0}},
		{BirthDay, test{isWithin(0, 31), .8, nil, 0, 0}},
		{Phone, test{isPhone, .5, isDialled, .7, .6}},
		{Mobile, test{isPhone, .5, isDialled, .7, .5}},
		{Country, test{isCountry, .7, isLongCountry, .8, .8}},
		{PostalCode, test{isPostal, .6, nil, 0, 0}},
		{StreetNumber, test{isHouseNumber, .5, nil, 0, 0}},
		{GivenName, test{isNamePart, .5, isGivenName, .25, .7}},
		{FamilyName, test{isNamePart, .5, nil, 0, 0}},
		{FullName, test{isSeveralWords, .4, holdsGivenName, .3, .65}},
		{NameSuffix, test{isSuffix, .3, nil, 0, 0}},
		{Organisation, test{isText, .5, hasLegalForm, .25, .6}},
		{Street, test{isText, .5, isStreet, .4, .62}},
		{City, test{isWord, .5, nil, 0, 0}},
		{TaxID, test{isCode, .5, nil, 0, 0}},
	}
}

func isText(s string) bool {
	l, _, _ := standardise.Signs(s)
	return l >= 2
}

// isLongCountry is a country's name: its codes are those of states, too.
func isLongCountry(s string) bool { return len(s) > 3 && isCountry(s) }

// Columns gives the role of each column.
func Columns(s *record.Set, names []string) []Column {
	p := profiler{roles: map[Role]int{}}
	for _, name := range names {
		p.columns = append(p.columns, newColumn(s, name))
		p.said = append(p.said, readHeading(name))
	}
	p.people = slices.ContainsFunc(p.said, func(s said) bool { return max(s[GivenName], s[FamilyName], s[FullName]) >= .6 })
	p.divided = slices.ContainsFunc(p.said, func(s said) bool { return s[GivenName] >= .6 })
	p.out = make([]Column, len(names))
	for k := range p.columns {
		p.leaveOut(k)
	}
	p.assign()
	p.dayNumbers()
	p.placeBesideCode()
	p.nameBesideName()
	p.partsOfBirth()
	for k := range p.columns {
		if p.out[k].Role == "" {
			p.generic(k)
		}
	}
	return p.out
}

type profiler struct {
	columns []*column
	said    []said
	out     []Column     // Role "" = not yet known
	roles   map[Role]int // single roles that are taken: the column's place
	divided bool         // a heading names a given name
	people  bool         // a heading names a person
}

func (p *profiler) give(k int, role Role, reason string) {
	p.out[k] = Column{Name: p.columns[k].name, Role: role, Reason: reason}
	if role.Single() {
		p.roles[role] = k
	}
}

// handful is how many rows are too few to tell what a column is worth: two of one
// person agree in everything.
const handful = 20

// leaveOut gives up columns that say nothing about who a record is, whatever else
// they look like.
func (p *profiler) leaveOut(k int) {
	c := p.columns[k]
	switch {
	case c.filled == 0:
		p.give(k, Ignored, "it is empty")
	case c.constant() && c.rows > handful:
		p.give(k, Ignored, "it has one value in every row")
	case p.said[k][Ignored] == 1:
		p.give(k, Ignored, "its heading names an answer, not a person")
	case c.share(isDigest) > .9 && c.recurs():
		p.give(k, Identifier, "digests of values that come again: the same of the same")
	case c.share(isMachineMade) > .9:
		p.give(k, Ignored, "a program made its values")
	case p.said[k][none] >= .9 && p.best(k) <= p.said[k][none]:
		p.give(k, Ignored, "its heading says nothing about who somebody is")
	}
}

// best is how far a heading names the role it names best.
func (p *profiler) best(k int) float64 {
	top := 0.
	for role, fit := range p.said[k] {
		if role != none && role != key {
			top = max(top, fit)
		}
	}
	return top
}

// assign gives the roles of which a record has one to the columns that are surest.
func (p *profiler) assign() {
	var claims []claim
	for k, c := range p.columns {
		if p.out[k].Role != "" {
			continue
		}
		for _, t := range tests() {
			if cl, ok := p.claim(k, c, t.Role, t.test); ok {
				claims = append(claims, cl)
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.score, a.score) })
	for _, cl := range claims {
		if _, taken := p.roles[cl.role]; !taken && p.out[cl.place].Role == "" {
			p.give(cl.place, cl.role, cl.reason)
		}
	}
}

func (p *profiler) claim(k int, c *column, role Role, t test) (claim, bool) {
	fits, fit := c.share(t.is), p.said[k][role]
	if role == FamilyName && p.divided && c.share(isSeveralWords) < .5 {
		fit = max(fit, .95*p.said[k][FullName]) // "name" beside "first name"
	}
	if role == Organisation && !p.people {
		fit = max(fit, p.said[k][outlet])
	}
	if role == BirthYear && c.share(isDate) < .5 {
		fit = max(fit, .95*p.said[k][BirthDate]) // "born" above years
	}
	if fits < t.need || fit < p.said[k][Category] || fit < p.said[k][key] && c.distinct == c.filled {
		return claim{}, false
	}
	cl := claim{place: k, role: role}
	if fit > 0 {
		cl.score, cl.reason = .6*fit+.4*fits, fmt.Sprintf("its heading, and %s of the values", percent(fits))
	}
	if t.least > 0 && p.best(k) < .9 && (role != GivenName || c.share(isSeveralWords) < .5) {
		if share := c.share(t.alone); share >= t.least && t.sure*share > cl.score {
			cl.score, cl.reason = t.sure*(.5+share/2), fmt.Sprintf("%s of the values look like it", percent(share))
		}
	}
	if role == BirthDate && fit == 0 && (!spread(c) || p.yearOfBirth()) {
		return claim{}, false
	}
	if role == FullName && p.companies(c) {
		cl.role = Organisation
	}
	return cl, cl.score > 0
}

// yearOfBirth says whether a heading names a year of birth: dates under another one that
// says nothing are then those of something else.
func (p *profiler) yearOfBirth() bool {
	return slices.ContainsFunc(p.said, func(s said) bool { return s[BirthYear] >= .9 })
}

// companies says whether a column of names is one of companies rather than of
// people.
func (p *profiler) companies(c *column) bool {
	people, firms := c.share(holdsGivenName), c.share(hasLegalForm)
	return firms > .2 && firms > people
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
