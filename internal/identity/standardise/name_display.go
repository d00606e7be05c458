package standardise

import (
	"slices"
	"strings"
	"unicode"
)

// DisplayName gives a part of a name as people write it: the words of the value as
// received that make up the canonical part, in its order, with their marks, and
// in capitals only where a name has them (MÜLLER -> Müller, VAN DER BERG -> van der
// Berg). A word that the value does not have is given in its canonical form.
func DisplayName(received, canonical string) string {
	wanted := strings.Fields(canonical)
	tokens := displayTokens(received)
	words := make([]string, 0, len(wanted))
	for len(wanted) > 0 {
		at := slices.IndexFunc(tokens, func(t token) bool { return startsWith(wanted, t.folded) })
		if at < 0 {
			words, wanted = append(words, naturalCase(wanted[0])), wanted[1:]
			continue
		}
		words, wanted = append(words, naturalCase(tokens[at].text)), wanted[len(tokens[at].folded):]
		tokens = slices.Delete(tokens, at, at+1)
	}
	return strings.Join(words, " ")
}

// token is a word as received with what it folds to: "Smith-Jones", [smith jones].
type token struct {
	text   string
	folded []string
}

func displayTokens(s string) []token {
	var tokens []token
	for _, text := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;./", r) }) {
		if folded := strings.Fields(Fold(text)); len(folded) > 0 {
			tokens = append(tokens, token{text, folded})
		}
	}
	return tokens
}

func startsWith(words, with []string) bool {
	return len(words) >= len(with) && slices.Equal(words[:len(with)], with)
}

// naturalCase leaves a word in mixed case as it is. One in capitals or without
// any gets them at its start, after a hyphen, and after O' and D'.
func naturalCase(word string) string {
	letters := []rune(word)
	lower, upper := 0, 0
	for _, r := range letters {
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsUpper(r):
			upper++
		}
	}
	if lower > 0 && upper > 0 {
		return word
	}
	if isParticle(Fold(word)) {
		return strings.ToLower(word)
	}
	for i, r := range letters {
		if startsName(letters, i) {
			letters[i] = unicode.ToTitle(r)
		} else {
			letters[i] = unicode.ToLower(r)
		}
	}
	return string(letters)
}

func startsName(letters []rune, i int) bool {
	switch {
	case i == 0:
		return true
	case letters[i-1] == '-' || letters[i-1] == '–':
		return true
	default:
		return i == 2 && isApostropheSign(letters[1]) && strings.ContainsRune("oOdDlL", letters[0])
	}
}

func isApostropheSign(r rune) bool { return r == '\'' || r == '`' || isApostrophe(r) }
