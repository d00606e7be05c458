package standardise

import "strings"

// Text folds free text; placeholders become nothing.
func Text(s string) Result {
	if blank(s) {
		return Result{}
	}
	if len(s) > longest {
		return refuse(TooLong)
	}
	folded := Fold(s)
	switch {
	case folded == "":
		return Result{}
	case isPlaceholder(folded):
		return refuse(Placeholder)
	case !latin(folded):
		return Result{folded, NotLatin}
	}
	return Result{Value: folded}
}

// City folds a town's name: without a postal code in front, CEDEX or a delivery
// district's number behind, "St." written out.
func City(s string) Result { return settle(s, cityOnce) }

func cityOnce(s string) Result {
	r := Text(s)
	if r.Value == "" {
		return r
	}
	words := strings.Fields(r.Value)
	if at := indexOf(words, "cedex"); at > 0 {
		words = words[:at]
	}
	for len(words) > 1 && isDigits(words[0]) {
		words = words[1:]
	}
	for len(words) > 1 && isDigits(words[len(words)-1]) && len(words[len(words)-1]) <= 2 {
		words = words[:len(words)-1]
	}
	for i, w := range words {
		switch {
		case w == "st" && i < len(words)-1:
			words[i] = "saint"
		case w == "ste" && i < len(words)-1:
			words[i] = "sainte"
		}
	}
	r.Value = strings.Join(words, " ")
	if isPlaceholder(r.Value) {
		return refuse(Placeholder)
	}
	return r
}

// Identifier gives a number such as a VAT id as capitals and digits only.
func Identifier(s string) Result { return settle(s, identifierOnce) }

func identifierOnce(s string) Result {
	if blank(s) {
		return Result{}
	}
	if len(s) > 200 {
		return refuse(TooLong)
	}
	folded := Fold(s)
	id := strings.ToUpper(strings.ReplaceAll(folded, " ", ""))
	if id == "" {
		return Result{}
	}
	if isPlaceholder(folded) || isPlaceholder(strings.ToLower(id)) || allSame(id) {
		return refuse(Placeholder)
	}
	if !latin(id) {
		return Result{id, NotLatin}
	}
	return Result{Value: id}
}
