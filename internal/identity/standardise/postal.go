package standardise

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables/postal.txt
var postalText string

type postalRule struct {
	forms  []postalForm
	zeros  int // zeros in front that may be missing
	digits int // length of the all-digit form, 0 when letters belong in
}

type postalForm struct {
	compact string // 9 digit, A letter, ? either
	written string // the same with separators; "" as compact
	partial bool
}

var postalRules = sync.OnceValue(func() map[string]postalRule {
	rules := map[string]postalRule{}
	for line := range strings.Lines(postalText) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		rule := postalRule{}
		rule.zeros, _ = strconv.Atoi(fields[2]) // TestPostalTable reads every line
		for text := range strings.SplitSeq(fields[1], ",") {
			rule.forms = append(rule.forms, readForm(text))
		}
		if first := rule.forms[0].compact; strings.Trim(first, "9") == "" {
			rule.digits = len(first)
		}
		rules[fields[0]] = rule
	}
	return rules
})

func readForm(text string) postalForm {
	compact, partial := strings.CutSuffix(text, "~")
	compact, written, _ := strings.Cut(compact, ":")
	return postalForm{compact, written, partial}
}

// PostalCode gives a postal code as its country writes it. Country is any form
// that Country knows; without one defaultCountry (ISO alpha-2) is taken.
func PostalCode(s, country, defaultCountry string) Result {
	if blank(s) {
		return Result{}
	}
	if len(s) > 100 {
		return refuse(TooLong)
	}
	iso2 := Country(country).Value
	if iso2 == "" {
		iso2 = strings.ToUpper(defaultCountry)
	}
	rule, ok := postalRules()[iso2]
	if !ok {
		return unruled(s, iso2)
	}
	compact, reason := compactCode(s, iso2, rule)
	return rule.write(compact, reason, s)
}

func unruled(s, iso2 string) Result {
	code := strings.ToUpper(Fold(s))
	if code == "" || placeholderOr(s, "") != "" {
		return refuse(Placeholder)
	}
	if iso2 == "" {
		return Result{code, PostalNoCountry}
	}
	return Result{code, PostalNoRule}
}

func (r postalRule) write(compact string, reason Reason, raw string) Result {
	if form, ok := r.match(compact); ok {
		return form.result(compact, reason)
	}
	if missing := r.digits - len(compact); missing > 0 && missing <= r.zeros && isDigits(compact) && strings.Trim(compact, "0") != "" {
		padded := strings.Repeat("0", missing) + compact
		form, _ := r.match(padded)
		return form.result(padded, ZeroRestored)
	}
	if repaired := readAsDigits(compact); r.digits > 0 && repaired != compact && isDigits(repaired) {
		if form, ok := r.match(repaired); ok {
			return form.result(repaired, PostalRepaired)
		}
	}
	return refuse(placeholderOr(raw, PostalInvalid))
}

func (r postalRule) match(compact string) (postalForm, bool) {
	for _, form := range r.forms {
		if fits(compact, form.compact) && !(isDigits(compact) && len(compact) >= 3 && strings.Trim(compact, "0") == "") {
			return form, true
		}
	}
	return postalForm{}, false
}

func (f postalForm) result(compact string, reason Reason) Result {
	if f.partial && reason == "" {
		reason = PostalPartial
	}
	if f.written == "" {
		return Result{compact, reason}
	}
	var b strings.Builder
	next := 0
	for i := range len(f.written) {
		if c := f.written[i]; strings.IndexByte("9A?", c) < 0 || strings.HasPrefix(f.written[i:], "LT-") || strings.HasPrefix(f.written[i:], "LV-") {
			b.WriteByte(c)
			continue
		}
		if next < len(compact) {
			b.WriteByte(compact[next])
			next++
		}
	}
	return Result{b.String(), reason}
}

func fits(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		digit, letter := s[i] >= '0' && s[i] <= '9', s[i] >= 'A' && s[i] <= 'Z'
		switch pattern[i] {
		case '9':
			if !digit {
				return false
			}
		case 'A':
			if !letter {
				return false
			}
		case '?':
			if !digit && !letter {
				return false
			}
		default:
			if s[i] != pattern[i] {
				return false
			}
		}
	}
	return true
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// compactCode leaves capitals and digits only, without what people add: the
// country's letters in front, a spreadsheet's ".0", ZIP+4, CEDEX.
func compactCode(s, iso2 string, rule postalRule) (string, Reason) {
	words := strings.Fields(strings.ToUpper(Fold(dropDecimals(strings.TrimSpace(s)))))
	if len(words) > 1 && (words[0] == iso2 || words[0] == vehicleCode(iso2)) {
		words = words[1:]
	}
	reason := Reason("")
	if at := indexOf(words, "CEDEX"); at > 0 {
		words, reason = words[:at], PostalShortened
	}
	compact := strings.Join(words, "")
	if rule.digits > 0 {
		for _, prefix := range []string{iso2, vehicleCode(iso2)} {
			if rest, ok := strings.CutPrefix(compact, prefix); ok && prefix != "" && isDigits(rest) {
				compact = rest
			}
		}
	}
	if iso2 == "US" && isDigits(compact) && len(words) > 0 {
		return zipOnly(words, compact, reason)
	}
	return compact, reason
}

func zipOnly(words []string, compact string, reason Reason) (string, Reason) {
	switch {
	case len(compact) == 9:
		return compact[:5], PostalShortened
	case len(compact) == 8 && len(words) == 1, len(words) == 2 && len(words[1]) == 4 && len(words[0]) < 5:
		return "0" + compact[:len(compact)-4], PostalShortened
	}
	return compact, reason
}

func indexOf(words []string, word string) int {
	for i, w := range words {
		if w == word {
			return i
		}
	}
	return -1
}

// vehicleCode is the letter that stood in front of codes before 2000: D-80331.
func vehicleCode(iso2 string) string {
	switch iso2 {
	case "DE":
		return "D"
	case "AT":
		return "A"
	case "FR":
		return "F"
	case "IT":
		return "I"
	case "ES":
		return "E"
	case "BE":
		return "B"
	case "LU":
		return "L"
	case "SE":
		return "S"
	case "NO":
		return "N"
	case "LI":
		return "FL"
	case "FI":
		return "FIN"
	}
	return ""
}

var likeDigits = strings.NewReplacer("O", "0", "Q", "0", "D", "0", "I", "1", "L", "1", "Z", "2", "S", "5", "G", "6", "B", "8")

// readAsDigits reads letters that a scanner or a quick hand put for digits.
func readAsDigits(s string) string {
	return likeDigits.Replace(s)
}
