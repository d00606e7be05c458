package heading

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"scv"
)

//go:embed headings.txt
var table string

// Words of the header table that are none of the vocabulary.
const (
	Key     = "key"        // names a record
	None    = "-"          // known, and of no use here
	Created = "created_at" // stands in for updated_at where there is none
)

// Meaning is what a header may say its column is.
type Meaning struct{ Word, Language string }

// words maps squeezed headers to their meanings, made once.
var words = sync.OnceValue(func() map[string][]Meaning {
	known := map[string][]Meaning{}
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		m := Meaning{fields[0], fields[1]}
		for text := range strings.SplitSeq(fields[2], ",") {
			if key := Squeeze(text); !slices.Contains(known[key], m) {
				known[key] = append(known[key], m)
			}
		}
	}
	return known
})

// Squeeze takes everything off a header but its letters and digits.
func Squeeze(header string) string { return strings.ReplaceAll(scv.ColumnName(header), "_", "") }

// Reading is one meaning of a header and how far the header says just that: 1 is
// word for word.
type Reading struct {
	Meaning
	Fit float64
}

// noise are words that say whose value it is, not which.
var noise = []string{
	"customer", "customers", "client", "member", "contact", "person", "main", "primary", "private", "home", "billing", "the", "of", "de", "du", "del", "der",
	"kunde", "kunden", "mitglied", "mitglieds", "kontakt", "haupt", "rechnung", "rechnungs", "privat", "firmen", "firma", "klant", "lid", "cliente", "socio", "adherent", "1", "company",
}

// second are words that say it is another value than the record's own.
var second = []string{
	"2", "3", "4", "5", "delivery", "shipping", "ship", "partner", "spouse", "emergency", "alt", "alternative", "old", "previous", "former", "secondary", "other",
	"liefer", "lieferung", "zweit", "ehepartner", "notfall", "alte", "alter", "frueher", "livraison", "ancien", "conjoint", "levering", "aflever", "oud", "spedizione", "vecchio", "envio", "entrega", "antiguo",
}

// Read gives what a header may mean, best first. A header that stands in
// the table as it is has only those meanings.
func Read(header string) []Reading {
	var out []Reading
	for _, m := range words()[Squeeze(header)] {
		out = append(out, Reading{m, 1})
	}
	if out != nil {
		return out
	}
	tokens, doubt := tokensOf(header)
	best := map[string]Reading{}
	total := len(strings.Join(tokens, ""))
	for from := range tokens {
		for to := from + 1; to <= len(tokens); to++ {
			part := strings.Join(tokens[from:to], "")
			if len(part) < 3 {
				continue
			}
			for _, m := range words()[part] {
				r := Reading{m, (0.6 + 0.35*float64(len(part))/float64(total)) * doubt}
				if r.Fit > best[m.Word].Fit {
					best[m.Word] = r
				}
			}
		}
	}
	for _, r := range best {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(b.Fit, a.Fit), cmp.Compare(a.Word, b.Word))
	})
	return out
}

// tokensOf cuts a header into words, without noise; doubt is below 1 when a
// word says that it is a second or another one's value.
func tokensOf(header string) (tokens []string, doubt float64) {
	doubt = 1
	all := strings.Split(scv.ColumnName(header), "_")
	for _, t := range all {
		bare := strings.TrimRight(t, "0123456789")
		if number := t[len(bare):]; bare != "" && number != "" {
			if number != "1" {
				doubt = 0.5
			}
			t = bare
		}
		for _, n := range slices.Concat(noise, second) {
			if rest, ok := strings.CutPrefix(t, n); ok && len(n) > 3 && len(rest) >= 3 && words()[rest] != nil {
				tokens, t = append(tokens, n), rest
				break
			}
		}
		tokens = append(tokens, t)
	}
	if slices.ContainsFunc(tokens, func(t string) bool { return slices.Contains(second, t) }) {
		doubt = 0.5
	}
	kept := slices.DeleteFunc(slices.Clone(tokens), func(t string) bool {
		return t == "" || slices.Contains(noise, t) || slices.Contains(second, t)
	})
	if len(kept) == 0 {
		return tokens, doubt
	}
	return kept, doubt
}

// Language is the language that most headers are read in; "" for none.
// English counts only where no other language reads as many.
func Language(headers []string) string {
	votes := map[string]int{}
	for _, h := range headers {
		seen := map[string]bool{}
		for _, r := range Read(h) {
			if !seen[r.Language] {
				seen[r.Language] = true
				votes[r.Language]++
			}
		}
	}
	best := ""
	for _, l := range []string{"de", "fr", "nl", "it", "es", "en"} {
		if votes[l] > votes[best] {
			best = l
		}
	}
	return best
}
