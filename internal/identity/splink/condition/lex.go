package condition

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind byte

const (
	end    tokenKind = iota
	name             // a bare identifier or keyword
	quoted           // a quoted identifier
	text             // a literal in single quotes
	number           //
	sign             // an operator or punctuation
)

type token struct {
	kind tokenKind
	text string // without quotes
	at   int    // byte in the source
}

// is says whether the token is this keyword or sign.
func (t token) is(word string) bool {
	return t.kind == sign && t.text == word || t.kind == name && strings.EqualFold(t.text, word)
}

// SyntaxError says that text is no expression that is known here.
type SyntaxError struct {
	At  int // byte in the text, from 0
	Why string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at character %d", e.Why, e.At+1) }

// longSigns are the signs of several characters, the longest first.
var longSigns = []string{"->", "::", "<=", ">=", "<>", "!=", "||", "==", "//", "&&", ":="}

// lex takes the text apart.
func lex(sql string) ([]token, error) {
	var out []token
	for i := 0; i < len(sql); {
		r, size := utf8.DecodeRuneInString(sql[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
			continue
		case strings.HasPrefix(sql[i:], "--"):
			i += len(sql[i:]) - len(strings.TrimLeft(sql[i:], "-"))
			for i < len(sql) && sql[i] != '\n' {
				i++
			}
			continue
		}
		t, next, err := one(sql, i, r)
		if err != nil {
			return nil, err
		}
		out, i = append(out, t), next
	}
	return append(out, token{kind: end, at: len(sql)}), nil
}

func one(sql string, i int, r rune) (token, int, error) {
	switch {
	case r == '\'' || r == '"':
		body, next, err := between(sql, i, byte(r))
		kind := text
		if r == '"' {
			kind = quoted
		}
		return token{kind, body, i}, next, err
	case r >= '0' && r <= '9' || r == '.' && i+1 < len(sql) && sql[i+1] >= '0' && sql[i+1] <= '9':
		next := numberEnd(sql, i)
		return token{number, sql[i:next], i}, next, nil
	case r == '_' || unicode.IsLetter(r):
		next := i
		for next < len(sql) {
			r, size := utf8.DecodeRuneInString(sql[next:])
			if r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			next += size
		}
		return token{name, sql[i:next], i}, next, nil
	}
	for _, s := range longSigns {
		if strings.HasPrefix(sql[i:], s) {
			return token{sign, s, i}, i + len(s), nil
		}
	}
	if strings.ContainsRune("()[],.+-*/%<>=:", r) {
		return token{sign, string(r), i}, i + 1, nil
	}
	return token{}, 0, &SyntaxError{i, fmt.Sprintf("unexpected %q", r)}
}

// between reads what stands in quotes; a doubled quote is one.
func between(sql string, i int, quote byte) (string, int, error) {
	var out []byte
	for k := i + 1; k < len(sql); k++ {
		switch {
		case sql[k] != quote:
			out = append(out, sql[k])
		case k+1 < len(sql) && sql[k+1] == quote:
			out = append(out, quote)
			k++
		default:
			return string(out), k + 1, nil
		}
	}
	return "", 0, &SyntaxError{i, "quote without an end"}
}

func numberEnd(sql string, i int) int {
	digits := func() {
		for i < len(sql) && (sql[i] >= '0' && sql[i] <= '9' || sql[i] == '_') {
			i++
		}
	}
	digits()
	if i < len(sql) && sql[i] == '.' {
		i++
		digits()
	}
	if i < len(sql) && (sql[i] == 'e' || sql[i] == 'E') {
		k := i + 1
		if k < len(sql) && (sql[k] == '+' || sql[k] == '-') {
			k++
		}
		if k < len(sql) && sql[k] >= '0' && sql[k] <= '9' {
			i = k
			digits()
		}
	}
	return i
}
