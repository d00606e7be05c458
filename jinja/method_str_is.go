package jinja

import (
	"strings"
	"unicode"
)

// strIs is the methods that test every character.
func strIs(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		if len(c.Args) > 0 {
			return nil, Raise(kindType, "str.%s() takes no arguments (%d given)", name, len(c.Args))
		}
		s, _ := text(subject)
		return stringIs(name, s), nil
	}
}

func stringIs(name, s string) bool {
	switch name {
	case "isupper":
		return strings.ToUpper(s) == s && strings.ContainsFunc(s, cased)
	case "islower":
		return strings.ToLower(s) == s && strings.ContainsFunc(s, cased)
	case "istitle":
		return titleCase(s) == s && strings.ContainsFunc(s, cased)
	case "isascii":
		return ascii(s)
	case "isprintable":
		return !strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) })
	case "isidentifier":
		return identifier(s)
	}
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !runeIs(name, r) })
}

func runeIs(name string, r rune) bool {
	switch name {
	case "isspace":
		return isSpace(r)
	case "isalpha":
		return unicode.IsLetter(r)
	case "isalnum":
		return unicode.IsLetter(r) || unicode.IsNumber(r)
	case "isnumeric":
		return unicode.IsNumber(r)
	case "isdigit":
		return unicode.IsDigit(r) || strings.ContainsRune("²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", r)
	}
	return unicode.IsDigit(r)
}

func identifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			return false
		}
	}
	return s != ""
}
