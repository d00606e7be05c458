package infer

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"scv"
)

// entityWords name what a table lists, by words of sheets, files and headers.
func entityWords() []struct {
	name  string
	words []string
} {
	return []struct {
		name  string
		words []string
	}{
		{"member", []string{"member", "mitglied", "membre", "adherent", "lid", "leden", "socio", "soci", "miembro"}},
		{"customer", []string{"customer", "kunde", "client", "klant", "cliente", "clienti", "debitor"}},
		{"company", []string{"company", "companies", "firma", "firmen", "unternehmen", "societe", "entreprise", "bedrijf", "bedrijven", "azienda", "aziende", "ditta", "empresa", "organisation", "organization", "account"}},
		{"supplier", []string{"supplier", "lieferant", "fournisseur", "leverancier", "fornitore", "proveedor"}},
		{"lead", []string{"lead", "prospect", "interessent"}},
		{"subscriber", []string{"subscriber", "abonnent", "abonne"}},
		{"donor", []string{"donor", "spender", "donateur", "donante"}},
		{"patient", []string{"patient"}},
		{"guest", []string{"guest", "gast", "gaeste"}},
		{"employee", []string{"employee", "mitarbeiter", "personal"}},
		{"contact", []string{"contact", "kontakt", "contatto", "contacto"}},
		{"person", []string{"person", "people", "persona", "personne"}},
	}
}

// entityName names an entity by its sheet, its file or the header of its key, or
// else by what it holds.
func entityName(e Entity, t *table) string {
	texts := []string{e.Sheet}
	first := t.places[0]
	texts = append(texts, first.Sheet, strings.TrimSuffix(path.Base(first.File), path.Ext(first.File)))
	texts = append(texts, e.Key...)
	for _, s := range texts {
		if name := knownEntity(s); name != "" {
			return name
		}
	}
	if e.Party != "" {
		return e.Party
	}
	return "record"
}

func knownEntity(s string) string {
	for token := range strings.SplitSeq(scv.ColumnName(s), "_") {
		for _, e := range entityWords() {
			for _, w := range e.words {
				if token == w || len(w) > 3 && strings.HasPrefix(token, w) {
					return e.name
				}
			}
		}
	}
	return ""
}

// generic are folders that say nothing of what is in them.
func generic(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains([]string{
		".", "..", "/", "", "file", "files", "data", "source", "sources", "import", "imports", "input", "inputs", "in", "excel", "workbook", "workbooks", "xlsx",
		"export", "exports", "download", "downloads", "desktop", "documents", "tmp", "temp", "home", "daten", "dateien", "dynamics", "d365",
	}, name)
}

var plain = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]*$`) })

func plainName(name string) bool { return plain().MatchString(name) && !strings.Contains(name, "__") }

// sourceName names a source by a folder or file, without dates and numbers at
// its end; fallback is for names that say nothing.
func (l *look) sourceName(p, fallback string) string {
	base := path.Base(p)
	if ext := path.Ext(base); len(ext) > 3 {
		base = strings.TrimSuffix(base, ext)
	}
	name := scv.ColumnName(base)
	name = strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
	name = strings.Trim(strings.TrimRight(name, "0123456789_"), "_")
	if generic(base) || !plainName(name) {
		name = fallback
	}
	name = uniqueName(name, func(n string) bool { return l.names[n] })
	l.names[name] = true
	return name
}
