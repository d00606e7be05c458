package standardise

import "strings"

// Company is the name of an organisation in its parts.
type Company struct {
	Name      string // canonical, without legal form
	LegalForm string // as folded words: "gmbh co kg"; "" when none is written
}

// Organisation gives a company's name without its legal form: "Müller & Söhne
// GmbH & Co. KG" -> "muller and sohne".
func Organisation(s string) Result {
	return settle(s, func(s string) Result {
		company, reason := SplitOrganisation(s)
		return Result{company.Name, reason}
	})
}

var andSigns = strings.NewReplacer("&", " and ", "+", " and ")

// SplitOrganisation takes the legal form off a company's name, in front or behind.
// A name that is nothing but legal forms stays whole.
func SplitOrganisation(s string) (Company, Reason) {
	if blank(s) {
		return Company{}, ""
	}
	if len(s) > longest {
		return Company{}, TooLong
	}
	folded := Fold(andSigns.Replace(s))
	if isPlaceholder(folded) || allSame(strings.ReplaceAll(folded, " ", "")) {
		return Company{}, Placeholder
	}
	words := joinInitials(strings.Fields(folded))
	words, form := cutLegalForms(words)
	words = uniform(words)
	c := Company{strings.Join(words, " "), strings.Join(form, " ")}
	switch {
	case c.Name == "":
		return Company{}, NoLetters
	case isPlaceholder(c.Name):
		return Company{}, Placeholder
	case !latin(c.Name):
		return c, NotLatin
	}
	return c, ""
}

// joinInitials makes one word of single letters that follow each other: "s a r l"
// -> "sarl", "j p morgan" -> "jp morgan".
func joinInitials(words []string) []string {
	var out []string
	joining := false
	for _, w := range words {
		single := len(w) == 1 && w[0] >= 'a'
		if single && joining {
			out[len(out)-1] += w
			continue
		}
		out = append(out, w)
		joining = single
	}
	return out
}

// cutLegalForms takes forms off both ends until none is left; the conjunctions
// between two forms go with them.
func cutLegalForms(words []string) (rest, form []string) {
	rest = words
	for {
		n := formAtEnd(rest)
		if n == 0 || n >= len(rest) {
			break
		}
		form = append(append([]string{}, rest[len(rest)-n:]...), form...)
		rest = rest[:len(rest)-n]
		for len(rest) > 1 && isAnd(rest[len(rest)-1]) {
			rest = rest[:len(rest)-1]
		}
	}
	for len(rest) > 1 && formInFront(rest[0]) {
		form = append(form, rest[0])
		rest = rest[1:]
	}
	return rest, form
}

// formAtEnd is the number of words at the end that are one legal form.
func formAtEnd(words []string) int {
	for n := min(4, len(words)); n > 0; n-- {
		if isLegalForm(strings.Join(words[len(words)-n:], " ")) {
			return n
		}
	}
	return 0
}

func isLegalForm(s string) bool {
	switch s {
	case "gmbh", "ggmbh", "mbh", "gesmbh", "gesellschaft mit beschrankter haftung", "ag", "aktiengesellschaft", "kg", "kgaa", "ohg", "gbr", "ug", "ug haftungsbeschrankt", "haftungsbeschrankt", "eg", "ev", "ek", "ekfm", "ekfr", "se", "co", "stiftung", "partg", "partgmbb",
		"ltd", "limited", "llc", "llp", "lp", "plc", "inc", "incorporated", "corp", "corporation", "company", "pty", "pvt", "private", "proprietary", "cic", "ltee", "ulc",
		"sa", "sarl", "sas", "sasu", "eurl", "snc", "sci", "scop", "scrl", "sprl", "societe anonyme", "bvba", "srl", "srls", "spa", "sapa", "societa a responsabilita limitata", "societa per azioni",
		"sl", "slu", "sau", "sociedad limitada", "sociedad anonima", "scoop", "cb", "sc", "sa de cv", "s de rl de cv", "de cv",
		"bv", "nv", "vof", "cv", "besloten vennootschap", "cvba",
		"ab", "aktiebolag", "hb", "kb", "oy", "oyj", "as", "asa", "aps", "is", "ehf", "hf", "ky",
		"sp zoo", "sp z oo", "spzoo", "spolka zoo", "spolka akcyjna", "sro", "spol sro", "spol s ro", "kft", "zrt", "nyrt", "bt", "doo", "dd", "ood", "eood", "ad", "ou", "uab", "sia", "lda", "ltda", "eireli", "epe", "ae", "kk", "kabushiki kaisha", "gk", "ooo", "oao", "pjsc", "pte", "bhd", "sdn", "tbk":
		return true
	}
	return false
}

func formInFront(word string) bool {
	switch word {
	case "sarl", "sas", "sa", "uab", "sia", "ooo", "oao", "pt", "firma", "fa", "the", "ets", "etablissements", "societe", "stichting", "soc":
		return true
	}
	return false
}

func isAnd(word string) bool { return word == "and" || word == "und" || word == "et" || word == "og" }

// uniform writes conjunctions and usual abbreviations in one way.
func uniform(words []string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		switch w {
		case "und", "et", "og", "och":
			w = "and"
		case "bros":
			w = "brothers"
		case "gebr":
			w = "gebruder"
		case "intl":
			w = "international"
		case "mfg":
			w = "manufacturing"
		case "svc", "svcs":
			w = "services"
		case "assoc":
			w = "associates"
		case "dept":
			w = "department"
		}
		out = append(out, w)
	}
	return out
}
