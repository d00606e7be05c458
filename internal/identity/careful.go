package identity

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/profile"
	"scv/internal/identity/score"
	"scv/internal/term"
)

// Where records of one customer are merely alike, as two sellers' names of one product,
// others are as much so: a product and its next version. Nothing without labels tells
// the two apart, and weights that were learned from them are not to be believed.

// mostLoose is how large a part of one customer's pairs may have nothing in common that
// tells (score.Model.Loose). No invented table of people, firms or places comes near it,
// whatever is missing or misspelt (shapes_test.go).
const mostLoose = .5

// mostLooseAlone is that of one column that is all there is. Nothing beside it could tell
// a slip from another version, so what is the same counts alone. A list of people with a
// slip in one name of five stays below.
const mostLooseAlone = .25

// looseness tells how large a part of one customer's pairs is merely alike under a model,
// where that is too large; else 0, as of a model of what was thought beforehand.
func (p plan) looseness(m *score.Model) float64 {
	loose, most := m.Loose(p.comparisons, p.told == 1), mostLoose
	if p.told == 1 {
		most = mostLooseAlone
	}
	if loose <= most || m.Provisional {
		return 0
	}
	return loose
}

// beCareful looks whether what was learned is likeness alone. Of a table no records that
// differ are one then, but by what a person says.
func (m *matched) beCareful() {
	m.loose = m.plan.looseness(m.model)
	if !m.plan.careful || m.loose == 0 && !m.alone() {
		return
	}
	for _, c := range m.plan.comparisons {
		if !c.Telling() {
			continue
		}
		for _, name := range c.Columns {
			if m.set.Has(name) {
				m.plan.held.asked = append(m.plan.held.asked, m.set.Column(name))
			}
		}
	}
}

// alone says whether one column is all that tells the records apart, and next to none of
// them are the same in it or nearly, from whom it could be learned what that is worth.
// Where the same is the same one (must_link) there is nothing to learn.
func (m *matched) alone() bool {
	written := slices.ContainsFunc(m.plan.comparisons, func(c compare.Comparison) bool { return c.Written })
	return m.model.Provisional && m.plan.told == 1 && m.set.Len() > fewMatchable && !written && len(m.plan.held.agreed) == 0
}

// looseNote tells while a run goes on.
func (m *matched) looseNote() string {
	if m.loose == 0 {
		return ""
	}
	return fmt.Sprintf("(%s: joins rest on likeness alone; `scv identity model` tells more)", scv.CodeMatchLoose)
}

// warnLoose tells of a model.
func warnLoose(loose float64) []string {
	if loose == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s: about %s of the pairs that are one are merely alike: others are as much so, and what likeness is worth cannot be learned without labels.", scv.CodeMatchLoose, term.Percent(loose))}
}

// cared counts the pairs that say the same, those that are joined and those that weigh too
// little for it, and the likely ones of which a person is asked.
func (m *matched) cared() (joined, light, asked int64) {
	for e := range m.edges.all() {
		switch same := m.plan.held.asks(e.i, e.j) == ""; {
		case same && m.cluster[e.i] == m.cluster[e.j]:
			joined++
		case same:
			light++
		case e.weight >= m.plan.line:
			asked++
		}
	}
	return joined, light, asked
}

// noteLoose tells of a table in which likeness is not enough; columns are its.
func noteLoose(m *matched, columns []engine.Column) []string {
	if len(m.plan.held.asked) == 0 {
		return nil
	}
	var names []string
	for _, c := range columns {
		if tells(profile.Role(c.Role)) {
			names = append(names, c.Name)
		}
	}
	why := fmt.Sprintf("about %s of the pairs that are one are merely alike (%s), as others are", term.Percent(m.loose), strings.Join(names, ", "))
	if m.loose == 0 {
		why = fmt.Sprintf("one column (%s) is all that tells records apart, and too few are the same in it, or nearly, to learn what that is worth", names[0])
	}
	joined, light, asked := m.cared()
	return []string{fmt.Sprintf("%s: %s. Records that are merely alike are not joined; of the pairs that say the same %s are, and %s weigh too little; %s that are merely alike would be likely. "+
		"--review FILE writes those and what is in doubt, --labels FILE takes the answers. A column that tells more, or a spec with levels of its own (`scv identity spec --propose`), joins more.",
		scv.CodeMatchLoose, why, term.Count(joined), term.Count(light), term.Count(asked))}
}

// tells says whether a column of the role tells records apart.
func tells(r profile.Role) bool { return r != profile.Ignored && r != profile.Category }

// fewMatchable is how many records can have a hundred pairs that are one.
const fewMatchable = 200
