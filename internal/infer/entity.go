package infer

import (
	"fmt"
	"slices"

	"scv"
	"scv/internal/identity/heading"
	"scv/internal/source"
)

// entityOf turns a table into a proposed entity; ok is false for tables that do
// not hold customers.
func (l *look) entityOf(t *table) (e Entity, ok bool) {
	language := heading.Language(t.headers())
	chosen, rivals := assign(t.columns)
	if !holdsCustomers(chosen) {
		return Entity{}, false
	}
	country, countryDoubt := guessCountry(t, chosen, language)
	if country == "US" {
		language = "us"
	}
	e = Entity{Party: partyOf(chosen), Places: t.places, Rows: t.rows, Ignored: t.ignored}
	if _, has := chosen["country"]; !has {
		if countryDoubt == "" {
			e.Country = country
		}
		if l.options.DefaultCountry == "" {
			e.doubt(countryDoubt)
		}
	}
	l.addColumns(&e, t, chosen, language)
	for _, w := range scv.Vocabulary() {
		for _, cl := range rivals[w.Name] {
			e.doubt(fmt.Sprintf("%s could be %s, too; %s was taken", quoteHeader(cl.column), cl.word, quoteHeader(chosen[cl.word].column)))
		}
	}
	if t.entity == "" {
		e.takeKey(t, chosen)
	}
	for _, f := range exclusions(t, chosen) {
		e.Exclude = append(e.Exclude, Rule{f.Rule, f.SQL, f.about})
	}
	if t.more {
		e.doubt(fmt.Sprintf("only the first %d rows were read; --rows 0 reads all", t.rows))
	}
	e.nameDoubts(chosen)
	return e, true
}

func (e *Entity) doubt(text string) {
	if text != "" {
		e.Doubts = append(e.Doubts, text)
	}
}

// holdsCustomers demands something that tells one customer from another, and
// more than one such thing.
func holdsCustomers(chosen map[string]claim) bool {
	named := false
	for _, word := range []string{"given_name", "family_name", "full_name", "organisation_name", "email"} {
		if cl, ok := chosen[word]; ok && cl.score >= 0.55 {
			named = true
		}
	}
	return named && len(chosen) >= 2
}

// partyOf says what all rows are, where the columns leave no choice.
func partyOf(chosen map[string]claim) string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { _, ok := chosen[w]; return ok })
	}
	switch person, company := has("given_name", "family_name", "full_name", "birth_date"), has("organisation_name"); {
	case person && !company:
		return "person"
	case company && !person:
		return "organisation"
	}
	return ""
}

func (l *look) addColumns(e *Entity, t *table, chosen map[string]claim, language string) {
	words := map[*column]claim{}
	for _, cl := range chosen {
		words[cl.column] = cl
	}
	for _, c := range t.columns {
		cl, mapped := words[c]
		out := Column{Header: c.header, Column: columnRef(c), Filled: c.filled, Distinct: len(c.values)}
		if mapped {
			out.Word, out.Reason = cl.word, cl.reason()
			out.Confidence = float64(int(cl.score*100)) / 100
		}
		ty := typeOf(c, out.Word, language)
		out.Doubt = ty.doubt
		if ty.kind != scv.Text || c.declared != scv.Text && ty.misfits > 0 {
			out.Type, out.Formats = ty.kind.String(), ty.formats
		}
		if ty.kind == c.declared && ty.formats == nil {
			out.Type = ""
		}
		out.Seen = ty.about
		if l.options.ShowValues {
			out.Samples = samples(c)
		}
		e.Columns = append(e.Columns, out)
	}
}

// columnRef names a column so that the reader finds it: by its header, or as
// bronze calls it where two headers are the same.
func columnRef(c *column) string {
	if scv.ColumnName(c.header) == c.name {
		return c.header
	}
	return c.name
}

func samples(c *column) []string {
	var out []string
	for _, v := range c.sample()[:min(3, len(c.sample()))] {
		out = append(out, text(v.Cell))
	}
	return out
}

func (e *Entity) takeKey(t *table, chosen map[string]claim) {
	key, reason, doubt := pickKey(t, chosen)
	e.doubt(doubt)
	if key == nil {
		e.doubt("no column names a record: the content of a row does, so a changed row is a new record")
		return
	}
	e.Key, e.KeyReason = []string{columnRef(key)}, reason
	if missing := t.rows - t.faulty - key.filled; missing > 0 {
		e.doubt(fmt.Sprintf("%s without %s: held aside", rowsText(missing), quoteHeader(key)))
	}
}

// nameDoubts says where persons and companies stand in one column.
func (e *Entity) nameDoubts(chosen map[string]claim) {
	cl, ok := chosen["full_name"]
	if !ok {
		return
	}
	if share := cl.column.share(hasLegalForm); share > 0.05 {
		e.doubt(fmt.Sprintf("%s of the names in %s end in a legal form (GmbH, Ltd): companies among the persons", percent(share), quoteHeader(cl.column)))
	}
	if share := cl.column.share(func(c source.Cell) bool { return len(text(c)) > 0 && !containsBlank(text(c)) }); share > 0.5 {
		e.doubt(fmt.Sprintf("%s of the names in %s are one word: is it the surname?", percent(share), quoteHeader(cl.column)))
	}
}

func containsBlank(s string) bool {
	return slices.Contains([]byte(s), ' ') || slices.Contains([]byte(s), ',')
}
