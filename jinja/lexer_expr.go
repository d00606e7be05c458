package jinja

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The two patterns are those of Jinja2's lexer.
var (
	floatPattern = regexp.MustCompile(`^(?i)(\d+_)*\d+((\.(\d+_)*\d+)?e[+\-]?(\d+_)*\d+|\.(\d+_)*\d+)`)
	intPattern   = regexp.MustCompile(`^(?i)(0b(_?[0-1])+|0o(_?[0-7])+|0x(_?[\da-f])+|[1-9](_?\d)*|0(_?0)*)`)
)

// expression reads one token inside a tag.
func (l *lexer) expression() error {
	c := l.text[l.at]
	switch {
	case c == '\'' || c == '"':
		return l.stringLiteral(c)
	case c >= '0' && c <= '9':
		return l.numberLiteral()
	case c == '_' || c >= utf8.RuneSelf || isLetter(c):
		return l.identifier()
	}
	return l.operator()
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func (l *lexer) identifier() error {
	start := l.at
	for l.at < len(l.text) {
		r, n := utf8.DecodeRuneInString(l.text[l.at:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) {
			break
		}
		l.at += n
	}
	if l.at == start {
		return l.unexpected()
	}
	l.push(token{kind: tokName, text: l.text[start:l.at], at: start, end: l.at})
	return nil
}

func (l *lexer) unexpected() error {
	r, _ := utf8.DecodeRuneInString(l.text[l.at:])
	return l.fail(l.at, "unexpected char %s at %d", reprString(string(r)), runeLen(l.text[:l.at]))
}

func (l *lexer) numberLiteral() error {
	rest := l.text[l.at:]
	behindDot := l.at > 0 && l.text[l.at-1] == '.'
	if m := floatPattern.FindString(rest); m != "" && !behindDot {
		f, err := strconv.ParseFloat(strings.ReplaceAll(m, "_", ""), 64)
		if err != nil && f == 0 {
			return l.fail(l.at, "could not convert string to float: %s", reprString(m))
		}
		l.literal(tokFloat, f, len(m))
		return nil
	}
	m := intPattern.FindString(rest)
	if m == "" {
		return l.unexpected()
	}
	digits := strings.ReplaceAll(m, "_", "")
	if strings.Trim(digits, "0") == "" {
		digits = "0"
	}
	x, ok := new(big.Int).SetString(strings.ToLower(digits), 0)
	if !ok || len(digits) > maxDigits {
		return l.fail(l.at, "Exceeds the limit (%d digits) for integer string conversion", maxDigits)
	}
	l.literal(tokInt, normBig(x), len(m))
	return nil
}

// maxDigits is Python's bound on reading integers.
const maxDigits = 4300

func (l *lexer) literal(k kind, v Value, size int) {
	l.push(token{kind: k, value: v, at: l.at, end: l.at + size})
	l.at += size
}

func (l *lexer) stringLiteral(quote byte) error {
	escaped := false
	for i := l.at + 1; i < len(l.text); i++ {
		switch l.text[i] {
		case '\\':
			escaped = true
			i++
		case quote:
			s := l.text[l.at+1 : i]
			if escaped {
				var err error
				if s, err = unescape(s); err != nil {
					return l.fail(l.at, "%s", err.Error())
				}
			}
			l.literal(tokString, s, i+1-l.at)
			return nil
		}
	}
	return l.unexpected()
}

// operator reads an operator and watches that brackets are balanced.
func (l *lexer) operator() error {
	op := l.text[l.at : l.at+1]
	if l.at+1 < len(l.text) {
		switch two := l.text[l.at : l.at+2]; two {
		case "//", "**", "==", "!=", ">=", "<=":
			op = two
		}
	}
	if len(op) == 1 && !strings.Contains("+-/*%~[](){}><=.:|,;", op) {
		return l.unexpected()
	}
	switch op {
	case "{":
		l.open = append(l.open, '}')
	case "(":
		l.open = append(l.open, ')')
	case "[":
		l.open = append(l.open, ']')
	case "}", ")", "]":
		if err := l.closeBracket(op); err != nil {
			return err
		}
	}
	l.push(token{kind: kind(op), at: l.at, end: l.at + len(op)})
	l.at += len(op)
	return nil
}

func (l *lexer) closeBracket(op string) error {
	if len(l.open) == 0 {
		return l.fail(l.at, "unexpected '%s'", op)
	}
	want := l.open[len(l.open)-1]
	if want != op[0] {
		return l.fail(l.at, "unexpected '%s', expected '%c'", op, want)
	}
	l.open = l.open[:len(l.open)-1]
	return nil
}
