package standardise

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the number of bytes that a value may have; more is no customer's value.
const longest = 1000

// Fold gives text in lower-case ASCII words with one blank between them: marks
// dropped (é -> e), letters without a decomposition transliterated (ß -> ss, ł ->
// l), Greek and Cyrillic in Latin letters, apostrophes dropped, every other sign
// a blank. Letters of other scripts stay as they are.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	var b strings.Builder
	foreign := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		r = unicode.ToLower(r)
		switch {
		case r < utf8.RuneSelf:
			writeASCII(&b, byte(r))
		case unicode.Is(unicode.Mn, r), isApostrophe(r), unicode.Is(unicode.Cf, r):
		case transliteration(r) != "":
			b.WriteString(transliteration(r))
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r):
			foreign = true
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	folded := strings.Join(strings.Fields(b.String()), " ")
	if foreign {
		return norm.NFC.String(folded)
	}
	return folded
}

// foldASCII is Fold for the common case, without a copy when nothing changes.
func foldASCII(s string) (string, bool) {
	clean, gap := true, true
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !plain && (c != ' ' || gap) {
			clean = false
		}
		gap = c == ' '
	}
	if clean && (s == "" || !gap) {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		writeASCII(&b, s[i])
	}
	return strings.Join(strings.Fields(b.String()), " "), true
}

func writeASCII(b *strings.Builder, c byte) {
	switch {
	case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		b.WriteByte(c)
	case c >= 'A' && c <= 'Z':
		b.WriteByte(c + 'a' - 'A')
	case c == '\'' || c == '`':
	default:
		b.WriteByte(' ')
	}
}

// isApostrophe is true for signs that are dropped without a gap, the silent
// letters of Cyrillic among them.
func isApostrophe(r rune) bool {
	switch r {
	case '’', '‘', 'ʼ', '´', 'ʹ', 'ʻ', '′', 'ˈ', 'ь', 'ъ':
		return true
	}
	return false
}

// latin reports whether a folded text is wholly ASCII.
func latin(folded string) bool {
	for i := range len(folded) {
		if folded[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// transliteration gives the Latin form of a lower-case letter that does not
// decompose into one; "" where there is none. Cyrillic and Greek follow the
// common passport forms (ICAO 9303, ELOT 743) without regard to neighbours.
func transliteration(r rune) string {
	switch {
	case r < 0x250:
		return latinForm(r)
	case r >= 0x370 && r < 0x400:
		return greekForm(r)
	case r >= 0x400 && r < 0x530:
		return cyrillicForm(r)
	}
	return ""
}

func latinForm(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ŋ':
		return "n"
	case 'ĸ':
		return "q"
	case 'ŧ':
		return "t"
	}
	return ""
}

func greekForm(r rune) string {
	const from, letters = 'α', "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
	return nth(letters, int(r-from))
}

func cyrillicForm(r rune) string {
	const basic = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y . e iu ia"
	switch r {
	case 'є':
		return "ie"
	case 'і', 'ї':
		return "i"
	case 'ґ':
		return "g"
	case 'ђ':
		return "dj"
	case 'ј':
		return "j"
	case 'љ':
		return "lj"
	case 'њ':
		return "nj"
	case 'ћ':
		return "c"
	case 'џ':
		return "dz"
	case 'ѕ':
		return "z"
	}
	return nth(basic, int(r-'а'))
}

// nth gives the i-th word of a list, "" beyond its ends.
func nth(list string, i int) string {
	if i < 0 {
		return ""
	}
	for word := range strings.SplitSeq(list, " ") {
		if i == 0 {
			return word
		}
		i--
	}
	return ""
}

// Signs counts the letters of a text (with their marks), its digits, and what else there
// is but blanks.
func Signs(s string) (letters, digits, others int) {
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case r != ' ':
			others++
		}
	}
	return letters, digits, others
}
