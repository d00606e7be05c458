package standardise

import (
	"maps"
	"slices"
	"strings"

	"scv"
)

// Row standardises one record as the materialization does a table of them. It is safe
// for concurrent use.
type Row struct {
	columns []column
	words   []string // that a record may have
	outputs []string // words that get a form
}

// NewRow reads the `columns:` of a model with `materialized: standardise`; every word of
// it, and the columns that name a country, can be in a record. defaultCountry is that of
// records which name none.
func NewRow(m scv.Model, defaultCountry string) (*Row, error) {
	words := []string{"country"}
	if entries, ok := m.Config["columns"].(map[string]any); ok {
		words = append(words, slices.Collect(maps.Keys(entries))...)
		for _, entry := range entries {
			if options, ok := entry.(map[string]any); ok {
				if name, ok := options["country"].(string); ok && name != "" {
					words = append(words, name)
				}
			}
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	columns, err := readConfig(m, words, defaultCountry)
	return &Row{columns, words, outputWords(columns)}, err
}

// Words are those that a record may have, sorted.
func (r *Row) Words() []string { return r.words }

// Forms gives the canonical values of a record by column, <word>_std, those that there
// are; and the reasons, by word, why a value that was given has none.
func (r *Row) Forms(values map[string]string) (forms map[string]string, refused map[string]Reason) {
	made := make([]form, len(r.columns))
	forms, refused = map[string]string{}, map[string]Reason{}
	for i, c := range r.columns {
		value := values[c.word]
		if strings.TrimSpace(value) == "" {
			continue
		}
		made[i] = c.kind.apply(value, values[c.country], c.defaultCountry)
		if made[i].Value == "" {
			refused[c.word] = made[i].Reason
		}
	}
	for _, word := range r.outputs {
		if form := r.form(word, made, values); form != "" {
			forms[word+"_std"] = form
		}
	}
	return forms, refused
}

// form is a word's own canonical form or, where the record leaves it blank, what another
// column's kind gives: as expressions writes it in SQL.
func (r *Row) form(word string, made []form, values map[string]string) string {
	for i, c := range r.columns {
		if c.word == word && made[i].Value != "" {
			return made[i].Value
		}
	}
	blank := func(w string) bool { return strings.TrimSpace(values[w]) == "" }
	for _, i := range bySource(r.columns) {
		for n, o := range r.columns[i].outputs {
			if part := made[i].parts[n]; o.word == word && part != "" && !slices.ContainsFunc(o.unless, func(w string) bool { return !blank(w) }) {
				return part
			}
		}
	}
	return ""
}
