package pushdown

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold gives text in lower case, Latin letters without their marks in ASCII. It is
// what foldSQL says, so that a model's own texts are compared with folded records.
// Signs and letters of other scripts stay; a mark that stands apart from its letter
// stays, too.
func Fold(s string) string {
	single, several := folds()
	var b strings.Builder
	for _, r := range s {
		if to, ok := several[r]; ok {
			b.WriteString(to)
		} else if to, ok := single[r]; ok {
			b.WriteRune(to)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.ToLower(b.String())
}

// foldSQL folds an expression in words that every engine has.
func foldSQL(expression string) string {
	single, several := folds()
	var from, to strings.Builder
	for _, r := range folded() {
		if t, ok := single[r]; ok {
			from.WriteRune(r)
			to.WriteRune(t)
		}
	}
	for _, r := range folded() {
		if t, ok := several[r]; ok {
			expression = "replace(" + expression + ", '" + string(r) + "', '" + t + "')"
		}
	}
	return "lower(translate(" + expression + ", '" + from.String() + "', '" + to.String() + "'))"
}

// folded lists the letters that are folded: Latin ones with marks, and those that no
// mark explains.
func folded() []rune {
	var out []rune
	for _, span := range [][2]rune{{0xc0, 0x17f}, {0x1cd, 0x1dc}, {0x1e6, 0x1f5}, {0x200, 0x21b}, {0x1e00, 0x1eff}} {
		for r := span[0]; r <= span[1]; r++ {
			out = append(out, r)
		}
	}
	return out
}

// folds gives the letters that become one letter, and those that become several.
var folds = sync.OnceValues(func() (single map[rune]rune, several map[rune]string) {
	single = map[rune]rune{'ø': 'o', 'Ø': 'o', 'đ': 'd', 'Đ': 'd', 'ł': 'l', 'Ł': 'l', 'ı': 'i', 'ħ': 'h', 'Ħ': 'h', 'ð': 'd', 'Ð': 'd'}
	several = map[rune]string{'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'þ': "th", 'Þ': "th"}
	for _, r := range folded() {
		base := strings.Map(func(c rune) rune {
			if unicode.Is(unicode.Mn, c) {
				return -1
			}
			return unicode.ToLower(c)
		}, norm.NFD.String(string(r)))
		if len(base) == 1 && single[r] == 0 {
			single[r] = rune(base[0])
		}
	}
	return single, several
})
