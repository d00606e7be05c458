package infer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scv/internal/identity/heading"
)

// claim is a column that may fill a word, and how sure that is.
type claim struct {
	column *column
	word   string
	score  float64 // 0 to 1
	header float64 // how far the header says so
	share  float64 // part of the values that can be one
	order  int     // of the column
	stands bool    // it is only near the word: when a record was made, not changed
}

// least is the score below which a column is left unmapped rather than guessed.
const least = 0.45

// believed is the score from which on nothing has to be looked at again.
const believed = 0.75

// claims lists what each column may be, best first; ties in column order.
func claims(columns []*column) []claim {
	judges := recognisers()
	var all []claim
	for i, c := range columns {
		if c.filled == 0 {
			continue
		}
		said := map[string]float64{}
		for _, r := range heading.Read(c.header) {
			said[r.Word] = max(said[r.Word], r.Fit)
		}
		if legal := c.share(hasLegalForm); legal >= 0.4 {
			said["organisation_name"] = max(said["organisation_name"], said["full_name"]*(0.6+0.4*legal))
		}
		for word, judge := range judges {
			cl := claim{column: c, word: word, header: said[word], share: c.share(judge.is), order: i}
			cl.score = cl.weigh(judge, said)
			if cl.score >= least {
				all = append(all, cl)
			}
		}
	}
	slices.SortFunc(all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.order, b.order), cmp.Compare(a.word, b.word))
	})
	return all
}

// weigh puts header and content together. Content that cannot be a word takes it
// from its header; content that can be nothing else needs none.
func (cl claim) weigh(judge recogniser, said map[string]float64) float64 {
	if cl.header > 0 && cl.share >= judge.need {
		score := 0.6*cl.header + 0.4*cl.share + cl.evidence()
		if said[heading.None] > cl.header {
			score -= 0.3
		}
		if said[heading.Key] > cl.header && cl.share < 0.99 {
			score -= 0.2
		}
		return min(score, 0.99)
	}
	if cl.header > 0 || judge.strength == 0 {
		return 0
	}
	proof := cl.proof()
	if proof < 0.8 {
		return 0
	}
	return judge.strength * proof * 0.95
}

// proof is the share of values that can be nothing but the word, for columns
// whose header does not say it.
func (cl claim) proof() float64 {
	switch cl.word {
	case "phone":
		return cl.column.share(looksDialled)
	case "street":
		return cl.column.share(isWholeStreet)
	case "country":
		if len(cl.column.values) > 60 {
			return 0
		}
	}
	return cl.share
}

// evidence moves the score of words that share their headers with others.
func (cl claim) evidence() float64 {
	switch cl.word {
	case "organisation_name":
		return 0.3*cl.column.share(hasLegalForm) - 0.1*cl.column.share(holdsGivenName)
	case "full_name":
		return 0.1*cl.column.share(holdsGivenName) - 0.3*cl.column.share(hasLegalForm)
	case "given_name":
		return 0.1 * cl.column.share(isGivenName)
	case "street":
		return 0.05 * cl.column.share(isWholeStreet)
	case "tax_id":
		return 0.1 * cl.column.share(isVAT)
	}
	return 0
}

// byContent adds what no header says and recognisers leave alone because a
// single value tells too little: names, companies, tax numbers.
func byContent(columns []*column, chosen map[string]claim, taken map[*column]claim) []claim {
	var all []claim
	given := 0.4
	if _, ok := chosen["family_name"]; ok {
		given = 0.25 // a surname without a first name is rare
	}
	for i, c := range columns {
		_, used := taken[c]
		if used || c.filled == 0 || headerSaysMore(c) {
			continue
		}
		for _, guess := range []struct {
			word  string
			share float64
			need  float64
		}{
			{"tax_id", c.share(isVAT), 0.8},
			{"organisation_name", c.share(hasLegalForm), 0.5},
			{"full_name", c.share(holdsGivenName), 0.5},
			{"given_name", c.shareOfRows(isGivenName), given},
			{"birth_date", c.shareOfRows(isBirthYear), 0.8},
		} {
			if guess.share >= guess.need {
				all = append(all, claim{column: c, word: guess.word, score: max(least, 0.7*guess.share), share: guess.share, order: i})
				break
			}
		}
	}
	return all
}

// headerSaysMore is true where a header is understood: then a guess from content
// would be against it.
func headerSaysMore(c *column) bool {
	for _, r := range heading.Read(c.header) {
		if r.Fit >= 0.9 && r.Word != heading.Key {
			return true
		}
	}
	return false
}

// assign gives each word its best column and each column one word; rivals are
// the claims on a word that lost, for what is unsure.
func assign(columns []*column) (chosen map[string]claim, rivals map[string][]claim) {
	chosen, rivals = map[string]claim{}, map[string][]claim{}
	taken := map[*column]claim{}
	take := func(cl claim) {
		cl = divideName(cl, columns)
		if _, used := taken[cl.column]; used {
			return
		}
		if _, full := chosen[cl.word]; full {
			rivals[cl.word] = append(rivals[cl.word], cl)
			return
		}
		chosen[cl.word], taken[cl.column] = cl, cl
	}
	for _, cl := range claims(columns) {
		take(cl)
	}
	for _, cl := range byContent(columns, chosen, taken) {
		take(cl)
	}
	rivals = stillFree(rivals, taken)
	settleUpdated(chosen)
	settleNumber(chosen)
	return chosen, rivals
}

func stillFree(rivals map[string][]claim, taken map[*column]claim) map[string][]claim {
	for word, list := range rivals {
		rivals[word] = slices.DeleteFunc(list, func(cl claim) bool { _, used := taken[cl.column]; return used })
	}
	return rivals
}

// divideName reads "Name" beside a first name as a surname, and "Nome" or
// "Nombre" beside a surname as a first name.
func divideName(cl claim, columns []*column) claim {
	if cl.word != "full_name" || cl.header == 0 {
		return cl
	}
	other := func(word string) bool {
		return slices.ContainsFunc(columns, func(c *column) bool {
			if c == cl.column || c.filled == 0 {
				return false
			}
			return slices.ContainsFunc(heading.Read(c.header), func(r heading.Reading) bool { return r.Word == word && r.Fit >= 0.9 })
		})
	}
	switch given, family := other("given_name"), other("family_name"); {
	case given && !family:
		cl.word = "family_name"
	case family && !given:
		cl.word = "given_name"
	}
	return cl
}

// settleNumber takes a bare "Nr" for a house number only right behind a street.
func settleNumber(chosen map[string]claim) {
	cl, ok := chosen["street_number"]
	street, has := chosen["street"]
	if ok && isKeyHeader(cl.column) && !(has && cl.order == street.order+1) {
		delete(chosen, "street_number")
	}
}

// settleUpdated lets the day a record was made stand in for the day it changed.
func settleUpdated(chosen map[string]claim) {
	created, ok := chosen[heading.Created]
	delete(chosen, heading.Created)
	if _, has := chosen["updated_at"]; ok && !has {
		created.score, created.word, created.stands = min(created.score, 0.6), "updated_at", true
		chosen["updated_at"] = created
	}
}

// reason says in shapes and counts why a column was taken for a word.
func (cl claim) reason() string {
	var parts []string
	switch {
	case cl.header >= 1:
		parts = append(parts, "header")
	case cl.header > 0:
		parts = append(parts, "header in part")
	default:
		parts = append(parts, "by content, the header does not say so")
	}
	if what := evidenceText(cl.word); what != "" {
		parts = append(parts, fmt.Sprintf("%s of the values %s", percent(cl.share), what))
	}
	if cl.stands {
		parts = append(parts, "the day of entry stands in: no column tells of changes")
	}
	return strings.Join(parts, "; ")
}

func evidenceText(word string) string {
	switch word {
	case "email":
		return "are e-mail addresses"
	case "phone", "mobile":
		return "look like telephone numbers"
	case "birth_date", "updated_at":
		return "are dates"
	case "country":
		return "are countries"
	case "postal_code":
		return "look like postal codes"
	case "tax_id":
		return "look like tax numbers"
	}
	return ""
}

func percent(share float64) string {
	p := int(share*100 + 0.5)
	if p == 100 && share < 1 {
		p = 99
	}
	return fmt.Sprintf("%d %%", p)
}
